package care

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/warning"
)

//go:embed *.sql
var files embed.FS

var sql = store.Load(files)

// Step is a line of somebody's day as it is stored, with what is known of its customer
// now.
type Step struct {
	ID        int64
	User      int64
	Day       cal.Date
	Line      Line
	State     State
	Reason    string   // of a rejection or of being struck
	Until     cal.Date // of a postponement
	Postponed int
	DecidedAt cal.Instant
	Contact   int64 // the interaction that it wrote, or 0

	Kind        string // of the customer: person, firm, contact; "" on a mass line or when he is gone
	FullName    string
	Number      string
	LastName    string
	Salutation  string
	AddressForm string
	Phone       string
	LastDay     cal.Date // last purchase as known now
	Relation    string   // key of the kind of relationship, "" where there is none
	Barred      bool
	Complains   bool   // has an open complaint: nothing is offered meanwhile
	Strained    bool   // is in a strained phase: he is left in peace
	Mistrusts   bool   // his trust is damaged: nothing is sold to him
	Parted      bool   // service ended or notice given
	Contacted   bool   // on the same day from another list
	Times       string // of day at which he likes to be called, "" when not said
}

// Name returns what the customer is called, his number when he has no name.
func (s *Step) Name() string {
	if s.FullName != "" {
		return s.FullName
	}
	return s.Number
}

// Subject returns the customer for the words of the line; usual is the firm's own form
// of address, which counts where none was agreed.
func (s *Step) Subject(usual string) Subject {
	form := s.AddressForm
	if form == "" {
		form = usual
	}
	return Subject{
		Person:  locale.Person{Name: s.Name(), Family: s.LastName, Salutation: locale.ParseSalutation(s.Salutation), Firm: s.Kind == string(customer.Firm)},
		Du:      form == "du",
		Article: s.Line.Facts.Article,
	}
}

func (s *Step) fields(facts *string, barred, parted, contacted *int) []any {
	l := &s.Line
	return []any{
		&s.ID, &l.Position, &l.Customer, (*string)(&l.Occasion), &l.Key, (*int)(&l.Class), &l.Score, &l.Minutes, (*string)(&l.Channel), facts, &l.Customers,
		(*string)(&s.State), &s.Reason, &s.Until, &s.Postponed, &s.DecidedAt, &s.Contact, &s.User, &s.Day,
		&s.Kind, &s.FullName, &s.Number, &s.LastName, &s.Salutation, &s.AddressForm, &s.Phone, &s.LastDay, &s.Relation, barred, parted, contacted,
	}
}

type stepRow struct {
	Step
	facts                     string
	barred, parted, contacted int
}

func stepRowFields(r *stepRow) []any {
	return r.Step.fields(&r.facts, &r.barred, &r.parted, &r.contacted)
}

// step decodes the row and strikes it when its condition has vanished.
func (r *stepRow) step() (Step, error) {
	s := r.Step
	s.Barred, s.Complains, s.Strained = r.barred%10 > 0, r.barred/10%10 > 0, r.barred/100%10 > 0
	s.Mistrusts = r.barred >= 1000
	s.Parted, s.Contacted = r.parted > 0, r.contacted > 0
	var err error
	if s.Line.Facts, err = readFacts(r.facts); err != nil {
		return s, fmt.Errorf("facts of line %d: %w", s.ID, err)
	}
	if s.State == Planned && s.Line.Customer != 0 {
		if why := s.vanished(); why != "" {
			s.State, s.Reason = Struck, why
		}
	}
	return s, nil
}

// vanished tells why a planned line is no longer true, "" when it is.
func (s *Step) vanished() string {
	known := s.LastDay < cal.Latest
	switch {
	case s.Kind == "":
		return "gone"
	case s.Line.Class == Duty:
		return ""
	case s.Barred:
		return "barred"
	case s.Complains:
		return "complains"
	case s.Strained:
		return "strained"
	case s.Mistrusts:
		return "mistrusts"
	case s.Parted:
		return "parted"
	case s.Contacted:
		return "contacted"
	case s.Line.silence() && known && s.LastDay > s.Line.Facts.Last:
		return "bought"
	case s.Line.Occasion == Thanks && known && s.LastDay < s.Line.Facts.Last:
		return "undone"
	}
	return ""
}

