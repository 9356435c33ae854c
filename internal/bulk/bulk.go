package bulk

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

// Act is what is done to every customer.
type Act string

// The acts.
const (
	Owner     Act = "owner"     // Value is the id of the user, "0" for nobody
	Field     Act = "field"     // Field is the own field, Value canonical, "" to empty it
	Topic     Act = "topic"     // Value is the id of the topic that they told they like
	Objection Act = "objection" // Source says how the firm knows
)

// Acts lists them in the order in which they are offered.
var Acts = []Act{Owner, Field, Topic, Objection}

const (
	// MaxCustomers bounds a run: their ids are held in memory, 8 bytes each.
	MaxCustomers = 2_000_000
	// Direct is up to how many customers are changed while the page waits.
	Direct = 500

	step = 100 // customers of one transaction
)

// Outcomes of a customer.
const (
	Waiting      = ""
	Changed      = "changed"
	Same         = "same"          // it was so already
	ChangedSince = "changed_since" // after the preview, or before it was taken back
	Deceased     = "deceased"
	NoField      = "no_field" // his kind does not have it
	Refused      = "refused"  // he does not want the topic
	Gone         = "gone"
	Undone       = "undone"
)

// Verb is the verb of the entry that stands for a run in the history.
const Verb = "bulk.run"

// Plan is what is to be done.
type Plan struct {
	Act    Act
	Field  int64
	Value  string
	Source string
	Day    cal.Date
	Seen   cal.Instant // when the preview was made
}

// Check fails with fault.Invalid when the plan cannot be done for anybody.
func (p *Plan) Check(ctx context.Context, db store.Querier) error {
	switch p.Act {
	case Owner:
		users, err := team.List(ctx, db)
		if err != nil {
			return err
		}
		if p.Value != "0" && !slices.ContainsFunc(users, func(u team.User) bool {
			return strconv.FormatInt(u.ID, 10) == p.Value && u.DisabledAt == 0 && team.May(u.Role, team.Write)
		}) {
			return fault.New(fault.Invalid, "bulk.owner")
		}
	case Field:
		d, err := field.Get(ctx, db, p.Field)
		if err != nil {
			return err
		}
		if p.Value != "" {
			_, err = d.Read(p.Value)
		}
		return err
	case Topic:
		topics, err := interest.Topics(ctx, db)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(topics, func(t interest.Topic) bool { return strconv.FormatInt(t.ID, 10) == p.Value }) {
			return fault.New(fault.Invalid, "bulk.topic")
		}
	case Objection:
		if p.Source == "" {
			return fault.New(fault.Invalid, "bulk.source")
		}
	default:
		return fault.New(fault.Invalid, "bulk.act", string(p.Act))
	}
	return nil
}

// Left is a customer who would not be changed, and why.
type Left struct {
	Customer int64
	Name     string
	Why      string // an outcome
}

// Will is a customer who would be changed.
type Will struct {
	Customer int64
	Name     string
	From     string // value that would go: canonical of a field, id of who is responsible; else ""
}

// Preview is what a plan would do.
type Preview struct {
	Change, Same int
	First        []Will // the first of those who would be changed, at most willShown
	Left         []Left // at most leftShown
	LeftMore     int
}

const (
	leftShown = 100
	willShown = 20
)

// Look previews a plan for customers.
func Look(ctx context.Context, db store.Querier, p Plan, ids []int64) (Preview, error) {
	var out Preview
	if len(ids) > MaxCustomers {
		return out, fault.New(fault.Invalid, "bulk.many", MaxCustomers)
	}
	if err := p.Check(ctx, db); err != nil {
		return out, err
	}
	for part := range slices.Chunk(ids, 500) {
		people, err := gather(ctx, db, p, part)
		if err != nil {
			return out, err
		}
		for _, id := range part {
			one := people[id]
			switch why := one.why(p); why {
			case Changed:
				out.Change++
				if len(out.First) < willShown {
					out.First = append(out.First, Will{id, one.name(id), one.from(p)})
				}
			case Same:
				out.Same++
			default:
				if len(out.Left) == leftShown {
					out.LeftMore++
					continue
				}
				out.Left = append(out.Left, Left{id, one.name(id), why})
			}
		}
	}
	return out, nil
}

// one is a customer with what a plan asks of him.
type one struct {
	c     *customer.Customer
	bars  consent.Bars
	def   *field.Definition
	value string // of the field
	// What he said about the topic.
	likes, refuses bool
}

func (o *one) name(id int64) string {
	if o == nil {
		return "#" + strconv.FormatInt(id, 10)
	}
	return o.c.Shown()
}

