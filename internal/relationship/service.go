package relationship

import (
	"context"
	"embed"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/relationship/strain"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var (
	statements = store.Load(files)
	labels     = row.New[Label]("relationship.label", statements, "label")
)

func noted(by customer.By) row.By { return row.By{Actor: by.Actor, At: by.At} }

// Estimate is what is thought of a customer's relationship as of a day.
type Estimate struct {
	kind.Verdict
	Day       cal.Date
	Seen      Seen
	Preset    string  // whose shares of the kinds are the prior
	Coverage  float64 // how completely talks are noted, 0 to 1
	Label     *Label  // what holds of what people said, nil for nothing
	Told      *Label  // his own words, nil for none
	Next      kind.Next
	Asks      bool // Next would help
	Attention float64
	Seeks     bool         // Attention is known
	Strain    strain.Phase // the last phase; Level is strain.None without
	Strained  bool         // it lasts
	Strains   int          // phases that began within twelve months
}

// Shown is the kind to be shown and worked with: what a person said, else what the evidence
// names. Demanding is nobody whom no person confirmed as such.
func (e *Estimate) Shown() kind.Kind {
	switch {
	case e.Label != nil:
		return e.Label.Is()
	case e.Named == kind.Demanding:
		return kind.Unknown
	}
	return e.Named
}

// calmDays is a calm quarter.
const calmDays = 90

// Doubtful reports whether it should be asked if the customer now wants something else: he was
// in a strained phase twice within twelve months, and there was no calm quarter since.
func (e *Estimate) Doubtful() bool { return e.Strains > 1 && e.Day < e.Strain.Ends.Add(calmDays) }

// Of estimates the relationship of a customer on a day from what is known up to it. preset
// is a name of [kind.Presets].
func Of(ctx context.Context, q store.Querier, id int64, day cal.Date, preset string) (e Estimate, err error) {
	e = Estimate{Day: day, Preset: preset}
	said, err := Labels(ctx, q, id, day)
	if err != nil {
		return e, err
	}
	f, err := gather(ctx, q, id, day, said)
	if err != nil {
		return e, err
	}
	m, err := modelOf(ctx, q, day, preset)
	if err != nil {
		return e, err
	}
	m.judge(&e, &f, said)
	e.Next, e.Asks = m.Ask(f.evidence)
	return e, nil
}

// firm is what is known of all customers of a firm on a day.
type firm struct {
	*kind.Model
	used interaction.Marks // which marks its people set
}

// judge completes the estimate of whom the facts are, except for what to see next.
func (m *firm) judge(e *Estimate, f *facts, said []Label) {
	e.Label, e.Told = newest(said, Owner), newest(said, Heard)
	if own := newest(said, Self); own != nil {
		e.Label, e.Told = own, own
	}
	if e.Told != nil {
		f.evidence.Told = e.Told.Is()
	}
	if !m.used.Has(interaction.OtherSupplier) {
		f.evidence.Shares[kind.OtherSupplier], f.seen.Others = kind.Part{}, kind.Part{}
	}
	e.Seen, e.Coverage = f.seen, m.Coverage
	e.Verdict = m.Infer(f.evidence)
	e.Attention, e.Seeks = m.Attention(f.evidence)
	if n := len(f.phases); n > 0 {
		e.Strain = f.phases[n-1]
	}
	_, e.Strained = strain.Now(f.phases, e.Day)
	for _, p := range f.phases {
		if p.Since > e.Day.AddMonths(-12) {
			e.Strains++
		}
	}
}

// usedMonths is how long it is remembered that a mark is in use.
const usedMonths = 12