// heedWishes strikes planned lines against which a customer has said something since, and
// notes at which times of day he likes to be called. Duties stay: they were promised.
func heedWishes(ctx context.Context, q store.Querier, steps []Step) error {
	var ids []int64
	var day cal.Date
	for i := range steps {
		if steps[i].State == Planned && steps[i].Line.Customer != 0 {
			ids, day = append(ids, steps[i].Line.Customer), steps[i].Day
		}
	}
	if len(ids) == 0 {
		return nil
	}
	wishes, err := interest.Wishes(ctx, q, ids, day)
	if err != nil {
		return err
	}
	for i := range steps {
		s := &steps[i]
		if s.State != Planned || s.Line.Customer == 0 {
			continue
		}
		wish, said := wishes[s.Line.Customer]
		s.Times = wish.Times
		if !said || s.Line.Class != Danger && s.Line.Class != Appreciation {
			continue
		}
		last := interaction.Last{In: cal.Never, Out: cal.Never}
		if wish.Often != "" {
			if last, err = interaction.LastOf(ctx, q, s.Line.Customer); err != nil {
				return err
			}
		}
		if s.against(wish, last.Out) {
			s.State, s.Reason = Struck, "wish"
		}
	}
	return nil
}

// against reports whether a line contradicts what the customer wishes now; last is when
// the firm last came up by itself. A contact of the day itself is no reason.
func (s *Step) against(wish interest.Wish, last cal.Date) bool {
	if last >= s.Day {
		last = cal.Never
	}
	return !wish.Allows(s.Day, last) || s.Line.Channel.Against(wish.Channel)
}

// Against reports whether a way of contact is not the one that is wished now: nobody is
// called or spoken to at the counter who wishes to be written to.
func (c Channel) Against(wish string) bool {
	switch c {
	case Phone:
		return wish != "" && wish != "phone" && wish != "visit"
	case Counter:
		return wish == "letter" || wish == "phone"
	default:
		return false
	}
}

// silence reports whether the line is there because the customer stays away.
func (l Line) silence() bool {
	if l.Occasion != Warning {
		return l.Class == Danger
	}
	return slices.ContainsFunc(l.Facts.Signs, silent)
}

// silent reports whether a sign of a warning is that the customer stays away.
func silent(sign string) bool {
	return sign == string(warning.Silent) || sign == string(warning.Dormant)
}

func loadStep(ctx context.Context, q store.Querier, id int64) (Step, error) {
	r, found, err := store.One(ctx, q, sql.Get("step"), stepRowFields, id)
	if err != nil {
		return Step{}, err
	}
	if !found {
		return Step{}, fault.New(fault.NotFound, "care.no_such_step")
	}
	s, err := r.step()
	if err != nil {
		return s, err
	}
	one := []Step{s}
	err = heedWishes(ctx, q, one)
	return one[0], err
}

// Load returns one line.
func Load(ctx context.Context, q store.Querier, id int64) (Step, error) { return loadStep(ctx, q, id) }

// Day is the list of a user for a day.
type Day struct {
	Day       cal.Date
	PlannedAt cal.Instant
	Steps     []Step
	// Rest counts those who were silent beyond their window on the first day; 0 later.
	Rest int
}

// Counted returns how many lines of classes 1 to 3 the day has, and how many of them
// are settled: done, put off, rejected or struck.
func (d Day) Counted() (settled, all int) {
	for _, s := range d.Steps {
		if s.Line.Customer == 0 || s.Line.Class == Duty {
			continue
		}
		all++
		if s.State != Planned {
			settled++
		}
	}
	return settled, all
}

// Finished reports whether every line of the day, mass lines and duties too, is
// settled and there was one.
func (d Day) Finished() bool {
	for _, s := range d.Steps {
		if s.State == Planned {
			return false
		}
	}
	return len(d.Steps) > 0
}

// Today returns the list of a user for a day; planned is false when [Desk.Plan] did
// not run yet.
func Today(ctx context.Context, q store.Querier, user int64, day cal.Date) (d Day, planned bool, err error) {
	d, planned, err = loadDay(ctx, q, user, day)
	if err != nil || !planned {
		return d, planned, err
	}
	rows, err := store.All(ctx, q, sql.Get("steps"), stepRowFields, user, day)
	if err != nil {
		return d, true, fmt.Errorf("list of %s: %w", day, err)
	}
	for i := range rows {
		s, err := rows[i].step()
		if err != nil {
			return d, true, err
		}
		d.Steps = append(d.Steps, s)
	}
	if err := heedWishes(ctx, q, d.Steps); err != nil {
		return d, true, err
	}
	return d, true, settleDuties(ctx, q, d.Steps)
}

