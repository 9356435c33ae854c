package relationship

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Playbook is how the firm itself says to deal with customers of a kind. What is empty stands
// in the program's template.
type Playbook struct {
	Kind    string   `json:"kind"`
	Do      []string `json:"do,omitempty"`
	Dont    []string `json:"dont,omitempty"`
	Tone    string   `json:"tone,omitempty"`
	Way     string   `json:"way,omitempty"`
	Offers  string   `json:"offers,omitempty"`
	Service string   `json:"service,omitempty"`
	Stance  string   `json:"stance,omitempty"`
	Version int64    `json:"-"` // 0: not stored yet
}

// What fits into a playbook.
const (
	PlaybookDos   = 6
	PlaybookDonts = 5
	maxLine       = 160
)

// Empty reports whether everything stands in the template.
func (p *Playbook) Empty() bool {
	return len(p.Do)+len(p.Dont) == 0 && p.Tone+p.Way+p.Offers+p.Service+p.Stance == ""
}

// unfit are beginnings of words that stand in no playbook: words of brochures, which say
// nothing, and words that nobody may read about himself.
var unfit = []string{
	"synerg", "holisti", "ganzheitlich", "mehrwert", "touchpoint", "engagement", "begeisterungs", "kundenzentr", "fokussier", "leverage", "seamless",
	"delight", "empower", "best-in-class", "world-class", "value-add", "next-level", "customer journey", "360-grad", "360°", "360-degree",
	"sklav", "slave", "tyrann", "tyrant", "schwierig", "difficult", "querulant", "wertlos", "worthless", "affäre", "flirt", "kostenfresser", "psychisch", "trinker", "galgenfrist",
}

// unfitAlone are words that are unfit by themselves; others begin with them.
var unfitAlone = []string{"klette", "kletten", "wow"}

var unfitPattern = regexp.MustCompile(`(?i)(?:^|[^\pL\d])(?:(` + strings.Join(unfit, "|") + `)|(` + strings.Join(unfitAlone, "|") + `)(?:$|[^\pL]))`)

// Unfit returns the first word of a text that stands in no playbook, as it was written; ""
// without one.
func Unfit(text string) string {
	at := unfitPattern.FindStringSubmatchIndex(text)
	if at == nil {
		return ""
	}
	from := at[2]
	if from < 0 {
		from = at[4]
	}
	word, _, _ := strings.Cut(text[from:], " ")
	return strings.Trim(word, ".,;:!?\"„“”»«()")
}

