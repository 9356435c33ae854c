package customer

import (
	"fmt"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
)

// Without is the id of the reserved customer that carries sales without a customer
// ("ohne Kundenzuordnung") and those of deleted customers. It is in no list.
const Without int64 = 1

// Kind says what a customer is.
type Kind string

// The kinds. A contact acts for the firm FirmID; a household groups persons, buys
// nothing and carries no figures.
const (
	Person     Kind = "person"
	Firm       Kind = "firm"
	Contact    Kind = "contact"
	Household  Kind = "household"
	Unassigned Kind = "unassigned" // only the row Without
)

// Customer is one row. Texts may be empty.
type Customer struct {
	ID           int64
	Kind         Kind
	Number       string // the firm's own customer number, or the first source's
	Name         string // computed; empty when neither person nor firm is named and there is a number
	FirstName    string
	LastName     string
	Company      string
	Salutation   string // as given: "Frau", "Herr", "Mr"
	Title        string
	AddressForm  string // "du", "sie" or empty
	Street       string
	Postcode     string
	City         string
	Country      string
	Email        string
	EmailKey     string // computed
	Phone        string
	PhoneKey     string // computed: +491715550123, or bare digits when no valid number
	VATID        string
	VATKey       string // computed
	Birthday     string // YYYY-MM-DD, or --MM-DD without the year
	Card         string // number of a customer card
	Origin       string // how the customer found the firm
	Favourite    string
	Note         string
	FirmID       int64 // the firm a contact acts for, else 0
	Role         string
	OwnerID      int64 // the user who cares for the customer, or 0
	Collective   bool  // stands for many people, as "Barkunde" does
	Duplicate    bool  // an undecided possible duplicate exists
	SortKey      string
	FirstContact cal.Date
	LastContact  cal.Date
	CreatedAt    cal.Instant
	UpdatedAt    cal.Instant
	Version      int64 // counts the changes, from 1
	ImportID     int64 // the import that made the customer, or 0
}

// Field names a field that people and files may set.
type Field string

// The fields; numbers and marks are written as text ("0", "17", "1").
const (
	FieldKind        Field = "kind"
	FieldNumber      Field = "number"
	FieldFirstName   Field = "first_name"
	FieldLastName    Field = "last_name"
	FieldCompany     Field = "company"
	FieldSalutation  Field = "salutation"
	FieldTitle       Field = "title"
	FieldAddressForm Field = "address_form"
	FieldStreet      Field = "street"
	FieldPostcode    Field = "postcode"
	FieldCity        Field = "city"
	FieldCountry     Field = "country"
	FieldEmail       Field = "email"
	FieldPhone       Field = "phone"
	FieldVATID       Field = "vat_id"
	FieldBirthday    Field = "birthday"
	FieldCard        Field = "card"
	FieldOrigin      Field = "origin"
	FieldFavourite   Field = "favourite"
	FieldNote        Field = "note"
	FieldFirm        Field = "firm_id"
	FieldRole        Field = "role"
	FieldOwner       Field = "owner_id"
	FieldCollective  Field = "collective"
)

// Fields holds values of some fields; what is not in it is not meant.
type Fields map[Field]string

// text returns the place of a text field, or nil when f is none.
func (c *Customer) text(f Field) *string {
	switch f {
	case FieldKind:
		return (*string)(&c.Kind)
	case FieldNumber:
		return &c.Number
	case FieldFirstName:
		return &c.FirstName
	case FieldLastName:
		return &c.LastName
	case FieldCompany:
		return &c.Company
	case FieldSalutation:
		return &c.Salutation
	case FieldTitle:
		return &c.Title
	case FieldAddressForm:
		return &c.AddressForm
	case FieldStreet:
		return &c.Street
	case FieldPostcode:
		return &c.Postcode
	case FieldCity:
		return &c.City
	case FieldCountry:
		return &c.Country
	case FieldEmail:
		return &c.Email
	case FieldPhone:
		return &c.Phone
	case FieldVATID:
		return &c.VATID
	case FieldBirthday:
		return &c.Birthday
	case FieldCard:
		return &c.Card
	case FieldOrigin:
		return &c.Origin
	case FieldFavourite:
		return &c.Favourite
	case FieldNote:
		return &c.Note
	case FieldRole:
		return &c.Role
	case FieldFirm, FieldOwner, FieldCollective:
		return nil
	}
	return nil
}

// Get returns the value of a field as text; an unknown field is empty.
func (c *Customer) Get(f Field) string {
	if p := c.text(f); p != nil {
		return *p
	}
	switch f {
	case FieldFirm:
		return strconv.FormatInt(c.FirmID, 10)
	case FieldOwner:
		return strconv.FormatInt(c.OwnerID, 10)
	case FieldCollective:
		return strconv.FormatInt(flag(c.Collective), 10)
	default:
		return ""
	}
}

// Set gives a field its value; the computed fields change with the next [Prepare].
// It fails with fault.Invalid "customer.no_such_field" or "customer.field_value".
func (c *Customer) Set(f Field, value string) error {
	if p := c.text(f); p != nil {
		*p = value
		return nil
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < 0 {
		return fault.Wrap(err, fault.Invalid, "customer.field_value", string(f), value)
	}
	switch f {
	case FieldFirm:
		c.FirmID = n
	case FieldOwner:
		c.OwnerID = n
	case FieldCollective:
		c.Collective = n != 0
	default:
		return fault.New(fault.Invalid, "customer.no_such_field", string(f))
	}
	return nil
}

// Shown returns how the customer is called in lists: the name, or the number when
// there is none, or "#17" of whom nothing else is known.
func (c *Customer) Shown() string {
	switch {
	case c.Name != "":
		return c.Name
	case c.Number != "":
		return c.Number
	}
	return fmt.Sprintf("#%d", c.ID)
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
