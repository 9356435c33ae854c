package cli

import (
	"context"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/party"
)

func moneyOf(cents int64) money.Cents { return money.Cents(cents) }

type customersCmd struct {
	Search string `help:"clihelp.customers_search"`
	Sort   string `help:"clihelp.customers_sort" enum:"name,last,first,interval,standing,occasions,net,total,margin,db4,lifetime,referral,warning" default:"name"`
	Desc   bool   `help:"clihelp.customers_desc"`
	Kind   string `help:"clihelp.customers_kind" enum:",person,firm,household" default:""`
	Limit  int    `help:"clihelp.limit" default:"50"`
	After  string `help:"clihelp.after" placeholder:"CURSOR"`
}

// customerLine is a row of the list for machines.
type customerLine struct {
	ID          int64   `json:"id"`
	Number      string  `json:"number"`
	Name        string  `json:"name"`
	Kind        string  `json:"kind"`
	City        string  `json:"city,omitempty"`
	Members     int     `json:"members,omitempty"` // of a household, whose figures are theirs together
	Standing    string  `json:"standing,omitempty"`
	Activity    string  `json:"activity,omitempty"`
	Occasions   int     `json:"occasions"`
	Interval    float64 `json:"interval_days,omitempty"`
	FirstDay    string  `json:"first_purchase,omitempty"`
	LastDay     string  `json:"last_purchase,omitempty"`
	Net12m      int64   `json:"net_12m_cents"`
	NetTotal    int64   `json:"net_total_cents"`
	Margin12m   *int64  `json:"margin_12m_cents"` // null where no cost is known
	KnownShare  float64 `json:"margin_known_share"`
	Warning     float64 `json:"warning_score"`
	PossibleDup bool    `json:"possible_duplicate,omitempty"`

	Fields map[string]any `json:"fields,omitempty"` // the firm's own, by key
}

func lineOf(r *list.Row) customerLine {
	l := customerLine{
		ID: r.ID, Number: r.Number, Name: r.Shown(), Kind: string(r.Kind), City: r.City, Members: r.Members, Standing: string(r.Standing), Activity: string(r.Activity),
		Occasions: r.Occasions, Net12m: int64(r.Net12m), NetTotal: int64(r.NetTotal), KnownShare: float64(r.KnownBP) / 10000,
		Warning: float64(r.WarningScore) / 100, PossibleDup: r.Duplicate, FirstDay: dayText(r.First), LastDay: dayText(r.Last),
	}
	if r.KnownBP > 0 {
		margin := int64(r.Margin12m)
		l.Margin12m = &margin
	}
	if r.IntervalDays < 36500 {
		l.Interval = r.IntervalDays
	}
	return l
}

// ownFields adds the values of the firm's own fields.
func ownFields(ctx context.Context, a *app.App, rows []customerLine) error {
	defs, err := field.InUse(ctx, a.DB)
	if err != nil || len(defs) == 0 {
		return err
	}
	ids := make([]int64, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
	}
	own, err := field.Many(ctx, a.DB, ids)
	if err != nil {
		return err
	}
	for i := range rows {
		rows[i].Fields = fieldsOf(defs, own[rows[i].ID])
	}
	return nil
}

// fieldsOf are the values of own fields by key: a flag as true or false, money in cents, a
// number as text, so that it keeps its digits.
func fieldsOf(defs []field.Definition, own map[int64]field.Value) map[string]any {
	out := map[string]any{}
	for i := range defs {
		v, there := own[defs[i].ID]
		switch {
		case !there:
		case defs[i].Kind == field.Flag:
			out[defs[i].Key] = v.Int == 1
		case defs[i].Kind == field.Money:
			out[defs[i].Key] = v.Int
		default:
			out[defs[i].Key] = defs[i].Canonical(v)
		}
	}
	return out
}

func (e *env) sayFields(p *locale.Printer, defs []field.Definition, own map[int64]field.Value) {
	for i := range defs {
		d := &defs[i]
		v, there := own[d.ID]
		if !there {
			continue
		}
		text := d.Canonical(v)
		switch d.Kind {
		case field.Flag:
			text = p.T("field." + text)
		case field.Money:
			text = p.MoneyExact(moneyOf(v.Int), "")
		case field.Day:
			if day, err := cal.Parse(text); err == nil {
				text = p.Date(day)
			}
		case field.Text, field.Choice, field.Number:
		}
		e.say("  %s: %s", d.Label, text)
	}
}

func dayText(d cal.Date) string {
	if !d.Valid() {
		return ""
	}
	return d.String()
}

