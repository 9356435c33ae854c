package culture

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Answer says whether a statement was lived in a month.
type Answer string

// The answers.
const (
	Yes    Answer = "yes"
	Partly Answer = "partly"
	No     Answer = "no"
)

// Answers lists the answers.
var Answers = []Answer{Yes, Partly, No}

// Check is the answer of one month to one statement.
type Check struct {
	Statement int64
	Month     int // year*100+month
	User      int64
	Day       cal.Date
	Answer    Answer
	Words     string // what was seen
}

func (c *Check) fields() []any {
	return []any{&c.Statement, &c.Month, &c.User, &c.Day, &c.Answer, &c.Words}
}

// Question returns the statement that is asked about in the month of day: the value or
// promise whose last answer is the oldest. found is false when there is none or this
// month has its answer.
func Question(ctx context.Context, db store.Querier, day cal.Date) (s Statement, found bool, err error) {
	var now []Statement
	var checks []Check
	err = store.Together(ctx,
		func() (err error) { now, err = Now(ctx, db, 0); return err },
		func() (err error) { checks, err = Since(ctx, db, cal.Date(0)); return err },
	)
	if err != nil {
		return s, false, err
	}
	s, found = question(now, checks, day)
	return s, found, nil
}

func question(now []Statement, checks []Check, day cal.Date) (Statement, bool) {
	last := map[int64]int{}
	for _, c := range checks {
		if c.Month == day.MonthKey() {
			return Statement{}, false
		}
		last[c.Statement] = max(last[c.Statement], c.Month)
	}
	guides := slices.DeleteFunc(slices.Clone(now), func(s Statement) bool { return s.Kind != Worth && s.Kind != Promise })
	if len(guides) == 0 {
		return Statement{}, false
	}
	return slices.MinFunc(guides, func(a, b Statement) int {
		if d := last[a.ID] - last[b.ID]; d != 0 {
			return d
		}
		return int(a.ID - b.ID)
	}), true
}

// Since returns the answers from a day on, the newest first.
func Since(ctx context.Context, db store.Querier, from cal.Date) ([]Check, error) {
	list, err := store.All(ctx, db, statements.Get("checks"), (*Check).fields, from)
	if err != nil {
		return nil, fmt.Errorf("read the monthly answers: %w", err)
	}
	return list, nil
}

// Reply writes the answer of the month of by.Day; a second one replaces the first.
func Reply(ctx context.Context, tx *store.Tx, by By, statement int64, a Answer, words string) error {
	words = tidy(words)
	switch {
	case !slices.Contains(Answers, a):
		return fault.New(fault.Invalid, "culture.answer", string(a))
	case utf8.RuneCountInString(words) > maxWords:
		return fault.New(fault.Invalid, "culture.long", maxWords)
	}
	s, err := get(ctx, tx, by.User, statement)
	if err != nil {
		return err
	}
	if s.User != 0 {
		return fault.New(fault.NotFound, "culture.gone")
	}
	before, err := reply(ctx, tx, statement, by.Day.MonthKey())
	if err != nil {
		return err
	}
	after := replied{by.Day.MonthKey(), by.User, by.Day, a, words}
	if _, err := tx.Exec(ctx, statements.Get("reply"), statement, by.Day.MonthKey(), by.User, by.Day, string(a), words); err != nil {
		return fmt.Errorf("answer about statement %d: %w", statement, err)
	}
	return noteReply(ctx, tx, by, "culture.reply", statement, before, after)
}

// Result is a promise in figures.
type Result struct {
	Measure Measure
	Day     cal.Date
	Hits    int64
	Total   int64
}

func (r *Result) fields() []any { return []any{&r.Measure, &r.Day, &r.Hits, &r.Total} }

// window is how far a measure looks back, in days.
const window = 365

// Compute counts the measures of the year that ends with day. It reads many orders: the
// night does it, outside of a transaction that writes, and hands the results to [Save].
func Compute(ctx context.Context, db store.Querier, day cal.Date) ([]Result, error) {
	out := make([]Result, len(Measures))
	for i, m := range Measures {
		r, _, err := store.One(ctx, db, statements.Get("measure-"+string(m)), func(r *Result) []any { return []any{&r.Hits, &r.Total} },
			day.Add(1-window), day)
		if err != nil {
			return nil, fmt.Errorf("measure %s: %w", m, err)
		}
		r.Measure, r.Day = m, day
		out[i] = r
	}
	return out, nil
}

// Save writes what [Compute] counted.
func Save(ctx context.Context, tx *store.Tx, results []Result) error {
	for _, r := range results {
		if _, err := tx.Exec(ctx, statements.Get("measured"), string(r.Measure), r.Day, r.Hits, r.Total); err != nil {
			return fmt.Errorf("write the measure %s: %w", r.Measure, err)
		}
	}
	return nil
}

// Results returns the newest figures of all measures, by measure.
func Results(ctx context.Context, db store.Querier) (map[Measure]Result, error) {
	return byMeasure(store.All(ctx, db, statements.Get("results"), (*Result).fields))
}

// ResultsAt returns the figures as they were on a day: the newest up to it, by measure.
func ResultsAt(ctx context.Context, db store.Querier, day cal.Date) (map[Measure]Result, error) {
	return byMeasure(store.All(ctx, db, statements.Get("results-at"), (*Result).fields, day))
}

func byMeasure(rows []Result, err error) (map[Measure]Result, error) {
	if err != nil {
		return nil, fmt.Errorf("read the measures: %w", err)
	}
	out := map[Measure]Result{}
	for _, r := range rows {
		out[r.Measure] = r
	}
	return out, nil
}

// Mix is the mix of relationships that the firm wants, by kind of relationship in
// 1/100 %.
type Mix map[string]int

// Relations lists the kinds of relationships of a mix, by their stored keys.
var Relations = []string{"exchange", "partner", "special", "attached", "informed", "demanding"}

// Wanted returns the newest mix; nil while there is none.
func Wanted(ctx context.Context, db store.Querier) (Mix, cal.Date, error) {
	type row struct {
		since  cal.Date
		shares string
	}
	r, found, err := store.One(ctx, db, statements.Get("mix"), func(r *row) []any { return []any{&r.since, &r.shares} })
	if err != nil || !found {
		return nil, cal.Never, err
	}
	m := Mix{}
	if err := json.Unmarshal([]byte(r.shares), &m); err != nil {
		return nil, cal.Never, fmt.Errorf("read the wanted mix: %w", err)
	}
	return m, r.since, nil
}

// Want writes the wanted mix from by.Day on. Its shares make 100 %, or it fails with
// fault.Invalid "culture.mix".
func Want(ctx context.Context, tx *store.Tx, by By, m Mix) error {
	sum := 0
	for kind, share := range m {
		if !slices.Contains(Relations, kind) || share < 0 {
			return fault.New(fault.Invalid, "culture.mix")
		}
		sum += share
	}
	if sum != 10_000 {
		return fault.New(fault.Invalid, "culture.mix")
	}
	before, _, err := Wanted(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, statements.Get("want"), by.Day, string(history.Values(m)), by.User); err != nil {
		return fmt.Errorf("write the wanted mix: %w", err)
	}
	return noteMix(ctx, tx, by, before, m)
}

func noteMix(ctx context.Context, tx *store.Tx, by By, before, after Mix) error {
	_, err := history.Append(ctx, tx, history.Entry{
		At: by.At, Actor: by.User, Verb: "culture.want", Subject: subject, Before: history.Values(before), After: history.Values(after),
	})
	return err
}
