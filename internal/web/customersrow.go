package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/knowledge"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/value"
	"github.com/stammkunde/stammkunde/internal/web/page/customers"
)

// columnSorts are the columns by which the list is sorted, and whether they begin with
// the largest.
var columnSorts = map[string]struct {
	sort list.Sort
	down bool
}{
	"rhythm": {list.ByInterval, false}, "interval": {list.ByInterval, false}, "last": {list.ByLast, true}, "first": {list.ByFirst, true},
	"occasions": {list.ByOccasions, true}, "net": {list.ByNet, true}, "total": {list.ByTotal, true}, "margin": {list.ByMargin, true},
	"db4": {list.ByDB4, true}, "lifetime": {list.ByLifetime, true}, "referral": {list.ByReferral, true},
	"warning": {list.ByWarning, true}, "contact": {list.ByContact, true}, "known": {list.ByKnown, false}, "relation": {list.ByRelation, false},
}

// listColumns are the columns with their links for sorting.
func (s *server) listColumns(v *visit, w wanted) []look.Column {
	name := sortColumn(v, w, v.say.T("webdata.column.name"), list.ByName, false)
	columns := []look.Column{name}
	for _, key := range s.columnsOf(v, w) {
		columns = append(columns, s.listColumn(v, w, key))
	}
	if v.user.Role.Writes() {
		pick := look.Column{Content: customers.PickAll(v.say.T("webviews.bulk.page")), Off: true}
		columns = append([]look.Column{pick}, columns...)
	}
	return columns
}

func (s *server) listColumn(v *visit, w wanted, key string) look.Column {
	title := columnTitle(v, w.own, key)
	if len(w.columns) == 0 {
		title = v.say.T("webdata.column." + key)
	}
	order := columnSorts[key]
	numeric := slices.Contains([]string{"net", "total", "margin", "db4", "lifetime", "referrals", "referral", "occasions", "interval", "warning", "known"}, key)
	if d := ownOf(w.own, key); d != nil {
		numeric = d.Kind == field.Number || d.Kind == field.Money
		if numeric || d.Kind == field.Day || d.Kind == field.Choice {
			order.sort, order.down = list.Sort(key), numeric
		}
		if !seesFigures(v.user.Role) && d.Kind == field.Money {
			order.sort = ""
		}
	}
	c := sortColumn(v, w, title, order.sort, order.down)
	c.Num, c.Wide = numeric, key == "standing"
	if len(w.columns) > 0 { // the usual ones have their places on a phone
		c.Label, c.Wide = title, false
	}
	c.Off = key == "margin" && len(w.columns) == 0
	if key == "last" || key == "contact" || key == "first" {
		c.Class = "nowrap"
	}
	return c
}

// sortColumn is a column with its link; sort "" has none.
func sortColumn(v *visit, w wanted, title string, sort list.Sort, down bool) look.Column {
	c := look.Column{Title: title}
	if sort == "" {
		return c
	}
	to := string(sort)
	if down {
		to = "-" + to
	}
	if current := w.Sort; current == sort || (current == "" || current == list.ByBest && w.Search == "") && sort == list.ByName {
		c.Sorted = "ascending"
		if w.Desc {
			c.Sorted = "descending"
		}
		if to = "-" + string(sort); w.Desc {
			to = string(sort)
		}
	}
	c.Href = address(v, "/kunden", "sort", to)
	return c
}

// listRows makes the rows.
func (s *server) listRows(v *visit, w wanted, found []list.Row) []look.Row {
	rows, columns := make([]look.Row, len(found)), s.columnsOf(v, w)
	for i := range found {
		rows[i] = s.listRow(v, w, columns, &found[i])
	}
	return rows
}

