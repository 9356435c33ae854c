package intake

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/money"
)

// converter turns typed rows into staged records. The record it fills is reused.
type converter struct {
	loc      *time.Location
	region   string // country of the firm
	numbered bool   // the table numbers the lines of its documents
	columns  map[customer.Field]bool
	rec      record
}

// columnsOf are the fields of a customer for which a layout has a column: an empty cell
// says that there is nothing, a column that is missing says nothing at all.
func columnsOf(p *mapping.Proposal) map[customer.Field]bool {
	names := []mapping.Field{mapping.CustomerName, mapping.CustomerFirstName, mapping.CustomerLastName, mapping.CustomerCompany}
	has := map[customer.Field]bool{}
	for field, from := range map[customer.Field][]mapping.Field{
		customer.FieldKind: append(names[:4:4], mapping.CustomerKindField), customer.FieldFirstName: names, customer.FieldLastName: names, customer.FieldCompany: names,
		customer.FieldStreet: {mapping.CustomerStreet}, customer.FieldPostcode: {mapping.CustomerPostcode}, customer.FieldCity: {mapping.CustomerCity}, customer.FieldCountry: {mapping.CustomerCountry},
		customer.FieldEmail: {mapping.CustomerEmail}, customer.FieldPhone: {mapping.CustomerPhone, mapping.CustomerMobile}, customer.FieldVATID: {mapping.CustomerVATID},
		customer.FieldCard: {mapping.CustomerCard}, customer.FieldSalutation: {mapping.CustomerSalutation}, customer.FieldTitle: {mapping.CustomerTitle},
		customer.FieldAddressForm: {mapping.CustomerAddressForm}, customer.FieldOrigin: {mapping.CustomerOrigin}, customer.FieldNote: {mapping.CustomerNote},
		customer.FieldBirthday: {mapping.CustomerBirthday},
	} {
		for _, f := range from {
			has[field] = has[field] || p.Column(f) >= 0
		}
	}
	return has
}

var kindOfChunk = map[mapping.Kind]int{
	mapping.Customers: chunkCustomer, mapping.Products: chunkProduct,
	mapping.Orders: chunkOrder, mapping.Interactions: chunkInteraction,
	mapping.Payments: chunkPayment, mapping.Costs: chunkCost,
}

func (c *converter) convert(row int64, m *mapping.Record) *record {
	r := &c.rec
	*r = record{row: row, kind: kindOfChunk[m.Kind], columns: c.columns, about: r.about[:0], extra: r.extra[:0]}
	if m.Kind != mapping.Products && m.Kind != mapping.Payments && m.Kind != mapping.Costs {
		c.noteWays(&m.Customer)
		r.person = personKey(&m.Customer)
		r.tell(&m.Customer)
	}
	switch m.Kind {
	case mapping.Orders:
		c.order(r, &m.Order)
	case mapping.Customers:
		r.contactPerson(&m.Customer)
	case mapping.Products:
		r.product(&m.Product)
	case mapping.Interactions:
		c.interaction(r, &m.Interaction)
	case mapping.Payments:
		r.payment(m)
	case mapping.Costs:
		r.expense(m)
	}
	return r
}

// instant is the time of day in the firm's time zone, 0 when only the day is known.
func (c *converter) instant(day cal.Date, seconds int) cal.Instant {
	if seconds == mapping.NoTime || day == cal.Never {
		return 0
	}
	y, mon, d := day.Civil()
	return cal.At(time.Date(y, mon, d, 0, 0, seconds, 0, c.loc))
}

func (c *converter) order(r *record, o *mapping.OrderLine) {
	r.head = head{
		number: o.Number, whole: o.WholeOrder, numbered: c.numbered, kind: o.DocumentKind, day: o.Date,
		at: c.instant(o.Date, o.Time), currency: o.Currency, channel: o.Channel,
		promised: o.Promised, delivered: o.Delivered, paid: o.Paid,
		total: o.Total, shipping: o.Shipping, discount: o.OrderDiscount,
	}
	if o.TotalNet.Known && !o.Gross {
		r.head.total = o.TotalNet
	}
	r.head.document, r.head.pseudo = documentKey(o, r.person)
	r.line = orderLine{
		position: o.LineNumber, article: o.SKU, description: o.Description, category: o.Category, class: o.Class,
		returned: o.Return, gross: o.Gross, quantity: o.Quantity, price: o.UnitPrice, amount: o.Amount,
		rate: o.TaxRate, tax: o.Tax, discount: o.Discount, cost: o.Cost,
	}
	if o.Category == "" {
		r.line.category = o.Subcategory
	}
}

