package undo_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/accord"
	"github.com/stammkunde/stammkunde/internal/bulk"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/duplicate"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/knowledge"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/referral"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// goesOn are the tables with a customer that taking back does not bring back, each with
// the reason. All others of the ledgers are compared, also one that is made later.
var goesOn = map[string]string{
	"history_entry": "the log itself: a taking back is written into it",
	"intake_change": "the journal of imports",
	"bulk_item":     "the journal of bulk actions",
	"consent_bar":   "evidence: a correction is said after it, see consent_current",
	"customer_due":  "marks for the next computation", "match_due": "marks for the next computation", "knowledge_due": "marks for the next computation",
	"relationship_due": "marks for the next computation", "relationship_current": "computed by the next computation",
	"insight_card": "computed by the next computation", "lifecycle_current": "computed by the next computation", "value_current": "computed by the next computation",
	"warning_current": "computed by the next computation", "knowledge_current": "computed by the next computation",
}

// clocks are columns that count or time changes: they go on by a taking back too. The flag
// of doubtful customers follows from the pairs.
var clocks = []string{"version", "updated_at", "found_at", "rank", "duplicate"}

// rested are rows that say the same as no row, and hints of one shared value: each write
// pairs a customer with the first who has the value, so they depend on who came first.
var rested = map[string]string{
	"interaction_last": "last_in = '9999-12-31' AND last_out = '9999-12-31'",
	"consent_current":  "objected = 0 AND do_not_contact = 0 AND deceased = 0",
	"sales_month":      "net_cents = 0 AND orders = 0",

	"customer_duplicate": "state = 'open' AND reason <> 'similar'",
}

// world holds all that happens in a random history.
type world struct {
	*house
	files string
	n     int
	field int64
	topic int64
	first int     // number of the first whom the present history is about
	ids   []int64 // of who is there
}

func newWorld(t *testing.T, db *store.DB) *world {
	w := &world{house: newHouse(t, db), files: t.TempDir()}
	s, err := intake.New(db, intake.Options{Dir: filepath.Join(w.files, "data"), Now: w.desk.Now, Free: func(string) (int64, error) { return 1 << 40, nil }})
	if err != nil {
		t.Fatal(err)
	}
	w.desk.Intake = s
	w.update(t, func(tx *store.Tx) error {
		d, err := field.Define(ctx, tx, 7, 1, field.Definition{Label: "Ofen", Kind: field.Text})
		w.field = d.ID
		if err == nil {
			w.topic, err = interest.EnsureTopic(ctx, tx, "Roggen", 1)
		}
		return err
	})
	return w
}

// rows returns all rows of all tables of the ledgers as sorted lines, after doubles were
// looked for.
func (w *world) rows(t tb) map[string][]string {
	t.Helper()
	if _, err := w.desk.Duplicates.Due(ctx, nil); err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, l := range care.Registry() {
		for _, table := range l.Tables {
			if goesOn[table] == "" {
				all[table] = w.table(t, table)
			}
		}
	}
	return all
}