func (s *server) listRow(v *visit, w wanted, columns []string, r *list.Row) look.Row {
	say, firm := v.say, r.Kind == customer.Firm
	note := r.City
	switch {
	case r.Kind == customer.Household:
		note = strings.TrimPrefix(note+" · "+say.T("webdata.household.members", locale.V{"n": r.Members}), " · ")
	case note == "" && !firm:
		note = say.T("webdata.private")
	}
	cells := make([]look.Cell, 0, len(columns)+2)
	if v.user.Role.Writes() {
		cells = append(cells, look.Cell{Content: customers.Pick(strconv.FormatInt(r.ID, 10), say.T("webviews.bulk.pick", r.Shown()))})
	}
	cells = append(cells, look.Cell{Content: look.WhoCell(look.AvatarView{Initials: look.Initials(r.Shown()), Firm: firm}, r.Shown(), customerURL(r.ID), note)})
	for _, key := range columns {
		cells = append(cells, s.listCell(v, w, r, key))
	}
	return look.Row{Focus: true, Cells: cells}
}

// listCell is the cell of a column.
func (s *server) listCell(v *visit, w wanted, r *list.Row, key string) look.Cell {
	say, bought := v.say, r.Computed && r.Occasions > 0
	amount := func(c money.Cents) look.Cell {
		if !bought {
			return look.Cell{}
		}
		return look.Cell{Content: look.AmountCell(say.MoneyRound(c, ""), "")}
	}
	if r.Kind == customer.Household && slices.Contains([]string{"activity", "interval", "warning"}, key) {
		return look.Cell{} // these are a person's own
	}
	switch key {
	case "standing":
		return look.Cell{Content: standingOf(say, r)}
	case "activity":
		return look.Cell{Text: say.T("list.activity." + string(r.Activity))}
	case "rhythm":
		return look.Cell{Content: look.Mini(miniOf(say, v.facts.today, r))}
	case "last":
		return look.Cell{Text: lastOf(say, r, v.facts.today)}
	case "first":
		return look.Cell{Text: dayCell(say, r.First)}
	case "occasions":
		return look.Cell{Text: say.Int(int64(r.Occasions))}
	case "interval":
		if !bought || r.IntervalDays > 36500 {
			return look.Cell{}
		}
		return look.Cell{Text: say.Float(r.IntervalDays, 0)}
	case "net":
		return amount(r.Net12m)
	case "total":
		return amount(r.NetTotal)
	case "margin":
		if !bought {
			return look.Cell{}
		}
		return look.Cell{Content: marginOf(say, r)}
	case "warning":
		return look.Cell{Text: say.Float(float64(r.WarningScore)/100, 1)}
	}
	return s.recordCell(v, w, r, key)
}

// recordCell is a value of the record or an own field; some are edited where they stand.
func (s *server) recordCell(v *visit, w wanted, r *list.Row, key string) look.Cell {
	text := r.City
	d := ownOf(w.own, key)
	switch {
	case d != nil:
		text = ownText(v.say, d, r.Own)
	case key == "city":
	case key == "kind":
		if text = v.say.T("list.kind." + string(r.Kind)); !otherKind(r.Kind) {
			return look.Cell{Text: text}
		}
	case key == "number":
		text = r.Number
	case r.Record == nil:
		return look.Cell{}
	case key == "owner":
		text = w.names.user(r.Record.OwnerID)
	case key == "db4":
		return db4Cell(v, r.Steps)
	case key == "lifetime":
		if r.Lifetime == nil || r.Lifetime.State == value.Open || !seesFigures(v.user.Role) {
			return look.Cell{}
		}
		return look.Cell{Text: v.say.MoneyRound(r.Lifetime.Shown, "")}
	case key == "referrals" || key == "referral":
		return referralCell(v, r.Referrals, key)
	case key == "contact":
		return look.Cell{Text: dayCell(v.say, r.Record.LastContact)}
	case key == "spoken":
		word := r.Spoken(v.facts.today)
		if word == "" {
			return look.Cell{}
		}
		return look.Cell{Text: v.say.T("audience.option." + word)}
	case key == "relation":
		if r.Relation == nil {
			return look.Cell{}
		}
		return look.Cell{Content: look.Relationship(v.say, look.Kind(r.Relation.Kind.Key()), true)}
	case key == "gaps":
		return look.Cell{Text: gapsText(v.say, r.Known)}
	case key == "known":
		if r.Known == nil {
			return look.Cell{}
		}
		return look.Cell{Text: v.say.Percent(float64(r.Known.Score)/100, 0)}
	default:
		text = recordText(v, r.Record, customer.Field(key))
		if !slices.Contains(cellFields, customer.Field(key)) {
			return look.Cell{Text: text}
		}
	}
	if !v.user.Role.Writes() || d != nil && (d.Archived || !d.For(r.Kind)) {
		return look.Cell{Text: text}
	}
	return look.Cell{Content: valueCell(v, w.own, r.ID, r.Shown(), key, text)}
}

