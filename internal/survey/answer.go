package survey

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/complaint"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

// Invitation is what a link leads to.
type Invitation struct {
	Wave Wave
	Link Link // of named surveys
	Set  []Question
	Du   bool // he is addressed with "du"
}

// Answered reports whether the link has taken its one answer.
func (i *Invitation) Answered() bool { return i.Link.Answered != 0 }

// Find returns what a link leads to on a day; usual is the firm's form of address. It fails with fault.NotFound "survey.no_link" and
// with fault.Conflict "survey.over"; nothing is written.
func Find(ctx context.Context, q store.Querier, token string, day cal.Date, usual party.Form) (Invitation, error) {
	i := Invitation{Du: usual == party.Du}
	hash := hashOf(token)
	found, err := links(ctx, q, "link-of-hash", hash)
	if err != nil {
		return i, err
	}
	if len(found) > 0 {
		i.Link = found[0]
		if i.Wave, err = Read(ctx, q, i.Link.Wave); err != nil {
			return i, err
		}
		i.Set = i.Wave.Set(i.Link.Kind, i.Link.ID)
		if i.Du, err = du(ctx, q, i.Link.Customer, usual); err != nil {
			return i, err
		}
		if !i.Wave.Runs(day) || day > i.Link.Until {
			return i, fault.New(fault.Conflict, "survey.over")
		}
		return i, nil
	}
	i.Wave, err = oneWave(ctx, q, "wave-of-hash", hash)
	if fault.KindOf(err) == fault.NotFound {
		return i, fault.New(fault.NotFound, "survey.no_link")
	}
	if err != nil {
		return i, err
	}
	i.Set = i.Wave.Set(kind.Unknown, 0)
	if !i.Wave.Runs(day) {
		return i, fault.New(fault.Conflict, "survey.over")
	}
	return i, nil
}

// Tap takes the one answer of somebody who likes it simple, said at the counter: it makes the
// link and answers it. It returns the link, 0 when he may not be asked now.
func Tap(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, secret string, wave, customer int64, s Sent) (int64, error) {
	day := cal.Of(by.At.Time(clock.Zone()), clock.Zone())
	made, err := Hand(ctx, tx, by, day, secret, wave, true, customer)
	if err != nil || len(made) == 0 {
		return 0, err
	}
	_, err = Receive(ctx, tx, by, clock, made[0].Token(secret), s)
	return made[0].ID, err
}

// Untap takes such an answer back on its day, with the complaint that it became.
func Untap(ctx context.Context, tx *store.Tx, by customer.By, day cal.Date, customer, link int64) error {
	list, err := AnswersOf(ctx, tx, customer, 1)
	if err != nil {
		return err
	}
	if len(list) == 0 || list[0].Link != link || list[0].Day != day {
		return fault.New(fault.NotFound, "survey.gone")
	}
	if list[0].Complaint != 0 {
		if err := complaint.TakeBack(ctx, tx, by, list[0].Complaint); err != nil {
			return err
		}
	}
	if err := Erase(ctx, tx, by, customer, list[0].ID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, statements.Get("untap"), link); err != nil {
		return fmt.Errorf("take back link %d: %w", link, err)
	}
	return nil
}

// du reports whether somebody is addressed with "du".
func du(ctx context.Context, q store.Querier, id int64, usual party.Form) (bool, error) {
	c, err := customer.Get(ctx, q, id)
	if err != nil {
		return false, err
	}
	forms, err := party.Forms(ctx, q, id)
	return party.FormOf(&c, forms, usual) == party.Du, err
}

// Sent is what somebody answered.
type Sent struct {
	Marks    map[string]int
	Words    map[string]string
	Callback bool
	Matter   string // what a complaint says when he wrote nothing
}

// ready keeps what was asked and reports what is none of the answers.
func (s *Sent) ready(set []Question) error {
	marks, words := map[string]int{}, map[string]string{}
	for _, q := range set {
		if q.Form == Text {
			text := strings.TrimSpace(s.Words[q.Key])
			if len([]rune(text)) > maxWords {
				return fault.New(fault.Invalid, "feedback.too_long", maxWords)
			}
			if text != "" {
				words[q.Key] = text
			}
			continue
		}
		m, said := s.Marks[q.Key]
		if !said {
			continue
		}
		if !slices.Contains(q.Form.Marks(), m) {
			return fault.New(fault.Invalid, "survey.mark")
		}
		marks[q.Key] = m
	}
	if len(marks)+len(words) == 0 {
		return fault.New(fault.Invalid, "survey.empty")
	}
	s.Marks, s.Words = marks, words
	return nil
}

