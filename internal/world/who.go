package world

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
)

// contactsPerFirm are the numbers of contact persons of eight firms in a row: 19, so
// that 800 firms have 1,900.
var contactsPerFirm = [8]int{1, 2, 3, 2, 4, 2, 2, 3}

// row makes a customer's record as the firm's system knows it, without his numbers and
// days of contact.
func (w World) row(seed uint64, l life) customer.Customer {
	id, again := l.ID, false
	if l.SameAs > 0 {
		id, again = l.SameAs, true
	}
	r := draws(seed, aspectWho, id)
	c := customer.Customer{Kind: customer.Person, Origin: one(r, origins)}
	if w.isFirm(seed, id, l) {
		c.Kind = customer.Firm
		c.Company = w.firmName(r)
		if chance(r, .6) || w.customers.contacts {
			c.VATID = fmt.Sprintf("DE000%06d", id)
		}
	} else {
		w.person(r, &c)
	}
	w.reach(r, &c, reachNumber(id, 0))
	if !l.Firm && w.customers.cards && chance(r, .5) {
		c.Favourite = l.Favourite
	}
	if l.Du && c.Kind == customer.Person {
		c.AddressForm = "du"
	} else if chance(r, .6) {
		c.AddressForm = "sie"
	}
	if again {
		spellAgain(&c)
	}
	return c
}

// isFirm tells what customer id is; of a duplicate it asks for the other entry.
func (w World) isFirm(seed uint64, id int, l life) bool {
	if id == l.ID {
		return l.Firm
	}
	r := draws(seed, aspectLife, id)
	choose(r, w.customers.kinds[:])
	return chance(r, w.customers.firms)
}

// spellAgain is how another clerk wrote down the same customer.
func spellAgain(c *customer.Customer) {
	switch {
	case c.Kind == customer.Firm && strings.HasSuffix(c.Company, " GmbH"):
		c.Company = "Fa. " + strings.TrimSuffix(c.Company, " GmbH")
	case c.Kind == customer.Firm:
		c.Company = "Firma " + c.Company
	default:
		first := []rune(c.FirstName)
		if len(first) > 0 {
			c.FirstName = string(first[:1]) + "."
		}
	}
	c.Street = strings.Replace(c.Street, "straße", "str.", 1)
	c.Origin, c.Title, c.AddressForm = "", "", ""
}

// person gives c a name. A few are known by their first name or not at all.
func (w World) person(r *rand.Rand, c *customer.Customer) {
	woman := chance(r, .54)
	names := mensNames
	c.Salutation = "Herr"
	if woman {
		names, c.Salutation = womensNames, "Frau"
	}
	c.FirstName, c.LastName = one(r, names), one(r, familyNames)
	if chance(r, .04) {
		c.LastName = one(r, doubleNames)
	}
	switch u := r.Float64(); {
	case u < .02:
		c.Title = one(r, titles)
	case u < .05:
		c.Salutation = ""
	case u < .06 && w.customers.cards:
		c.LastName = ""
	case u < .07 && w.customers.cards: // the card was never filled in
		c.Salutation, c.FirstName, c.LastName = "", "", ""
	}
	if chance(r, .15) {
		c.Birthday = fmt.Sprintf("--%02d-%02d", 1+r.IntN(12), 1+r.IntN(28))
	}
}

func (w World) firmName(r *rand.Rand) string {
	patterns := neighbours
	if w.customers.contacts {
		patterns = industry
	}
	return strings.NewReplacer("%s", one(r, familyNames), "%t", one(r, towns)).Replace(one(r, patterns))
}

// reach gives c an address, a telephone number and a mail address, or leaves some out.
func (w World) reach(r *rand.Rand, c *customer.Customer, number int) {
	sure := 1.0 // who is sent goods has told where to
	if !w.customers.deliveries {
		sure = .7
	}
	street := streets
	if c.Kind == customer.Firm {
		street = append(yards[:len(yards):len(yards)], streets[:6]...)
	}
	where, house, town := one(r, street), 1+r.IntN(120), one(r, towns)
	if chance(r, sure-.03) {
		c.Street, c.Postcode, c.City = fmt.Sprintf("%s %d", where, house), "00000", town
	}
	if chance(r, sure-.15) {
		c.Phone = phone(r, number)
	}
	if chance(r, sure-.05) {
		c.Email = mailAddress(r, c, number)
	}
}