// documentKey is the key of a document within its source: its number, with register
// and Z-number and year where the file has them, because registers begin anew every
// year. Without a number it is a pseudo-receipt of customer and day or time.
func documentKey(o *mapping.OrderLine, person string) (key string, pseudo bool) {
	if o.Number == "" {
		key = "~" + person + "~" + o.Date.String()
		if o.Time != mapping.NoTime {
			key += "T" + strconv.Itoa(o.Time)
		}
		if o.Register != "" {
			key += "~" + o.Register
		}
		return key, true
	}
	if o.Register == "" && o.ZNumber == "" {
		return o.Number, false
	}
	return o.Number + "|" + o.Register + "|" + o.ZNumber + "|" + strconv.Itoa(o.Date.Year()), false
}

// personKey is the number that the source gives a customer. Where it gives none, he
// is known by card, mail, telephone, VAT number or name; such keys carry a prefix.
func personKey(c *mapping.Customer) string {
	switch {
	case c.Number != "":
		return c.Number
	case c.Card != "":
		return madeUp + "card:" + c.Card
	case c.Email.Address != "":
		return madeUp + "mail:" + c.Email.Address
	case c.Phone.E164 != "":
		return madeUp + "phone:" + c.Phone.E164
	case c.Mobile.E164 != "":
		return madeUp + "phone:" + c.Mobile.E164
	case c.VATID != "":
		return madeUp + "vat:" + c.VATID
	}
	name := strings.TrimSpace(c.FirstName + " " + c.LastName + " " + c.Name + " " + c.Company)
	if name == "" {
		return ""
	}
	return madeUp + "name:" + locale.Fold(name+" "+c.Postcode)
}

// madeUp begins keys of customers to whom the source gives no number.
const madeUp = "+"

// KeyShown is the number of a customer as people know it: of a made-up key what it is made
// of (card, mail, telephone, VAT number, name), of any other the number itself.
func KeyShown(key string) string {
	made, ok := strings.CutPrefix(key, madeUp)
	if !ok {
		return key
	}
	if _, value, ok := strings.Cut(made, ":"); ok {
		return value
	}
	return key
}

// say notes what the row says about a field. Only a list of customers says that there is
// nothing, and only where it has a column for it.
func (r *record) say(f customer.Field, value string) {
	if value != "" || r.kind == chunkCustomer && r.columns[f] {
		r.about = append(r.about, told{f, value})
	}
}

// tell lists what the row says about the customer.
func (r *record) tell(c *mapping.Customer) {
	if r.kind == chunkOrder && !hasDetails(c) {
		return
	}
	first, last, company := splitName(c)
	kind := customer.Person
	if c.Kind == mapping.Firm || (company != "" && first == "" && last == "") {
		kind = customer.Firm
	}
	if first != "" || last != "" || company != "" || r.kind == chunkCustomer && r.columns[customer.FieldKind] {
		r.say(customer.FieldKind, string(kind))
	}
	phone := c.Phone.Raw
	if phone == "" {
		phone = c.Mobile.Raw
	}
	mail := c.Email.Address
	if mail == "" {
		mail = c.Email.Raw
	}
	for _, t := range [...]told{
		{customer.FieldFirstName, first},
		{customer.FieldLastName, last},
		{customer.FieldCompany, company},
		{customer.FieldStreet, c.Street},
		{customer.FieldPostcode, c.Postcode},
		{customer.FieldCity, c.City},
		{customer.FieldCountry, c.Country},
		{customer.FieldEmail, mail},
		{customer.FieldPhone, phone},
		{customer.FieldVATID, c.VATID},
		{customer.FieldCard, c.Card},
	} {
		r.say(t.field, t.value)
	}
	if r.kind != chunkCustomer {
		return
	}
	for _, t := range [...]told{
		{customer.FieldSalutation, c.Salutation},
		{customer.FieldTitle, c.Title},
		{customer.FieldAddressForm, addressForm(c.AddressForm)},
		{customer.FieldOrigin, c.Origin},
		{customer.FieldNote, c.Note},
		{customer.FieldBirthday, birthday(c.Birthday)},
	} {
		r.say(t.field, t.value)
	}
	if c.Since != cal.Never && c.Since != 0 {
		r.about = append(r.about, told{fieldSince, c.Since.String()})
	}
	r.tellMore(c)
	for _, b := range [...]struct {
		field customer.Field
		mark  mapping.Mark
	}{{fieldObjected, c.Objected}, {fieldDoNotContact, c.DoNotContact}, {fieldDeceased, c.Deceased}} {
		if b.mark.Known && b.mark.Set {
			r.about = append(r.about, told{b.field, b.mark.On.String()})
		}
	}
}

