package portfolio

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"math"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

// Unknown is the field some months before of whom nothing is known yet.
const Unknown Field = -1

// Row is what is published of one customer who has bought.
type Row struct {
	Customer int64
	Point
	Share     int // share of his need in basis points, -1 when there is none
	Told      bool
	Field     Field
	FieldYear Field
	Frame     int64 // version of the lines
	Rule      string
	Day       cal.Date
	Was       Field // some months before, by today's lines
	WasYear   Field
}

// placed is a row as it is read.
type placed struct {
	Row
	inside, valued, told int64
}

// RowOf publishes a case of a day by the lines of a frame.
func RowOf(c *Case, f *Frame, day cal.Date) Row {
	r := Row{Customer: c.Customer, Point: PointOf(c), Share: -1, Frame: f.ID, Rule: Rule, Day: day}
	if c.Share >= 0 {
		r.Share, r.Told = int(math.Round(whole*c.Share)), c.Told
	}
	r.Field, r.FieldYear = f.Of(r.Point)
	return r
}

// In is the field by a measure.
func (r *Row) In(m Measure) Field {
	if m == ByYear {
		return r.FieldYear
	}
	return r.Field
}

// Before is the field some months before by a measure.
func (r *Row) Before(m Measure) Field {
	if m == ByYear {
		return r.WasYear
	}
	return r.Was
}

// Amount is the worth by a measure.
func (p *Point) Amount(m Measure) money.Cents {
	if m == ByYear {
		return p.Year
	}
	return p.Worth
}

func (r *placed) fields() []any {
	return []any{
		&r.Customer, &r.inside, &r.Field, &r.FieldYear, &r.Position, &r.Share, &r.valued, &r.Worth, &r.Year, &r.Frame, &r.Rule, &r.Day, &r.Was, &r.WasYear,
		&r.told,
	}
}

func (r *placed) row() Row {
	r.Inside, r.Valued, r.Told = r.inside == 1, r.valued == 1, r.told == 1
	return r.Row
}

var columns = []string{
	"customer_id", "inside", "field", "field_year", "position_bp", "share_bp", "valued", "worth_cents", "year_cents", "frame_id", "rule", "day",
	"told", "was", "was_year", "past", "dot", // the last four of a row that is new
}

// WriteRows publishes rows, one per customer, in place of those before, and removes those of
// the customers in none.
func WriteRows(ctx context.Context, tx *store.Tx, rows []Row, none []int64) error {
	if len(none) > 0 {
		old, err := store.All(ctx, tx, statements.Get("portfolio-known"), oneID, store.List(none))
		if err != nil {
			return fmt.Errorf("read who stands in the portfolio: %w", err)
		}
		if err := tx.ForIDs(ctx, statements.Get("portfolio-delete"), old); err != nil {
			return fmt.Errorf("take out of the portfolio: %w", err)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	i := -1
	_, err := tx.MergeOver(ctx, "portfolio_current", columns, statements.Get("portfolio-keep"), statements.Get("portfolio-merge"), func(dst []any) (bool, error) {
		if i++; i == len(rows) {
			return false, nil
		}
		r := &rows[i]
		for n, v := range [...]any{
			r.Customer, flag(r.Inside), int64(r.Field), int64(r.FieldYear), int64(r.Position), int64(r.Share), flag(r.Valued), int64(r.Worth),
			int64(r.Year), r.Frame, r.Rule, r.Day, flag(r.Told), int64(Unknown), int64(Unknown), "", int64(0),
		} {
			dst[n] = v
		}
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("publish the portfolio: %w", err)
	}
	return nil
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func oneID(id *int64) []any { return []any{id} }

// Forget removes what is published of a customer.
func Forget(ctx context.Context, tx *store.Tx, customer int64) error {
	_, err := tx.Exec(ctx, statements.Get("portfolio-delete"), customer)
	return err
}

// GetRow returns what is published of a customer; found is false for who has not bought, or
// before the first computation.
func GetRow(ctx context.Context, q store.Querier, customer int64) (r Row, found bool, err error) {
	one, found, err := store.One(ctx, q, statements.Get("portfolio-row"), (*placed).fields, customer)
	return one.row(), found, err
}

// Frames are the dated versions of the lines: a day is judged by those valid then, days
// before the first ones by the first.
type Frames struct{ rows []Frame }

// On returns the lines of a day; the zero frame before any were drawn.
func (f Frames) On(day cal.Date) Frame {
	if len(f.rows) == 0 {
		return Frame{}
	}
	at := 0
	for i := range f.rows {
		if f.rows[i].From <= day {
			at = i
		}
	}
	return f.rows[at]
}

// Last returns the newest lines; false without any.
func (f Frames) Last() (Frame, bool) {
	if len(f.rows) == 0 {
		return Frame{}, false
	}
	return f.rows[len(f.rows)-1], true
}

// LoadFrames reads the versions.
func LoadFrames(ctx context.Context, q store.Querier) (Frames, error) {
	type row struct {
		id   int64
		from cal.Date
		text string
	}
	var out Frames
	err := store.Each(ctx, q, statements.Get("portfolio-frames"), func(r *row) []any { return []any{&r.id, &r.from, &r.text} }, func(r *row) error {
		f := Frame{ID: r.id, From: r.from}
		if err := json.Unmarshal([]byte(r.text), &f); err != nil {
			return err
		}
		out.rows = append(out.rows, f)
		return nil
	})
	if err != nil {
		return Frames{}, fmt.Errorf("read the lines of the portfolio: %w", err)
	}
	return out, nil
}

// SaveFrame keeps lines that hold from a day on.
func SaveFrame(ctx context.Context, tx *store.Tx, f Frame, from cal.Date, at cal.Instant) error {
	text, err := json.Marshal(f)
	if err == nil {
		_, err = tx.Exec(ctx, statements.Get("portfolio-frame-put"), from, string(text), int64(at))
	}
	if err != nil {
		return fmt.Errorf("save the lines of the portfolio: %w", err)
	}
	return nil
}