// matter are the words of a complaint: his own, or what he marked.
func (s *Sent) matter(set []Question) string {
	var said []string
	for _, q := range slices.Backward(set) {
		if q.Form == Text && s.Words[q.Key] != "" {
			said = append(said, s.Words[q.Key])
		}
	}
	said = append(said, s.Matter)
	text := []rune(strings.Join(said, "\n"))
	return string(text[:min(len(text), maxWords)])
}

// Answer is what the database keeps of an answer.
type Answer struct {
	ID, Wave, Link, Customer int64
	Kind                     kind.Kind
	Day                      cal.Date
	Marks                    map[string]int
	Words                    map[string]string
	Callback                 row.Flag
	Complaint                int64

	kind, marks, words string
}

func (a *Answer) fields() []any {
	return []any{&a.ID, &a.Wave, &a.Link, &a.Customer, &a.kind, &a.Day, &a.marks, &a.words, &a.Callback, &a.Complaint}
}

// Low reports whether the answer asks for a reaction.
func (a *Answer) Low() bool { return Low(a.Marks) }

// Receive takes an answer. A link takes one: the second fails with fault.Conflict
// "survey.answered". A low answer with a name becomes one complaint with an owner and its
// clock in the same transaction; its id is returned, or 0.
func Receive(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, token string, s Sent) (complaintID int64, err error) {
	day := cal.Of(by.At.Time(clock.Zone()), clock.Zone())
	i, err := Find(ctx, tx, token, day, party.Sie)
	if err != nil {
		return 0, err
	}
	if err := s.ready(i.Set); err != nil {
		return 0, err
	}
	a := Answer{Wave: i.Wave.ID, Day: day, Kind: kind.Unknown, Marks: s.Marks, Words: s.Words}
	if i.Link.ID != 0 {
		n, err := tx.Exec(ctx, statements.Get("claim"), i.Link.ID, by.At)
		if err != nil {
			return 0, fmt.Errorf("claim link %d: %w", i.Link.ID, err)
		}
		if n == 0 {
			return 0, fault.New(fault.Conflict, "survey.answered")
		}
		a.Link, a.Customer, a.Kind, a.Callback = i.Link.ID, i.Link.Customer, i.Link.Kind, row.Flag(s.Callback)
		if a.Low() {
			if a.Complaint, err = take(ctx, tx, by, clock, i.Link, s.matter(i.Set)); err != nil {
				return 0, err
			}
		}
	}
	a.ID, err = store.Value[int64](ctx, tx, statements.Get("add-answer"), a.Wave, a.Link, a.Customer, a.Kind.Key(), a.Day,
		string(history.Values(a.Marks)), string(history.Values(a.Words)), a.Callback, a.Complaint)
	if err != nil {
		return 0, fmt.Errorf("write an answer: %w", err)
	}
	return a.Complaint, trusted(ctx, tx, by, &a)
}

// take makes a low answer a complaint. It belongs to who handed the link over, as long as he
// works here, else to who is responsible.
func take(ctx context.Context, tx *store.Tx, by customer.By, clock cal.Hours, l Link, words string) (int64, error) {
	owner := int64(0)
	if l.User != 0 {
		u, err := team.Get(ctx, tx, l.User)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return 0, err
		}
		if err == nil && u.DisabledAt == 0 && u.Role.Writes() {
			owner = u.ID
		}
	}
	if owner == 0 {
		c, err := team.GetChief(ctx, tx)
		if err != nil {
			return 0, err
		}
		owner = c.User
	}
	channel := interaction.Message
	if by.Actor > 0 {
		channel = interaction.Counter // said to somebody, who is the one that writes it down
	}
	return complaint.Take(ctx, tx, by, clock, complaint.Taken{Customer: l.Customer, Channel: channel, Words: words, Owner: owner, At: by.At})
}

func answers(ctx context.Context, q store.Querier, name string, args ...any) ([]Answer, error) {
	list, err := store.All(ctx, q, statements.Get(name), (*Answer).fields, args...)
	if err != nil {
		return nil, fmt.Errorf("read answers: %w", err)
	}
	for i := range list {
		a := &list[i]
		a.Kind, _ = kind.Parse(a.kind)
		if err := json.Unmarshal([]byte(a.marks), &a.Marks); err != nil {
			return nil, fmt.Errorf("read answer %d: %w", a.ID, err)
		}
		if err := json.Unmarshal([]byte(a.words), &a.Words); err != nil {
			return nil, fmt.Errorf("read answer %d: %w", a.ID, err)
		}
	}
	return list, nil
}

