package survey

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

// Subject is the subject of the entries of this room in the history.
const Subject = "survey"

// Mode is how a survey reaches people.
type Mode string

// The modes; the texts are stored keys.
const (
	Named     Mode = "named"     // a target group, one link each
	Contact   Mode = "contact"   // handed over after a talk, one link each
	Anonymous Mode = "anonymous" // one link for all
)

// Modes lists the modes as forms offer them.
var Modes = []Mode{Named, Contact, Anonymous}

const (
	maxName  = 80
	maxWords = 1000
	maxDays  = 366
	linkDays = 42 // so long a link can be answered, at most until the survey ends
	// MostSheets is how many links are made at once.
	MostSheets = 200
)

// Wave is one survey.
type Wave struct {
	ID, Version int64
	Name        string
	Mode        Mode
	Rule        string // of the target group, "" for everybody
	Group       string // its name when the survey began
	Short       row.Flag
	Recommend   row.Flag
	Guess       int // of a hundred the firm believes to say "as expected or better"; -1 not said
	Mix         map[kind.Kind]int
	Begun       cal.Date
	Until       cal.Date // the last day
	Ended       cal.Instant
	User        int64

	seed, hash, mix string
}

func (w *Wave) fields() []any {
	return []any{
		&w.ID, &w.Version, &w.Name, (*string)(&w.Mode), &w.Rule, &w.Group, &w.Short, &w.Recommend, &w.Guess, &w.mix, &w.Begun, &w.Until, &w.seed, &w.hash, &w.Ended, &w.User,
	}
}

// Runs reports whether the survey takes answers on a day.
func (w *Wave) Runs(day cal.Date) bool { return w.Ended == 0 && day >= w.Begun && day <= w.Until }

// Set is what somebody of a kind is asked in the survey; turn is the id of his link.
func (w *Wave) Set(k kind.Kind, turn int64) []Question {
	if w.Mode == Anonymous {
		return AnonymousSet(bool(w.Short), bool(w.Recommend))
	}
	return Set(k, bool(w.Short), bool(w.Recommend), turn)
}

func (w *Wave) ready(today cal.Date) error {
	w.Name = strings.TrimSpace(w.Name)
	switch {
	case w.Name == "":
		return fault.New(fault.Invalid, "survey.name")
	case utf8.RuneCountInString(w.Name) > maxName:
		return fault.New(fault.Invalid, "survey.long", maxName)
	case !slices.Contains(Modes, w.Mode):
		return fault.New(fault.Invalid, "survey.mode")
	case !w.Until.Valid() || w.Until < today || w.Until > today.Add(maxDays):
		return fault.New(fault.Invalid, "survey.until")
	case w.Guess < -1 || w.Guess > 100:
		return fault.New(fault.Invalid, "survey.guess")
	}
	if w.Mode != Named {
		w.Rule, w.Group = "", ""
	}
	return nil
}

// told is what the history keeps of a survey.
type told struct {
	Name  string      `json:"name"`
	Mode  Mode        `json:"mode"`
	Group string      `json:"group,omitempty"`
	Until cal.Date    `json:"until"`
	Ended cal.Instant `json:"ended_at,omitempty"`
}

func (w *Wave) told() told { return told{w.Name, w.Mode, w.Group, w.Until, w.Ended} }

// Begin writes a survey down and returns its id. An anonymous one gets its link.
func Begin(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, secret string, w Wave) (int64, error) {
	if w.Begun = today; w.Mix == nil {
		w.Mix = map[kind.Kind]int{}
	}
	if err := w.ready(today); err != nil {
		return 0, err
	}
	if w.Mode == Anonymous {
		w.seed = seed()
		w.hash = hashOf(tokenOf(secret, w.seed))
	}
	mix := map[string]int{}
	for k, n := range w.Mix {
		mix[k.Key()] = n
	}
	id, err := store.Value[int64](ctx, tx, statements.Get("add-wave"), w.Name, string(w.Mode), w.Rule, w.Group, w.Short, w.Recommend, w.Guess,
		string(history.Values(mix)), w.Begun, w.Until, w.seed, w.hash, cal.Instant(0), max(by.Actor, 0))
	if err != nil {
		return 0, fmt.Errorf("begin a survey: %w", err)
	}
	return id, note(ctx, tx, by, history.Entry{Verb: "survey.begin", SubjectID: id, After: history.Values(w.told())})
}

// End closes a survey: its links take no answer any more. Resume lets it go on.
func End(ctx context.Context, tx *store.Tx, by customer.By, id, version int64) error {
	return turn(ctx, tx, by, history.Entry{Verb: "survey.end", SubjectID: id}, version, by.At)
}

