package care

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/store"
)

// The occasions of what was promised: K22 is our word, K27 a call back, and every promise
// of the customer, for which we wait. Both are duties: they stand on the list on their day
// and stay there as overdue until somebody says what became of them.
const (
	Promised Occasion = "K22"
	Callback Occasion = "K27"
)

// Agreed is the way of contact that was agreed with the promise.
const Agreed Channel = "agreed"

// NotKept is the reason by which a promise leaves the list broken, beside [Rejections].
const NotKept = "not_kept"

// ReasonsFor are the reasons for "passt nicht" that suit a line.
func ReasonsFor(o Occasion) []string {
	if o == Promised || o == Callback {
		return []string{alreadyDone, unwanted, NotKept}
	}
	return Rejections
}

func promiseOccasion(p *promise.Promise) Occasion {
	if p.Kind == promise.Callback || p.Party == interaction.Customer {
		return Callback
	}
	return Promised
}

// promiseLine is the line of a promise that is due.
func promiseLine(p *promise.Promise, day cal.Date) Line {
	l := dutyLine(promiseOccasion(p), p.Customer, p.Made, p.Due, day, promiseWay(p), DutyFacts{
		ID: p.ID, Of: p.Contact, Text: strings.TrimRight(p.Text, ". "), Clock: p.Clock(), Way: string(p.Channel), Party: string(p.Party), Moves: p.Moves,
	})
	// A promise that was moved is a new line, also on the day from which it was moved.
	l.Key = fmt.Sprintf("%s:%d:%d", l.Occasion, p.ID, p.Moves)
	return l
}

// promiseWay is the way of contact. What was promised needs no permission: the customer
// waits for it.
func promiseWay(p *promise.Promise) Channel {
	if p.Kind == promise.Thing {
		return Agreed
	}
	switch p.Channel {
	case interaction.Mail:
		return Mail
	case interaction.Letter, interaction.Insert:
		return Card
	case interaction.Counter, interaction.Visit:
		return Counter
	case interaction.Message, interaction.Other, interaction.Note:
		return Agreed
	case interaction.Phone:
	}
	return Phone
}

func promiseDuty(o Occasion) duty {
	of := func(list []promise.Promise, day cal.Date) (lines []Line) {
		for i := range list {
			if promiseOccasion(&list[i]) == o {
				lines = append(lines, promiseLine(&list[i], day))
			}
		}
		return lines
	}
	return duty{
		occasion: o, kind: promises,
		open: func(ctx context.Context, q store.Querier, user int64, day cal.Date, _ *time.Location) ([]Line, error) {
			list, err := promise.Due(ctx, q, user, day)
			return of(list, day), err
		},
		at: func(ctx context.Context, q store.Querier, day cal.Date) ([]Line, error) {
			list, err := promise.DueAt(ctx, q, day)
			return of(list, day), err
		},
		pending: promisePending,
		settle:  keepPromise,
		reopen:  returnPromise,
		move:    movePromise,
		drop:    dropPromise,
	}
}

// promisePending reports whether the promise is still open and still due: it may have been
// kept, moved or taken back on the customer's page.
func promisePending(ctx context.Context, q store.Querier, l Line) (bool, error) {
	p, err := promise.Get(ctx, q, l.Facts.Duty.ID)
	if fault.KindOf(err) == fault.NotFound {
		return false, nil
	}
	return err == nil && p.State == promise.Open && p.Due <= l.Facts.Day && p.Moves == l.Facts.Duty.Moves, err
}

func (d *Desk) by(dec Decision) interaction.By {
	return interaction.By{Actor: dec.Actor, At: cal.At(d.Now())}
}

// keepPromise settles the promise and notes the contact by which it was kept.
func keepPromise(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step) (int64, error) {
	f := s.Line.Facts.Duty
	if _, err := promise.Settle(ctx, tx, d.by(dec), f.ID, promise.Kept, dec.Today); err != nil {
		return 0, err
	}
	i := d.contact(dec, s, s.Line.Customer)
	i.Contact = f.Of
	if i.Channel == "" {
		i.Channel = interaction.Other
	}
	if f.Party == string(interaction.Customer) {
		i.Direction = interaction.In
	}
	if i.Note == "" {
		i.Note = f.Text
	}
	return interaction.Append(ctx, tx, i)
}

func returnPromise(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step) error {
	f := s.Line.Facts
	return promise.Return(ctx, tx, d.by(dec), f.Duty.ID, f.Due, f.Duty.Moves)
}

func movePromise(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step, until cal.Date) error {
	p, err := promise.Get(ctx, tx, s.Line.Facts.Duty.ID)
	if err != nil {
		return err
	}
	_, err = promise.Move(ctx, tx, d.by(dec), p.ID, until, p.Minute)
	return err
}

func dropPromise(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step, reason string) error {
	to := promise.Withdrawn
	switch reason {
	case alreadyDone:
		to = promise.Kept
	case NotKept:
		to = promise.Broken
	}
	_, err := promise.Settle(ctx, tx, d.by(dec), s.Line.Facts.Duty.ID, to, dec.Today)
	return err
}

// promiseKey names the template: whose word it is, and whether its day is over.
func (l Line) promiseKey() string {
	key := "care.k22"
	if l.Occasion == Callback {
		key = "care.k27"
		if l.Facts.Duty.Party == string(interaction.Customer) {
			key += ".theirs"
		}
	}
	if l.Facts.Due < l.Facts.Day {
		return key + ".late"
	}
	return key + ".today"
}