// Answers returns what was answered in a survey, one person once: of two records that became
// one the later answer counts. Anonymous answers come without an order of time.
func Answers(ctx context.Context, q store.Querier, wave int64) ([]Answer, error) {
	list, err := answers(ctx, q, "answers", wave)
	if err != nil {
		return nil, err
	}
	last := map[int64]int{}
	for i := range list {
		last[list[i].Customer] = i
	}
	kept := list[:0]
	for i := range list {
		if id := list[i].Customer; id == 0 || last[id] == i {
			kept = append(kept, list[i])
		}
	}
	return kept, nil
}

// AnswersOf returns what a customer answered, the newest first.
func AnswersOf(ctx context.Context, q store.Querier, customer int64, limit int) ([]Answer, error) {
	if none, err := store.Empty(ctx, q, "survey_answer"); none || err != nil {
		return nil, err
	}
	return answers(ctx, q, "answers-of", customer, limit)
}

// Refuse notes that the holder of a link wants no more surveys: an objection to advertising,
// from that day on. An anonymous link names nobody who could object.
func Refuse(ctx context.Context, tx *store.Tx, by customer.By, day cal.Date, token string) error {
	found, err := links(ctx, tx, "link-of-hash", hashOf(token))
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fault.New(fault.NotFound, "survey.no_link")
	}
	return consent.Set(ctx, tx, consent.Statement{CustomerID: found[0].Customer, Kind: consent.Objected, Day: day, Source: "survey", At: by.At})
}

// Erase removes an answer because its giver asks for it. What he said is not kept in the
// history either, and cannot be brought back.
func Erase(ctx context.Context, tx *store.Tx, by customer.By, customer, id int64) error {
	n, err := tx.Exec(ctx, statements.Get("drop-answer"), id, customer)
	if err != nil {
		return fmt.Errorf("remove answer %d: %w", id, err)
	}
	if n == 0 {
		return fault.New(fault.NotFound, "survey.gone")
	}
	if err := unsaid(ctx, tx, by, customer); err != nil {
		return err
	}
	_, err = history.Append(ctx, tx, history.Entry{At: by.At, Actor: by.Actor, Verb: "survey.erase", Subject: row.Subject, SubjectID: customer})
	return err
}

// Count is how many were given a link and how many answered.
type Count struct{ Asked, Answered int }

// Rate is the part that has answered; false where nobody was given a link.
func (c Count) Rate() (float64, bool) {
	if c.Asked == 0 {
		return 0, false
	}
	return float64(c.Answered) / float64(c.Asked), true
}

// Counted counts a survey by kind and in all. An anonymous one knows no one who was asked.
func Counted(ctx context.Context, q store.Querier, wave int64) (all Count, by map[kind.Kind]Count, err error) {
	by = map[kind.Kind]Count{}
	type line struct {
		wave           int64
		kind           string
		asked, replied int64
	}
	err = store.Each(ctx, q, statements.Get("counts"), func(l *line) []any { return []any{&l.wave, &l.kind, &l.asked, &l.replied} }, func(l *line) error {
		k, _ := kind.Parse(l.kind)
		by[k] = Count{int(l.asked), int(l.replied)}
		all.Asked += int(l.asked)
		all.Answered += int(l.replied)
		return nil
	}, wave)
	if err != nil {
		return all, by, fmt.Errorf("count survey %d: %w", wave, err)
	}
	if all.Asked == 0 {
		all.Answered, err = store.Value[int](ctx, q, statements.Get("answered"), wave)
	}
	return all, by, err
}

// CountedAll counts all surveys.
func CountedAll(ctx context.Context, q store.Querier) (map[int64]Count, error) {
	type line struct{ wave, asked, replied int64 }
	all := map[int64]Count{}
	for _, name := range []string{"answered-all", "counts-all"} {
		err := store.Each(ctx, q, statements.Get(name), func(l *line) []any { return []any{&l.wave, &l.asked, &l.replied} }, func(l *line) error {
			all[l.wave] = Count{int(l.asked), int(l.replied)}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("count surveys: %w", err)
		}
	}
	return all, nil
}

// Tell reads what a survey tells.
func Tell(ctx context.Context, q store.Querier, w *Wave) (Result, []Answer, error) {
	list, err := Answers(ctx, q, w.ID)
	if err != nil {
		return Result{}, nil, err
	}
	_, by, err := Counted(ctx, q, w.ID)
	if err != nil {
		return Result{}, nil, err
	}
	asked := map[kind.Kind]int{}
	for k, c := range by {
		asked[k] = c.Asked
	}
	return Evaluate(marksOfAll(list), asked, w.Mix), list, nil
}
