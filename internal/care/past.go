package care

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/store"
)

// past is what was done about a customer before.
type past struct {
	settled   map[string]bool       // keys that are done or rejected
	postponed map[string]cal.Date   // key -> put off until
	muted     map[Occasion]cal.Date // occasion -> day of "möchte das nicht"
	mass      []decided             // mass lines in which he stood
	winBacks  []cal.Date            // contacts for K12
	alarmed   map[string]cal.Date   // sign -> last day on which an answered warning named it
	contacted cal.Date              // last day of a contact from a list
	thanked   cal.Date              // last day with a line of appreciation
}

// decided is a decision about a mass line.
type decided struct {
	occasion   Occasion
	day, until cal.Date
	state      State
}

func newPast() past {
	return past{
		settled: map[string]bool{}, postponed: map[string]cal.Date{}, muted: map[Occasion]cal.Date{}, alarmed: map[string]cal.Date{},
		contacted: cal.Never, thanked: cal.Never,
	}
}

// allow drops the lines that were settled, muted, put off or come too soon after the last
// contact, and marks those that fairness moves up.
func (p past) allow(lines []Line, day cal.Date) []Line {
	out := lines[:0]
	for _, l := range lines {
		if l.Class != Duty && p.forbids(&l, day) {
			continue
		}
		l.Facts.Greeted = l.Occasion == WinBack && len(p.since(l.Facts.Last)) > 0
		if l.Class == Appreciation {
			pause := 4 * l.Facts.Interval
			l.Facts.Overlooked = p.thanked >= cal.Latest || float64(day.Sub(p.thanked)) >= pause
		}
		out = append(out, l)
	}
	return out
}

func (p past) forbids(l *Line, day cal.Date) bool {
	if p.settled[l.Key] || day < p.postponed[l.Key] {
		return true
	}
	if at, ok := p.muted[l.Occasion]; ok && day < at.AddMonths(muteMonths) {
		return true
	}
	if p.contacted < cal.Latest && day.Sub(p.contacted) < spacingDays {
		return true
	}
	if l.Occasion == WinBack && p.wonBack(l.Facts, day) {
		return true
	}
	if l.Occasion == Warning && p.cooling(l.Facts, day) {
		return true
	}
	for _, m := range p.mass {
		if m.occasion != l.Occasion {
			continue
		}
		if m.state == Later && day < m.until || m.state != Later && m.day >= l.Facts.From {
			return true
		}
	}
	return false
}

// wonBack reports whether enough was tried in this silence: after the first contact the
// second one waits for its window and for two own intervals, after that there is none.
// Where the first was missed it is not caught up: a silence that began before the lists
// did stays behind the one line of the first day.
func (p past) wonBack(f Facts, day cal.Date) bool {
	tried := p.since(f.Last)
	switch len(tried) {
	case 0:
		return f.Attempt == 2
	case 1:
		return f.Attempt == 1 || day < tried[0].Add(2*days(f.Interval))
	}
	return true
}

// cooling reports whether the sign that raised the warning was told less than thirty days
// ago: the same reason does not ring again so soon, a new one does.
func (p past) cooling(f Facts, day cal.Date) bool {
	at, ok := p.alarmed[f.By]
	return ok && day.Sub(at) < coolDownDays
}

// alarm notes that a warning with these signs was answered on day.
func (p *past) alarm(signs []string, day cal.Date) {
	for _, s := range signs {
		if at, ok := p.alarmed[s]; !ok || at < day {
			p.alarmed[s] = day
		}
	}
}

// missed reports whether only the second win-back is left, and the first was never made.
func (p past) missed(lines []Line) bool {
	return slices.ContainsFunc(lines, func(l Line) bool {
		return l.Occasion == WinBack && l.Facts.Attempt == 2 && len(p.since(l.Facts.Last)) == 0
	})
}

// since returns the contacts for K12 after a purchase.
func (p past) since(last cal.Date) (out []cal.Date) {
	for _, d := range p.winBacks {
		if d > last {
			out = append(out, d)
		}
	}
	return out
}

// contact notes that the customer was spoken to on day.
func (p *past) contact(o Occasion, day cal.Date) {
	note(&p.contacted, day)
	if o == WinBack {
		p.winBacks = append(p.winBacks, day)
	}
}

// note keeps the later of two days, of which Never means none.
func note(at *cal.Date, day cal.Date) {
	if *at >= cal.Latest || *at < day {
		*at = day
	}
}

const pastMonths = 36 // how far back decisions are looked at

// loadPast reads what was done about a customer up to day.
func loadPast(ctx context.Context, q store.Querier, id int64, day cal.Date) (past, error) {
	p := newPast()
	since := day.AddMonths(-pastMonths)
	type row struct {
		occasion    Occasion
		state       State
		key, reason string
		day, until  cal.Date
		facts       string // of a warning
	}
	err := store.Each(ctx, q, sql.Get("contact-history"), func(r *row) []any {
		return []any{(*string)(&r.occasion), &r.key, (*string)(&r.state), &r.reason, &r.day, &r.until, &r.facts}
	}, func(r *row) error {
		if r.facts != "" && (r.state == Done || r.state == Rejected) {
			var f Facts
			if err := json.Unmarshal([]byte(r.facts), &f); err != nil {
				return fmt.Errorf("facts of the warning %s: %w", r.key, err)
			}
			p.alarm(f.Signs, r.day)
		}
		switch r.state {
		case Done:
			p.settled[r.key] = true
			p.contact(r.occasion, r.day)
		case Rejected:
			p.settled[r.key] = true
			if r.reason == alreadyDone {
				p.contact(r.occasion, r.day)
			}
			if at, ok := p.muted[r.occasion]; r.reason == unwanted && (!ok || at < r.day) {
				p.muted[r.occasion] = r.day
			}
		case Later:
			p.postponed[r.key] = max(p.postponed[r.key], r.until)
		case Planned, Struck:
		}
		if r.occasion.Class() == Appreciation && r.day < day {
			note(&p.thanked, r.day)
		}
		return nil
	}, id, since)
	if err != nil {
		return p, err
	}
	err = store.Each(ctx, q, sql.Get("mass-history"), func(m *decided) []any {
		return []any{(*string)(&m.occasion), (*string)(&m.state), &m.day, &m.until}
	}, func(m *decided) error {
		p.mass = append(p.mass, *m)
		if m.state != Done {
			return nil
		}
		p.contact(m.occasion, m.day)
		if m.occasion.Class() == Appreciation {
			note(&p.thanked, m.day)
		}
		return nil
	}, id, since)
	return p, err
}