func tidy(s string) string { return strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ") }

// ready tidies the words and reports the first rule that they break.
func (p *Playbook) ready() error {
	if _, ok := kind.Parse(p.Kind); !ok {
		return fault.New(fault.Invalid, "relationship.kind", p.Kind)
	}
	for _, list := range []*[]string{&p.Do, &p.Dont} {
		for i := range *list {
			(*list)[i] = tidy((*list)[i])
		}
		*list = slices.DeleteFunc(*list, func(s string) bool { return s == "" })
		if len(*list) == 0 {
			*list = nil
		}
	}
	if len(p.Do) > PlaybookDos || len(p.Dont) > PlaybookDonts {
		return fault.New(fault.Invalid, "relationship.playbook.most", PlaybookDos, PlaybookDonts)
	}
	texts := slices.Concat(p.Do, p.Dont)
	for _, s := range []*string{&p.Tone, &p.Way, &p.Offers, &p.Service, &p.Stance} {
		*s = tidy(*s)
		texts = append(texts, *s)
	}
	for _, s := range texts {
		if utf8.RuneCountInString(s) > maxLine {
			return fault.New(fault.Invalid, "relationship.playbook.long", maxLine)
		}
		if word := Unfit(s); word != "" {
			return fault.New(fault.Invalid, "relationship.playbook.unfit", word)
		}
	}
	return nil
}

// Playbooks returns the firm's own words by kind; kinds without own words are missing.
func Playbooks(ctx context.Context, q store.Querier) (map[string]Playbook, error) {
	type stored struct {
		kind, words string
		version     int64
	}
	list, err := store.All(ctx, q, statements.Get("playbooks"), func(s *stored) []any { return []any{&s.kind, &s.version, &s.words} })
	if err != nil {
		return nil, fmt.Errorf("read how the firm deals with kinds: %w", err)
	}
	out := make(map[string]Playbook, len(list))
	for _, s := range list {
		var p Playbook
		if err := json.Unmarshal([]byte(s.words), &p); err != nil {
			return nil, fmt.Errorf("read how the firm deals with the kind %s: %w", s.kind, err)
		}
		p.Kind, p.Version = s.kind, s.version
		out[s.kind] = p
	}
	return out, nil
}

// Play writes the firm's own words of a kind if the stored version is p's; without words the
// template holds again. It fails with fault.Invalid "relationship.playbook.*" and with
// fault.Conflict "relationship.playbook.changed".
func Play(ctx context.Context, tx *store.Tx, by customer.By, p Playbook) error {
	return play(ctx, tx, by, p, 0)
}

// play writes the words; undoes is the entry of the history that is taken back, or 0.
func play(ctx context.Context, tx *store.Tx, by customer.By, p Playbook, undoes int64) error {
	if err := p.ready(); err != nil {
		return err
	}
	all, err := Playbooks(ctx, tx)
	if err != nil {
		return err
	}
	was, had := all[p.Kind]
	if was.Version != p.Version {
		return fault.New(fault.Conflict, "relationship.playbook.changed")
	}
	was.Kind = p.Kind
	if string(history.Values(was)) == string(history.Values(p)) {
		return nil
	}
	if p.Empty() {
		_, err = tx.Exec(ctx, statements.Get("playbook-drop"), p.Kind)
	} else {
		_, err = tx.Exec(ctx, statements.Get("playbook-put"), p.Kind, string(history.Values(p)))
	}
	if err != nil {
		return fmt.Errorf("write how the firm deals with the kind %s: %w", p.Kind, err)
	}
	k, _ := kind.Parse(p.Kind)
	e := history.Entry{At: by.At, Actor: by.Actor, Verb: playbookVerb, Subject: playbookSubject, SubjectID: int64(k) + 1, After: history.Values(p), Undoes: undoes}
	if had {
		e.Before = history.Values(was)
	}
	_, err = history.Append(ctx, tx, e)
	return err
}

// LastPlayed returns the last change of the firm's own words of a kind.
func LastPlayed(ctx context.Context, q store.Querier, k kind.Kind) (e history.Entry, found bool, err error) {
	list, err := history.Of(ctx, q, playbookSubject, int64(k)+1, 0, 1)
	if err != nil || len(list) == 0 {
		return e, false, err
	}
	return list[0], true, nil
}

const (
	playbookVerb    = "relationship.playbook"
	playbookSubject = "playbook"
)

// undoPlay lets the words hold that were there before, unless they were changed since.
func undoPlay(ctx context.Context, tx *store.Tx, by customer.By, e history.Entry) error {
	var was, is Playbook
	if len(e.Before) > 0 {
		if err := json.Unmarshal(e.Before, &was); err != nil {
			return fmt.Errorf("read entry %d: %w", e.ID, err)
		}
	}
	if err := json.Unmarshal(e.After, &is); err != nil {
		return fmt.Errorf("read entry %d: %w", e.ID, err)
	}
	all, err := Playbooks(ctx, tx)
	if err != nil {
		return err
	}
	now := all[is.Kind]
	now.Kind = is.Kind
	if string(history.Values(now)) != string(history.Values(is)) {
		return fault.New(fault.Conflict, "history.row_changed")
	}
	was.Kind, was.Version = is.Kind, now.Version
	return play(ctx, tx, by, was, e.ID)
}