func hasDetails(c *mapping.Customer) bool {
	return c.Name != "" || c.FirstName != "" || c.LastName != "" || c.Company != "" || c.Country != "" || c.City != "" ||
		c.Email.Raw != "" || c.Phone.Raw != "" || c.Mobile.Raw != "" || c.Street != "" || c.Postcode != "" || c.VATID != "" || c.Card != ""
}

// legalForms end or stand in the names of firms.
var legalForms = []string{
	"gmbh", "mbh", "ag", "kg", "ohg", "gbr", "ug", "eg", "ek", "ev", "se", "partg", "ltd", "limited", "inc", "llc", "plc", "co", "sarl", "sa", "bv", "kgaa",
}

// splitName returns first and last name of a person, or the company. "Muster, Erika"
// and "Erika Muster" are read; a name with a legal form is a company's.
func splitName(c *mapping.Customer) (first, last, company string) {
	first, last, company = c.FirstName, c.LastName, c.Company
	if first != "" && last == "" && c.Name != "" && c.Name != company {
		return besideFirst(first, c.Name, company)
	}
	if first != "" || last != "" || c.Name == "" {
		return first, last, company
	}
	name := c.Name
	if company != "" && name == company {
		return "", "", company
	}
	if company == "" && (c.Kind == mapping.Firm || hasLegalForm(name)) {
		return "", "", name
	}
	if a, b, ok := strings.Cut(name, ","); ok && !strings.Contains(b, ",") {
		return strings.TrimSpace(b), strings.TrimSpace(a), company
	}
	if i := strings.LastIndexByte(name, ' '); i > 0 {
		return strings.TrimSpace(name[:i]), name[i+1:], company
	}
	return "", name, company
}

// besideFirst reads a "Name" beside a "Vorname": it is the last name, or the whole one, or
// that of the firm for which the person stands.
func besideFirst(given, name, firm string) (first, last, company string) {
	if firm == "" && hasLegalForm(name) {
		return given, "", name
	}
	for _, rest := range []string{strings.TrimPrefix(name, given+" "), strings.TrimSuffix(name, ", "+given), strings.TrimSuffix(name, " "+given)} {
		if rest != name && rest != "" {
			return given, strings.TrimSuffix(rest, ","), firm
		}
	}
	return given, name, firm
}

func hasLegalForm(name string) bool {
	plain := strings.NewReplacer(".", "", "&", " ", ",", " ").Replace(strings.ToLower(name))
	for word := range strings.FieldsSeq(plain) {
		for _, form := range legalForms {
			if word == form {
				return true
			}
		}
	}
	return false
}

func addressForm(s string) string {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "du", "d", "t", "duzen", "informal":
		return "du"
	case "sie", "s", "siezen", "formal":
		return "sie"
	}
	return "" // a whole salutation line is no form of address
}

func birthday(b mapping.Birthday) string {
	if b.Day == 0 {
		return ""
	}
	return fmt.Sprintf("--%02d-%02d", b.Month, b.Day)
}