func (w *world) table(t tb, table string) []string {
	t.Helper()
	text := "SELECT * FROM " + table
	if rule := rested[table]; rule != "" {
		text += " WHERE NOT (" + rule + ")"
	}
	rows, err := w.db.QueryText(ctx, text)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	list := []string{}
	for rows.Next() {
		values, into := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		line := ""
		for i, name := range names {
			if !slices.Contains(clocks, name) {
				line += fmt.Sprintf("%s=%v ", name, values[i])
			}
		}
		list = append(list, line)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

func differ(t tb, what string, want, got map[string][]string) {
	t.Helper()
	for _, table := range slices.Sorted(maps.Keys(want)) {
		if diff := cmp.Diff(want[table], got[table]); diff != "" {
			t.Fatalf("%s, %s (-before +after):\n%s", what, table, diff)
		}
	}
}

func (w *world) entries(t tb, after int64) []history.Entry {
	t.Helper()
	list, _, _, err := history.Stream(ctx, w.db, history.Filter{}, history.Cursor{}, 200)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(list, func(a, b history.Entry) int { return int(b.ID - a.ID) })
	return slices.DeleteFunc(list, func(e history.Entry) bool { return e.ID <= after })
}

// back takes entries back, newest first.
func (w *world) back(t tb, list []history.Entry) {
	t.Helper()
	if at := slices.IndexFunc(list, func(e history.Entry) bool { return e.Verb == "customer.merge" }); at >= 0 {
		list = list[at : at+1] // the merge takes the fields back that it has set
	}
	for _, e := range list {
		now, err := history.Get(ctx, w.db, e.ID)
		if err != nil {
			t.Fatal(err)
		}
		if now.Undone || e.Bulk != 0 {
			continue // by another of the same step
		}
		w.undo(t, e)
	}
}

func (w *world) file(t tb, text string) string {
	t.Helper()
	w.n++
	name := filepath.Join(w.files, fmt.Sprint(w.n, ".csv"))
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// arrive imports a file of customers.
func (w *world) arrive(t tb, rows string) {
	t.Helper()
	r, err := w.desk.Intake.Run(ctx, intake.Request{Path: w.file(t, "Kundennummer;Vorname;Nachname;Ort;Telefon\n"+rows), Source: "till", Kind: "customers"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Figures.SetAside > 0 {
		t.Fatalf("set aside: %+v", r.Figures)
	}
}

// people are four customers who came with a file, of whom the next history is.
func (w *world) people(t tb) {
	t.Helper()
	w.n++
	w.first = w.n
	text := ""
	for i, first := range []string{"Max", "Maxi", "Eva", "Otto"} {
		text += fmt.Sprintf("%d-%d;%s;Haller;Mustertal;09101 12345%d\n", w.first, i+1, first, i%2)
	}
	w.arrive(t, text)
	var numbers []string
	for i := range 4 {
		numbers = append(numbers, fmt.Sprintf("%d-%d", w.first, i+1))
	}
	found, err := customer.Lookup(ctx, w.db, "till", numbers)
	if err != nil || len(found) != 4 {
		t.Fatalf("%v, %v", found, err)
	}
	w.ids = nil
	for _, n := range numbers {
		w.ids = append(w.ids, found[n])
	}
}

func (w *world) words(t *rapid.T) string {
	return rapid.StringMatching("[a-zäöß]{1,8}").Draw(t, "words")
}

// edits are the changes of one customer; each writes what the history can take back.
var edits = map[string]func(t *rapid.T, w *world, tx *store.Tx, id int64, day cal.Date) error{
	"fields": func(t *rapid.T, w *world, tx *store.Tx, id int64, _ cal.Date) error {
		c, err := customer.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		f := rapid.SampledFrom([]customer.Field{customer.FieldCity, customer.FieldNote, customer.FieldFirstName, customer.FieldPhone, customer.FieldEmail}).Draw(t, "field")
		value := map[customer.Field]string{customer.FieldPhone: fmt.Sprintf("09101 12%04d", w.tick%10_000), customer.FieldEmail: fmt.Sprintf("a%d@example.de", w.tick)}[f]
		if value == "" {
			value = w.words(t)
		}
		_, err = customer.Update(ctx, tx, w.by(), id, c.Version, customer.Fields{f: value})
		return err
	},
	"talk": func(t *rapid.T, w *world, tx *store.Tx, id int64, day cal.Date) error {
		_, _, err := interaction.Log(ctx, tx, w.talk(), interaction.Interaction{
			Customer: id, Day: day, Channel: interaction.Phone, Direction: interaction.In, StartedBy: interaction.Customer, Note: w.words(t),
		})
		return err
	},
	"promise": func(t *rapid.T, w *world, tx *store.Tx, id int64, day cal.Date) error {
		made, _, err := promise.Make(ctx, tx, w.talk(), promise.Promise{
			Customer: id, Party: interaction.Us, Kind: promise.Thing, Text: w.words(t), Due: today.Add(3), Minute: promise.Anytime, Made: day,
		})
		if err == nil && rapid.Bool().Draw(t, "kept") {
			_, err = promise.Settle(ctx, tx, w.talk(), made, promise.Kept, today)
		}
		return err
	},
	"expectation": func(t *rapid.T, w *world, tx *store.Tx, id int64, day cal.Date) error {
		e, err := promise.Expect(ctx, tx, w.talk(), promise.Expectation{Customer: id, Text: w.words(t), Since: day})
		if err == nil && rapid.Bool().Draw(t, "met") {
			err = promise.Judge(ctx, tx, w.talk(), e, promise.Met, today)
		}
		return err
	},
	"point": func(_ *rapid.T, w *world, tx *store.Tx, id int64, day cal.Date) error {
		_, err := party.AddPoint(ctx, tx, w.by(), party.Point{Customer: id, Way: party.Phone, Value: fmt.Sprintf("0170 %07d", 1000000+w.tick), Since: day, Until: cal.Never, Bad: cal.Never})
		return err
	},
	"link": func(t *rapid.T, w *world, tx *store.Tx, id int64, day cal.Date) error {
		other := rapid.SampledFrom(w.ids).Draw(t, "other")
		if other == id {
			return nil
		}
		_, err := party.Join(ctx, tx, w.by(), party.Link{From: id, To: other, Kind: party.Free, Label: "kennt", BackLabel: "kennt", Since: day, Until: cal.Never, Note: w.words(t)})
		return err
	},
	"recommendation": func(t *rapid.T, w *world, tx *store.Tx, id int64, day cal.Date) error {
		other := rapid.SampledFrom(w.ids).Draw(t, "other")
		_, err := referral.Note(ctx, tx, w.by(), today, referral.Referral{Referred: id, Referrer: other, Day: day, Share: 5000, Note: w.words(t)})
		return err
	},
	"interest": func(t *rapid.T, w *world, tx *store.Tx, id int64, day cal.Date) error {
		_, err := interest.Note(ctx, tx, w.by(), today, interest.Noted{Customer: id, Topic: w.topic, Kind: interest.Told, Day: day, Source: w.words(t), User: 7})
		return err
	},
	"preference": func(t *rapid.T, w *world, tx *store.Tx, id int64, day cal.Date) error {
		p, err := interest.PreferenceOf(ctx, tx, id)
		if err != nil {
			return err
		}
		p.Customer, p.Channel, p.Since, p.Orientation = id, rapid.SampledFrom([]string{"phone", "mail"}).Draw(t, "channel"), day, "price"
		return interest.Prefer(ctx, tx, w.by(), p)
	},
	"reason": func(t *rapid.T, w *world, tx *store.Tx, id int64, day cal.Date) error {
		return accord.Say(ctx, tx, w.by(), today, accord.Reason{Customer: id, Phase: "came", Code: "quality", Words: w.words(t), Source: "told", Day: day, User: 7})
	},
	"matter": func(t *rapid.T, w *world, tx *store.Tx, id int64, day cal.Date) error {
		return accord.Plan(ctx, tx, w.by(), accord.Matter{Customer: id, Title: w.words(t), Since: day, Due: cal.Never, State: accord.Open})
	},
	"own field": func(t *rapid.T, w *world, tx *store.Tx, id int64, _ cal.Date) error {
		now, err := field.Of(ctx, tx, id)
		if err != nil {
			return err
		}
		return field.Set(ctx, tx, row.By{Actor: 7, At: w.by().At}, id, []field.Change{{Field: w.field, From: now[w.field].Text, To: w.words(t)}})
	},
	"bar": func(t *rapid.T, w *world, tx *store.Tx, id int64, day cal.Date) error {
		s := consent.Statement{CustomerID: id, Kind: consent.Objected, Day: today, Source: "letter", Actor: 7, At: w.by().At}
		if rapid.Bool().Draw(t, "lift") {
			return consent.Lift(ctx, tx, s)
		}
		return consent.Set(ctx, tx, s)
	},
	"standing": func(t *rapid.T, w *world, tx *store.Tx, id int64, _ cal.Date) error {
		return lifecycle.Decide(ctx, tx, id, lifecycle.Act{Day: today, Kind: lifecycle.ActSet, Reason: w.words(t)}, 7, w.by().At)
	},
	"asked": func(t *rapid.T, w *world, tx *store.Tx, id int64, _ cal.Date) error {
		return knowledge.Ask(ctx, tx, w.by(), knowledge.Asked{Customer: id, Question: knowledge.Questions()[0], Outcome: knowledge.Declined, Day: today, User: 7})
	},
}

// change lets one thing happen and returns what it was.
func (w *world) change(t *rapid.T) string {
	kinds := append(slices.Sorted(maps.Keys(edits)), "merge", "merge", "merge", "bulk", "bulk", "import", "import", "apart")
	kind := rapid.SampledFrom(kinds).Draw(t, "what")
	at := rapid.IntRange(0, len(w.ids)-1).Draw(t, "who")
	id, other := w.ids[at], w.ids[(at+1)%len(w.ids)]
	switch kind {
	case "merge":
		if len(w.ids) < 2 {
			return "nothing"
		}
		take := rapid.SliceOfNDistinct(rapid.SampledFrom(duplicate.Fields), 0, 4, rapid.ID).Draw(t, "take")
		r := duplicate.Request{Survivor: id, SurvivorVersion: w.get(t, id).Version, Loser: other, LoserVersion: w.get(t, other).Version, Take: take}
		if _, err := w.desk.Duplicates.Merge(ctx, w.by(), r); err != nil {
			t.Fatal(err)
		}
		w.ids = slices.DeleteFunc(slices.Clone(w.ids), func(i int64) bool { return i == other })
	case "bulk":
		plan := rapid.SampledFrom([]bulk.Plan{
			{Act: bulk.Objection, Source: "Brief"}, {Act: bulk.Field, Field: w.field, Value: "gemeinsam"}, {Act: bulk.Topic, Value: fmt.Sprint(w.topic)},
		}).Draw(t, "plan")
		plan.Day, plan.Seen = today, 1<<60
		var run int64
		w.update(t, func(tx *store.Tx) (err error) {
			run, err = bulk.Start(ctx, tx, w.by(), plan, w.ids)
			return err
		})
		if err := bulk.Work(ctx, w.db, w.by(), today, run); err != nil {
			t.Fatal(err)
		}
	case "import":
		w.n++
		w.arrive(t, fmt.Sprintf("%[1]d-1;Max;Haller;Neustadt;09101 123456\nneu%[2]d;Eva;Haller;Altstadt;\n", w.first, w.n))
	case "apart":
		pairs, err := duplicate.List(ctx, w.db, customer.Scored{}, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pairs {
			if p.A.ID == id || p.B.ID == id {
				if err := w.desk.Duplicates.Dismiss(ctx, w.by(), p.A.ID, p.B.ID, true); err != nil {
					t.Fatal(err)
				}
				break
			}
		}
	default:
		day := today.Add(-rapid.IntRange(0, 400).Draw(t, "days ago"))
		err := w.db.Update(ctx, func(tx *store.Tx) error { return edits[kind](t, w, tx, id, day) })
		if f := fault.Of(err); err != nil && (f == nil || f.Key != "party.twice" && !strings.HasPrefix(f.Key, "referral.")) { // they may be linked already
			t.Fatalf("%s: %v", kind, err)
		}
	}
	return kind
}

// newestEntry is the id of the newest entry.
func (w *world) newestEntry(t tb) int64 {
	t.Helper()
	list, _, _, err := history.Stream(ctx, w.db, history.Filter{}, history.Cursor{}, 200)
	if err != nil {
		t.Fatal(err)
	}
	newest := int64(0)
	for _, e := range list {
		newest = max(newest, e.ID)
	}
	return newest
}

// Whatever happens to some customers, in whatever order, taking it back in reverse returns
// to the same rows in every table that a ledger names.
func TestRandomHistoriesReturnToTheSameRows(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		checks, most := 0, map[store.Dialect]int{store.SQLite: 20, store.Postgres: 8}[db.Dialect()]
		rapid.Check(t, func(t *rapid.T) {
			if checks++; checks > most {
				return // every check adds customers to one database
			}
			w.people(t)
			type step struct {
				what string
				done []history.Entry
				ids  []int64
				rows map[string][]string // before it
			}
			var done []step
			now := w.rows(t)
			for range rapid.IntRange(1, 14).Draw(t, "steps") {
				if len(done) == 0 || rapid.IntRange(0, 3).Draw(t, "on") > 0 {
					s, before := step{ids: w.ids, rows: now}, w.newestEntry(t)
					s.what = w.change(t)
					s.done = w.entries(t, before)
					done, now = append(done, s), w.rows(t)
					continue
				}
				last := done[len(done)-1]
				done = done[:len(done)-1]
				w.back(t, last.done)
				differ(t, last.what+" taken back", last.rows, w.rows(t))
				w.ids, now = last.ids, last.rows
			}
			for _, s := range slices.Backward(done) {
				w.back(t, s.done)
				differ(t, s.what+" taken back", s.rows, w.rows(t))
			}
		})
	})
}
