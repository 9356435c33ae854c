package undo_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/accord"
	"github.com/stammkunde/stammkunde/internal/attachment"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/duplicate"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/project"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/referral"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/search"
	"github.com/stammkunde/stammkunde/internal/store"
)

// token is a word that stands in every text about the person who is deleted, and digits
// the end of all his numbers.
const (
	token  = "zwirbelquast"
	digits = "8877665"
)

// unplanted are tables of the ledgers that the test fills by files and verbs alone, each
// with the reason. Into all others it also writes a row by hand, so that a table or column
// that is made later is covered by itself.
var unplanted = map[string]string{
	"customer":      "the person himself, written by verbs",
	"sales_order":   "documents stay for the sums of all periods, without a name",
	"sales_payment": "documents stay for the sums of all periods, without a name",
	"history_entry": "bears the customer as its subject; all verbs write it",
	"intake_change": "bears the customer as its subject; the files write it",
}

// keys are columns of rows that stay without a customer, for the sums: a day and words out
// of lists, that the program writes. They hold no words of people and get no token.
var keys = []string{"cost_entry.cause", "cost_entry.day", "cost_entry.kind"}

// column is a text column of the database.
type column struct{ table, name string }

// texts lists the text columns of all tables out of the database's own catalogue.
func (w *world) texts(t tb) []column {
	t.Helper()
	catalogue := map[store.Dialect]string{
		store.SQLite:   "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND upper(c.type) IN ('TEXT', 'BLOB', 'ANY', '') AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND m.name NOT LIKE 'search_%\\_%' ESCAPE '\\'",
		store.Postgres: "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() AND data_type IN ('text', 'character varying', 'bytea', 'json', 'jsonb')",
	}[w.db.Dialect()]
	if w.db.Dialect() == store.SQLite {
		catalogue += " UNION SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.name IN ('search_entry', 'search_note', 'search_word', 'search_stale') AND upper(c.type) = 'TEXT'"
	}
	list, err := store.All(ctx, w.db, store.New("catalogue", catalogue), func(c *column) []any { return []any{&c.table, &c.name} })
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 200 {
		t.Fatalf("only %d text columns were found", len(list))
	}
	return list
}

// finds are the columns in which a word stands, as table.column.
func (w *world) finds(t tb, word string) []string {
	t.Helper()
	var found []string
	for _, c := range w.texts(t) {
		n, err := store.Value[int64](ctx, w.db, store.New("find", "SELECT count(*) FROM "+c.table+" WHERE lower(CAST("+c.name+" AS TEXT)) LIKE $1"), "%"+word+"%")
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 {
			found = append(found, c.table+"."+c.name)
		}
	}
	slices.Sort(found)
	return found
}

