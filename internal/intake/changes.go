package intake

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/store"
)

// changeLog gathers what an import did, for its undo. Rows that were created in one
// go stand as a range of ids.
type changeLog struct {
	importID int64
	list     []change
	size     int
	ranges   map[string]*idRange
}

type idRange struct{ first, last int64 }

// change is one line of the undo log.
type change struct {
	id        int64
	subject   string
	subjectID int64
	verb      string
	before    string // JSON, what was there; empty for created rows
	after     string // JSON, what is there now; for created rows {"last": id}
}

func (c *change) scan() []any {
	return []any{&c.id, &c.subject, &c.subjectID, &c.verb, &c.before, &c.after}
}

// The subjects and verbs of the log.
const (
	onCustomer    = "customer"
	onProduct     = "product"
	onOrder       = "order"
	onInteraction = "interaction"
	onBar         = "bar"
	onPayment     = "payment"
	onInterest    = "interest" // of a customer, as are the next three
	onOwn         = "own"
	onWay         = "way"
	onReferrer    = "referrer"
	onPaid        = "paid"   // the day on which an order was paid in full
	onMargin      = "margin" // the standard margin of a category
	onCategory    = "category"

	verbCreated = "created"
	verbUpdated = "updated"
)

func newChangeLog(importID int64) *changeLog {
	return &changeLog{importID: importID, ranges: map[string]*idRange{}}
}

// created notes new rows.
func (c *changeLog) created(subject string, ids ...int64) {
	for _, id := range ids {
		r := c.ranges[subject]
		if r != nil && r.last+1 == id {
			r.last = id
			continue
		}
		c.endRange(subject)
		c.ranges[subject] = &idRange{id, id}
	}
}

// lastOf is the after of a range of created rows.
type lastOf struct {
	Last int64 `json:"last"`
}

func (c *changeLog) endRange(subject string) {
	if r := c.ranges[subject]; r != nil {
		c.list = append(c.list, change{subject: subject, subjectID: r.first, verb: verbCreated, after: asJSON(lastOf{r.last})})
		delete(c.ranges, subject)
	}
}

func (c *changeLog) updated(subject string, id int64, before, after any) {
	l := change{subject: subject, subjectID: id, verb: verbUpdated, before: asJSON(before), after: asJSON(after)}
	c.size += len(l.before) + len(l.after)
	c.list = append(c.list, l)
}

func asJSON(v any) string {
	if v == nil {
		return ""
	}
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // rows of the record always marshal
	}
	return string(text)
}

// logBytes is how much of the log may wait in memory.
const logBytes = 4 << 20

// flush writes the log once enough has gathered, and at the end.
func (c *changeLog) flush(ctx context.Context, tx *store.Tx, end bool) error {
	if !end && c.size < logBytes {
		return nil
	}
	if end {
		for _, subject := range []string{onCustomer, onProduct, onOrder, onInteraction, onBar, onCategory} {
			c.endRange(subject)
		}
	}
	ids, err := tx.IDs(ctx, "intake_change", len(c.list))
	if err != nil {
		return err
	}
	i := -1
	_, err = tx.Bulk(ctx, "intake_change", []string{"id", "import_id", "subject", "subject_id", "verb", "before", "after"},
		func(dst []any) (bool, error) {
			if i++; i == len(c.list) {
				return false, nil
			}
			l := &c.list[i]
			dst[0], dst[1], dst[2], dst[3], dst[4], dst[5], dst[6] = ids[i], c.importID, l.subject, l.subjectID, l.verb, l.before, l.after
			return true, nil
		})
	c.list, c.size = nil, 0
	if err != nil {
		return fmt.Errorf("write what the import changed: %w", err)
	}
	return nil
}
