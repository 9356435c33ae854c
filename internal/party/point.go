package party

import (
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/search"
)

// Way is how somebody is reached.
type Way string

// The ways.
const (
	Phone   Way = "phone"
	Mail    Way = "mail"
	Address Way = "address"
)

// Usages are what a number, mail or address is for; the empty one is not said.
var Usages = map[Way][]string{
	Phone:   {"", "business", "private", "mobile", "fax", "other"},
	Mail:    {"", "business", "private", "billing", "other"},
	Address: {"", "business", "private", "delivery", "billing", "other"},
}

// Point is one way to reach a customer in the span [Since, Until).
type Point struct {
	row.Meta
	Customer int64    `json:"customer_id"`
	Way      Way      `json:"kind"`
	Usage    string   `json:"usage"`
	Value    string   `json:"value"`     // phone or mail as given; of an address, computed in one line
	Key      string   `json:"value_key"` // computed: E.164, mail in small letters, address folded
	Street   string   `json:"street"`
	Postcode string   `json:"postcode"`
	City     string   `json:"city"`
	Country  string   `json:"country"` // also of a phone: where its number without prefix belongs
	Note     string   `json:"note"`
	Source   string   `json:"source"` // how the firm knows it: "told", "letter", a source of files
	Since    cal.Date `json:"since"`
	Until    cal.Date `json:"until"`
	Bad      cal.Date `json:"bad_since"` // nothing arrives there from this day on; cal.Never: it is good
}

// Holder is the customer.
func (p *Point) Holder() int64 { return p.Customer }

// Columns are the values behind id and version.
func (p *Point) Columns() []any {
	return []any{
		&p.Customer, &p.Way, &p.Usage, &p.Value, &p.Key, &p.Street, &p.Postcode, &p.City, &p.Country,
		&p.Note, &p.Source, &p.Since, &p.Until, &p.Bad,
	}
}

// Past reports whether the point is no longer used on a day.
func (p *Point) Past(day cal.Date) bool { return p.Until <= day }

// Settle cleans a point and computes value and key; region is the firm's country as in
// "DE". It fails with fault.Invalid.
func (p *Point) Settle(region string) error {
	for _, text := range []*string{&p.Value, &p.Street, &p.Postcode, &p.City, &p.Country, &p.Note, &p.Source} {
		if *text = strings.TrimSpace(*text); len(*text) > maxText {
			return fault.New(fault.Invalid, "party.too_long", maxText)
		}
	}
	if !slices.Contains(Usages[p.Way], p.Usage) {
		return fault.New(fault.Invalid, "party.usage", p.Usage)
	}
	if start(p.Since) >= p.Until {
		return fault.New(fault.Invalid, "party.span")
	}
	as := customer.Customer{Kind: customer.Person, Country: p.Country}
	switch p.Way {
	case Phone:
		as.Phone = p.Value
		customer.Prepare(&as, region)
		if p.Key = as.PhoneKey; p.Key == "" { // an extension or a service number still rings
			p.Key = search.Digits(p.Value)
		}
		if p.Key == "" {
			return fault.New(fault.Invalid, "party.phone", p.Value)
		}
	case Mail:
		as.Email = p.Value
		customer.Prepare(&as, region)
		if p.Key = as.EmailKey; p.Key == "" {
			return fault.New(fault.Invalid, "customer.email", p.Value)
		}
	case Address:
		p.Value = oneLine(p.Street, p.Postcode, p.City, p.Country)
		if p.Key = locale.SearchKey(p.Value); p.Street == "" && p.City == "" || p.Key == "" {
			return fault.New(fault.Invalid, "party.address")
		}
	default:
		return fault.New(fault.Invalid, "party.way", string(p.Way))
	}
	return nil
}

// oneLine writes an address as "Mühlenstieg 4, 00000 Mustertal, Schweiz".
func oneLine(street, postcode, city, country string) string {
	parts := []string{street, strings.TrimSpace(postcode + " " + city), country}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// firsts are the ways that a customer's own row holds.
func firsts(c *customer.Customer, region string) map[Way]Point {
	have := map[Way]Point{}
	for _, p := range []Point{
		{Way: Phone, Value: c.Phone, Country: c.Country},
		{Way: Mail, Value: c.Email},
		{Way: Address, Street: c.Street, Postcode: c.Postcode, City: c.City, Country: c.Country},
	} {
		p.Customer, p.Since, p.Until, p.Bad = c.ID, cal.Never, cal.Never, cal.Never
		if p.Settle(region) == nil {
			have[p.Way] = p
		} else if p.Way == Phone && p.Value != "" { // what reads as no number is still what we have
			p.Key = p.Value
			have[Phone] = p
		}
	}
	return have
}

// fieldsOf are the fields of a customer's row that a point fills when it is the first.
func fieldsOf(p *Point) customer.Fields {
	switch p.Way {
	case Phone:
		return customer.Fields{customer.FieldPhone: p.Value}
	case Mail:
		return customer.Fields{customer.FieldEmail: p.Value}
	case Address:
		return customer.Fields{
			customer.FieldStreet: p.Street, customer.FieldPostcode: p.Postcode,
			customer.FieldCity: p.City, customer.FieldCountry: p.Country,
		}
	}
	return nil
}
