package customer

import (
	"strings"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/search"
)

// Prepare computes what is derived from the other fields: name, sort key and the
// compared forms of mail, telephone and VAT number. region is the firm's country
// ("DE", see [Region]), in which telephone numbers without a country code are read
// unless the customer lives elsewhere. Text around fields is trimmed; the kind, when
// empty, is firm where only a company is named, else person.
func Prepare(c *Customer, region string) {
	for _, f := range textFields {
		p := c.text(f)
		if needsCleaning(*p) {
			*p = clean(*p)
		}
	}
	if c.Kind == "" {
		c.Kind = Person
		if c.Company != "" && c.FirstName == "" && c.LastName == "" {
			c.Kind = Firm
		}
	}
	if c.Name = nameOf(c); c.Name == "" && c.Number == "" {
		c.Name = knownBy(c, region)
	}
	c.SortKey = sortKeyOf(c)
	c.EmailKey = emailKey(c.Email)
	c.PhoneKey = phoneKey(c.Phone, countryCode(c.Country, region))
	c.VATKey = vatKey(c.VATID)
}

var textFields = []Field{
	FieldNumber, FieldFirstName, FieldLastName, FieldCompany, FieldSalutation, FieldTitle,
	FieldAddressForm, FieldStreet, FieldPostcode, FieldCity, FieldCountry, FieldEmail, FieldPhone, FieldVATID,
	FieldBirthday, FieldCard, FieldOrigin, FieldFavourite, FieldRole, FieldNote,
}

// Region returns the country in which a firm with this locale reads telephone
// numbers.
func Region(tag locale.Tag) string {
	switch tag {
	case locale.DeAT:
		return "AT"
	case locale.DeCH:
		return "CH"
	case locale.EnGB:
		return "GB"
	case locale.DeDE:
		return "DE"
	}
	return "DE"
}

func needsCleaning(s string) bool {
	if s == "" {
		return false
	}
	first, last := s[0], s[len(s)-1]
	return first <= ' ' || last <= ' ' || first >= utf8.RuneSelf || last >= utf8.RuneSelf ||
		strings.IndexByte(s, 0) >= 0 || strings.IndexByte(s, 0xE2) >= 0 || !utf8.ValidString(s)
}

// clean trims a text and takes out what PostgreSQL refuses, and the invisible marks that would
// turn the direction of whatever stands behind a name on a page. Scripts that run from right to
// left need none of them.
func clean(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == 0 || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD")))
}

// nameOf is "Vorname Nachname" for people and the company for firms; each takes the
// other's when its own is missing.
func nameOf(c *Customer) string {
	person := strings.TrimSpace(c.FirstName + " " + c.LastName)
	if c.Kind == Firm && c.Company != "" || person == "" {
		return c.Company
	}
	return person
}

// knownBy is what somebody is called of whom a source tells neither name nor number: by
// his card, his mail address or his telephone.
func knownBy(c *Customer, region string) string {
	switch {
	case c.Card != "" && region == "GB":
		return "Card " + c.Card
	case c.Card != "":
		return "Karte " + c.Card
	case c.Email != "":
		return c.Email
	}
	return c.Phone
}

// sortKeyOf sorts people by family name. A nameless customer is sorted by number.
func sortKeyOf(c *Customer) string {
	switch {
	case c.Name == "":
		return locale.SortKey(c.Number)
	case c.LastName != "" && !(c.Kind == Firm && c.Company != ""):
		return locale.SortKey(c.LastName + " " + c.FirstName)
	}
	return locale.SortKey(c.Name)
}

// emailKey is the address in small letters; what is no address has no key.
func emailKey(s string) string {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at == len(s)-1 || strings.ContainsAny(s, " ,;<>\t\n") || strings.IndexByte(s, '@') != at {
		return ""
	}
	return strings.ToLower(s)
}

// minPhoneDigits is the shortest number that can tell people apart.
const minPhoneDigits = 6

// phoneKey is the number in the form +491715550123, or its digits where it does not
// read as a number of the country, and empty below six digits.
func phoneKey(s, country string) string {
	if len(s) < minPhoneDigits || len(s) > 60 {
		return ""
	}
	if country == "DE" {
		if key, ok := germanPhone(s); ok {
			return key
		}
	}
	if n, err := phonenumbers.Parse(s, country); err == nil && phonenumbers.IsPossibleNumber(n) {
		return phonenumbers.Format(n, phonenumbers.E164)
	}
	if d := search.Digits(s); len(d) >= minPhoneDigits {
		return d
	}
	return ""
}

