package interest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Channels are the ways in which a customer may wish to be approached; "" is not said.
var Channels = []string{"", "counter", "phone", "mail", "letter", "message", "visit"}

// Orientations tell whether brand or price decides.
var Orientations = []string{"unclear", "brand", "price"}

// Oftens are how often the firm may come up by itself; "" is not said.
var Oftens = []string{"", "monthly", "rarely", "matter"}

// Preference is how a customer wishes to be treated.
type Preference struct {
	row.Meta
	Customer    int64    `json:"customer_id"`
	Channel     string   `json:"channel"`
	Times       string   `json:"times"`      // "09:00-11:00,15:00-17:00"; empty: any
	QuietDays   string   `json:"quiet_days"` // "6,7": Saturday and Sunday
	Orientation string   `json:"orientation"`
	Source      string   `json:"source"`
	Since       cal.Date `json:"since"`
	Often       string   `json:"often"`
}

// Holder is the customer.
func (p *Preference) Holder() int64 { return p.Customer }

// Columns are the values behind id and version.
func (p *Preference) Columns() []any {
	return []any{&p.Customer, &p.Channel, &p.Times, &p.QuietDays, &p.Orientation, &p.Source, &p.Since, &p.Often}
}

// Quiet are the days [Since, Until) on which a customer does not wish to be approached.
type Quiet struct {
	row.Meta
	Customer int64    `json:"customer_id"`
	Since    cal.Date `json:"since"`
	Until    cal.Date `json:"until"`
}

// Holder is the customer.
func (q *Quiet) Holder() int64 { return q.Customer }

// Columns are the values behind id and version.
func (q *Quiet) Columns() []any { return []any{&q.Customer, &q.Since, &q.Until} }

var (
	preferences = row.New[Preference]("interest.preference", statements, "preference")
	quiets      = row.New[Quiet]("interest.quiet", statements, "quiet")
)

// ParseTimes reads times of day as people write them, "9-11, 15:00 bis 17 Uhr", and
// returns them as stored. It fails with fault.Invalid "interest.times".
func ParseTimes(text string) (string, error) {
	var spans []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' }) {
		part = strings.NewReplacer("–", "-", " bis ", "-", " to ", "-", "Uhr", "", "uhr", "", " ", "", ".", ":").Replace(" " + part + " ")
		if part == "" {
			continue
		}
		from, until, ok := strings.Cut(part, "-")
		a, okA := minute(from)
		b, okB := minute(until)
		if !ok || !okA || !okB || a >= b {
			return "", fault.New(fault.Invalid, "interest.times", strings.TrimSpace(text))
		}
		spans = append(spans, fmt.Sprintf("%02d:%02d-%02d:%02d", a/60, a%60, b/60, b%60))
	}
	slices.Sort(spans)
	return strings.Join(slices.Compact(spans), ","), nil
}

// minute reads "9", "09:30", "930" is none.
func minute(s string) (int, bool) {
	hour, past, has := strings.Cut(s, ":")
	h, err := strconv.Atoi(hour)
	m := 0
	if err == nil && has {
		m, err = strconv.Atoi(past)
	}
	if err != nil || h < 0 || m < 0 || m > 59 || len(hour) > 2 || h*60+m > 24*60 {
		return 0, false
	}
	return h*60 + m, true
}

// settle cleans and checks a preference.
func (p *Preference) settle() (err error) {
	if p.Times, err = ParseTimes(p.Times); err != nil {
		return err
	}
	switch {
	case !slices.Contains(Channels, p.Channel):
		return fault.New(fault.Invalid, "interest.channel", p.Channel)
	case !slices.Contains(Orientations, p.Orientation):
		return fault.New(fault.Invalid, "interest.orientation", p.Orientation)
	case !slices.Contains(Oftens, p.Often):
		return fault.New(fault.Invalid, "interest.often", p.Often)
	}
	var days []string
	for _, d := range strings.Split(p.QuietDays, ",") {
		if n, err := strconv.Atoi(d); err == nil && n >= 1 && n <= 7 {
			days = append(days, d)
		} else if d != "" {
			return fault.New(fault.Invalid, "interest.weekday", d)
		}
	}
	slices.Sort(days)
	p.QuietDays = strings.Join(slices.Compact(days), ",")
	return nil
}

// Prefer writes down how a customer wishes to be treated; p.Version is the one seen, 0 for
// the first time.
func Prefer(ctx context.Context, tx *store.Tx, by customer.By, p Preference) error {
	if err := p.settle(); err != nil {
		return err
	}
	if p.Version == 0 {
		_, err := preferences.Create(ctx, tx, noted(by), p)
		return err
	}
	return preferences.Change(ctx, tx, noted(by), p)
}

