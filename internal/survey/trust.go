package survey

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/store"
)

// TrustRule names the version of the rule by which trust is damaged and restored.
const TrustRule = "survey/trust/1"

// Marks of the trust item: damaged up to one, restored from the other on.
const (
	trustDamaged  = 2
	trustRestored = 3
)

// Damage is a time in which somebody's trust is damaged: nothing is sold to him. It ends by a
// later answer of his, or when somebody of the firm says why all is well again; never by time.
type Damage struct {
	row.Meta
	Customer int64       `json:"customer_id"`
	Day      cal.Date    `json:"day"`
	Answer   int64       `json:"survey_answer_id"`
	Ended    cal.Instant `json:"restored_at,omitempty"` // 0 while it lasts
	EndedBy  int64       `json:"restored_by,omitempty"` // 0: his own answer
	Words    string      `json:"words,omitempty"`
}

var trusts = row.New[Damage]("survey.trust", statements, "trust")

// Holder is the customer.
func (d *Damage) Holder() int64 { return d.Customer }

// Columns are the values behind id and version.
func (d *Damage) Columns() []any {
	return []any{&d.Customer, &d.Day, &d.Answer, &d.Ended, &d.EndedBy, &d.Words}
}

// trusted keeps what an answer says about the trust of its giver.
func trusted(ctx context.Context, tx *store.Tx, by customer.By, a *Answer) error {
	mark, said := a.Marks[Trust.Key]
	if !said || a.Customer == 0 {
		return nil
	}
	d, lasts, err := Damaged(ctx, tx, a.Customer)
	if err != nil {
		return err
	}
	who := row.By{Actor: by.Actor, At: by.At}
	switch {
	case mark <= trustDamaged && !lasts:
		_, err = trusts.Create(ctx, tx, who, Damage{Customer: a.Customer, Day: a.Day, Answer: a.ID})
	case mark >= trustRestored && lasts:
		d.Ended = by.At
		err = trusts.Change(ctx, tx, who, d)
	}
	return err
}

// unsaid sets right what rested on an answer that its giver had removed: what he said of trust in
// those that are left counts, the newest first. What somebody of the firm said stays.
func unsaid(ctx context.Context, tx *store.Tx, by customer.By, who int64) error {
	list, err := AnswersOf(ctx, tx, who, contentMost)
	if err != nil {
		return err
	}
	var low *Answer
	for i := range list {
		if mark, said := list[i].Marks[Trust.Key]; said {
			if mark <= trustDamaged {
				low = &list[i]
			}
			break
		}
	}
	actor := row.By{Actor: by.Actor, At: by.At}
	d, lasts, err := Damaged(ctx, tx, who)
	switch {
	case err != nil:
		return err
	case lasts && low == nil:
		return trusts.Remove(ctx, tx, actor, d.ID, d.Version)
	case lasts:
		d.Answer, d.Day = low.ID, low.Day
		return trusts.Change(ctx, tx, actor, d)
	case low == nil:
		return nil
	}
	last, found, err := store.One(ctx, tx, statements.Get("trust-last"), row.Scan[Damage], who)
	if err != nil || !found || last.EndedBy != 0 {
		return err
	}
	last.Ended = 0 // the answer that ended it is gone
	return trusts.Change(ctx, tx, actor, last)
}

// Damaged returns the time of damaged trust that a customer is in; lasts is false without one.
func Damaged(ctx context.Context, q store.Querier, who int64) (d Damage, lasts bool, err error) {
	d, lasts, err = store.One(ctx, q, statements.Get("trust-now"), row.Scan[Damage], who)
	if err != nil {
		return d, false, fmt.Errorf("read whether customer %d trusts us: %w", who, err)
	}
	return d, lasts, nil
}

// Mistrusting returns the customers whose trust is damaged, all of them: they are few.
func Mistrusting(ctx context.Context, q store.Querier) (map[int64]bool, error) {
	ids, err := store.All(ctx, q, statements.Get("mistrusting"), func(id *int64) []any { return []any{id} })
	if err != nil {
		return nil, fmt.Errorf("read whose trust is damaged: %w", err)
	}
	set := make(map[int64]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set, nil
}

// Restore says why all is well again with a customer. It fails with fault.Invalid without a word,
// and with fault.Conflict when it has ended or changed meanwhile.
func Restore(ctx context.Context, tx *store.Tx, by customer.By, who, version int64, words string) error {
	words = strings.TrimSpace(words)
	switch {
	case words == "":
		return fault.New(fault.Invalid, "survey.trust.words")
	case utf8.RuneCountInString(words) > maxWords:
		return fault.New(fault.Invalid, "feedback.too_long", maxWords)
	}
	d, lasts, err := Damaged(ctx, tx, who)
	if err != nil {
		return err
	}
	if !lasts || d.Version != version {
		return fault.New(fault.Conflict, "history.row_changed")
	}
	d.Ended, d.EndedBy, d.Words = by.At, max(by.Actor, 0), words
	return trusts.Change(ctx, tx, row.By{Actor: by.Actor, At: by.At}, d)
}

// contentment are the items that tell how good a relationship is: satisfaction, trust, closeness
// and commitment.
var contentment = []Question{Core, Cared, Liked, Trust, Stay}

// contentMost is how many answers of one person are looked at.
const contentMost = 50

// Contentment counts what a customer marked since a day at the items of satisfaction, trust,
// closeness and commitment: how many, and twice what was good of it, once what was partly good.
// Compared with what was expected, as expected is good.
func Contentment(ctx context.Context, q store.Querier, who int64, since cal.Date) (marks, content int, err error) {
	list, err := AnswersOf(ctx, q, who, contentMost)
	if err != nil {
		return 0, 0, err
	}
	for i := range list {
		if list[i].Day < since {
			continue
		}
		for _, item := range contentment {
			m, said := list[i].Marks[item.Key]
			if !said {
				continue
			}
			marks++
			switch good := m >= 4 || item == Core && m == 3; {
			case good:
				content += 2
			case m == 3:
				content++
			}
		}
	}
	return marks, content, nil
}
