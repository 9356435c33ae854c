package mapping

import (
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/money"
)

// Options is what a source or the user says beside the proposal.
type Options struct {
	Gross    *bool          // amounts contain value added tax; nil: as the proposal says
	Minor    uint8          // minor digits of the currency; 0 means 2
	Country  string         // ISO code for numbers and postcodes without a country; "" means DE
	Location *time.Location // of the firm, for times with a zone; nil keeps them as written
	Until    cal.Date       // the last day that a document, payment, contact or cost may have; 0 for any
}

// Mapper turns rows of one table into records. It is not safe for use by several
// goroutines, because some files leave out on later rows what the first row of a
// document says.
type Mapper struct {
	kind     Kind
	at       [fieldCount]int
	mark     byte
	dates    DateOrder
	gross    bool
	minor    uint8
	country  string
	loc      *time.Location
	until    cal.Date
	fillDown bool
	account  bool
	own      []ownColumn
	rules    Rules

	rec     Record
	prev    Record // first row of the current document, for FillDown
	hasPrev bool
	problem Problem

	day     [2]dayMemo // the last order date, and the last of other dates
	phones  map[string]Phone
	classes map[lineWords]LineClass
}

type dayMemo struct {
	text string
	day  cal.Date
	sec  int
}

type lineWords struct{ kind, sku, description, category string }

// NewMapper builds a mapper. It fails with fault.Invalid when the proposal lacks a
// field without which no row can be read.
func NewMapper(p Proposal, o Options) (*Mapper, error) {
	p.findMissing()
	if len(p.Missing) > 0 {
		return nil, fault.New(fault.Invalid, missingKey(p.Missing[0]))
	}
	m := &Mapper{
		kind: p.Kind, mark: '.', dates: p.Dates, gross: p.Gross, minor: o.Minor, country: o.Country,
		loc: o.Location, until: o.Until, phones: map[string]Phone{}, classes: map[lineWords]LineClass{},
	}
	for f := range m.at {
		m.at[f] = -1
	}
	for _, c := range p.Columns {
		if c.Field != None && m.at[c.Field] < 0 {
			m.at[c.Field] = c.Index
		}
	}
	for _, c := range p.Columns {
		if c.Own != nil && c.Field == None {
			m.own = append(m.own, ownColumn{c.Index, c.Own})
		}
	}
	if p.Decimal == "," {
		m.mark = ','
	}
	if o.Gross != nil {
		m.gross = *o.Gross
	}
	if m.minor == 0 {
		m.minor = 2
	}
	if m.country == "" {
		m.country = "DE"
	}
	if known := ProfileByKey(p.Profile); known != nil {
		m.rules, m.fillDown, m.account = known.Rules, known.FillDown, known.Account
	}
	return m, nil
}

func missingKey(f Field) string {
	switch f {
	case OrderDate, InteractionDate, PaymentDate, CostDate:
		return "intake.missing_date"
	case CustomerNumber:
		return "intake.missing_customer"
	case ProductNumber:
		return "intake.missing_product"
	case CostKind:
		return "intake.missing_cost_kind"
	default:
		return "intake.missing_amount"
	}
}

// Row reads one row; line is only passed on. The record is reused by the next
// call, its strings stay valid. A row that cannot be used gives a Problem and no
// record.
func (m *Mapper) Row(line int, cells []string) (*Record, *Problem) {
	m.problem = Problem{Column: -2}
	m.rec = Record{Kind: m.kind, Row: line}
	r := row{m, cells}
	switch m.kind {
	case Orders:
		r.order()
	case Customers:
		r.customer()
		if m.problem.Column == -2 && m.account && supplier(m.rec.Customer.Number) {
			m.fail(CustomerNumber, "intake.supplier_row", m.rec.Customer.Number)
		}
		if !m.rec.Customer.Identified() {
			m.fail(None, "intake.customer_unnamed")
		}
	case Products:
		r.product()
	case Interactions:
		r.interaction()
	case Payments:
		r.payment()
	case Costs:
		r.expense()
	}
	if m.problem.Column != -2 {
		p := m.problem
		return nil, &p
	}
	return &m.rec, nil
}