// PreferenceOf returns how a customer wishes to be treated; Version 0 when nothing is
// known.
func PreferenceOf(ctx context.Context, db store.Querier, id int64) (Preference, error) {
	p, found, err := store.One(ctx, db, statements.Get("preference-of"), row.Scan[Preference], id)
	if err != nil {
		return p, fmt.Errorf("read the preferences of customer %d: %w", id, err)
	}
	if !found {
		return Preference{Customer: id, Orientation: "unclear"}, nil
	}
	return p, nil
}

// KeepQuiet writes down days on which a customer does not wish to be approached.
func KeepQuiet(ctx context.Context, tx *store.Tx, by customer.By, q Quiet) (int64, error) {
	if q.Since >= q.Until {
		return 0, fault.New(fault.Invalid, "interest.span")
	}
	return quiets.Create(ctx, tx, noted(by), q)
}

// BreakQuiet removes such days.
func BreakQuiet(ctx context.Context, tx *store.Tx, by customer.By, id, version int64) error {
	return quiets.Remove(ctx, tx, noted(by), id, version)
}

// Quiets returns the quiet days of a customer that are not over on a day.
func Quiets(ctx context.Context, db store.Querier, id int64, day cal.Date) ([]Quiet, error) {
	list, err := store.All(ctx, db, statements.Get("quiet-of"), row.Scan[Quiet], id, day)
	if err != nil {
		return nil, fmt.Errorf("read the quiet days of customer %d: %w", id, err)
	}
	return list, nil
}

// QuietOn reports whether a customer does not wish to be approached on a day.
func (p *Preference) QuietOn(day cal.Date, spans []Quiet) bool {
	weekday := strconv.Itoa((int(day.Weekday())+6)%7 + 1)
	if slices.Contains(strings.Split(p.QuietDays, ","), weekday) {
		return true
	}
	return slices.ContainsFunc(spans, func(q Quiet) bool { return q.Since <= day && day < q.Until })
}

// Wish is what of his wishes concerns an approach by ourselves on a day.
type Wish struct {
	Channel string // of [Channels]
	Often   string // of [Oftens]
	Quiet   bool   // he does not wish to be approached on the day
	Times   string // of day at which he likes to be called, as stored; "" not said
}

// rests are how many days lie between two approaches.
var rests = map[string]int{"monthly": 30, "rarely": 182}

// Allows reports whether the firm may come up by itself on a day, when it did so last on
// another (cal.Never: never yet).
func (w *Wish) Allows(day, last cal.Date) bool {
	return !w.Quiet && w.Often != "matter" && (last == cal.Never || last.Add(rests[w.Often]) <= day)
}

// Wishes returns what customers wish of whom anything is known.
func Wishes(ctx context.Context, db store.Querier, ids []int64, day cal.Date) (map[int64]Wish, error) {
	wishes := map[int64]Wish{}
	type said struct {
		id int64
		Preference
	}
	err := store.Each(ctx, db, statements.Get("preference-many"), func(s *said) []any { return []any{&s.id, &s.Channel, &s.QuietDays, &s.Often, &s.Times} }, func(s *said) error {
		wishes[s.id] = Wish{Channel: s.Channel, Often: s.Often, Times: s.Times, Quiet: s.QuietOn(day, nil)}
		return nil
	}, store.List(ids))
	if err != nil {
		return nil, fmt.Errorf("read what %d customers wish: %w", len(ids), err)
	}
	err = store.Each(ctx, db, statements.Get("quiet-many"), func(id *int64) []any { return []any{id} }, func(id *int64) error {
		w := wishes[*id]
		w.Quiet = true
		wishes[*id] = w
		return nil
	}, store.List(ids), day)
	if err != nil {
		return nil, fmt.Errorf("read the quiet days of %d customers: %w", len(ids), err)
	}
	return wishes, nil
}

// Suits reports whether a customer may be called at a time of day.
func (p *Preference) Suits(at time.Duration) bool {
	if p.Times == "" {
		return true
	}
	clock := fmt.Sprintf("%02d:%02d", int(at.Hours()), int(at.Minutes())%60)
	for _, span := range strings.Split(p.Times, ",") {
		from, until, _ := strings.Cut(span, "-")
		if from <= clock && clock < until {
			return true
		}
	}
	return false
}