// Resume lets a survey go on that was ended.
func Resume(ctx context.Context, tx *store.Tx, by customer.By, id, version int64) error {
	return turn(ctx, tx, by, history.Entry{Verb: "survey.resume", SubjectID: id}, version, 0)
}

func turn(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry, version int64, ended cal.Instant) error {
	w, err := Read(ctx, tx, e.SubjectID)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, statements.Get("end-wave"), w.ID, version, ended)
	if err != nil {
		return fmt.Errorf("end survey %d: %w", w.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "history.row_changed")
	}
	e.Before = history.Values(w.told())
	w.Ended = ended
	e.After = history.Values(w.told())
	return note(ctx, tx, by, e)
}

func note(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) error {
	e.At, e.Actor, e.Subject = by.At, by.Actor, Subject
	_, err := history.Append(ctx, tx, e)
	return err
}

func (w *Wave) finish() error {
	mix := map[string]int{}
	if err := json.Unmarshal([]byte(w.mix), &mix); err != nil {
		return fmt.Errorf("read the mix of survey %d: %w", w.ID, err)
	}
	w.Mix = map[kind.Kind]int{}
	for key, n := range mix {
		if k, ok := kind.Parse(key); ok {
			w.Mix[k] = n
		}
	}
	return nil
}

// Read returns the survey id, or fault.NotFound "survey.gone".
func Read(ctx context.Context, q store.Querier, id int64) (Wave, error) {
	return oneWave(ctx, q, "wave", id)
}

func oneWave(ctx context.Context, q store.Querier, name string, arg any) (Wave, error) {
	w, found, err := store.One(ctx, q, statements.Get(name), (*Wave).fields, arg)
	if err != nil {
		return w, fmt.Errorf("read a survey: %w", err)
	}
	if !found {
		return w, fault.New(fault.NotFound, "survey.gone")
	}
	return w, w.finish()
}

