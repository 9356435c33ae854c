package intake

import (
	"context"
	"encoding/json"
	"os"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/intake/table"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/store"
)

// BadValue is a value of an own field, or a recommendation, that was set aside without its
// row.
type BadValue struct {
	Part   int     `json:"part,omitempty"`
	Line   int     `json:"line"`
	Column string  `json:"column"`
	Reason Failure `json:"reason"`
}

// mostBadValues is how many of them the result of an import lists.
const mostBadValues = 50

func (f *Figures) badValues(p *Part, line int, list []mapping.Problem) {
	for _, bad := range list {
		if f.BadValues++; len(f.BadValueList) < mostBadValues {
			f.BadValueList = append(f.BadValueList, BadValue{p.Index, line, p.Header[bad.Column], Failure{Key: bad.Key, Args: bad.Args}})
		}
	}
}

// ownColumns finds the columns of the firm's own fields in a list of customers.
func (s *Service) ownColumns(ctx context.Context, p *mapping.Proposal) error {
	if p.Kind != mapping.Customers {
		return nil
	}
	defs, err := field.InUse(ctx, s.db)
	if err != nil {
		return err
	}
	own := make([]mapping.OwnField, len(defs))
	for i, d := range defs {
		own[i] = mapping.OwnField{ID: d.ID, Label: d.Label, Kind: string(d.Kind), Options: d.Options}
	}
	p.Own(own)
	return nil
}

// fileDay is the day on which the file was written, today at the latest.
func (r *run) fileDay() cal.Date {
	today := cal.Of(r.now(), r.house.loc)
	info, err := os.Stat(r.request.Path)
	if err != nil {
		return today
	}
	return min(today, cal.Of(info.ModTime(), r.house.loc))
}

// tellMore stages what a list says beside the fields of the record.
func (r *record) tellMore(c *mapping.Customer) {
	if len(c.Interests) > 0 {
		r.about = append(r.about, told{fieldInterests, strings.Join(c.Interests, "\n")})
	}
	if len(c.Own) > 0 {
		r.about = append(r.about, told{fieldOwn, asJSON(c.Own)})
	}
	if c.Ways != "" {
		r.about = append(r.about, told{fieldWays, c.Ways})
	}
	if c.Referrer.Who != "" {
		r.about = append(r.about, told{fieldReferrer, asJSON(c.Referrer)})
	}
}

// more writes interests, own fields and further ways to reach customers.
func (a *application) more(ctx context.Context, list []extra, owners []owner) error {
	for _, e := range list {
		o := &owners[e.owner]
		changed := false
		for _, step := range []struct {
			field customer.Field
			write func(context.Context, int64, string) (bool, error)
		}{{fieldInterests, a.interests}, {fieldOwn, a.own}, {fieldWays, a.ways}} {
			text := e.rest[step.field]
			if text == "" {
				continue
			}
			did, err := step.write(ctx, o.id, text)
			if err != nil {
				return err
			}
			changed = changed || did
		}
		if changed && o.verdict == Unchanged {
			o.verdict = Updated
		}
	}
	return nil
}

// likings are the pieces of evidence that an import wrote about a customer.
type likings struct {
	IDs []int64 `json:"ids"`
}

// interests notes what the file says a customer likes. A list that comes every night says
// it once a month, so that it neither fades nor fills the record.
func (a *application) interests(ctx context.Context, id int64, text string) (bool, error) {
	var said []interest.Noted
	for name := range strings.SplitSeq(text, "\n") {
		topic, known := a.topics[name]
		if !known {
			var err error
			if topic, err = interest.EnsureTopic(ctx, a.tx, name, a.by.At); err != nil {
				return false, err
			}
			a.topics[name] = topic
		}
		said = append(said, interest.Noted{
			Customer: id, Topic: topic, Kind: interest.Imported, Day: a.fileDay, Source: a.source, Document: "list " + a.fileDay.String()[:7], User: a.by.Actor,
		})
	}
	ids, err := interest.Import(ctx, a.tx, a.today, said)
	if err != nil || len(ids) == 0 {
		return false, err
	}
	a.changes.updated(onInterest, id, nil, likings{ids})
	return true, interest.Refresh(ctx, a.tx, a.today, id)
}

// ownChange is what an import did to an own field. Kept values are those that somebody
// else had entered.
type ownChange struct {
	Field int64  `json:"field"`
	From  string `json:"from"`
	To    string `json:"to"`
	Said  string `json:"said"`
	Kept  bool   `json:"kept,omitempty"`
}

