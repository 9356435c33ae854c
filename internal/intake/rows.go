package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

// RowVerdict is what would become of one row of a file.
type RowVerdict struct {
	At       int64 // place in the list, for the next page
	Part     int
	Line     int // of the file, or of the part where it has several
	Verdict  Verdict
	Document string // number of the document, or key of customer, product, contact
	Customer string // number or made-up key, "" for none
	Text     string // article, or the raw row where it was set aside
	Amount   mapping.Sum
	Reason   *Failure // of a row set aside, or about somebody who was deleted
	Column   int      // of a row set aside, from 0, -1 for the whole row
}

var (
	stageView = store.New("stage-view", `
SELECT c.kind, c.key, c.customer, c.first, c.last, c.lines, c.body, COALESCE(c.verdicts, x''),
  CASE WHEN c.kind = 1 THEN COALESCE(p.verdict, 0) ELSE 0 END, COALESCE(p.customer, 0)
FROM chunk c LEFT JOIN person p ON p.number = CASE WHEN c.kind = 1 THEN c.key ELSE c.customer END
WHERE c.last > $1 ORDER BY c.first LIMIT 64`)
	stageAsidesAfter = store.New("stage-asides-after", `
SELECT row, part, line, col, field, reason, raw FROM aside WHERE row > $1 ORDER BY row LIMIT $2`)
)

type viewRow struct {
	chunk
	verdicts []byte
	person   int64
	owner    int64 // who the customer is in the record
}

func (v *viewRow) scan() []any {
	return []any{&v.kind, &v.key, &v.customer, &v.first, &v.last, &v.lines, &v.body, &v.verdicts, &v.person, &v.owner}
}

// erasedReasons say what becomes of rows about somebody who was deleted on his wish, by
// the kind of the chunk.
var erasedReasons = map[int]string{
	chunkCustomer: "intakerun.erased.customer", chunkOrder: "intakerun.erased.order",
	chunkInteraction: "intakerun.erased.contact", chunkPayment: "intakerun.erased.order",
	chunkCost: "intakerun.erased.order",
}

// reason is why a row is not taken as it stands, nil when it is.
func (v *viewRow) reason() *Failure {
	if v.owner != sales.Unassigned || v.kind != chunkCustomer && v.customer == "" {
		return nil
	}
	return &Failure{Key: erasedReasons[v.kind]}
}

var stageErased = store.New("stage-erased", `
SELECT c.kind, c.key, c.customer, c.first, c.last, c.lines, c.body, x'', 0, p.customer
FROM chunk c JOIN person p ON p.number = CASE WHEN c.kind = 1 THEN c.key ELSE c.customer END
WHERE p.customer = $1 ORDER BY c.first LIMIT $2`)

// ErasedRow is a row about somebody who was deleted on his wish: where it stands and what
// became of it, and nothing of what it says.
type ErasedRow struct {
	Part   int    `json:"part,omitempty"`
	Line   int    `json:"line"` // of the file, or of the part where it has several
	Reason string `json:"reason"`
}

// mostErased is how many such rows the result of an import lists.
const mostErased = 50

// erasedRows lists the first rows of the stage about those who were deleted.
func erasedRows(ctx context.Context, st *stage) ([]ErasedRow, error) {
	chunks, err := store.All(ctx, st.db, stageErased, (*viewRow).scan, sales.Unassigned, mostErased)
	if err != nil {
		return nil, fmt.Errorf("list the rows about those who were deleted: %w", err)
	}
	var list []ErasedRow
	for i := range chunks {
		err := eachRow(chunks[i].body, chunks[i].first, func(row int64, _ []byte) error {
			if r := chunks[i].reason(); r != nil && len(list) < mostErased {
				list = append(list, ErasedRow{rowPart(row), rowLine(row), r.Key})
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Rows returns up to limit rows of a dry run behind the row after (0 begins), in the
// order of the file; verdict 0 means all. It fails with fault.NotFound
// "intakerun.no_check" when the import is no dry run, or its preview is gone.
func (s *Service) Rows(ctx context.Context, importID int64, verdict Verdict, after int64, limit int) (list []RowVerdict, err error) {
	imp, err := s.Get(ctx, importID)
	if err != nil {
		return nil, err
	}
	path := stagePath(s.dir, imp.settings.Stage)
	if _, err := os.Stat(path); imp.State != Checked || err != nil {
		return nil, fault.Wrap(err, fault.NotFound, "intakerun.no_check")
	}
	st, err := openStage(ctx, path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, st.close()) }()
	if after == 0 {
		after = -1
	}
	if verdict == SetAside {
		return asidesAfter(ctx, st, after, limit)
	}
	for len(list) < limit {
		chunks, err := store.All(ctx, st.db, stageView, (*viewRow).scan, after)
		if err != nil || len(chunks) == 0 {
			return list, err
		}
		for i := range chunks {
			if list, err = chunks[i].rows(list, verdict, after, limit); err != nil {
				return nil, err
			}
			after = max(after, chunks[i].last)
			if len(list) == limit {
				break
			}
		}
	}
	return list, nil
}

// rows appends the rows of a chunk.
func (v *viewRow) rows(list []RowVerdict, want Verdict, after int64, limit int) ([]RowVerdict, error) {
	n := 0
	err := eachRow(v.body, v.first, func(row int64, packed []byte) error {
		at := n
		n++
		r := RowVerdict{At: row, Part: rowPart(row), Line: rowLine(row), Document: v.key, Customer: v.customer, Verdict: Verdict(v.person), Column: -1, Reason: v.reason()}
		switch {
		case len(v.verdicts) == 1:
			r.Verdict = Verdict(v.verdicts[0])
		case at < len(v.verdicts):
			r.Verdict = Verdict(v.verdicts[at])
		}
		if row <= after || len(list) >= limit || (want != 0 && r.Verdict != want) {
			return nil
		}
		if v.kind == chunkOrder {
			l, err := unpackLine(packed)
			if err != nil {
				return err
			}
			r.Text, r.Amount = l.description, l.amount
			if r.Text == "" {
				r.Text = l.article
			}
		}
		if v.kind == chunkPayment {
			p, err := unpackPayment(packed)
			if err != nil {
				return err
			}
			r.Document, r.Text, r.Amount = "", strings.Join(p.references, " "), mapping.Sum{Cents: p.amount, Known: true}
		}
		if v.kind == chunkCost {
			e, err := unpackCost(packed)
			if err != nil {
				return err
			}
			r.Document, r.Text, r.Amount = "", strings.TrimSpace(e.reference+" "+e.note), mapping.Sum{Cents: e.amount, Known: true}
		}
		list = append(list, r)
		return nil
	})
	return list, err
}

func asidesAfter(ctx context.Context, st *stage, after int64, limit int) ([]RowVerdict, error) {
	rows, err := store.All(ctx, st.db, stageAsidesAfter, (*aside).scan, after, limit)
	if err != nil {
		return nil, err
	}
	list := make([]RowVerdict, len(rows))
	for i, a := range rows {
		list[i] = RowVerdict{At: a.row, Part: a.part, Line: rowLine(a.row), Verdict: SetAside, Text: a.raw, Column: a.col, Reason: &Failure{}}
		if err := json.Unmarshal([]byte(a.reason), list[i].Reason); err != nil {
			return nil, err
		}
	}
	return list, nil
}