// supplier tells DATEV's creditors (7..9) from debtors (1..6) by the first digit
// of a personal account.
func supplier(account string) bool {
	return len(account) >= 5 && account[0] >= '7' && account[0] <= '9'
}

// fail keeps the first reason against the row.
func (m *Mapper) fail(f Field, key string, args ...any) {
	if m.problem.Column == -2 {
		m.problem = Problem{Column: m.at[f], Field: f, Key: key, Args: args}
	}
}

// row is a mapper at work on one row.
type row struct {
	*Mapper
	cells []string
}

// clean takes away what programs write around or instead of a value.
func clean(v string) string {
	if len(v) > 0 && (v[0] <= ' ' || v[0] >= 0x80 || v[len(v)-1] <= ' ' || v[len(v)-1] >= 0x80) {
		v = strings.Trim(v, " \t\r\n\u00a0\ufeff")
	}
	switch v {
	case "NULL", "null", `\N`, "#NV", "#N/A", "N/A", "n/a", "NaN", "nan", "None":
		return ""
	}
	return v
}

func (r row) text(f Field) string {
	i := r.at[f]
	if i < 0 || i >= len(r.cells) {
		return ""
	}
	return clean(r.cells[i])
}

func (r row) date(f Field, memo int) (cal.Date, int) {
	v := r.text(f)
	if v == "" || (memo == 1 && strings.Trim(v, "0-.:/ T") == "") {
		return cal.Never, NoTime // "0000-00-00" is a database's way to say none
	}
	if c := &r.day[memo]; c.text == v {
		return c.day, c.sec
	}
	day, sec, bad := parseDate(v, r.dates, r.loc)
	if bad != "" {
		r.fail(f, string(bad), clip(v))
		return cal.Never, NoTime
	}
	if memo == 0 && r.until != 0 && day > r.until {
		r.fail(f, "intake.date_future", clip(v))
		return cal.Never, NoTime
	}
	r.day[memo] = dayMemo{v, day, sec}
	return day, sec
}

// clip keeps a value short enough for a message.
func clip(v string) string {
	if len(v) <= 60 {
		return v
	}
	return strings.ToValidUTF8(v[:60], "") + "…"
}

func (r row) clock(f Field, known int) int {
	v := r.text(f)
	if v == "" {
		return known
	}
	if sec, _, _, ok := clock(v); ok {
		return sec
	}
	if _, sec, bad := parseDate(v, r.dates, r.loc); bad == "" && sec != NoTime {
		return sec
	}
	r.fail(f, string(timeUnreadable), clip(v))
	return NoTime
}

func (r row) number(f Field) Number {
	v := r.text(f)
	if v == "" {
		return Number{}
	}
	d, bad := parseNumber(v, r.mark)
	if bad != "" {
		r.fail(f, string(bad), clip(v))
		return Number{}
	}
	return Number{Value: d, Known: true}
}

// mostCents bounds what one amount may be (100 thousand million): beyond it sums
// could overflow and the value is a mistake.
const mostCents = 1e13

func (r row) sum(f Field) Sum {
	n := r.number(f)
	if !n.Known {
		return Sum{}
	}
	c, err := n.Value.Cents(r.minor)
	return r.checked(f, c, err)
}

func (r row) checked(f Field, c money.Cents, err error) Sum {
	if err != nil || c > mostCents || c < -mostCents {
		r.fail(f, string(numberHuge), clip(r.text(f)))
		return Sum{}
	}
	return Sum{Cents: c, Known: true}
}

