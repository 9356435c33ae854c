package intake

import (
	"context"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/interaction"
)

// extra is what a row says about a customer that is no field of his record.
type extra struct {
	owner int // index among the owners of the page
	rest  map[customer.Field]string
}

var barOf = map[customer.Field]consent.Kind{
	fieldObjected: consent.Objected, fieldDoNotContact: consent.DoNotContact, fieldDeceased: consent.Deceased,
}

// barChange is the after of a bar in the log.
type barChange struct {
	Kinds []consent.Kind `json:"kinds"`
}

// extras writes first contacts and bars. A file may set a bar but lifts none.
func (a *application) extras(ctx context.Context, list []extra, owners []owner) error {
	if a.dry || len(list) == 0 {
		return nil
	}
	var spans []customer.Span
	var said []consent.Statement
	for _, e := range list {
		id := owners[e.owner].id
		if since, err := cal.Parse(e.rest[fieldSince]); err == nil {
			spans = append(spans, customer.Span{CustomerID: id, First: since, Last: since})
		}
		for _, f := range []customer.Field{fieldObjected, fieldDoNotContact, fieldDeceased} {
			text, ok := e.rest[f]
			if !ok {
				continue
			}
			day, err := cal.Parse(text)
			if err != nil || day == cal.Never {
				day = a.today // the file says that it holds, not since when
			}
			said = append(said, consent.Statement{
				CustomerID: id, Kind: barOf[f], Set: true, Day: day, Source: a.source, Imported: true, Actor: a.by.Actor, At: a.by.At,
			})
		}
	}
	if err := customer.TouchContacts(ctx, a.tx, spans); err != nil {
		return err
	}
	if err := a.bars(ctx, said, owners); err != nil {
		return err
	}
	return a.more(ctx, list, owners)
}

func (a *application) bars(ctx context.Context, said []consent.Statement, owners []owner) error {
	if len(said) == 0 {
		return nil
	}
	ids := make([]int64, len(said))
	for i, s := range said {
		ids[i] = s.CustomerID
	}
	before, err := consent.Many(ctx, a.tx, ids)
	if err != nil {
		return err
	}
	changed, err := consent.Append(ctx, a.tx, said)
	if err != nil {
		return err
	}
	news := map[int64][]consent.Kind{}
	for _, s := range said {
		if slices.Contains(changed, s.CustomerID) && !held(before[s.CustomerID], s.Kind) {
			news[s.CustomerID] = append(news[s.CustomerID], s.Kind)
		}
	}
	for _, id := range changed {
		a.changes.updated(onBar, id, nil, barChange{news[id]})
	}
	for i := range owners {
		if owners[i].verdict == Unchanged && news[owners[i].id] != nil {
			owners[i].verdict = Updated
		}
	}
	return nil
}

func held(b consent.Bars, k consent.Kind) bool {
	switch k {
	case consent.Objected:
		return b.Objected
	case consent.DoNotContact:
		return b.DoNotContact
	case consent.Deceased:
		return b.Deceased
	}
	return false
}

// contacts applies the rows of a list of contacts. The same contact n times in the
// file is n contacts; those that are stored already stay the same.
func (a *application) contacts(ctx context.Context) error {
	var fresh []interaction.Interaction
	var numbers []string // under which the customers of fresh were named
	flush := func() error {
		if a.dry || len(fresh) == 0 {
			fresh, numbers = fresh[:0], numbers[:0]
			return nil
		}
		if err := interaction.InsertMany(ctx, a.tx, fresh); err != nil {
			return err
		}
		ids := make([]int64, len(fresh))
		for i := range fresh {
			ids[i] = fresh[i].ID
			a.touched.add(fresh[i].Customer)
		}
		a.changes.created(onInteraction, ids...)
		err := a.arrived(ctx, "interaction", numbers, ids)
		fresh, numbers = fresh[:0], numbers[:0]
		return err
	}
	err := a.stage.groups(ctx, chunkInteraction, func(group []chunk) error {
		owners, err := a.ownersOf(ctx, []string{group[0].customer})
		if err != nil {
			return err
		}
		n := 0
		for i := range group {
			verdicts := make([]byte, 0, group[i].lines)
			if a.erased[group[i].customer] { // nothing is written down about who was deleted
				a.note(&group[i], slices.Repeat([]byte{byte(Unchanged)}, group[i].lines))
				continue
			}
			err := eachRow(group[i].body, group[i].first, func(_ int64, packed []byte) error {
				n++
				c, err := unpackContact(packed)
				if err != nil {
					return err
				}
				key := nth(group[i].key, n)
				_, found, err := interaction.Find(ctx, a.tx, a.source, key)
				if err != nil {
					return err
				}
				if found {
					verdicts = append(verdicts, byte(Unchanged))
					return nil
				}
				verdicts = append(verdicts, byte(Created))
				numbers = append(numbers, group[i].customer)
				fresh = append(fresh, interaction.Interaction{
					Customer: owners[group[i].customer], Day: c.day, At: c.at, Channel: interaction.Channel(c.channel),
					Direction: interaction.Direction(c.direction), Reason: c.reason, Note: c.note, Source: a.source,
					Document: key, Import: a.id,
				})
				return nil
			})
			if err != nil {
				return err
			}
			a.note(&group[i], verdicts)
		}
		if len(fresh) >= 1000 {
			return flush()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return flush()
}
