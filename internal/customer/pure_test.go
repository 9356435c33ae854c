package customer_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
)

func prepared(c customer.Customer) customer.Customer {
	customer.Prepare(&c, "DE")
	return c
}

func TestNameAndOrder(t *testing.T) {
	for name, c := range map[string]struct {
		in             customer.Customer
		kind           customer.Kind
		shown, sortKey string
	}{
		"a person has both names, sorted by the last":  {customer.Customer{FirstName: "Änne", LastName: "Groß"}, customer.Person, "Änne Groß", "gross anne"},
		"a first name alone is enough":                 {customer.Customer{FirstName: "Änne"}, customer.Person, "Änne", "anne"},
		"a company alone makes a firm":                 {customer.Customer{Company: "Zeisig GmbH"}, customer.Firm, "Zeisig GmbH", "zeisig gmbh"},
		"a firm with a person's name is the company":   {customer.Customer{Kind: customer.Firm, Company: "Zeisig GmbH", LastName: "Vogt"}, customer.Firm, "Zeisig GmbH", "zeisig gmbh"},
		"a person with a company keeps the own name":   {customer.Customer{Company: "Zeisig GmbH", LastName: "Vogt"}, customer.Person, "Vogt", "vogt"},
		"a firm without a company has the person's":    {customer.Customer{Kind: customer.Firm, LastName: "Vogt"}, customer.Firm, "Vogt", "vogt"},
		"a nameless customer is shown by the number":   {customer.Customer{Number: "K-17"}, customer.Person, "K-17", "k 17"},
		"who is known by a card only is called so":     {customer.Customer{Card: "4711", Email: "a@example.de"}, customer.Person, "Karte 4711", "karte 4711"},
		"the number goes before the card":              {customer.Customer{Number: "K-17", Card: "4711"}, customer.Person, "K-17", "k 17"},
		"who is known by a mail address only has it":   {customer.Customer{Email: "anna@example.de"}, customer.Person, "anna@example.de", "anna example de"},
		"white space and broken text around are taken": {customer.Customer{LastName: "\u00a0Vogt\x00\t"}, customer.Person, "Vogt", "vogt"},
	} {
		t.Run(name, func(t *testing.T) {
			got := prepared(c.in)
			if got.Kind != c.kind || got.Shown() != c.shown || got.SortKey != c.sortKey {
				t.Errorf("got %s %q %q", got.Kind, got.Shown(), got.SortKey)
			}
		})
	}
}

func TestComparedForms(t *testing.T) {
	for _, c := range []struct{ field, country, in, want string }{
		{"email", "", "Anna.Vogt@Example.DE", "anna.vogt@example.de"},
		{"email", "", "anna@", ""},
		{"email", "", "a@b@c", ""},
		{"email", "", "a@example.de; b@example.de", ""},
		{"phone", "", "0171 / 555 01 23", "+491715550123"},
		{"phone", "", "+49 (0) 171 5550123", "+491715550123"},
		{"phone", "", "0049-171-5550123", "+491715550123"},
		{"phone", "Österreich", "0664 1234567", "+436641234567"},
		{"phone", "CH", "079 123 45 67", "+41791234567"},
		{"phone", "Atlantis", "0171 5550123", "+491715550123"},
		{"phone", "", "12345", ""},
		{"phone", "", "keine Nummer", ""},
		{"vat", "", "DE 123 456 789", "DE123456789"},
		{"vat", "", "CHE-123.456.789 MWST", "CHE123456789MWST"},
		{"vat", "", "beantragt", ""},
	} {
		in := customer.Customer{Country: c.country}
		var got string
		switch c.field {
		case "email":
			in.Email = c.in
			got = prepared(in).EmailKey
		case "phone":
			in.Phone = c.in
			got = prepared(in).PhoneKey
		default:
			in.VATID = c.in
			got = prepared(in).VATKey
		}
		if got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.field, c.in, got, c.want)
		}
	}
}

func TestCollectiveAccounts(t *testing.T) {
	for _, name := range []string{"Barkunde", "BARKUNDE 2", "Diverse", "diverse Kunden", "Laufkundschaft", "Laufkundschaft Filiale 3", "Sammelkunde Kasse 1", "CPD", "Walk-in Customer", "Sundry debtors"} {
		if c := prepared(customer.Customer{Company: name}); !customer.LooksCollective(&c) {
			t.Errorf("%s is not seen", name)
		}
	}
	for _, c := range []customer.Customer{
		{Company: "Barthel GmbH"}, {FirstName: "Peter", LastName: "Gast"}, {Company: "Gasthof Diverse Küche"}, {Number: "17"}, {Company: "Kassenbach AG"},
	} {
		if c = prepared(c); customer.LooksCollective(&c) {
			t.Errorf("%s is taken for a collective account", c.Shown())
		}
	}
}

func FuzzPrepare(f *testing.F) {
	f.Add("Jörg", "Straßer", "0171 555 01 23", "a@example.de", "DE123456789", "Schweiz")
	f.Add("\x00", "\xff\xfe", "+", "@", "-", "")
	f.Fuzz(func(t *testing.T, first, last, phone, email, vat, country string) {
		c := prepared(customer.Customer{FirstName: first, LastName: last, Phone: phone, Email: email, VATID: vat, Country: country})
		for _, s := range []string{c.Name, c.FirstName, c.SortKey, c.EmailKey, c.PhoneKey, c.VATKey, c.Country} {
			if !utf8.ValidString(s) || strings.Contains(s, "\x00") {
				t.Fatalf("%q cannot be stored on both databases", s)
			}
		}
		if d := cmp.Diff(c, prepared(c)); d != "" {
			t.Fatalf("preparing twice changes more: %s", d)
		}
	})
}

func TestNamesKeepTheirScriptAndTurnNothingElse(t *testing.T) {
	for in, want := range map[string]string{
		"\u202eTfeL nov sthceR":         "TfeL nov sthceR",
		"Anna \u2066\u202aBerger\u2069": "Anna Berger",
		"فاطمة الزهراء":                 "فاطمة الزهراء",
		"שרה כהן":                       "שרה כהן",
		"Müller – Söhne’s Café €":       "Müller – Söhne’s Café €",
		"👩‍🍳 Bäckerin":                  "👩‍🍳 Bäckerin", // with the joiner that makes one of two
		"a\x00b":                        "ab",
	} {
		c := customer.Customer{LastName: in}
		customer.Prepare(&c, "DE")
		if c.LastName != want || c.Name != want {
			t.Errorf("%q became %q, shown %q", in, c.LastName, c.Name)
		}
	}
}

func TestTheLengthOfANameIsCountedInLetters(t *testing.T) {
	for _, letter := range []string{"a", "ß", "李", "👩"} {
		c := customer.Customer{Kind: customer.Person, LastName: strings.Repeat(letter, 400)}
		if err := customer.Check(&c); err != nil {
			t.Errorf("400 times %s: %v", letter, err)
		}
		c.LastName += letter
		if err := customer.Check(&c); fault.Of(err) == nil || fault.Of(err).Key != "customer.too_long" {
			t.Errorf("401 times %s: %v", letter, err)
		}
	}
}