// germanPhone reads what most German numbers look like, "0171 / 550-123" and
// "+49 171 550123", as phonenumbers does, whose patterns take a hundred times as long.
func germanPhone(s string) (key string, ok bool) {
	var buffer [24]byte
	b := append(buffer[:0], "+49"...)
	rest, abroad := strings.CutPrefix(s, "+49")
	if !abroad {
		if rest, ok = strings.CutPrefix(s, "0"); !ok {
			return "", false
		}
	}
	for i := range len(rest) {
		switch c := rest[i]; {
		case c >= '0' && c <= '9':
			b = append(b, c)
		case c != ' ' && c != '-' && c != '/' || i == 0 && !abroad:
			return "", false
		}
		if len(b) > len(buffer)-1 {
			return "", false
		}
	}
	// A zero in front is an exit code, or the zero of the network after a country code.
	if n := len(b) - 3; n < 7 || n > 11 || b[3] == '0' {
		return "", false
	}
	return string(b), true
}

// vatKey keeps letters and digits in capitals; a VAT number has a country and digits.
func vatKey(s string) string {
	var b strings.Builder
	digits := 0
	for _, c := range []byte(strings.ToUpper(s)) {
		switch {
		case c >= '0' && c <= '9':
			digits++
			b.WriteByte(c)
		case c >= 'A' && c <= 'Z':
			b.WriteByte(c)
		}
	}
	if digits < 5 {
		return ""
	}
	return b.String()
}

// countries maps folded names to codes, for the countries that a small firm of the
// three languages meets. Others are read when their code is given.
var countries = map[string]string{
	"deutschland": "DE", "germany": "DE", "d": "DE", "brd": "DE",
	"osterreich": "AT", "austria": "AT", "a": "AT",
	"schweiz": "CH", "switzerland": "CH", "suisse": "CH", "svizzera": "CH",
	"liechtenstein": "LI", "luxemburg": "LU", "luxembourg": "LU",
	"frankreich": "FR", "france": "FR", "italien": "IT", "italy": "IT", "italia": "IT",
	"niederlande": "NL", "netherlands": "NL", "holland": "NL", "belgien": "BE", "belgium": "BE",
	"polen": "PL", "poland": "PL", "tschechien": "CZ", "czech republic": "CZ", "czechia": "CZ",
	"danemark": "DK", "denmark": "DK", "spanien": "ES", "spain": "ES",
	"united kingdom": "GB", "great britain": "GB", "england": "GB", "uk": "GB", "grossbritannien": "GB",
	"eire": "IE", "ireland": "IE", "irland": "IE", "portugal": "PT", "usa": "US", "united states": "US",
}

// countryCode reads a country's name or code; what it does not know is the region.
func countryCode(s, region string) string {
	if s == "" {
		return region
	}
	if code, ok := countries[locale.Fold(s)]; ok {
		return code
	}
	if len(s) == 2 {
		if code := strings.ToUpper(s); phonenumbers.GetCountryCodeForRegion(code) != 0 {
			return code
		}
	}
	return region
}

// entryOf is what the customer is found by.
func entryOf(c *Customer) search.Entry {
	return search.Entry{
		CustomerID: c.ID,
		Words: search.Words(c.LastName, c.FirstName, c.Company, c.Number, c.City, strings.TrimPrefix(c.PhoneKey, "+"),
			c.Card, c.EmailKey),
		Digits: search.Digits(c.Number),
		Note:   c.Note,
	}
}

// maxText bounds a text field other than the note, in letters of any script.
const maxText, maxNote = 400, 10_000

// Check reports the first rule that the fields break, as fault.Invalid.
func Check(c *Customer) error {
	switch c.Kind {
	case Person, Firm, Household:
	case Contact:
		if c.FirmID <= Without {
			return fault.New(fault.Invalid, "customer.contact_needs_firm")
		}
	case Unassigned:
		return fault.New(fault.Invalid, "customer.kind", string(c.Kind))
	default:
		return fault.New(fault.Invalid, "customer.kind", string(c.Kind))
	}
	for _, f := range textFields {
		limit := maxText
		if f == FieldNote {
			limit = maxNote
		}
		if utf8.RuneCountInString(c.Get(f)) > limit {
			return fault.New(fault.Invalid, "customer.too_long", string(f), limit)
		}
	}
	switch {
	case nameOf(c) == "" && c.Number == "":
		return fault.New(fault.Invalid, "customer.needs_name")
	case c.Email != "" && c.EmailKey == "":
		return fault.New(fault.Invalid, "customer.email", c.Email)
	case c.Birthday != "" && !validBirthday(c.Birthday):
		return fault.New(fault.Invalid, "customer.birthday", c.Birthday)
	case c.AddressForm != "" && c.AddressForm != "du" && c.AddressForm != "sie":
		return fault.New(fault.Invalid, "customer.address_form", c.AddressForm)
	}
	return nil
}

// validBirthday accepts YYYY-MM-DD and --MM-DD; a leap year stands in for the year.
func validBirthday(s string) bool {
	if rest, ok := strings.CutPrefix(s, "--"); ok {
		s = "2000-" + rest
	}
	d, err := cal.Parse(s)
	return err == nil && d.Valid()
}