// own fills own fields as the record's are filled, see customer.UpdateImported: what is
// empty is filled, and what stands there changes when the source says something else than
// it said last.
func (a *application) own(ctx context.Context, id int64, text string) (bool, error) {
	var said []mapping.OwnValue
	if err := json.Unmarshal([]byte(text), &said); err != nil {
		return false, err
	}
	defs, err := a.definitions(ctx)
	if err != nil {
		return false, err
	}
	stored, err := field.Of(ctx, a.tx, id)
	if err != nil {
		return false, err
	}
	changed := false
	for _, v := range said {
		at := slices.IndexFunc(defs, func(d field.Definition) bool { return d.ID == v.Field })
		if at < 0 {
			continue // taken out of use meanwhile
		}
		c := ownChange{Field: v.Field, To: v.Text, Said: v.Text}
		if old, there := stored[v.Field]; there {
			c.From = defs[at].Canonical(old)
		}
		same, err := defs[at].Read(v.Text)
		if err != nil {
			return false, err
		}
		if c.To = defs[at].Canonical(same); c.From == c.To {
			continue
		}
		if c.From != "" {
			last, spoken, err := a.lastSaid(ctx, id, v.Field)
			if err != nil {
				return changed, err
			}
			if spoken && last == v.Text {
				continue // changed by hand, and the source says what it said
			}
			c.Kept = !spoken
		}
		if !c.Kept {
			changed = true
			if err := field.Set(ctx, a.tx, row.By{Actor: a.by.Actor, At: a.by.At}, id, []field.Change{{Field: v.Field, From: c.From, To: c.To}}); err != nil {
				return changed, err
			}
		}
		a.changes.updated(onOwn, id, nil, c)
	}
	return changed, nil
}

func (a *application) definitions(ctx context.Context) (list []field.Definition, err error) {
	if a.defs == nil {
		a.defs, err = field.InUse(ctx, a.tx)
	}
	return a.defs, err
}

// lastSaid is what the source said last about an own field of a customer.
func (a *application) lastSaid(ctx context.Context, id, fieldID int64) (text string, spoken bool, err error) {
	err = store.Each(ctx, a.tx, statements.Get("own-said"), func(s *string) []any { return []any{s} }, func(s *string) error {
		var c ownChange
		if err := json.Unmarshal([]byte(*s), &c); err != nil {
			return err
		}
		if c.Field == fieldID {
			text, spoken = c.Said, true
		}
		return nil
	}, id, a.source)
	return text, spoken, err
}

// wayChange is a further way to reach a customer that an import brought.
type wayChange struct {
	Point int64 `json:"point"`
}

// noteWays moves what does not read as a telephone, mail or address into the note.
func (c *converter) noteWays(m *mapping.Customer) {
	if m.Ways == "" {
		return
	}
	var good []string
	for line := range strings.SplitSeq(m.Ways, "\n") {
		if p, ok := wayOf(line); ok && p.Settle(c.region) == nil {
			good = append(good, line)
			continue
		}
		m.Note = strings.TrimPrefix(m.Note+"\n"+line, "\n")
	}
	m.Ways = strings.Join(good, "\n")
}

// ways adds telephones, mails and addresses that are not known yet; those that have ended
// count as known too.
func (a *application) ways(ctx context.Context, id int64, text string) (bool, error) {
	c, err := customer.Get(ctx, a.tx, id)
	if err != nil {
		return false, err
	}
	known, err := party.Points(ctx, a.tx, &c, a.by.Region)
	if err != nil {
		return false, err
	}
	changed := false
	for line := range strings.SplitSeq(text, "\n") {
		p, ok := wayOf(line)
		if !ok || p.Settle(a.by.Region) != nil {
			continue
		}
		if slices.ContainsFunc(known, func(r party.Reach) bool { return r.Way == p.Way && r.Key == p.Key }) {
			continue
		}
		p.Customer, p.Source = id, a.source
		point, err := party.AddPoint(ctx, a.tx, a.by, p)
		if err != nil {
			return changed, err
		}
		known = append(known, party.Reach{Point: p})
		a.changes.updated(onWay, id, nil, wayChange{point})
		changed = true
	}
	return changed, nil
}

// wayOf reads a line of table.CardWay.
func wayOf(line string) (p party.Point, ok bool) {
	parts := strings.Split(line, table.CardWay)
	p = party.Point{Since: cal.Never, Until: cal.Never, Bad: cal.Never}
	if len(parts) < 3 {
		return p, false
	}
	p.Way, p.Usage = party.Way(parts[0]), parts[1]
	if p.Way != party.Address {
		p.Value = parts[2]
		return p, true
	}
	if len(parts) < 6 {
		return p, false
	}
	p.Street, p.Postcode, p.City, p.Country = parts[2], parts[3], parts[4], parts[5]
	return p, true
}

// more takes back interests, own fields, ways and recommendations, but for those changed since.
func (u *undo) more(ctx context.Context, c *change) error {
	var err error
	switch c.subject {
	case onInterest:
		var l likings
		if err = json.Unmarshal([]byte(c.after), &l); err == nil {
			err = interest.Withdraw(ctx, u.tx, u.today, c.subjectID, l.IDs)
		}
	case onOwn:
		var o ownChange
		if err = json.Unmarshal([]byte(c.after), &o); err == nil && !o.Kept {
			err = field.Set(ctx, u.tx, row.By{Actor: u.by.Actor, At: u.by.At}, c.subjectID, []field.Change{{Field: o.Field, From: o.To, To: o.From}})
		}
	case onReferrer:
		err = u.referrer(ctx, c)
	case onWay:
		var w wayChange
		if err = json.Unmarshal([]byte(c.after), &w); err == nil {
			err = party.RemovePoint(ctx, u.tx, u.by, w.Point, 1)
		}
	}
	if k := fault.KindOf(err); err != nil && (k == fault.Conflict || k == fault.NotFound) {
		u.keep(c.subject, c.subjectID)
		return nil
	}
	return err
}
