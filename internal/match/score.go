package match

import (
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/locale"
)

// Sort is what an entry stands for.
type Sort byte

// The sorts. A contact acts for the firm House.
const (
	Person Sort = iota
	Firm
	Contact
)

// Record is what an entry says of a customer. Texts may be empty.
type Record struct {
	ID         int64
	Sort       Sort
	House      int64 // the firm of a contact, else 0
	First      string
	Last       string
	Company    string
	Salutation string // "Frau", "Herr" or anything else
	Street     string
	Postcode   string
	City       string
	Email      string // small letters
	Phone      string // +49..., or digits
	VAT        string // capitals and digits
	Birthday   string // YYYY-MM-DD or --MM-DD
	Card       string
}

// Entry is a record made ready for comparison.
type Entry struct {
	Record
	name    name
	firm    firm
	address address
	digits  string // of the telephone number
	phone   string // its last digits, which do not depend on how the country is written
}

// Ready takes a record apart, once for many comparisons.
func Ready(r Record) Entry {
	e := Entry{Record: r, name: nameOf(r.First, r.Last), address: addressOf(r.Street, r.Postcode, r.City), digits: digits(r.Phone)}
	if len(e.digits) >= 6 {
		e.phone = e.digits[max(0, len(e.digits)-9):]
	}
	if r.Sort == Firm || r.Company != "" {
		e.firm = firmOf(firmText(r))
	}
	return e
}