func loadDay(ctx context.Context, q store.Querier, user int64, day cal.Date) (Day, bool, error) {
	d := Day{Day: day}
	type row struct{ calm, rest int }
	var r row
	_, found, err := store.One(ctx, q, sql.Get("day"), func(*row) []any { return []any{&d.PlannedAt, &r.calm, &r.rest} }, user, day)
	if r.calm == 1 {
		d.Rest = r.rest
	}
	return d, found, err
}

func firstDay(ctx context.Context, q store.Querier, day cal.Date) (bool, error) {
	n, err := store.Value[int](ctx, q, sql.Get("days-before"), day)
	return n == 0, err
}

func addStep(ctx context.Context, tx *store.Tx, user int64, day cal.Date, position int, l Line) error {
	facts, err := json.Marshal(l.Facts)
	if err != nil {
		return err
	}
	id, err := store.Value[int64](ctx, tx, sql.Get("add-step"), user, day, position, l.Customer, string(l.Occasion), l.Key,
		int(l.Class), l.Score, l.Minutes, string(l.Channel), string(facts), l.Customers)
	if err != nil {
		return err
	}
	members := append(append([]int64(nil), l.Members...), l.HeldBack...)
	i := 0
	_, err = tx.Bulk(ctx, "care_member", []string{"step_id", "customer_id", "held"}, func(dst []any) (bool, error) {
		if i == len(members) {
			return false, nil
		}
		held := 0
		if i >= len(l.Members) {
			held = 1
		}
		dst[0], dst[1], dst[2] = id, members[i], held
		i++
		return true, nil
	})
	return err
}

// Members returns the customers of a mass line, and how many were held back as
// comparison. Who has meanwhile objected, bought where silence was the reason, or was
// contacted from another list is no longer one of them.
func Members(ctx context.Context, q store.Querier, step int64) (ids []int64, held int, err error) {
	type row struct {
		id   int64
		held int
	}
	err = store.Each(ctx, q, sql.Get("members"), func(r *row) []any { return []any{&r.id, &r.held} }, func(r *row) error {
		if r.held == 1 {
			held++
		} else {
			ids = append(ids, r.id)
		}
		return nil
	}, step)
	return ids, held, err
}

// Forget removes all lines about a customer who is deleted, also his place in mass lines:
// their facts tell of him.
func Forget(ctx context.Context, tx *store.Tx, id int64) error {
	if id == 0 { // mass lines belong to nobody
		return nil
	}
	for _, name := range []string{"forget-steps", "forget-members"} {
		if _, err := tx.Exec(ctx, sql.Get(name), id); err != nil {
			return fmt.Errorf("forget the lines of customer %d: %w", id, err)
		}
	}
	return nil
}

func postponements(ctx context.Context, q store.Querier, key string) (int, error) {
	return store.Value[int](ctx, q, sql.Get("postponements"), key)
}

func medianStake(ctx context.Context, q store.Querier, day cal.Date) (middle int64, err error) {
	n, err := store.Value[int64](ctx, q, sql.Get("count-awake"), day)
	if err != nil || n == 0 {
		return 0, err
	}
	return store.Value[int64](ctx, q, sql.Get("median-stake"), day, n/2)
}

// candidates returns the customers of whom a rule may have something to say on day, in
// ascending order, and how many more are silent beyond every window; those who are late
// and worth less than middle were never to be asked.
func candidates(ctx context.Context, q store.Querier, begin, day cal.Date, middle int64) (ids []int64, rest int, err error) {
	set := map[int64]bool{}
	add := func(name string, args ...any) {
		if err == nil {
			err = store.Each(ctx, q, sql.Get(name), func(v *int64) []any { return []any{v} }, func(v *int64) error {
				set[*v] = true
				return nil
			}, args...)
		}
	}
	add("recent-buyers", day.Add(-thanksDays+1), day)
	for _, years := range celebrated {
		at := day.AddMonths(-12 * years)
		add("anniversaries", at.Add(-anniversaryDays-1), at.Add(anniversaryDays+1))
	}
	add("red", redFrom)
	if err != nil {
		return nil, 0, err
	}
	calmed, err := relationship.Calmed(ctx, q, day.Add(-calmDays), day)
	if err != nil {
		return nil, 0, err
	}
	for id := range calmed {
		set[id] = true
	}
	told, err := toldAnniversaries(ctx, q, begin, day)
	if err != nil {
		return nil, 0, fmt.Errorf("told anniversaries: %w", err)
	}
	for _, id := range told {
		set[id] = true
	}
	type silent struct {
		id            int64
		late, dormant cal.Date
		interval      float64
		stake         int64
	}
	err = store.Each(ctx, q, sql.Get("silent"), func(s *silent) []any {
		return []any{&s.id, &s.late, &s.dormant, &s.interval, &s.stake}
	}, func(s *silent) error {
		if mayBeInWindow(day, s.late, s.dormant, s.interval) {
			set[s.id] = true
		} else if !set[s.id] && (day >= s.dormant || s.stake >= middle) {
			rest++
		}
		return nil
	}, day)
	if err != nil {
		return nil, 0, err
	}
	return slices.Sorted(maps.Keys(set)), rest, nil
}

