package team

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Chief names the one person who answers for the firm's relationships, and who stands
// in for that person.
type Chief struct {
	User    int64
	Deputy  int64 // 0 for nobody
	Version int64
}

// GetChief returns who is named. Until somebody is, it is the owner who has been here
// longest: there is exactly one at any time.
func GetChief(ctx context.Context, db store.Querier) (Chief, error) {
	c, found, err := store.One(ctx, db, statements.Get("chief"), func(c *Chief) []any { return []any{&c.User, &c.Deputy, &c.Version} })
	if err != nil {
		return c, fmt.Errorf("read who is responsible: %w", err)
	}
	if !found {
		return c, fault.New(fault.NotFound, "team.no_chief")
	}
	return c, nil
}

// SetChief names the person responsible and the deputy. Both must be able to sign in and
// to change things; they are not the same person.
func SetChief(ctx context.Context, tx *store.Tx, by By, c Chief) error {
	was, err := GetChief(ctx, tx)
	if err != nil {
		return err
	}
	for _, id := range []int64{c.User, c.Deputy} {
		if id == 0 && id == c.Deputy {
			continue
		}
		u, found, err := store.One(ctx, tx, statements.Get("user"), (*User).fields, id)
		if err != nil {
			return fmt.Errorf("read user %d: %w", id, err)
		}
		if !found || !mayAnswer(&u) {
			return fault.New(fault.Invalid, "team.no_chief")
		}
	}
	if c.User == c.Deputy {
		return fault.New(fault.Invalid, "team.own_deputy")
	}
	n, err := tx.Exec(ctx, statements.Get("set-chief"), c.User, c.Deputy, c.Version)
	if err != nil {
		return fmt.Errorf("name who is responsible: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "team.changed")
	}
	before, after := named{was.User, was.Deputy}, named{c.User, c.Deputy}
	if before == after {
		return nil
	}
	return note(ctx, tx, by, "team.chief", teamSubject, 1, before, after)
}

// mayAnswer tells whether somebody can be the person responsible or the deputy.
func mayAnswer(u *User) bool { return u.DisabledAt == 0 && u.Role.Writes() && u.Role != Helper }

// OnDuty returns who answers on a day: the person responsible, the deputy while that
// person is away, and the person all the same when both are.
func OnDuty(ctx context.Context, db store.Querier, day cal.Date) (int64, error) {
	c, err := GetChief(ctx, db)
	if err != nil || c.Deputy == 0 {
		return c.User, err
	}
	away, err := Away(ctx, db, day)
	if err != nil {
		return 0, err
	}
	return c.onDuty(func(id int64) bool { return slices.Contains(away, id) }), nil
}

// onDuty is who of the two answers on a day on which some are away.
func (c Chief) onDuty(away func(id int64) bool) int64 {
	if c.Deputy != 0 && away(c.User) && !away(c.Deputy) {
		return c.Deputy
	}
	return c.User
}

// Charge returns the users whose duties a user has to see to on a day, himself first. For
// who is on duty these are also the duties of those who work here no more, whose role
// lets them keep no promise, or who are away: nothing that was promised falls on nobody's
// list.
func Charge(ctx context.Context, db store.Querier, user int64, day cal.Date) ([]int64, error) {
	people, err := store.All(ctx, db, statements.Get("charge"), (*colleague).fields, day)
	if err != nil {
		return nil, fmt.Errorf("read who has whose duties: %w", err)
	}
	charge := []int64{user}
	if len(people) == 0 {
		return charge, nil
	}
	away := func(id int64) bool {
		return slices.ContainsFunc(people, func(p colleague) bool { return p.id == id && p.away == 1 })
	}
	if people[0].chief.onDuty(away) != user {
		return charge, nil
	}
	for _, p := range people {
		there := p.disabledAt == 0 && May(p.role, Write) && p.away == 0
		if !there && p.id != user {
			charge = append(charge, p.id)
		}
	}
	return charge, nil
}

// colleague is a user on a day, beside who is named.
type colleague struct {
	chief      Chief
	id         int64
	role       Role
	disabledAt cal.Instant
	away       int
}

func (c *colleague) fields() []any {
	return []any{&c.chief.User, &c.chief.Deputy, &c.id, (*string)(&c.role), &c.disabledAt, &c.away}
}

// Absence is a time in which a colleague is away, both days included.
type Absence struct {
	ID          int64
	User        int64
	From, Until cal.Date
}

func (a *Absence) fields() []any { return []any{&a.ID, &a.User, &a.From, &a.Until} }

// Absences returns the absences that are not over on day, the next first.
func Absences(ctx context.Context, db store.Querier, day cal.Date) ([]Absence, error) {
	list, err := store.All(ctx, db, statements.Get("absences"), (*Absence).fields, day)
	if err != nil {
		return nil, fmt.Errorf("read absences: %w", err)
	}
	return list, nil
}

// Away returns who is away on day.
func Away(ctx context.Context, db store.Querier, day cal.Date) ([]int64, error) {
	list, err := Absences(ctx, db, day)
	var ids []int64
	for _, a := range list {
		if a.From <= day && !slices.Contains(ids, a.User) {
			ids = append(ids, a.User)
		}
	}
	return ids, err
}

// maxAbsence is the longest absence in days; who is away longer is taken off the team.
const maxAbsence = 731

// AddAbsence notes an absence and returns its id.
func AddAbsence(ctx context.Context, tx *store.Tx, by By, a Absence) (int64, error) {
	if !a.From.Valid() || !a.Until.Valid() || a.Until < a.From || a.Until.Sub(a.From) > maxAbsence {
		return 0, fault.New(fault.Invalid, "team.absence")
	}
	id, err := store.Value[int64](ctx, tx, statements.Get("add-absence"), a.User, a.From, a.Until)
	if err != nil {
		return 0, fmt.Errorf("note an absence: %w", err)
	}
	return id, note(ctx, tx, by, "team.away", userSubject, a.User, nil, away{id, a.From, a.Until})
}

// RemoveAbsence takes an absence of the user away and tells whether there was one.
func RemoveAbsence(ctx context.Context, tx *store.Tx, by By, user, id int64) (bool, error) {
	was, found, err := store.One(ctx, tx, statements.Get("remove-absence"), (*Absence).fields, user, id)
	if err != nil {
		return false, fmt.Errorf("remove an absence: %w", err)
	}
	if !found {
		return false, nil
	}
	return true, note(ctx, tx, by, "team.back", userSubject, user, away{id, was.From, was.Until}, nil)
}

// Skill is a kind of thing that a colleague brings.
type Skill string

// The skills.
const (
	Topic     Skill = "topic"     // likes to talk about it
	Expertise Skill = "expertise" // knows about it
	Language  Skill = "language"  // speaks it
)

// Skills lists the skills.
var Skills = []Skill{Topic, Expertise, Language}

// Known is one word of one colleague.
type Known struct {
	User  int64
	Skill Skill
	Word  string
	Key   string // folded, for comparing
}

func (k *Known) fields() []any { return []any{&k.User, &k.Skill, &k.Word, &k.Key} }

const (
	maxSkills = 30
	maxWord   = 60
)

// SetSkills replaces the words of one skill of a user.
func SetSkills(ctx context.Context, tx *store.Tx, by By, user int64, skill Skill, words []string) error {
	if !slices.Contains(Skills, skill) {
		return fault.New(fault.Invalid, "team.skill", string(skill))
	}
	was, err := skillsOf(ctx, tx, user, skill)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, statements.Get("drop-skills"), user, string(skill)); err != nil {
		return fmt.Errorf("replace skills: %w", err)
	}
	seen := map[string]bool{}
	for _, w := range words {
		w = strings.Join(strings.Fields(strings.ToValidUTF8(w, "")), " ")
		key := locale.SearchKey(w)
		if key == "" || seen[key] {
			continue
		}
		if seen[key] = true; len(seen) > maxSkills || len([]rune(w)) > maxWord {
			return fault.New(fault.Invalid, "team.skills", maxSkills, maxWord)
		}
		if _, err := tx.Exec(ctx, statements.Get("add-skill"), user, string(skill), w, key); err != nil {
			return fmt.Errorf("add a skill: %w", err)
		}
	}
	is, err := skillsOf(ctx, tx, user, skill)
	if err != nil || slices.Equal(was, is) {
		return err
	}
	return note(ctx, tx, by, "team.skills", userSubject, user, map[Skill][]string{skill: was}, map[Skill][]string{skill: is})
}