// tell notes something with the token wherever people write about a customer.
func (w *world) tell(t *testing.T, files *attachment.Store, id int64) {
	t.Helper()
	c := w.get(t, id)
	w.update(t, func(tx *store.Tx) error {
		_, err := customer.Update(ctx, tx, w.by(), id, c.Version, customer.Fields{
			customer.FieldFirstName: "Erna " + token, customer.FieldLastName: token, customer.FieldTitle: token, customer.FieldStreet: token + " 3", customer.FieldCity: token,
			customer.FieldEmail: fmt.Sprint(token, w.n, "@example.de"), customer.FieldPhone: "0170 " + digits, customer.FieldNote: "mag " + token, customer.FieldOrigin: token,
			customer.FieldFavourite: token, customer.FieldCard: token, customer.FieldSalutation: token, customer.FieldPostcode: token,
		})
		return err
	})
	by, talk := w.by(), w.talk()
	r := row.By{Actor: 7, At: by.At}
	for name, fn := range map[string]func(tx *store.Tx) error{
		"talk": func(tx *store.Tx) error {
			_, _, err := interaction.Log(ctx, tx, talk, interaction.Interaction{Customer: id, Day: today, Channel: interaction.Phone, Direction: interaction.In, StartedBy: interaction.Customer, Note: "sprach von " + token})
			return err
		},
		"promise": func(tx *store.Tx) error {
			_, _, err := promise.Make(ctx, tx, talk, promise.Promise{Customer: id, Party: interaction.Us, Kind: promise.Thing, Text: token, Due: today, Minute: promise.Anytime, Made: today})
			return err
		},
		"expectation": func(tx *store.Tx) error {
			_, err := promise.Expect(ctx, tx, talk, promise.Expectation{Customer: id, Text: token, Since: today})
			return err
		},
		"phone": func(tx *store.Tx) error {
			_, err := party.AddPoint(ctx, tx, by, party.Point{Customer: id, Way: party.Phone, Value: "0171 " + digits, Note: token, Source: token, Since: today, Until: cal.Never, Bad: cal.Never})
			return err
		},
		"address": func(tx *store.Tx) error {
			_, err := party.AddPoint(ctx, tx, by, party.Point{Customer: id, Way: party.Address, Street: token + " 4", Postcode: "12345", City: token, Note: token, Since: today, Until: cal.Never, Bad: cal.Never})
			return err
		},
		"form": func(tx *store.Tx) error {
			_, err := party.Agree(ctx, tx, by, today, party.Agreed{Customer: id, Form: "du", Offered: "us", Since: today, Note: token, User: 7})
			return err
		},
		"interest": func(tx *store.Tx) error {
			_, err := interest.Note(ctx, tx, by, today, interest.Noted{Customer: id, Topic: w.topic, Kind: interest.Told, Day: today, Source: token, Document: token, User: 7})
			return err
		},
		"preference": func(tx *store.Tx) error {
			p, err := interest.PreferenceOf(ctx, tx, id)
			if err != nil {
				return err
			}
			p.Customer, p.Channel, p.Orientation, p.Source, p.Since = id, "phone", "price", fmt.Sprint(token, by.At), today
			return interest.Prefer(ctx, tx, by, p)
		},
		"reason": func(tx *store.Tx) error {
			return accord.Say(ctx, tx, by, today, accord.Reason{Customer: id, Phase: "came", Code: "quality", Words: token, Source: "told", Day: today, User: 7})
		},
		"wish": func(tx *store.Tx) error {
			return accord.WishFor(ctx, tx, by, accord.Wish{Customer: id, Kind: "partner", Step: token, Day: today, User: 7})
		},
		"agreement": func(tx *store.Tx) error {
			return accord.Agree(ctx, tx, by, accord.Agreement{Customer: id, Day: today, WeGive: token, WeExpect: token, TheyGive: token, TheyExpect: token, Decides: token, Complaints: token, User: 7})
		},
		"matter": func(tx *store.Tx) error {
			return accord.Plan(ctx, tx, by, accord.Matter{Customer: id, Title: token, Aim: token, Since: today, Due: cal.Never, State: accord.Open})
		},
		"own field": func(tx *store.Tx) error {
			now, err := field.Of(ctx, tx, id)
			if err != nil {
				return err
			}
			return field.Set(ctx, tx, r, id, []field.Change{{Field: w.field, From: now[w.field].Text, To: token}})
		},
		"bar": func(tx *store.Tx) error {
			return consent.Set(ctx, tx, consent.Statement{CustomerID: id, Kind: consent.DoNotContact, Day: today, Source: token, Note: token, Actor: 7, At: by.At})
		},
		"standing": func(tx *store.Tx) error {
			return lifecycle.Decide(ctx, tx, id, lifecycle.Act{Day: today, Kind: lifecycle.ActSet, Reason: token}, 7, by.At)
		},
		"enquiry": func(tx *store.Tx) error {
			e, err := enquiry.Receive(ctx, tx, by, enquiry.UsualClock(cal.Calendar{}, time.UTC), enquiry.Enquiry{
				Customer: id, Sought: token, Message: token, Name: token, Company: token, Email: token + "@example.de", Phone: "0170 " + digits, Found: token, Origin: "phone",
				WishTimes: token, OfferText: token, MessageID: fmt.Sprint(token, by.At), Files: []string{token + ".pdf"},
			})
			if err == nil {
				err = enquiry.Close(ctx, tx, by, e, 1, enquiry.Lost, "price", token, interaction.Interaction{})
			}
			return err
		},
		"project": func(tx *store.Tx) error {
			at := project.By{Actor: 7, At: by.At}
			p, err := project.Begin(ctx, tx, at, project.Project{Customer: id, Kind: "job", Title: token, Aim: token, OfferText: token, WentWell: token, Learned: token, Begun: today, Promised: cal.Never, Delivered: cal.Never})
			if err == nil {
				_, err = project.AddStep(ctx, tx, at, project.Step{Project: p, Party: "us", What: token, Due: cal.Never, Done: cal.Never})
			}
			if err == nil {
				_, err = project.NoteHours(ctx, tx, at, project.Hours{Project: p, Day: today, Minutes: 5, Note: token})
			}
			return err
		},
	} {
		if err := w.db.Update(ctx, fn); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	matters, err := accord.Matters(ctx, w.db, id)
	if err != nil {
		t.Fatal(err)
	}
	w.update(t, func(tx *store.Tx) error {
		return accord.Step(ctx, tx, by, accord.Task{Customer: id, Matter: matters[0].ID, Side: "us", Words: token, Due: cal.Never, Done: cal.Never})
	})
	if _, err := files.Add(ctx, r, id, token+".txt", strings.NewReader("Brief an "+token), 1<<20); err != nil {
		t.Fatal(err)
	}
}

// meet lets a customer stand in what is told of others.
func (w *world) meet(t *testing.T, id, other int64) {
	t.Helper()
	w.update(t, func(tx *store.Tx) error {
		link, err := party.Join(ctx, tx, w.by(), party.Link{From: other, To: id, Kind: party.Free, Label: token, BackLabel: token, Since: today.Add(-9), Until: cal.Never, Note: token})
		if err != nil {
			return err
		}
		if err := party.End(ctx, tx, w.by(), link, 1, today); err != nil {
			return err
		}
		_, err = party.Join(ctx, tx, w.by(), party.Link{From: id, To: other, Kind: party.Free, Label: token, BackLabel: token, Since: today, Until: cal.Never, Note: token})
		if err != nil {
			return err
		}
		if _, err := referral.Note(ctx, tx, w.by(), today, referral.Referral{Referred: other, Referrer: id, Day: today, Note: token}); err != nil {
			return err
		}
		return nil
	})
}

// arriveWithWords imports files in which the customer stands, one row of them unusable.
func (w *world) arriveWithWords(t *testing.T, number string) int64 {
	t.Helper()
	head := "Kundennummer;Vorname;Nachname;Ort;Telefon;E-Mail;Kunde seit\n"
	w.n++
	text := head + number + ";Erna;Zwirbelquast;Zwirbelquast;0172 " + digits + ";MAIL;02.01.2020\n" + number + ";Erna;Zwirbelquast;Ort;0172 " + digits + ";MAIL;99.99.2020\n" +
		fmt.Sprintf("andere%d;Otto;Muster;Ort;;;01.01.2020\n", w.n)
	text = strings.ReplaceAll(text, "MAIL", fmt.Sprintf("zwirbelquast%d@example.de", w.n)) // deleted people do not come back
	for range 2 {
		if _, err := w.desk.Intake.Run(ctx, intake.Request{Path: w.file(t, text), Source: "till", Kind: "customers"}, nil); err != nil {
			t.Fatal(err)
		}
		text = strings.ReplaceAll(text, ";Zwirbelquast;0172", ";Zwirbelquaststadt;0172")
	}
	found, err := customer.Lookup(ctx, w.db, "till", []string{number})
	if err != nil || found[number] == 0 {
		t.Fatalf("%v, %v", found, err)
	}
	return found[number]
}

func (w *world) delete(t *testing.T, id int64) {
	t.Helper()
	if err := w.desk.Care.DeleteCustomer(ctx, w.by(), "EUR", id, w.get(t, id).Version); err != nil {
		t.Fatal(err)
	}
}

func (w *world) mergeAll(t *testing.T, survivor, loser int64) int64 {
	t.Helper()
	m, err := w.desk.Duplicates.Merge(ctx, w.by(), duplicate.Request{
		Survivor: survivor, SurvivorVersion: w.get(t, survivor).Version, Loser: loser, LoserVersion: w.get(t, loser).Version, Take: duplicate.Fields,
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Whoever is deleted leaves no word behind, wherever people wrote about him: in rows, in
// the log, in merges and what they would give back, in imports and the search.
func TestADeletedPersonLeavesNoWord(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		files := &attachment.Store{DB: db, Dir: filepath.Join(t.TempDir(), "files"), Now: w.desk.Now}
		gone := func(t *testing.T) {
			t.Helper()
			if _, err := files.Sweep(ctx); err != nil {
				t.Fatal(err)
			}
			for _, word := range []string{token, digits} {
				if list := w.finds(t, word); len(list) > 0 {
					t.Errorf("%s still stands in %s", word, strings.Join(list, ", "))
					w.show(t, word)
				}
			}
			w.inFile(t, token, digits)
		}
		for _, c := range []struct {
			name string
			fn   func(t *testing.T, id, other int64)
		}{
			{"alone", func(t *testing.T, id, _ int64) { w.plant(t, id); w.delete(t, id) }},
			{"with who went into him", func(t *testing.T, id, other int64) {
				w.mergeAll(t, other, id)
				w.set(ctx, t, other, customer.FieldNote, "nun "+token)
				w.delete(t, other)
			}},
			{"after a merge was taken back", func(t *testing.T, id, other int64) {
				m := w.mergeAll(t, other, id)
				w.set(ctx, t, other, customer.FieldCity, "Neustadt")
				if err := w.desk.Duplicates.Unmerge(ctx, w.by(), m, true); err != nil {
					t.Fatal(err)
				}
				w.delete(t, id)
			}},
			{"after somebody who went into him was taken out again", func(t *testing.T, id, other int64) {
				m := w.mergeAll(t, id, other)
				if err := w.desk.Duplicates.Unmerge(ctx, w.by(), m, false); err != nil {
					t.Fatal(err)
				}
				w.delete(t, id)
			}},
		} {
			if !t.Run(c.name, func(t *testing.T) {
				w.people(t)
				other := w.ids[0]
				id := w.arriveWithWords(t, fmt.Sprint("Z-", w.n))
				w.tell(t, files, id)
				w.meet(t, id, other)
				if _, err := w.desk.Duplicates.Due(ctx, nil); err != nil {
					t.Fatal(err)
				}
				c.fn(t, id, other)
				gone(t)
			}) {
				return // what is left would be found again
			}
		}
	})
}

// inFile looks for words in the file of SQLite and its log, as the nightly job leaves them.
func (w *world) inFile(t *testing.T, words ...string) {
	t.Helper()
	if w.db.Dialect() == store.Postgres {
		return
	}
	if err := search.Tidy(ctx, w.db); err != nil {
		t.Fatal(err)
	}
	if err := w.db.Scrub(ctx); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-wal"} {
		raw, err := os.ReadFile(w.db.Path() + suffix)
		if err != nil {
			t.Fatal(err)
		}
		raw = bytes.ToLower(raw)
		for _, word := range words {
			if i := bytes.Index(raw, []byte(word)); i >= 0 {
				t.Errorf("%s still stands in the file%s: %q", word, suffix, raw[max(0, i-60):min(len(raw), i+60)])
			}
		}
	}
}

// plant writes a row about the customer with the token in every text into every table of
// the ledgers.
func (w *world) plant(t *testing.T, id int64) {
	t.Helper()
	texts := w.texts(t)
	n := 0
	for _, l := range care.Registry() {
		for _, table := range l.Tables {
			words := slices.ContainsFunc(texts, func(c column) bool { return c.table == table })
			if unplanted[table] == "" && words {
				n++
				w.plantIn(t, table, id, texts)
			}
		}
	}
	if n < 25 {
		t.Fatalf("only %d tables were filled", n)
	}
}

// ofCustomer are the columns by which a table names the customer.
var ofCustomer = []string{"customer_id", "from_id", "firm_id", "contact_id", "a_id", "merged_id", "referrer_id"}

func (w *world) plantIn(t *testing.T, table string, id int64, texts []column) {
	t.Helper()
	names := w.columns(t, table)
	whose := slices.IndexFunc(ofCustomer, func(name string) bool { return slices.Contains(names, name) })
	if whose < 0 {
		t.Fatalf("by which column does %s name a customer?", table)
	}
	var places []string
	var values []any
	for _, name := range names {
		places = append(places, fmt.Sprint("$", len(places)+1))
		switch {
		case name == ofCustomer[whose]:
			values = append(values, id)
		case slices.Contains(keys, table+"."+name):
			values = append(values, "other")
		case slices.Contains(texts, column{table, name}):
			values = append(values, token)
		default:
			w.n++
			values = append(values, 9000+w.n)
		}
	}
	text := "INSERT INTO " + table + " (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(places, ", ") + ") ON CONFLICT DO NOTHING"
	w.update(t, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, store.New("plant", text), values...)
		return err
	})
}

func (w *world) columns(t *testing.T, table string) []string {
	t.Helper()
	rows, err := w.db.QueryText(ctx, "SELECT * FROM "+table+" WHERE 1 = 0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	names, err := rows.Columns()
	if err != nil || rows.Err() != nil {
		t.Fatal(err, rows.Err())
	}
	return names
}

// show tells of which entries of the log still hold a word.
func (w *world) show(t *testing.T, word string) {
	t.Helper()
	for _, e := range w.entries(t, 0) {
		if strings.Contains(strings.ToLower(string(e.Before)+string(e.After)), word) {
			t.Logf("%s of %s %d: %s %s", e.Verb, e.Subject, e.SubjectID, e.Before, e.After)
		}
	}
}