// mayBeInWindow is a wide net around the windows of K11 and K12; the rules decide.
func mayBeInWindow(day, late, dormant cal.Date, interval float64) bool {
	own := days(interval)
	if day < dormant {
		return day <= late.Add(max(lateDays, own)+1)
	}
	length := max(winBackDays, own)
	second := dormant.Add(max(2*own, length))
	return day <= dormant.Add(length+1) || (day >= second.Add(-1) && day <= second.Add(length+1))
}

// likesKept is how many articles a line remembers.
const likesKept = 3

// enrich adds to the chosen lines what is only needed for words: the articles that the
// customer likes. Like everything on a line they are those of the day of planning.
func (d *Desk) enrich(ctx context.Context, list []Line, day cal.Date) error {
	for i := range list {
		if list[i].Customer == 0 {
			continue
		}
		likes, err := favourites(ctx, d.DB, list[i].Customer, day)
		if err != nil {
			return err
		}
		if len(likes) > 0 && likes[0].Orders > 1 {
			list[i].Facts.Article = strings.TrimSpace(likes[0].Name)
		}
		list[i].Facts.Likes = names(likes)
	}
	return nil
}

// Likes returns the articles that a customer bought most often in the three years before
// day, at most likesKept; a planned line has them among its facts.
func Likes(ctx context.Context, q store.Querier, customer int64, day cal.Date) ([]string, error) {
	likes, err := favourites(ctx, q, customer, day)
	return names(likes), err
}

func favourites(ctx context.Context, q store.Querier, customer int64, day cal.Date) ([]sales.Favourite, error) {
	likes, err := sales.Favourites(ctx, q, customer, day.AddMonths(-36), likesKept)
	if err != nil {
		return nil, fmt.Errorf("favourites of customer %d: %w", customer, err)
	}
	return likes, nil
}

func names(likes []sales.Favourite) []string {
	var list []string
	for _, l := range likes {
		if name := strings.TrimSpace(l.Name); name != "" {
			list = append(list, name)
		}
	}
	return list
}

const contactSource = "care"

// written maps the ways of contact to what is written down.
var written = map[Channel]interaction.Channel{
	Counter: interaction.Counter, Parcel: interaction.Insert, Card: interaction.Letter, Phone: interaction.Phone, Check: interaction.Other,
	Mail: interaction.Mail,
}

func (d *Desk) writeContact(ctx context.Context, tx *store.Tx, dec Decision, s *Step) (int64, error) {
	return interaction.Append(ctx, tx, d.contact(dec, s, s.Line.Customer))
}

func (d *Desk) writeContacts(ctx context.Context, tx *store.Tx, dec Decision, s *Step) error {
	ids, _, err := Members(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	list := make([]interaction.Interaction, len(ids))
	for i, id := range ids {
		list[i] = d.contact(dec, s, id)
	}
	return interaction.InsertMany(ctx, tx, list)
}

// removeContacts takes away what the line wrote down.
func (d *Desk) removeContacts(ctx context.Context, tx *store.Tx, s *Step) error {
	ids := []int64{s.Line.Customer}
	if s.Line.Customer == 0 {
		var err error
		if ids, err = store.All(ctx, tx, sql.Get("all-members"), func(id *int64) []any { return []any{id} }, s.ID); err != nil {
			return err
		}
	}
	var contacts []int64
	for _, id := range ids {
		contact, found, err := interaction.Find(ctx, tx, contactSource, contactKey(s.ID, id))
		if err != nil {
			return err
		}
		if found {
			contacts = append(contacts, contact)
		}
	}
	_, err := interaction.RemoveMany(ctx, tx, contacts)
	return err
}

// redFrom is the stored score (hundredths of a point) from which a warning is red.
const redFrom = 600