// skillsOf returns the words of one skill of a user.
func skillsOf(ctx context.Context, db store.Querier, user int64, skill Skill) ([]string, error) {
	words, err := store.All(ctx, db, statements.Get("skills-of"), func(w *string) []any { return []any{w} }, user, string(skill))
	if err != nil {
		return nil, fmt.Errorf("read the skills of user %d: %w", user, err)
	}
	return words, nil
}

// AllSkills returns the words of all users who may sign in.
func AllSkills(ctx context.Context, db store.Querier) ([]Known, error) {
	list, err := store.All(ctx, db, statements.Get("skills"), (*Known).fields)
	if err != nil {
		return nil, fmt.Errorf("read skills: %w", err)
	}
	return list, nil
}

// Fit is a colleague who shares words with a customer.
type Fit struct {
	User  int64
	Words []string // as the colleague wrote them
}

// Fitting tells which colleagues share what a customer is interested in, those with the
// most in common first, equals by id. It is a suggestion for a talk, no ranking of the
// colleagues. words are the customer's topics in any spelling.
func Fitting(all []Known, words []string) []Fit {
	wanted := map[string]bool{}
	for _, w := range words {
		wanted[locale.SearchKey(w)] = true
	}
	delete(wanted, "")
	shared := map[int64][]string{}
	for _, k := range all {
		if wanted[k.Key] && !slices.Contains(shared[k.User], k.Word) {
			shared[k.User] = append(shared[k.User], k.Word)
		}
	}
	var out []Fit
	for user, list := range shared {
		slices.Sort(list)
		out = append(out, Fit{user, list})
	}
	slices.SortFunc(out, func(a, b Fit) int {
		if d := len(b.Words) - len(a.Words); d != 0 {
			return d
		}
		return int(a.User - b.User)
	})
	return out
}