// Waves returns surveys, the newest first.
func Waves(ctx context.Context, q store.Querier, limit int) ([]Wave, error) {
	if none, err := store.Empty(ctx, q, "survey_wave"); none || err != nil {
		return nil, err
	}
	list, err := store.All(ctx, q, statements.Get("waves"), (*Wave).fields, limit)
	if err != nil {
		return nil, fmt.Errorf("read the surveys: %w", err)
	}
	for i := range list {
		if err := list[i].finish(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// seed is what a link is made from, with the firm's secret.
func seed() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// tokenOf is the end of the address of a link: 96 bits, which name nobody.
func tokenOf(secret, seed string) string {
	mac := hmac.New(sha256.New, []byte("survey:"+secret))
	mac.Write([]byte(seed))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:12])
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// Token is the end of the address of an anonymous survey.
func (w *Wave) Token(secret string) string { return tokenOf(secret, w.seed) }

// Link is what one person was given.
type Link struct {
	ID, Wave, Customer int64
	Kind               kind.Kind
	Day, Until         cal.Date
	At, Answered       cal.Instant
	User               int64

	seed, hash, kind string
}

func (l *Link) fields() []any {
	return []any{&l.ID, &l.Wave, &l.Customer, &l.kind, &l.seed, &l.hash, &l.Day, &l.At, &l.Until, &l.Answered, &l.User}
}

// Token is the end of the address of the link.
func (l *Link) Token(secret string) string { return tokenOf(secret, l.seed) }

func links(ctx context.Context, q store.Querier, name string, args ...any) ([]Link, error) {
	list, err := store.All(ctx, q, statements.Get(name), (*Link).fields, args...)
	if err != nil {
		return nil, fmt.Errorf("read links of surveys: %w", err)
	}
	for i := range list {
		list[i].Kind, _ = kind.Parse(list[i].kind)
	}
	return list, nil
}

// Links returns links of a survey from an id on.
func Links(ctx context.Context, q store.Querier, wave, from int64, limit int) ([]Link, error) {
	return links(ctx, q, "links", wave, from, limit)
}

// LinksOf returns the links that a customer was given, the newest first.
func LinksOf(ctx context.Context, q store.Querier, customer int64, limit int) ([]Link, error) {
	if none, err := store.Empty(ctx, q, "survey_link"); none || err != nil {
		return nil, err
	}
	return links(ctx, q, "links-of", customer, limit)
}

// handed is what the history keeps of links that were made.
type handed struct {
	Sheets int     `json:"sheets"`
	Links  []int64 `json:"links,omitempty"`
}

// Hand makes links of a survey for customers who may be asked, and returns them. Who may not
// is left out; who has one of this survey keeps it. tap is the single tap at the counter.
func Hand(ctx context.Context, tx *store.Tx, by customer.By, today cal.Date, secret string, wave int64, tap bool, ids ...int64) ([]Link, error) {
	w, err := Read(ctx, tx, wave)
	if err != nil {
		return nil, err
	}
	if w.Mode == Anonymous {
		return nil, fault.New(fault.Invalid, "survey.anonymous")
	}
	if !w.Runs(today) {
		return nil, fault.New(fault.Conflict, "survey.over")
	}
	people, err := People(ctx, tx, today, wave, ids...)
	if err != nil {
		return nil, err
	}
	var made []Link
	for _, id := range ids {
		p, known := people[id]
		if !known || len(made) == MostSheets || May(p, today, tap) != Free {
			continue
		}
		l := Link{Wave: w.ID, Customer: id, Kind: p.Kind, Day: today, At: by.At, Until: min(w.Until, today.Add(linkDays)), User: max(by.Actor, 0), seed: seed()}
		l.hash = hashOf(tokenOf(secret, l.seed))
		n, found, err := store.One(ctx, tx, statements.Get("add-link"), func(n *int64) []any { return []any{n} }, l.Wave, l.Customer, l.Kind.Key(), l.seed, l.hash, l.Day, l.At, l.Until, l.User)
		if err != nil {
			return nil, fmt.Errorf("make a link: %w", err)
		}
		if !found {
			continue // somebody else was quicker
		}
		l.ID = n
		made = append(made, l)
	}
	if len(made) == 0 {
		return nil, nil
	}
	h := handed{Sheets: len(made)}
	for i := range made {
		h.Links = append(h.Links, made[i].ID)
	}
	return made, note(ctx, tx, by, history.Entry{Verb: "survey.hand", SubjectID: w.ID, After: history.Values(h)})
}

// Undo takes back a change of this room: a survey of which nobody has heard, its end, links
// that nobody has answered. It reports false for an entry of another room.
func Undo(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) (known bool, err error) {
	if trusts.Knows(e) {
		return true, trusts.Undo(ctx, tx, row.By{Actor: by.Actor, At: by.At}, e)
	}
	back := history.Entry{Verb: "survey.undo", SubjectID: e.SubjectID, Before: e.After, After: e.Before, Undoes: e.ID}
	switch e.Verb {
	case "survey.begin":
		n, err := tx.Exec(ctx, statements.Get("drop-wave"), e.SubjectID)
		if err == nil && n == 0 {
			err = fault.New(fault.Conflict, "survey.heard")
		}
		if err != nil {
			return true, err
		}
		return true, note(ctx, tx, by, back)
	case "survey.end", "survey.resume":
		var was, is told
		if err := json.Unmarshal(e.Before, &was); err != nil {
			return true, fmt.Errorf("read entry %d: %w", e.ID, err)
		}
		if err := json.Unmarshal(e.After, &is); err != nil {
			return true, fmt.Errorf("read entry %d: %w", e.ID, err)
		}
		w, err := Read(ctx, tx, e.SubjectID)
		if err != nil {
			return true, err
		}
		if w.Ended != is.Ended {
			return true, fault.New(fault.Conflict, "history.row_changed")
		}
		return true, turn(ctx, tx, by, back, w.Version, was.Ended)
	case "survey.hand":
		var h handed
		if err := json.Unmarshal(e.After, &h); err != nil {
			return true, fmt.Errorf("read entry %d: %w", e.ID, err)
		}
		for _, id := range h.Links {
			n, err := tx.Exec(ctx, statements.Get("drop-link"), id)
			if err != nil {
				return true, fmt.Errorf("take back link %d: %w", id, err)
			}
			if n == 0 {
				return true, fault.New(fault.Conflict, "survey.heard")
			}
		}
		return true, note(ctx, tx, by, back)
	}
	return false, nil
}

// Movings are the tables that follow a customer when two records become one.
func Movings() []row.Moving {
	var list []row.Moving
	for _, name := range []string{"link", "answer", "trust"} {
		list = append(list, row.Move("survey "+name, statements.Get(name+"-relink"), statements.Get(name+"-unlink")))
	}
	return list
}

// Forget removes what customers who are deleted were asked and what they answered.
func Forget(ctx context.Context, tx *store.Tx, ids ...int64) error {
	for _, name := range []string{"answer-forget", "link-forget", "trust-forget"} {
		if err := tx.ForIDs(ctx, statements.Get(name), ids); err != nil {
			return fmt.Errorf("forget what customers answered: %w", err)
		}
	}
	return nil
}