// rate reads a tax rate in percent ("19", "19 %") or as a fraction ("0.19") in
// basis points.
func (r row) rate(f Field) int {
	n := r.number(f)
	if !n.Known {
		return -1
	}
	basis, err := n.Value.Cents(2)
	if n.Value.Sign() > 0 && basis < 100 {
		basis, err = n.Value.Cents(4)
	}
	if err != nil || basis < 0 || basis > 10000 {
		r.fail(f, "intake.rate_range", clip(r.text(f)))
		return -1
	}
	return int(basis)
}

func (r row) marked(f Field) Mark {
	v := r.text(f)
	none := Mark{On: cal.Never}
	if v == "" {
		return none
	}
	if set, bad := ParseBool(v); bad == "" {
		return Mark{Known: true, Set: set, On: cal.Never}
	}
	if day, _, bad := parseDate(v, r.dates, r.loc); bad == "" {
		return Mark{Known: true, Set: true, On: day}
	}
	r.fail(f, "intake.mark_unreadable", clip(v))
	return none
}

func (r row) phone(f Field, country string) Phone {
	v := r.text(f)
	if v == "" {
		return Phone{}
	}
	if r.rec.Customer.Number != "" {
		return Phone{Raw: v} // it need not tell him from others, and is long to read
	}
	if p, ok := r.phones[v]; ok {
		return p
	}
	if len(r.phones) > 10_000 {
		clear(r.phones)
	}
	v = strings.Clone(v) // the cache must not hold whole rows
	p := ParsePhone(v, country)
	r.phones[v] = p
	return p
}

// customer fills rec.Customer.
func (r row) customer() {
	c := &r.rec.Customer
	c.Since = cal.Never
	c.Objected.On, c.DoNotContact.On, c.Deceased.On = cal.Never, cal.Never, cal.Never
	c.Number = customerNumber(r.text(CustomerNumber))
	c.Name, c.FirstName, c.LastName = r.text(CustomerName), r.text(CustomerFirstName), r.text(CustomerLastName)
	c.Company, c.Card = r.text(CustomerCompany), r.text(CustomerCard)
	c.Country = country(r.text(CustomerCountry))
	if r.kind == Orders && r.at[CustomerEmail] < 0 && r.at[CustomerPostcode] < 0 && r.at[CustomerCity] < 0 &&
		r.at[CustomerPhone] < 0 && r.at[CustomerStreet] < 0 && r.at[CustomerVATID] < 0 {
		return // most till and shop logs say no more
	}
	home := r.country
	if len(c.Country) == 2 {
		home = c.Country
	}
	if v := r.text(CustomerEmail); v != "" {
		c.Email = ParseMail(v)
	}
	c.Phone, c.Mobile = r.phone(CustomerPhone, home), r.phone(CustomerMobile, home)
	c.Street = r.text(CustomerStreet)
	if h := r.text(CustomerHouse); h != "" && c.Street != "" {
		c.Street += " " + h
	}
	c.Postcode, c.City = postcode(r.text(CustomerPostcode), home), r.text(CustomerCity)
	c.VATID = vatID(r.text(CustomerVATID))
	c.Kind = r.customerKind(c)
	if r.kind == Customers {
		r.customerMore(c, home)
	}
}

// customerMore fills what only a list of customers has.
func (r row) customerMore(c *Customer, home string) {
	c.Birthday = r.birthday()
	c.Salutation, c.Title, c.AddressForm = r.text(CustomerSalutation), r.text(CustomerTitle), r.text(CustomerAddressForm)
	c.Origin, c.Note = r.text(CustomerOrigin), r.text(CustomerNote)
	c.Since, _ = r.date(CustomerSince, 1)
	c.Interests, c.Ways = listed(r.text(CustomerInterests)), r.text(CustomerWays)
	r.ownFields(c)
	r.referrer(c)
	c.Objected, c.DoNotContact, c.Deceased = r.marked(CustomerObjected), r.marked(CustomerDoNotContact), r.marked(CustomerDeceased)
	c.Contact = Contact{
		Name: r.text(ContactName), FirstName: r.text(ContactFirstName), LastName: r.text(ContactLastName),
		Role: r.text(ContactRole), Phone: r.phone(ContactPhone, home),
	}
	if v := r.text(ContactEmail); v != "" {
		c.Contact.Email = ParseMail(v)
	}
}

