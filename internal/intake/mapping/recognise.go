package mapping

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/fault"
)

// ColumnGuess is what one column is taken for.
type ColumnGuess struct {
	Index     int
	Header    string
	Field     Field
	Certainty float64 // 0 to 1; 1 for known systems and the user's word
	Why       string  // message key: intake.why.profile, .header, .content, .user, .none
	Examples  []string
	Own       *OwnField `json:"-"` // the firm's own field, where Field is None
}

// Proposal is what a table is taken for. It can be stored as JSON and used again
// for the next file with the same signature.
type Proposal struct {
	Kind      Kind
	Profile   string // key of the known system, or ""
	Columns   []ColumnGuess
	Decimal   string // "," or "."
	Dates     DateOrder
	DatesSure bool // false: day and month could not be told apart in the sample
	Gross     bool
	GrossSure bool   // false: neither header nor system says it
	Signature string // of the layout: by it a source is known again
	Missing   []Field
}

// Hints is what is known before looking.
type Hints struct {
	Kind      Kind      // "" when it is to be found
	Decimal   byte      // declared by the file or by somebody, else 0
	Dates     DateOrder // as somebody says, else AnyOrder
	Delimiter byte      // of the text file, else 0
}

// Signature names a layout: a hash of the folded headers in their order.
func Signature(header []string) string {
	h := sha256.New()
	for _, c := range header {
		h.Write([]byte(fold(c)))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// Recognise takes a table for what its header and its sample rows say. The sample
// may be empty; the more rows, the surer the order of day and month.
func Recognise(header []string, sample [][]string, hints Hints) Proposal {
	p := Proposal{Kind: hints.Kind, Signature: Signature(header), Columns: make([]ColumnGuess, len(header))}
	for i, h := range header {
		p.Columns[i] = ColumnGuess{Index: i, Header: h, Why: "intake.why.none", Examples: examples(sample, i)}
	}
	if known := knownLayout(header, hints.Kind); known != nil {
		p.useProfile(known)
	} else {
		if p.Kind == "" {
			p.Kind = guessKind(header, sample)
		}
		p.useHeaders(sample)
		p.useContent(sample)
	}
	p.settle(sample, hints)
	return p
}

func examples(sample [][]string, column int) []string {
	var out []string
	for _, row := range sample {
		if column >= len(row) {
			continue
		}
		v := strings.TrimSpace(row[column])
		if v != "" && !slices.Contains(out, v) {
			if len(v) > 80 {
				v = strings.ToValidUTF8(v[:80], "") + "…"
			}
			if out = append(out, v); len(out) == 3 {
				break
			}
		}
	}
	return out
}

// knownLayout finds the profile whose distinguishing headers are all there, the
// one with most of them when there are several.
func knownLayout(header []string, kind Kind) *Profile {
	have := map[string]bool{}
	for _, h := range header {
		have[fold(h)] = true
	}
	var best *Profile
	for i := range profiles {
		p := &profiles[i]
		if kind != "" && kind != p.Kind {
			continue
		}
		all := true
		for _, m := range p.Must {
			all = all && have[fold(m)]
		}
		if all && (best == nil || len(p.Must) > len(best.Must)) {
			best = p
		}
	}
	return best
}

func (p *Proposal) useProfile(known *Profile) {
	p.Kind, p.Profile = known.Kind, known.Key
	p.Gross, p.GrossSure, p.Dates = known.Gross, known.Told, known.Dates
	byName := map[string]Field{}
	for h, f := range known.Fields {
		byName[fold(h)] = f
	}
	used := map[Field]bool{}
	for i := range p.Columns {
		c := &p.Columns[i]
		if f := byName[fold(c.Header)]; f != None && !used[f] {
			c.Field, c.Certainty, c.Why = f, 1, "intake.why.profile"
			used[f] = true
		}
	}
}

// named lists, for every folded header, the fields that it can mean in a kind,
// with their rank among the names of the field.
type namedField struct {
	field Field
	rank  int
}

var namesByKind = func() map[Kind]map[string][]namedField {
	all := map[Kind]map[string][]namedField{}
	for _, k := range Kinds() {
		all[k] = map[string][]namedField{}
		for _, f := range Fields() {
			if !k.uses(f) {
				continue
			}
			for rank, name := range strings.Split(fieldInfo[f].names, "|") {
				n := fold(name)
				all[k][n] = append(all[k][n], namedField{f, rank})
			}
			own := fold(f.String()) // "order.number": our own export
			all[k][own] = append(all[k][own], namedField{f, 0})
		}
	}
	return all
}()

// beside is what headers say beside the name: the currency of the amounts, what stands in
// brackets, that there is a second column of the sort.
var beside = []*regexp.Regexp{
	regexp.MustCompile(`(?i)[\s/_.,-]*[(\[]?\s*(?:\bin\s+)?(?:€|\b(?:EUR|Euro|CHF|GBP|USD)\b)\s*[)\]]?\s*$`),
	regexp.MustCompile(`\s*(?:\([^)]*\)|\[[^\]]*\])`),
	regexp.MustCompile(`\s+1$`),
}

// lessSure is added to the rank of a name that was found only without what stands beside it.
const lessSure = 100

// named returns what a header can mean in a kind: as it is written, else without what
// stands beside the name ("Brutto EUR", "Preis (netto)", "Bezeichnung 1").
func named(k Kind, header string) []namedField {
	if list := namesByKind[k][fold(header)]; len(list) > 0 {
		return list
	}
	for _, part := range beside {
		bare := part.ReplaceAllString(header, "")
		if bare == header {
			continue
		}
		header = bare
		if list := namesByKind[k][fold(header)]; len(list) > 0 {
			list = slices.Clone(list)
			for i := range list {
				list[i].rank += lessSure
			}
			return list
		}
	}
	return nil
}

// deciding are the fields that only one kind of table has.
var deciding = map[Kind][]Field{
	Orders: {
		OrderNumber, LineQuantity, LineUnitPrice, LineAmount, LineAmountGross, LineAmountNet, OrderTotal,
		OrderTotalNet, LineSKU, LineDescription, OrderRegister,
	},
	Customers: {
		CustomerName, CustomerFirstName, CustomerLastName, CustomerCompany, CustomerEmail, CustomerPhone,
		CustomerStreet, CustomerPostcode, CustomerCity, CustomerBirthday, CustomerSince, CustomerVATID, CustomerSalutation,
		CustomerReferrer,
	},
	Products: {ProductNumber, ProductName, ProductCategory, ProductPrice, ProductCost, ProductMargin, ProductEAN, ProductTaxRate},
	Interactions: {
		InteractionKind, InteractionSubject, InteractionText, InteractionOutcome, InteractionDirection,
		InteractionStaff,
	},
}

// guessKind decides by the fields that headers name: sales need a day and an
// amount, contacts a day and words about them; a list of articles has prices but
// no days; what remains are customers.
func guessKind(header []string, sample [][]string) Kind {
	has := func(k Kind) map[Field]bool {
		found := map[Field]bool{}
		for _, h := range header {
			for _, n := range named(k, h) {
				found[n.field] = true
			}
		}
		return found
	}
	count := func(k Kind) int {
		found, n := has(k), 0
		for _, f := range deciding[k] {
			if found[f] {
				n++
			}
		}
		return n
	}
	orders := has(Orders)
	day := orders[OrderDate] || dateColumn(sample, ownDays(header)) >= 0
	amount := orders[LineAmount] || orders[LineAmountGross] || orders[LineAmountNet] || orders[LineUnitPrice] ||
		orders[OrderTotal] || orders[OrderTotalNet]
	switch customers, products := count(Customers), count(Products); {
	case costsOnly(header):
		return Costs
	case paymentsOnly(header, sample, orders):
		return Payments
	case day && amount && (customers < 4 || count(Orders) > 2):
		return Orders
	case day && count(Interactions) >= 2:
		return Interactions
	case products > customers && products >= 2:
		return Products
	case customers == 0 && day:
		return Orders
	}
	return Customers
}

// paying are folded headers that speak of money received and of nothing else.
var paying = map[string]bool{
	"zahlungsdatum": true, "zahldatum": true, "zahlungseingang": true, "zahlungseingangam": true, "eingangsdatum": true,
	"valuta": true, "valutadatum": true, "wertstellung": true, "wertstellungsdatum": true, "buchungstag": true, "paymentdate": true,
	"datepaid": true, "paidon": true, "valuedate": true, "bookingdate": true, "zahlungsbetrag": true, "gezahlterbetrag": true,
	"gezahlt": true, "paymentamount": true, "amountpaid": true, "paidamount": true, "paymentid": true, "zahlungsnummer": true, "zahlungsid": true,
}

// costsOnly tells a list of costs: it says of what kind they are.
func costsOnly(header []string) bool {
	return slices.ContainsFunc(header, func(h string) bool {
		return slices.ContainsFunc(named(Costs, h), func(n namedField) bool { return n.field == CostKind })
	})
}

// billing are folded headers of the day of a document: a table that has one tells of
// documents, with the day of their payment beside it.
var billing = map[string]bool{
	"bestelldatum": true, "rechnungsdatum": true, "auftragsdatum": true, "belegdatum": true, "bondatum": true, "kaufdatum": true,
	"verkaufsdatum": true, "orderdate": true, "invoicedate": true, "purchasedate": true, "receiptdate": true, "saledate": true,
	"createdat": true, "lieferdatum": true,
}

// paymentsOnly tells a list of payments: it has an amount and a header that only money
// received has, no day of a document and nothing that was sold.
func paymentsOnly(header []string, sample [][]string, orders map[Field]bool) bool {
	found, amount := false, false
	for i, h := range header {
		f := fold(h)
		if billing[f] {
			return false
		}
		found = found || paying[f]
		for _, n := range named(Payments, h) {
			amount = amount || n.field == PaymentAmount && fits(sample, i, PaymentAmount) >= 0.5
		}
	}
	for _, f := range []Field{LineSKU, LineQuantity, LineUnitPrice, LineAmountNet, LineAmountGross, OrderRegister} {
		found = found && !orders[f]
	}
	return found && amount
}

// ownDays marks the columns of days that belong to a customer, not to a sale.
func ownDays(header []string) []ColumnGuess {
	marked := make([]ColumnGuess, len(header))
	for i, h := range header {
		for _, n := range named(Customers, h) {
			if v := fieldInfo[n.field].value; v == dateValue || v == markValue {
				marked[i].Field = n.field
			}
		}
	}
	return marked
}

// useHeaders gives every column the field that its header names, the surest name
// first, and each field to one column only.
func (p *Proposal) useHeaders(sample [][]string) {
	type claim struct {
		column int
		namedField
	}
	var claims []claim
	for i, c := range p.Columns {
		for _, n := range named(p.Kind, c.Header) {
			claims = append(claims, claim{i, n})
		}
	}
	slices.SortStableFunc(claims, func(a, b claim) int { return a.rank - b.rank })
	used := map[Field]bool{}
	for _, cl := range claims {
		c := &p.Columns[cl.column]
		share := fits(sample, cl.column, cl.field)
		if c.Field != None || used[cl.field] || share < 0.5 {
			continue
		}
		c.Field, c.Why = cl.field, "intake.why.header"
		c.Certainty = max(0.5, 0.95-0.01*float64(cl.rank)) * share
		used[cl.field] = true
	}
	p.swapWords(sample, CustomerNumber, CustomerName, true)
	p.nameBesideNumber(sample)
	p.swapWords(sample, LineDescription, LineSKU, false)
	p.nameOfArticle()
	p.totalOfLine(sample)
	p.rateOfTax(sample)
}

// nameOfArticle takes a bare "Name" behind the article's number for its name: it
// would be the customer's anywhere else.
func (p *Proposal) nameOfArticle() {
	i := p.Column(CustomerName)
	if i > 0 && fold(p.Columns[i].Header) == "name" && p.Columns[i-1].Field == LineSKU && p.Column(LineDescription) < 0 {
		p.Columns[i].Field = LineDescription
	}
}

// shortHeaders stand for a number or for words.
const shortHeaders = "kunde kundin gast guest stammkunde customer debitor client artikel product item produkt"

// swapWords corrects short headers such as "Kunde" and "Artikel", which stand for
// a number or for words: from is changed to to when its values are words (or are
// none) and to is free.
func (p *Proposal) swapWords(sample [][]string, from, to Field, wordy bool) {
	at := p.Column(from)
	if at < 0 || p.Column(to) >= 0 || !strings.Contains(shortHeaders, fold(p.Columns[at].Header)) {
		return
	}
	words, all := words(sample, at)
	if all > 0 && (wordy && words*2 > all || !wordy && words == 0 && numeric(sample, at)) {
		p.Columns[at].Field = to
	}
}

// nameBesideNumber takes "Kunde" beside "Kundennummer" for the name when it holds words.
func (p *Proposal) nameBesideNumber(sample [][]string) {
	for _, f := range []Field{CustomerName, CustomerFirstName, CustomerLastName, CustomerCompany} {
		if p.Column(f) >= 0 {
			return
		}
	}
	if p.Column(CustomerNumber) < 0 || !p.Kind.uses(CustomerName) {
		return
	}
	for i := range p.Columns {
		c := &p.Columns[i]
		if c.Field != None || !slices.Contains([]string{"kunde", "customer", "debitor", "client"}, fold(c.Header)) {
			continue
		}
		if words, all := words(sample, i); words*2 > all {
			c.Field, c.Why, c.Certainty = CustomerName, "intake.why.header", 0.8
			return
		}
	}
}

// words counts the values of a column that are several words, and all that are not empty.
func words(sample [][]string, at int) (words, all int) {
	for _, row := range sample {
		if at < len(row) && strings.TrimSpace(row[at]) != "" {
			all++
			v := strings.TrimSpace(row[at])
			if strings.ContainsAny(v, " ,") && strings.ContainsAny(strings.ToLower(v), "aeiouäöü") {
				words++
			}
		}
	}
	return words, all
}

func numeric(sample [][]string, at int) bool {
	for _, row := range sample {
		if at < len(row) && strings.Trim(strings.TrimSpace(row[at]), "0123456789") != "" {
			return false
		}
	}
	return true
}

// fits returns the share of values in a column that can be read as the field; 1
// when there are none.
func fits(sample [][]string, column int, f Field) float64 {
	good, all := 0, 0
	for _, row := range sample {
		if column >= len(row) {
			continue
		}
		v := clean(row[column])
		if v == "" {
			continue
		}
		all++
		if readable(v, f) {
			good++
		}
	}
	if all == 0 {
		return 1
	}
	return float64(good) / float64(all)
}

func readable(v string, f Field) bool {
	switch fieldInfo[f].value {
	case dateValue:
		_, _, bad := parseDate(v, AnyOrder, nil)
		return bad != dateUnreadable || f == CustomerBirthday
	case numberValue:
		_, bad := parseNumber(v, 0)
		return bad == ""
	case mailValue:
		return strings.Contains(v, "@")
	case textValue: // "Karte" may also be how something was paid, or how much of it
		return f != CustomerCard || strings.ContainsAny(v, "0123456789") && decimalEvidence(v) == 0
	case timeValue:
		_, _, _, ok := clock(v)
		return ok
	default: // anything may be a text
		return true
	}
}

// useContent looks at values where headers did not say what is needed.
func (p *Proposal) useContent(sample [][]string) {
	take := func(i int, f Field) {
		if i >= 0 {
			c := &p.Columns[i]
			c.Field, c.Certainty, c.Why = f, 0.5, "intake.why.content"
		}
	}
	day, mail := OrderDate, CustomerEmail
	switch p.Kind {
	case Interactions:
		day = InteractionDate
	case Payments:
		day = PaymentDate
	case Costs:
		day = CostDate
	case Orders, Customers, Products:
	}
	if (p.Kind == Orders || p.Kind == Interactions || p.Kind == Payments || p.Kind == Costs) && p.Column(day) < 0 {
		take(dateColumn(sample, p.Columns), day)
	}
	if p.Kind != Products && p.Column(mail) < 0 {
		take(p.free(sample, func(v string) bool { return mailLike(strings.ToLower(v)) }), mail)
	}
	money := func(v string) bool {
		_, bad := parseNumber(v, 0)
		i := strings.LastIndexAny(v, ".,")
		return bad == "" && i >= 0 && len(v)-i == 3
	}
	if p.Kind == Orders && !p.hasAmount() {
		take(p.free(sample, money), LineAmount)
	}
	if p.Kind == Payments && p.Column(PaymentAmount) < 0 {
		take(p.free(sample, money), PaymentAmount)
	}
}

// free returns the first unused column nearly all of whose values are like that.
func (p *Proposal) free(sample [][]string, like func(string) bool) int {
	for i := range p.Columns {
		if p.Columns[i].Field == None && mostly(sample, i, like) {
			return i
		}
	}
	return -1
}

func mostly(sample [][]string, column int, like func(string) bool) bool {
	good, all := 0, 0
	for _, row := range sample {
		if column < len(row) && clean(row[column]) != "" {
			all++
			if like(clean(row[column])) {
				good++
			}
		}
	}
	return all > 0 && good*20 >= all*19
}

// dateColumn returns the first column of days, -1 when there is none; columns that
// have a field already are passed over.
func dateColumn(sample [][]string, columns []ColumnGuess) int {
	if len(sample) == 0 {
		return -1
	}
	for i := range sample[0] {
		if i < len(columns) && columns[i].Field != None {
			continue
		}
		if mostly(sample, i, func(v string) bool {
			_, _, bad := parseDate(v, AnyOrder, nil)
			return (bad == "" || bad == dateOrderWrong) && !serialLike(v) && len(v) >= 8 && strings.ContainsAny(v, ".-/ ")
		}) {
			return i
		}
	}
	return -1
}

// Column returns the index of the column with the field, or -1.
func (p *Proposal) Column(f Field) int {
	for i := range p.Columns {
		if p.Columns[i].Field == f {
			return i
		}
	}
	return -1
}

func (p *Proposal) hasAmount() bool {
	for _, f := range []Field{LineAmount, LineAmountGross, LineAmountNet, LineUnitPrice, OrderTotal, OrderTotalNet} {
		if p.Column(f) >= 0 {
			return true
		}
	}
	return false
}

// settle finds what concerns several columns: decimal mark, order of dates, net or
// gross, and what is missing.
func (p *Proposal) settle(sample [][]string, hints Hints) {
	p.settleDates(sample)
	if hints.Dates != AnyOrder {
		p.Dates, p.DatesSure = hints.Dates, true
	}
	p.settleDecimal(sample, hints)
	if p.Profile == "" {
		p.settleGross()
	}
	p.findMissing()
}

func (p *Proposal) settleDates(sample [][]string) {
	var first, second, point, us int
	for i, c := range p.Columns {
		if fieldInfo[c.Field].value != dateValue || c.Field == None {
			continue
		}
		for _, row := range sample {
			if i >= len(row) {
				continue
			}
			v := clean(row[i])
			parts, rest, named := dateParts(v)
			if parts[2].digits == 0 || parts[0].digits > 2 || named[0] || named[1] || serialLike(v) {
				continue
			}
			switch {
			case v[parts[0].end] == '.':
				point++
			case parts[0].value > 12:
				first++
			case parts[1].value > 12:
				second++
			}
			if low := strings.ToLower(rest); strings.HasSuffix(low, "am") || strings.HasSuffix(low, "pm") {
				us++
			}
		}
	}
	switch {
	case first > second:
		p.Dates, p.DatesSure = DMY, true
	case second > first:
		p.Dates, p.DatesSure = MDY, true
	case point > 0:
		p.Dates, p.DatesSure = DMY, true
	case p.Dates != AnyOrder:
		p.DatesSure = true // the system's own way
	case us > 0:
		p.Dates = MDY
	default:
		p.Dates = DMY
		p.DatesSure = !p.slashed(sample)
	}
}

// slashed reports dates that could be read either way.
func (p *Proposal) slashed(sample [][]string) bool {
	for i, c := range p.Columns {
		if c.Field == None || fieldInfo[c.Field].value != dateValue {
			continue
		}
		for _, row := range sample {
			if i < len(row) {
				parts, _, named := dateParts(clean(row[i]))
				if parts[2].digits > 0 && parts[0].digits <= 2 && !named[0] && !named[1] {
					return true
				}
			}
		}
	}
	return false
}

func (p *Proposal) settleDecimal(sample [][]string, hints Hints) {
	if hints.Decimal != 0 {
		p.Decimal = string(hints.Decimal)
		return
	}
	comma, point := 0, 0
	for i, c := range p.Columns {
		if c.Field == None || fieldInfo[c.Field].value != numberValue {
			continue
		}
		for _, row := range sample {
			if i >= len(row) {
				continue
			}
			switch decimalEvidence(clean(row[i])) {
			case ',':
				comma++
			case '.':
				point++
			}
		}
	}
	known := ProfileByKey(p.Profile)
	switch {
	case comma > point:
		p.Decimal = ","
	case point > comma:
		p.Decimal = "."
	case known != nil && known.Decimal != 0:
		p.Decimal = string(known.Decimal)
	case hints.Delimiter == ';':
		p.Decimal = ","
	default:
		p.Decimal = "."
	}
}

// decimalEvidence tells which mark must be the decimal one in v; 0 when it cannot
// be told.
func decimalEvidence(v string) byte {
	body, _ := unsign(v)
	last := strings.LastIndexAny(body, ".,")
	if last < 0 {
		return 0
	}
	c := body[last]
	other := ',' + '.' - c
	switch {
	case strings.IndexByte(body, other) >= 0:
		return c
	case strings.Count(body, string(c)) > 1:
		return other
	case thousand(body, last):
		return 0
	}
	return c
}

func (p *Proposal) settleGross() {
	for _, f := range []Field{LineAmount, LineUnitPrice, OrderTotal} {
		i := p.Column(f)
		if i < 0 {
			continue
		}
		h := fold(p.Columns[i].Header)
		if strings.Contains(h, "brutto") || strings.Contains(h, "gross") || strings.Contains(h, "inklmwst") || strings.HasSuffix(h, "brt") {
			p.Gross, p.GrossSure = true, true
			return
		}
		if strings.Contains(h, "netto") || strings.HasSuffix(h, "net") || strings.HasPrefix(h, "net") {
			p.Gross, p.GrossSure = false, true
			return
		}
	}
	net, gross := p.Column(LineAmountNet) >= 0, p.Column(LineAmountGross) >= 0
	if net || gross {
		p.Gross, p.GrossSure = !net, true
	}
}

// findMissing lists the fields without which no row of the kind can be read; of
// several that would do, the first.
func (p *Proposal) findMissing() {
	p.Missing = nil
	need := func(oneOf ...Field) {
		for _, f := range oneOf {
			if p.Column(f) >= 0 {
				return
			}
		}
		p.Missing = append(p.Missing, oneOf[0])
	}
	switch p.Kind {
	case Orders:
		need(OrderDate)
		need(LineAmount, LineAmountNet, LineAmountGross, LineUnitPrice, OrderTotal, OrderTotalNet)
	case Customers:
		need(CustomerNumber, CustomerName, CustomerLastName, CustomerCompany, CustomerEmail, CustomerPhone, CustomerCard)
	case Products:
		need(ProductNumber, ProductName)
	case Interactions:
		need(InteractionDate)
		need(CustomerNumber, CustomerEmail, CustomerName, CustomerLastName, CustomerCompany)
	case Payments:
		need(PaymentDate)
		need(PaymentAmount)
	case Costs:
		need(CostDate)
		need(CostAmount)
		need(CostKind)
	}
}

// Override gives fields to columns by the user's word: the header as written (case,
// umlauts and punctuation do not matter) or "#3" for the third column; "" takes the
// field away. It fails with fault.Invalid when there is no
// such column or tables of the kind have no such field. Decimal mark
// and order of dates are found anew from the sample.
func (p *Proposal) Override(fields map[Field]string, sample [][]string, hints Hints) error {
	for _, f := range Fields() {
		name, ok := fields[f]
		if !ok {
			continue
		}
		if old := p.Column(f); old >= 0 {
			p.Columns[old].Field, p.Columns[old].Certainty, p.Columns[old].Why = None, 0, "intake.why.none"
		}
		if name == "" {
			continue
		}
		i := p.find(name)
		if i < 0 {
			return fault.New(fault.Invalid, "intake.no_such_column", name, f.String())
		}
		if !p.Kind.uses(f) {
			return fault.New(fault.Invalid, "intake.field_of_other_kind", f.String())
		}
		p.Columns[i].Field, p.Columns[i].Certainty, p.Columns[i].Why = f, 1, "intake.why.user"
	}
	p.settle(sample, hints)
	return nil
}

func (p *Proposal) find(name string) int {
	if n, err := strconv.Atoi(strings.TrimPrefix(name, "#")); err == nil && strings.HasPrefix(name, "#") && n >= 1 && n <= len(p.Columns) {
		return n - 1
	}
	for i := range p.Columns {
		if p.Columns[i].Header == name {
			return i
		}
	}
	for i := range p.Columns {
		if fold(p.Columns[i].Header) == fold(name) {
			return i
		}
	}
	return -1
}
