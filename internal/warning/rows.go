package warning

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
var sqlFiles embed.FS

var warningSQL = store.Load(sqlFiles)

// Row is what is published of one customer's warning on Day.
type Row struct {
	Customer int64
	Score    int // hundredths of a point, rounded
	Colour   Colour
	Reasons  []Part // the weightiest first
	Rule     string
	Day      cal.Date
}

var colours = [...]Colour{Green, Yellow, Red}

// Code is the number under which a colour is stored, rising with the danger.
func (c Colour) Code() int {
	for i, known := range colours {
		if c == known {
			return i
		}
	}
	return 0
}

// Scan reads a colour from its number.
func (c *Colour) Scan(src any) error {
	n, ok := src.(int64)
	if !ok || n < 0 || int(n) >= len(colours) {
		return fmt.Errorf("a colour cannot be read from %v", src)
	}
	*c = colours[n]
	return nil
}

// RowOf publishes a result as of a day.
func RowOf(customer int64, r Result, day cal.Date) Row {
	return Row{
		Customer: customer, Score: int(math.Round(100 * r.Score)), Colour: r.Colour, Reasons: r.Reasons, Rule: Rule, Day: day,
	}
}

// stored is the form of a reason in the database; the values keep their order.
type stored struct {
	Reason Reason            `json:"reason"`
	Day    cal.Date          `json:"day"`
	Until  cal.Date          `json:"until"`
	Points float64           `json:"points"`
	Score  int               `json:"score"` // hundredths
	Values []json.RawMessage `json:"values,omitempty"`
}

func encode(parts []Part) (string, error) {
	if len(parts) == 0 {
		return "[]", nil
	}
	list := make([]stored, len(parts))
	for i, p := range parts {
		list[i] = stored{p.Sign.Reason, p.Sign.Day, p.Sign.Until, p.Sign.Points, int(math.Round(100 * p.Score)), nil}
		for _, v := range p.Sign.Values {
			raw, err := json.Marshal(v)
			if err != nil {
				return "", fmt.Errorf("write reason %s: %w", p.Sign.Reason, err)
			}
			list[i].Values = append(list[i].Values, raw)
		}
	}
	b, err := json.Marshal(list)
	return string(b), err
}

// Decode reads stored reasons back; the values have the types of [Reason].
func Decode(text string) ([]Part, error) {
	var list []stored
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, fmt.Errorf("read reasons of a warning: %w", err)
	}
	var parts []Part
	for _, s := range list {
		p := Part{Sign{s.Reason, s.Day, s.Until, s.Points, nil}, float64(s.Score) / 100}
		types := valueTypes(s.Reason)
		if len(types) != len(s.Values) {
			return nil, fmt.Errorf("read reasons of a warning: %s has %d values", s.Reason, len(s.Values))
		}
		for i, v := range types {
			value, err := v(s.Values[i])
			if err != nil {
				return nil, fmt.Errorf("read reason %s: %w", s.Reason, err)
			}
			p.Sign.Values = append(p.Sign.Values, value)
		}
		parts = append(parts, p)
	}
	return parts, nil
}

type reader func(json.RawMessage) (any, error)

func read[T any](raw json.RawMessage) (any, error) {
	var v T
	err := json.Unmarshal(raw, &v)
	return v, err
}

func valueTypes(r Reason) []reader {
	switch r {
	case Silent, Dormant, PromisesMissed, FriendSilent:
		return []reader{read[int]}
	case SpendDown:
		return []reader{read[money.Cents], read[money.Cents], read[int]}
	case CategoryDropped:
		return []reader{read[int64], read[int], read[cal.Date]}
	case FirstLate:
		return []reader{read[cal.Date]}
	case PaysLater:
		return []reader{read[cal.Date], read[int]}
	case FirstFaulty, ContactLeft, ComplaintLate, ComplaintUnhappy, Disconfirmed, DemandRefused, Objected, Unanswered, OtherSupplier:
	}
	return nil
}

// WriteRows publishes rows, one per customer, in place of those before.
func WriteRows(ctx context.Context, tx *store.Tx, rows []Row) error {
	columns := []string{"customer_id", "score", "colour", "reasons", "rule", "day"}
	i := -1
	_, err := tx.MergeOver(ctx, "warning_current", columns, warningSQL.Get("warning-keep-row"), warningSQL.Get("warning-merge-rows"), func(dst []any) (bool, error) {
		if i++; i == len(rows) {
			return false, nil
		}
		r := &rows[i]
		reasons, err := encode(r.Reasons)
		if err != nil {
			return false, err
		}
		dst[0], dst[1], dst[2], dst[3], dst[4], dst[5] = r.Customer, int64(r.Score), int64(r.Colour.Code()), reasons, r.Rule, r.Day
		return true, nil
	})
	return err
}

// DeleteRow removes what is published of a customer who is gone.
func DeleteRow(ctx context.Context, tx *store.Tx, customer int64) error {
	_, err := tx.Exec(ctx, warningSQL.Get("warning-delete-row"), customer)
	return err
}

// GetRow returns what is published of a customer; found is false before the first
// computation.
func GetRow(ctx context.Context, q store.Querier, customer int64) (Row, bool, error) {
	type scanned struct {
		Row
		reasons string
	}
	r, found, err := store.One(ctx, q, warningSQL.Get("warning-row"), func(r *scanned) []any {
		return []any{&r.Customer, &r.Score, &r.Colour, &r.reasons, &r.Rule, &r.Day}
	}, customer)
	if err != nil || !found {
		return r.Row, found, err
	}
	r.Reasons, err = Decode(r.reasons)
	return r.Row, true, err
}