// customerNumber takes the ".0" away that statistics programs leave behind whole
// numbers, and reads "0" as no customer, as tills and shops mean it.
func customerNumber(v string) string {
	if t, ok := strings.CutSuffix(v, ".0"); ok && strings.Trim(t, "0123456789") == "" {
		v = t
	}
	if strings.Trim(v, "0") == "" || v == "-" {
		return ""
	}
	return v
}

func (r row) customerKind(c *Customer) CustomerKind {
	v := fold(r.text(CustomerKindField))
	switch {
	case r.account && v == "1":
		return Person
	case r.account && (v == "2" || v == "") && c.Company != "":
		return Firm
	case strings.HasPrefix(v, "privat"), strings.HasPrefix(v, "person"), v == "consumer", v == "b2c", v == "p", v == "endkunde", v == "individual":
		return Person
	case strings.HasPrefix(v, "firm"), strings.HasPrefix(v, "unternehm"), strings.HasPrefix(v, "gesch"), strings.HasPrefix(v, "gewerb"),
		v == "business", v == "company", v == "b2b", v == "f", v == "haendler":
		return Firm
	case c.Company != "":
		return Firm
	case c.FirstName != "" || c.LastName != "":
		return Person
	}
	return KindUnknown
}

// birthday reads a whole date, "12.03." or "03-12"; the year is dropped.
func (r row) birthday() Birthday {
	v := r.text(CustomerBirthday)
	if v == "" || strings.Trim(v, "0-.:/ T") == "" {
		return Birthday{}
	}
	if day, _, bad := parseDate(v, r.dates, nil); bad == "" {
		return Birthday{Day: day.Day(), Month: int(day.Month())}
	}
	parts, rest, named := dateParts(v)
	d, mon := parts[0].value, parts[1].value
	if named[0] || (strings.Contains(v, "-") && !named[1]) {
		d, mon = mon, d
	}
	if parts[1].digits == 0 || parts[2].digits > 0 || rest != "" || mon < 1 || mon > 12 || d < 1 || d > 31 ||
		cal.On(2000, time.Month(mon), d).Day() != d {
		r.fail(CustomerBirthday, string(dateUnreadable), clip(v))
		return Birthday{}
	}
	return Birthday{Day: d, Month: mon}
}

func (r row) product() {
	p := &r.rec.Product
	p.Number, p.Name, p.EAN = r.text(ProductNumber), r.text(ProductName), r.text(ProductEAN)
	p.Category, p.Subcategory = r.text(ProductCategory), r.text(ProductSubcategory)
	p.Price, p.Cost, p.Margin = r.number(ProductPrice), r.number(ProductCost), r.number(ProductMargin)
	p.TaxRate = r.rate(ProductTaxRate)
	if p.Number == "" && p.Name == "" {
		r.fail(ProductNumber, "intake.product_unnamed")
	}
	if p.Margin.Known && p.Margin.Value.Float() > 100 {
		r.fail(ProductMargin, "intake.margin_range", clip(r.text(ProductMargin)))
	}
}

func (r row) interaction() {
	r.customer()
	i := &r.rec.Interaction
	i.Date, i.Time = r.date(InteractionDate, 0)
	if i.Date == cal.Never {
		r.fail(InteractionDate, "intake.date_missing")
	}
	i.Time = r.clock(InteractionTime, i.Time)
	i.Kind, i.Direction, i.Subject = r.text(InteractionKind), r.text(InteractionDirection), r.text(InteractionSubject)
	i.Text, i.Staff, i.Outcome = r.text(InteractionText), r.text(InteractionStaff), r.text(InteractionOutcome)
	if !r.rec.Customer.Identified() {
		r.fail(CustomerNumber, "intake.customer_unnamed")
	}
}