// from is the value that a plan would replace.
func (o *one) from(p Plan) string {
	switch p.Act {
	case Field:
		return o.value
	case Owner:
		return strconv.FormatInt(o.c.OwnerID, 10)
	case Topic, Objection:
	}
	return ""
}

// why tells what would come out.
func (o *one) why(p Plan) string {
	switch {
	case o == nil:
		return Gone
	case o.bars.Deceased:
		return Deceased
	case p.Act == Topic && o.refuses:
		return Refused
	case p.Act == Owner && strconv.FormatInt(o.c.OwnerID, 10) == p.Value,
		p.Act == Objection && o.bars.Objected, p.Act == Topic && o.likes:
		return Same
	case p.Act == Field && !o.def.For(o.c.Kind):
		return NoField
	case p.Act == Field && o.value == p.Value:
		return Same
	}
	return Changed
}

// gather reads what a plan asks of customers.
func gather(ctx context.Context, db store.Querier, p Plan, ids []int64) (map[int64]*one, error) {
	people, err := customer.Many(ctx, db, ids)
	if err != nil {
		return nil, err
	}
	bars, err := consent.Many(ctx, db, ids)
	if err != nil {
		return nil, err
	}
	out := make(map[int64]*one, len(people))
	for i := range people {
		out[people[i].ID] = &one{c: &people[i], bars: bars[people[i].ID]}
	}
	switch p.Act {
	case Field:
		return out, gatherField(ctx, db, p, ids, out)
	case Topic:
		return out, gatherTopic(ctx, db, p, out)
	case Owner, Objection:
	}
	return out, nil
}

func gatherField(ctx context.Context, db store.Querier, p Plan, ids []int64, out map[int64]*one) error {
	d, err := field.Get(ctx, db, p.Field)
	if err != nil {
		return err
	}
	values, err := field.Many(ctx, db, ids)
	if err != nil {
		return err
	}
	for id, o := range out {
		o.def = &d
		if v, there := values[id][d.ID]; there {
			o.value = d.Canonical(v)
		}
	}
	return nil
}

// gatherTopic finds who has told already that he likes the topic, or does not want it.
func gatherTopic(ctx context.Context, db store.Querier, p Plan, out map[int64]*one) error {
	topic, err := strconv.ParseInt(p.Value, 10, 64)
	if err != nil {
		return fault.New(fault.Invalid, "bulk.topic")
	}
	for id, o := range out {
		known, err := interest.EvidenceOf(ctx, db, id)
		if err != nil {
			return err
		}
		for _, n := range known {
			if n.Topic == topic {
				o.likes = o.likes || n.Kind == interest.Told
				o.refuses = n.Kind == interest.Excluded || o.refuses && n.Kind != interest.Allowed
			}
		}
	}
	return nil
}

// Start notes a run; Work carries it out. It returns the run's id.
func Start(ctx context.Context, tx *store.Tx, by customer.By, p Plan, ids []int64) (int64, error) {
	if len(ids) == 0 || len(ids) > MaxCustomers {
		return 0, fault.New(fault.Invalid, "bulk.many", MaxCustomers)
	}
	if err := p.Check(ctx, tx); err != nil {
		return 0, err
	}
	id, err := store.Value[int64](ctx, tx, statements.Get("add-run"),
		string(p.Act), p.Field, p.Value, p.Source, p.Day, by.Actor, int64(p.Seen), int64(by.At), len(ids))
	if err != nil {
		return 0, fmt.Errorf("note a bulk act: %w", err)
	}
	i := 0
	_, err = tx.Bulk(ctx, "bulk_item", []string{"run_id", "customer_id"}, func(dst []any) (bool, error) {
		if i == len(ids) {
			return false, nil
		}
		dst[0], dst[1] = id, ids[i]
		i++
		return true, nil
	})
	if err != nil {
		return 0, fmt.Errorf("note the customers of a bulk act: %w", err)
	}
	_, _, err = history.Together(ctx, tx, history.Entry{
		At: by.At, Actor: by.Actor, Verb: Verb, Subject: history.BulkSubject, SubjectID: id,
		After: history.Values(map[string]any{"act": p.Act, "customers": len(ids)}),
	})
	return id, err
}

// Forget takes a customer out of all runs.
func Forget(ctx context.Context, tx *store.Tx, id int64) error {
	if _, err := tx.Exec(ctx, statements.Get("forget"), id); err != nil {
		return fmt.Errorf("forget customer %d in bulk acts: %w", id, err)
	}
	return nil
}

// Moving is how the items of runs follow a merge.
var Moving = row.Move("bulk_item", statements.Get("relink"), statements.Get("unlink"))