// Run lists customers.
func (c *customersCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		today, err := a.Day(ctx)
		if err != nil {
			return err
		}
		page, err := list.Find(ctx, a.DB, list.Query{
			Day: today, Sort: list.Sort(c.Sort), Desc: c.Desc, Limit: c.Limit, Search: c.Search, After: c.After, Kind: customer.Kind(c.Kind),
		})
		if err != nil {
			return err
		}
		if e.json {
			rows := make([]customerLine, len(page.Rows))
			for i := range page.Rows {
				rows[i] = lineOf(&page.Rows[i])
			}
			if err := ownFields(ctx, a, rows); err != nil {
				return err
			}
			return e.print(map[string]any{"customers": rows, "next": page.Next, "count": page.Count, "more": page.More})
		}
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		for i := range page.Rows {
			r := &page.Rows[i]
			if r.Kind == customer.Household {
				e.say("%7d  %-36s %-29s %12s  %s", r.ID, r.Shown(), p.T("webdata.household.members", locale.V{"n": r.Members}), p.Money(r.Net12m, ""), p.Date(r.Last))
				continue
			}
			e.say("%7d  %-36s %-14s %-14s %12s  %s", r.ID, r.Shown(), p.T("list.standing."+string(r.Standing)), p.T("list.activity."+string(r.Activity)),
				p.Money(r.Net12m, ""), p.Date(r.Last))
		}
		if len(page.Rows) == 0 {
			e.say("%s", p.T("cli.no_customers"))
		}
		return nil
	})
}

type customerCmd struct {
	Show customerShowCmd `cmd:"" help:"clihelp.customer_show"`
}

type customerShowCmd struct {
	ID string `arg:"" help:"clihelp.customer_id"`
	At *day   `help:"clihelp.as_of" placeholder:"YYYY-MM-DD"`
}

// Run shows the customer.
func (c *customerShowCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		id, err := c.find(ctx, a)
		if err != nil {
			return err
		}
		one, err := customer.Get(ctx, a.DB, id)
		if err != nil {
			return err
		}
		if one.Kind == customer.Contact || one.Kind == customer.Household {
			return c.plain(ctx, e, a, &one)
		}
		on, err := a.Day(ctx)
		if err != nil {
			return err
		}
		if c.At != nil {
			on = c.At.Date
		}
		why, err := a.Insight.Why(ctx, id, on)
		if err != nil {
			return err
		}
		own, err := field.Of(ctx, a.DB, id)
		if err != nil {
			return err
		}
		defs, err := field.InUse(ctx, a.DB)
		if err != nil {
			return err
		}
		if e.json {
			out := shown(&one, &why)
			out["fields"] = fieldsOf(defs, own)
			return e.print(out)
		}
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		e.sayCustomer(p, &one, &why)
		e.sayFields(p, defs, own)
		return nil
	})
}

// plain shows who buys nothing himself: a contact person, or a household with what its
// members have together.
func (c *customerShowCmd) plain(ctx context.Context, e *env, a *app.App, one *customer.Customer) error {
	on, err := a.Day(ctx)
	if err != nil {
		return err
	}
	if c.At != nil {
		on = c.At.Date
	}
	own, err := field.Of(ctx, a.DB, one.ID)
	if err != nil {
		return err
	}
	defs, err := field.InUse(ctx, a.DB)
	if err != nil {
		return err
	}
	links, err := party.Links(ctx, a.DB, one.ID, linksShown)
	if err != nil {
		return err
	}
	var home list.Row
	if one.Kind == customer.Household {
		if home, err = list.OfHousehold(ctx, a.DB, one, on); err != nil {
			return err
		}
	}
	if e.json {
		return e.print(shownPlain(one, &home, links, on, fieldsOf(defs, own)))
	}
	p, err := e.printer(ctx, a)
	if err != nil {
		return err
	}
	e.say("%s (%s)", one.Shown(), p.T("cli.customer_id", one.ID, one.Number))
	e.say("  %s", p.T("webdata.kind."+string(one.Kind)))
	for i := range links {
		if l := &links[i]; l.On(on) {
			e.say("  %s: %s (%d)", linkWord(p, l), l.OtherName, l.Other)
		}
	}
	if home.Occasions > 0 {
		e.say("  %s", p.T("cli.customer_purchases", home.Occasions, p.Date(home.First), p.Date(home.Last)))
		margin := p.T("cli.margin_unknown")
		if home.KnownBP > 0 {
			margin = p.MoneyExact(home.Margin12m, "")
		}
		e.say("  %s", p.T("cli.customer_value", p.MoneyExact(home.Net12m, ""), p.MoneyExact(home.NetTotal, ""), margin))
		e.say("  %s", p.T("webdata.households.figures"))
	}
	e.sayFields(p, defs, own)
	return nil
}

// linksShown bounds the links that are told of one customer.
const linksShown = 100

// linkWord is what a link is called from the customer's end.
func linkWord(p *locale.Printer, l *party.Seen) string {
	key := "webparty.link." + string(l.Kind)
	switch {
	case l.Kind == party.Free:
		return l.Word()
	case l.Back:
		key += ".back"
	}
	return p.T(key)
}