// recordText is a field of the record as the reader writes it.
func recordText(v *visit, c *customer.Customer, f customer.Field) string {
	text := c.Get(f)
	switch {
	case text == "":
	case f == customer.FieldPhone:
		return dialling(v, text, c.Country).Text
	case f == customer.FieldBirthday:
		return birthday(v.say, text)
	case f == customer.FieldKind:
		return v.say.T("list.kind." + text)
	case f == customer.FieldAddressForm:
		return v.say.T("audience.option.address_form." + text)
	}
	return text
}

// gapsShown is how many gaps a list names.
const gapsShown = 2

// gapsText names what is worth asking, the weightiest first.
func gapsText(say *locale.Printer, k *knowledge.Row) string {
	if k == nil {
		return ""
	}
	var words []string
	missing := k.Missing.Keys()
	for _, key := range missing[:min(gapsShown, len(missing))] {
		words = append(words, say.T("knowledge.key."+string(key)))
	}
	text := strings.Join(words, " · ")
	if more := len(missing) - len(words); more > 0 {
		return say.T("webdata.gaps.more", text, more)
	}
	return text
}

func valueCell(v *visit, own []field.Definition, id int64, who, key, text string) templ.Component {
	return customers.Value(customers.ValueCell{Text: text, URL: cellURL(id, key), Label: strings.TrimSpace(columnTitle(v, own, key) + " " + text + ", " + v.say.T("webviews.cell", who))})
}

func dayCell(say *locale.Printer, d cal.Date) string {
	if d > cal.Latest {
		return ""
	}
	return say.Date(d)
}

// ownText is a customer's value of an own field in words; "" for none.
func ownText(say *locale.Printer, d *field.Definition, values map[int64]field.Value) string {
	value, there := values[d.ID]
	if !there {
		return ""
	}
	switch d.Kind {
	case field.Flag:
		return say.T("field." + d.Canonical(value))
	case field.Money:
		return say.MoneyExact(money.Cents(value.Int), "")
	case field.Number:
		n, err := money.ParseDecimal(d.Canonical(value))
		if err != nil {
			return d.Canonical(value)
		}
		return say.Decimal(n)
	case field.Day:
		day, err := cal.Parse(value.Text)
		if err != nil {
			return value.Text
		}
		return say.Date(day)
	case field.Text, field.Choice:
	}
	return value.Text
}

// db4Cell is DB IV of twelve months, or its range while less than half of the costs behind it
// are measured.
func db4Cell(v *visit, s *value.StepSums) look.Cell {
	if s == nil || !seesFigures(v.user.Role) {
		return look.Cell{}
	}
	if low, high, wide := s.Range(); wide {
		return look.Cell{Text: v.say.T("webcost.range", v.say.MoneyRound(low, ""), v.say.MoneyRound(high, ""))}
	}
	return look.Cell{Text: v.say.MoneyRound(s.DB4, "")}
}

// referralCell is how many he recommended us to, or what that has brought.
func referralCell(v *visit, r *value.ReferralRow, key string) look.Cell {
	switch {
	case r == nil || r.Referrals == 0:
		return look.Cell{}
	case key == "referrals":
		return look.Cell{Text: v.say.Int(int64(r.Referrals))}
	case !seesFigures(v.user.Role):
		return look.Cell{}
	}
	return look.Cell{Text: v.say.MoneyRound(r.Gain, "")}
}