// reachNumber numbers everybody who can be reached: a customer and up to seven contact
// persons.
func reachNumber(id, contact int) int { return id*8 + contact }

// freePrefixes are the beginnings of numbers that belong to nobody: with three more
// digits they are kept free for films and books.
//
// Source: Bundesnetzagentur, "Rufnummern für Medienzwecke".
var freePrefixes = [5][2]string{{"30", "23125"}, {"40", "66969"}, {"69", "90009"}, {"89", "99998"}, {"221", "4710"}}

// phone writes the number n in one of the ways people do. Each n has a number of its
// own; where the free ones do not suffice, an extension follows.
func phone(r *rand.Rand, n int) string {
	place := freePrefixes[n%5]
	n = n / 5 * 337 // spread over the thousand
	subscriber := fmt.Sprintf("%s%03d", place[1], n%1000)
	if block := n / 337 / 1000; block > 0 {
		subscriber += fmt.Sprintf("-%d", 9+block)
	}
	switch r.IntN(5) {
	case 0:
		return "+49 " + place[0] + " " + subscriber
	case 1:
		return "(0" + place[0] + ") " + subscriber
	case 2:
		return "0" + place[0] + "/" + subscriber
	case 3:
		return "0049 " + place[0] + " " + subscriber
	}
	return "0" + place[0] + " " + subscriber
}

var mailDomains = []string{"example.de", "example.de", "example.com", "example.org"}

var mailLetters = strings.NewReplacer(
	"ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "é", "e", "è", "e", "ë", "e", "í", "i", "ı", "i", "ş", "s", "ç", "c", "ğ", "g",
	"ł", "l", "ś", "s", "ó", "o", "ń", "n", "ź", "z", "ą", "a", "ć", "c", "á", "a", "à", "a", "ễ", "e", "ô", "o", " ", "-",
)

// mailAddress makes an address that nobody else has.
func mailAddress(r *rand.Rand, c *customer.Customer, n int) string {
	local := "info"
	if c.LastName != "" {
		local = mailLetters.Replace(strings.ToLower(c.FirstName)) + "." + mailLetters.Replace(strings.ToLower(c.LastName))
	}
	return fmt.Sprintf("%s.%d@%s", local, n, one(r, mailDomains))
}

// contacts makes the contact persons of a firm.
func (w World) contacts(seed uint64, l life) []customer.Customer {
	if !w.customers.contacts {
		return nil
	}
	r := draws(seed, aspectWho, -l.ID)
	out := make([]customer.Customer, contactsPerFirm[l.ID%8])
	for i := range out {
		c := &out[i]
		c.Kind = customer.Contact
		w.person(r, c)
		c.Role = roles[(l.ID+i)%len(roles)]
		if chance(r, w.customers.du) {
			c.AddressForm = "du"
		} else if chance(r, .7) {
			c.AddressForm = "sie"
		}
		number := reachNumber(l.ID, i+1)
		if chance(r, .8) {
			c.Phone = phone(r, number)
		}
		if chance(r, .75) {
			c.Email = mailAddress(r, c, number)
		}
	}
	return out
}

// bars draws what keeps the firm from approaching a customer. Only who has left for good
// can have died. The statements lack the customer's id.
func (w World) bars(seed uint64, l life, today cal.Date) []consent.Statement {
	r := draws(seed, aspectBars, l.ID)
	s := consent.Statement{Set: true, Day: l.First.Add(r.IntN(today.Sub(l.First))), Source: w.Source, At: cal.At(today.Time())}
	switch u := r.Float64(); {
	case u < .015:
		s.Kind = consent.Objected
	case u < .021:
		s.Kind = consent.DoNotContact
	case u < .033 && l.Left != cal.Never && !l.Firm:
		s.Kind, s.Day = consent.Deceased, min(l.Last.Add(10), today.Add(-1))
	default:
		return nil
	}
	return []consent.Statement{s}
}