// shownPlain is a contact person or a household for machines.
func shownPlain(one *customer.Customer, home *list.Row, links []party.Seen, on cal.Date, fields map[string]any) map[string]any {
	out := map[string]any{
		"id": one.ID, "number": one.Number, "name": one.Shown(), "kind": one.Kind, "email": one.Email, "phone": one.Phone, "city": one.City,
		"day": on, "fields": fields,
	}
	joined := make([]map[string]any, 0, len(links))
	for i := range links {
		if l := &links[i]; l.On(on) {
			joined = append(joined, map[string]any{"kind": l.Kind, "back": l.Back, "id": l.Other, "name": l.OtherName, "since": dayText(l.Since)})
		}
	}
	out["links"] = joined
	if one.FirmID != 0 {
		out["firm_id"] = one.FirmID
	}
	if one.Kind == customer.Household {
		line := lineOf(home)
		out["members"], out["occasions"], out["first_purchase"], out["last_purchase"] = line.Members, line.Occasions, line.FirstDay, line.LastDay
		out["net_12m_cents"], out["net_total_cents"], out["margin_12m_cents"] = line.Net12m, line.NetTotal, line.Margin12m
	}
	return out
}

func (c *customerShowCmd) find(ctx context.Context, a *app.App) (int64, error) {
	if number, ok := cutHash(c.ID); ok {
		page, err := list.Find(ctx, a.DB, list.Query{Search: number, Limit: 50})
		if err != nil {
			return 0, err
		}
		for _, r := range page.Rows {
			if r.Number == number {
				return r.ID, nil
			}
		}
		return 0, fault.New(fault.NotFound, "customer.no_such_customer")
	}
	id, err := strconv.ParseInt(c.ID, 10, 64)
	if err != nil {
		return 0, wrongUse("clihelp.wrong.customer", c.ID)
	}
	return id, nil
}

func cutHash(s string) (string, bool) {
	if len(s) > 1 && s[0] == '#' {
		return s[1:], true
	}
	return "", false
}

// shown is a customer with all figures and their inputs, for machines.
func shown(one *customer.Customer, why *insight.Explanation) map[string]any {
	r := why.Lifecycle
	row := why.ValueRow()
	clauses := make([]map[string]any, 0, len(r.Clauses))
	for _, cl := range r.Clauses {
		clauses = append(clauses, map[string]any{"clause": string(rune(cl.Key)), "holds": cl.Holds, "have": cl.Have, "need": cl.Need})
	}
	signs := make([]map[string]any, 0, len(why.Warning.Reasons))
	for _, part := range why.Warning.Reasons {
		signs = append(signs, map[string]any{"reason": part.Sign.Reason, "day": part.Sign.Day, "points": part.Sign.Points, "score": part.Score})
	}
	return map[string]any{
		"id": one.ID, "number": one.Number, "name": one.Shown(), "kind": one.Kind, "email": one.Email, "phone": one.Phone, "city": one.City,
		"day": why.Day, "rules": why.Rules,
		"standing": r.StandingOn(why.Day), "activity": r.ActivityOn(why.Day), "occasions": r.Occasions,
		"first_purchase": dayText(r.First), "last_purchase": dayText(r.Last), "interval_days": r.IntervalDays,
		"late_from": dayText(r.LateFrom), "dormant_from": dayText(r.DormantFrom), "lost_from": dayText(r.LostFrom),
		"unusual_q": why.Wait.Unusual, "still_customer_p": why.Wait.Alive, "days_since_purchase": why.Wait.Days,
		"parameters": why.Params, "regular_clauses": clauses,
		"net_12m_cents": row.NetYear, "net_total_cents": row.NetEver, "margin_12m_cents": row.MarginYear, "margin_known_bp": row.KnownYear,
		"value_12m_cents": row.Stake, "value_quality": row.StakeQuality,
		"warning": map[string]any{"score": why.Warning.Score, "colour": why.Warning.Colour, "reasons": signs},
	}
}

func (e *env) sayCustomer(p *locale.Printer, one *customer.Customer, why *insight.Explanation) {
	r := why.Lifecycle
	row := why.ValueRow()
	e.say("%s (%s)", one.Shown(), p.T("cli.customer_id", one.ID, one.Number))
	e.say("  %s, %s", p.T("list.standing."+string(r.StandingOn(why.Day))), p.T("list.activity."+string(r.ActivityOn(why.Day))))
	if r.Occasions > 0 {
		e.say("  %s", p.T("cli.customer_purchases", r.Occasions, p.Date(r.First), p.Date(r.Last)))
	}
	if r.Occasions > 1 {
		e.say("  %s", p.T("cli.customer_rhythm", p.Interval(r.IntervalDays), why.Wait.Days, p.Percent(why.Wait.Unusual, 1), p.Percent(why.Wait.Alive, 1)))
	}
	margin := p.T("cli.margin_unknown")
	if row.KnownYear > 0 {
		margin = p.MoneyExact(row.MarginYear, "")
	}
	e.say("  %s", p.T("cli.customer_value", p.MoneyExact(row.NetYear, ""), p.MoneyExact(row.NetEver, ""), margin))
	for _, part := range why.Warning.Reasons {
		e.say("  %s", p.T("cli.customer_sign", p.T("care.sign."+string(part.Sign.Reason)), p.Date(part.Sign.Day)))
	}
	e.say("  %s", p.T("cli.customer_rules", p.List(why.Rules), p.Date(why.Day)))
}