// contactPerson stages the person at a firm that a row of customers names.
func (r *record) contactPerson(c *mapping.Customer) {
	p := &c.Contact
	if p.Name == "" && p.LastName == "" && p.FirstName == "" || r.person == "" {
		return
	}
	as := mapping.Customer{Name: p.Name, FirstName: p.FirstName, LastName: p.LastName, Kind: mapping.Person}
	first, last, _ := splitName(&as)
	who := p.Email.Address
	if who == "" {
		who = locale.Fold(first + " " + last)
	}
	r.second = madeUp + "contact:" + r.person + "/" + who
	mail := p.Email.Address
	if mail == "" {
		mail = p.Email.Raw
	}
	r.extra = append(r.extra,
		told{customer.FieldKind, string(customer.Contact)}, told{fieldFirmNumber, r.person},
		told{customer.FieldFirstName, first}, told{customer.FieldLastName, last}, told{customer.FieldRole, p.Role},
		told{customer.FieldEmail, mail}, told{customer.FieldPhone, p.Phone.Raw},
	)
}

func (r *record) product(p *mapping.Product) {
	r.item = product{number: p.Number, name: p.Name, category: p.Category, margin: -1}
	if p.Number == "" {
		r.item.number = "=" + p.Name
	}
	if p.Category == "" {
		r.item.category = p.Subcategory
	}
	if p.Cost.Known && p.Cost.Value.Sign() >= 0 {
		r.item.unitCost = p.Cost.Value.String()
	}
	if p.Margin.Known && p.Margin.Value.Sign() >= 0 {
		if bp, err := p.Margin.Value.Cents(2); err == nil && bp <= money.Cents(10000) {
			r.item.margin = int(bp)
		}
	}
}

// interaction stages a contact. Its key is its content: the same contact twice in a
// file is told apart by counting.
func (c *converter) interaction(r *record, i *mapping.Interaction) {
	words := []string{}
	for _, w := range []string{i.Text, i.Outcome} {
		if w != "" {
			words = append(words, w)
		}
	}
	r.talk = contact{
		day: i.Date, at: c.instant(i.Date, i.Time), channel: string(channelOf(i.Kind)), direction: string(directionOf(i.Direction)),
		reason: i.Subject, note: strings.Join(words, "\n"),
	}
	r.talk.document = fmt.Sprintf("%s~%s~%016x", r.person, i.Date, uint64(digestOf(r.talk.pack(nil))))
}

// channelOf reads the means of a contact from the words of the source.
func channelOf(s string) interaction.Channel {
	f := locale.Fold(s)
	for _, w := range [...]struct {
		part    string
		channel interaction.Channel
	}{
		{"mail", interaction.Mail},
		{"whatsapp", interaction.Message},
		{"sms", interaction.Message},
		{"chat", interaction.Message},
		{"nachricht", interaction.Message},
		{"message", interaction.Message},
		{"tel", interaction.Phone},
		{"anruf", interaction.Phone},
		{"call", interaction.Phone},
		{"phone", interaction.Phone},
		{"brief", interaction.Letter},
		{"letter", interaction.Letter},
		{"post", interaction.Letter},
		{"besuch", interaction.Visit},
		{"visit", interaction.Visit},
		{"termin", interaction.Visit},
		{"laden", interaction.Counter},
		{"theke", interaction.Counter},
		{"counter", interaction.Counter},
		{"store", interaction.Counter},
	} {
		if strings.Contains(f, w.part) {
			return w.channel
		}
	}
	return interaction.Other
}

func directionOf(s string) interaction.Direction {
	f := locale.Fold(s)
	switch {
	case strings.HasPrefix(f, "ein"), strings.HasPrefix(f, "in"):
		return interaction.In
	case strings.HasPrefix(f, "aus"), strings.HasPrefix(f, "out"):
		return interaction.Out
	}
	return interaction.NoDirection
}

// minorDigits is how many decimals an amount of a currency has; mapping takes 0 for
// the usual two, so currencies without any are read with two and none used.
func minorDigits(currency string) uint8 {
	switch currency {
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	}
	return 2
}