// modelOf is what a firm knows of all its customers on a day, and which marks its people use:
// that a contact has no mark says nothing where nobody sets it. What people said of kinds moves
// the shares of the kinds, and what was seen of those customers moves what is usual of their kind.
func modelOf(ctx context.Context, q store.Querier, day cal.Date, preset string) (*firm, error) {
	coverage, _, err := interaction.LastCoverage(ctx, q, day)
	if err != nil {
		return nil, err
	}
	var used interaction.Marks
	err = store.Each(ctx, q, statements.Get("marks"), func(m *interaction.Marks) []any { return []any{m} }, func(m *interaction.Marks) error {
		used |= *m
		return nil
	}, day.AddMonths(-usedMonths), day)
	if err != nil {
		return nil, fmt.Errorf("read which marks are set: %w", err)
	}
	type count struct {
		kind string
		n    int
	}
	said, err := store.All(ctx, q, statements.Get("label-counts"), func(c *count) []any { return []any{&c.kind, &c.n} }, day)
	if err != nil {
		return nil, fmt.Errorf("count what is said of kinds: %w", err)
	}
	var cases []kind.Case
	seen, err := learnt(ctx, q, day, used)
	if err != nil {
		return nil, err
	}
	for _, c := range said {
		k, ok := kind.Parse(c.kind)
		if !ok {
			continue
		}
		for _, one := range seen {
			if one.Kind == k {
				c.n-- // comes with what was seen of him
			}
		}
		cases = append(cases, kind.Case{Kind: k, Evidence: kind.Nothing(), Weight: float64(c.n)})
	}
	cases = append(cases, seen...)
	model := kind.New(preset, coverage.Share)
	for mark, c := range byMark {
		if !used.Has(mark) {
			model = model.Without(c)
		}
	}
	return &firm{model.Learn(cases), used}, nil
}

// newest returns what was said last by a source, if it holds.
func newest(said []Label, by Source) *Label {
	for i := range said {
		if said[i].Source == by {
			if said[i].Is() == kind.Unknown {
				return nil
			}
			return &said[i]
		}
	}
	return nil
}

// Labels returns what was said of a customer's kind up to a day, newest first.
func Labels(ctx context.Context, q store.Querier, id int64, day cal.Date) ([]Label, error) {
	list, err := store.All(ctx, q, statements.Get("labels-of"), row.Scan[Label], id, day)
	if err != nil {
		return nil, fmt.Errorf("read what was said of the kind of customer %d: %w", id, err)
	}
	return list, nil
}

// Say writes down what somebody says of a customer's kind; today is the firm's day. It fails
// with fault.Invalid "relationship.*". A household has no kind of its own.
func Say(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, l Label) (int64, error) {
	if l.User == 0 {
		l.User = max(by.Actor, 0)
	}
	if l.Day == 0 {
		l.Day = today
	}
	if err := l.ready(today); err != nil {
		return 0, err
	}
	c, err := customer.Get(ctx, tx, l.Customer)
	if err != nil {
		return 0, err
	}
	if c.Collective || c.Kind == customer.Household {
		return 0, fault.New(fault.Invalid, "relationship.nobody")
	}
	if l.Source == Owner && l.Is() != kind.Unknown {
		if l.Evidence, err = learnable(ctx, tx, l.Customer, l.Day); err != nil {
			return 0, err
		}
	}
	return labels.Create(ctx, tx, noted(by), l)
}

// Remove takes out a statement that was a mistake.
func Remove(ctx context.Context, tx *store.Tx, by customer.By, id, version int64) error {
	return labels.Remove(ctx, tx, noted(by), id, version)
}

// ReadLabel returns the statement id, or fault.NotFound.
func ReadLabel(ctx context.Context, q store.Querier, id int64) (Label, error) {
	return labels.Read(ctx, q, id)
}

// Undo takes back a change of this room unless the row was changed since. It reports false
// for an entry of another room.
func Undo(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) (known bool, err error) {
	if e.Verb == playbookVerb {
		return true, undoPlay(ctx, tx, by, e)
	}
	if !labels.Knows(e) {
		return false, nil
	}
	return true, labels.Undo(ctx, tx, noted(by), e)
}

// Movings are the tables that follow a customer when two records become one.
func Movings() []row.Moving {
	return []row.Moving{row.Move("relationship label", statements.Get("label-relink"), statements.Get("label-unlink"))}
}

// Forget removes what was said of customers who are deleted.
func Forget(ctx context.Context, tx *store.Tx, ids ...int64) error {
	if err := tx.ForIDs(ctx, statements.Get("label-forget"), ids); err != nil {
		return fmt.Errorf("forget what was said of kinds: %w", err)
	}
	return drop(ctx, tx, ids...)
}