// firmText is the firm's name; one written into the fields of a person counts too.
func firmText(r Record) string {
	if r.Company != "" {
		return r.Company
	}
	return strings.TrimSpace(r.First + " " + r.Last)
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// Outcome is what follows from a comparison.
type Outcome int

// The outcomes. Same is still asked about: nothing is merged without a person.
const (
	Different Outcome = iota
	Ask
	Same
)

// Key names an outcome in messages and files.
func (o Outcome) Key() string { return [...]string{"different", "ask", "same"}[o] }

// Reason is what one field says. Key is the end of a message key ("phone.same").
type Reason struct {
	Key    string
	Points float64
}

// Verdict is the explained result of a comparison.
type Verdict struct {
	Outcome Outcome
	Points  float64
	Reasons []Reason // in the order of the fields, without those that say nothing
}

// Points from which an outcome is reached.
const (
	askFrom  = 11.0
	sameFrom = 14.0
)

// weights are points by reason: log2 of how much likelier the field agrees so within
// one customer than between two. They were set by hand on the errors described in
// docs/methods/duplicates.md and are tested there.
var weights = map[string]float64{
	"family.same": 5.5, "family.sounds": 5, "family.typo": 4.5, "family.part": 3, "family.apart": -5,
	"given.same": 5, "given.sounds": 4.5, "given.nick": 3.5, "given.variant": 1.5, "given.initial": 1.5, "given.apart": -7,
	"swapped":   -.5,
	"firm.same": 9, "firm.sounds": 8, "firm.typo": 7.5, "firm.part": 4, "firm.apart": -7,
	"form.same": 1, "form.apart": -8,
	"house.same":   3,
	"address.same": 6, "address.part": 4, "address.street": 1, "address.town": 0, "address.apart": -2,
	"phone.same": 7, "phone.typo": 3, "phone.apart": -1,
	"mail.same": 8, "mail.typo": 5, "mail.local": 3, "mail.domain": 2, "mail.apart": -1,
	"vat.same": 10, "vat.typo": 2, "vat.apart": -8,
	"birthday.same": 7, "birthday.day": 4, "birthday.typo": 1, "birthday.apart": -6,
	"card.same": 9, "salutation.apart": -3, "generation.apart": -6,
}

// judge gathers reasons and how far they may lead.
type judge struct {
	v        Verdict
	most     Outcome
	evidence bool // something that only one person has agrees
	beyond   bool // something other than the name agrees
}

func (j *judge) say(key string) {
	j.v.Reasons = append(j.v.Reasons, Reason{key, weights[key]})
	j.v.Points += weights[key]
}

func (j *judge) atMost(o Outcome) { j.most = min(j.most, o) }

// Compare tells whether two entries are the same customer.
func Compare(a, b *Entry) Verdict {
	j := judge{most: Same}
	switch {
	case a.ID != 0 && a.ID == b.ID, (a.Sort == Contact) != (b.Sort == Contact):
		return j.v // a contact buys nothing and is never one with a buyer
	case a.Sort == Contact:
		if a.House == b.House && a.House != 0 {
			j.say("house.same")
			j.beyond = true
		} else {
			j.atMost(Ask)
		}
		j.person(a, b)
	case a.Sort == Firm && b.Sort == Firm:
		j.firms(a, b)
	case a.Sort == Firm || b.Sort == Firm:
		j.mixed(a, b)
	default:
		j.person(a, b)
		j.company(a, b)
	}
	if j.most == Different {
		return j.v // nothing else can make them one
	}
	j.place(a, b)
	j.reach(a, b)
	return j.end()
}

func (j *judge) end() Verdict {
	switch {
	case j.v.Points >= sameFrom && j.evidence:
		j.v.Outcome = Same
	case j.v.Points >= askFrom && j.beyond:
		j.v.Outcome = Ask
	}
	j.v.Outcome = min(j.v.Outcome, j.most)
	return j.v
}

var familyKey = [...]string{unknown: "", apart: "family.apart", part: "family.part", initial: "family.apart", variant: "family.part", nick: "family.part", typo: "family.typo", sounds: "family.sounds", identical: "family.same"}

var givenKey = [...]string{unknown: "", apart: "given.apart", part: "given.apart", initial: "given.initial", variant: "given.variant", nick: "given.nick", typo: "given.variant", sounds: "given.sounds", identical: "given.same"}

// person compares the names of two people, also with given and family name swapped.
func (j *judge) person(a, b *Entry) {
	family, given := familyNear(&a.name, &b.name), givenNear(&a.name, &b.name)
	if family <= part && given <= initial {
		turned := name{given: b.name.family, family: b.name.given, givenCode: b.name.famCode, famCode: b.name.givenCode}
		if f, g := familyNear(&a.name, &turned), givenNear(&a.name, &turned); f >= typo && g >= variant {
			family, given = f, g
			j.say("swapped")
		}
	}
	if key := familyKey[family]; key != "" {
		j.say(key)
	}
	if key := givenKey[given]; key != "" {
		j.say(key)
	}
	switch {
	case given == apart:
		j.atMost(Different)
	case given < nick, family < typo:
		j.atMost(Ask)
	}
	if given == nick {
		j.atMost(Ask)
	}
	j.generation(a, b)
	j.birthday(a, b)
}

// generation keeps father and son apart, and Herr from Frau.
func (j *judge) generation(a, b *Entry) {
	if x, y := a.name.generation, b.name.generation; x != y {
		if x != "" && y != "" {
			j.atMost(Different)
		}
		j.say("generation.apart")
		j.atMost(Ask)
	}
	x, y := sex(a.Salutation), sex(b.Salutation)
	if x != 0 && y != 0 && x != y {
		j.say("salutation.apart")
		j.atMost(Ask)
	}
}

func sex(s string) byte {
	switch strings.ToLower(strings.TrimSpace(strings.TrimSuffix(s, "."))) {
	case "frau", "fr", "mrs", "ms", "madame":
		return 'f'
	case "herr", "herrn", "hr", "mr", "monsieur":
		return 'm'
	}
	return 0
}

// farApart is from how many years on two birthdays are those of two generations.
const farApart = 14

func (j *judge) birthday(a, b *Entry) {
	x, y := a.Birthday, b.Birthday
	if x == "" || y == "" {
		return
	}
	wholeX, wholeY := len(x) == 10, len(y) == 10
	switch {
	case x == y && wholeX:
		j.say("birthday.same")
		j.evidence, j.beyond = true, true
	case x[len(x)-6:] == y[len(y)-6:] && !(wholeX && wholeY):
		j.say("birthday.day")
		j.beyond = true
	case wholeX && wholeY && (locale.Edits(x, y, 1) <= 1 || turnedDay(x, y)):
		j.say("birthday.typo")
		j.atMost(Ask)
		j.tooFar(x, y)
	default:
		j.say("birthday.apart")
		j.atMost(Ask)
		if wholeX && wholeY {
			j.tooFar(x, y)
		}
	}
}

func (j *judge) tooFar(x, y string) {
	d, err := cal.Parse(x)
	e, err2 := cal.Parse(y)
	if err == nil && err2 == nil && (d.Year()-e.Year() >= farApart || e.Year()-d.Year() >= farApart) {
		j.atMost(Different)
	}
}

// turnedDay reports whether day and month are swapped.
func turnedDay(x, y string) bool {
	return x[:4] == y[:4] && x[5:7] == y[8:] && x[8:] == y[5:7]
}

// firms compares two firms; other legal forms are other firms.
func (j *judge) firms(a, b *Entry) {
	near := firmNear(&a.firm, &b.firm)
	if key := firmKey[near]; key != "" {
		j.say(key)
	}
	switch {
	case near == apart:
		j.atMost(Ask)
	case near < typo:
		j.atMost(Ask)
	}
	known := a.VAT != "" && a.VAT == b.VAT
	switch {
	case a.firm.form == b.firm.form:
		if a.firm.form != "" {
			j.say("form.same")
		}
	case a.firm.form == "" || b.firm.form == "":
		if !known {
			j.atMost(Ask)
		}
	default:
		j.say("form.apart")
		if known {
			j.atMost(Ask)
		} else {
			j.atMost(Different)
		}
	}
	if a.address.near(b.address) == placeSame && near >= typo {
		j.evidence = true
	}
}

var firmKey = [...]string{unknown: "", apart: "firm.apart", part: "firm.part", initial: "firm.part", variant: "firm.part", nick: "firm.part", typo: "firm.typo", sounds: "firm.sounds", identical: "firm.same"}

// mixed compares a person with a firm, which may be he himself under his trade's name.
func (j *judge) mixed(a, b *Entry) {
	j.atMost(Ask)
	person, house := a, b
	if a.Sort == Firm {
		person, house = b, a
	}
	bears := false
	for _, w := range person.name.family {
		bears = bears || slices.Contains(house.firm.words, w)
	}
	if person.Company != "" {
		if near := firmNear(&person.firm, &house.firm); near >= typo {
			j.say(firmKey[near])
			return
		}
	}
	given := false
	for _, w := range person.name.given {
		given = given || len(w) > 1 && slices.Contains(house.firm.words, w)
	}
	switch {
	case bears && given:
		j.say("family.same")
		j.say("given.same")
	case bears:
		j.say("family.same")
	default:
		j.say("firm.apart")
	}
}

// company looks at the firms that two people name beside themselves.
func (j *judge) company(a, b *Entry) {
	if len(a.firm.words) == 0 || len(b.firm.words) == 0 {
		return
	}
	if firmNear(&a.firm, &b.firm) >= typo {
		j.say("house.same")
		j.beyond = true
	}
}

func (j *judge) place(a, b *Entry) {
	if a.Sort == Contact && a.House == b.House {
		return // their firm's address says nothing
	}
	switch a.address.near(b.address) {
	case placeSame:
		j.say("address.same")
		j.beyond = true
	case placePart:
		j.say("address.part")
		j.beyond = true
	case placeStreet:
		j.say("address.street")
		j.beyond = true
	case placeTown:
		if a.address.street == "" || b.address.street == "" {
			j.say("address.street")
			j.beyond = true
		} else {
			j.say("address.town")
		}
	case placeApart:
		j.say("address.apart")
	case placeUnknown:
	}
}

// reach compares telephone, mail, VAT number and card.
func (j *judge) reach(a, b *Entry) {
	j.phones(a, b)
	j.mails(a, b)
	if a.VAT != "" && b.VAT != "" {
		switch {
		case a.VAT == b.VAT:
			j.strong("vat.same")
		case locale.Edits(a.VAT, b.VAT, 1) <= 1:
			j.say("vat.typo")
		default:
			j.say("vat.apart")
			j.atMost(Different)
		}
	}
	if a.Card != "" && a.Card == b.Card {
		j.strong("card.same")
	}
}

func (j *judge) strong(key string) {
	j.say(key)
	j.evidence, j.beyond = true, true
}

func (j *judge) phones(a, b *Entry) {
	house := a.Sort == Contact && a.House == b.House
	switch {
	case a.phone == "" || b.phone == "" || house:
	case strings.HasSuffix(a.phone, b.phone) || strings.HasSuffix(b.phone, a.phone):
		j.strong("phone.same")
	case len(a.digits) >= 8 && locale.Edits(a.digits, b.digits, 1) <= 1:
		j.say("phone.typo")
		j.beyond = true
	default:
		j.say("phone.apart")
	}
}

func (j *judge) mails(a, b *Entry) {
	if a.Email == "" || b.Email == "" {
		return
	}
	if a.Email == b.Email {
		j.strong("mail.same")
		return
	}
	localA, domainA, _ := strings.Cut(a.Email, "@")
	localB, domainB, _ := strings.Cut(b.Email, "@")
	switch {
	case domainA == domainB && slip(localA, localB), localA == localB && locale.Edits(domainA, domainB, 1) <= 1:
		j.say("mail.typo")
		j.beyond = true
	case localA == localB && len(localA) > 5 && !roleMails[localA]:
		j.say("mail.local")
		j.beyond = true
	case domainA == domainB && a.Sort == Firm && b.Sort == Firm && !freeMail[domainA]:
		j.say("mail.domain")
		j.beyond = true
	default:
		j.say("mail.apart")
	}
}

var roleMails = set("info", "kontakt", "contact", "office", "mail", "buero", "post", "rechnung", "einkauf", "verwaltung", "service", "hallo", "buchhaltung", "zentrale")

var freeMail = set("gmail.com", "googlemail.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "web.de", "t-online.de", "freenet.de", "outlook.com", "outlook.de", "hotmail.com", "hotmail.de",
	"yahoo.de", "yahoo.com", "icloud.com", "me.com", "posteo.de", "mailbox.org", "arcor.de", "aol.com", "bluewin.ch", "aon.at", "live.de", "proton.me", "protonmail.com")
