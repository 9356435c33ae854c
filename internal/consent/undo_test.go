package consent_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// log returns the changes of customer 7, oldest first.
func log(t *testing.T, db *store.DB) []history.Entry {
	t.Helper()
	list, err := history.Of(ctx, db, "customer", 7, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
		list[i], list[j] = list[j], list[i]
	}
	return list
}

func takeBack(db *store.DB, e history.Entry, day cal.Date) error {
	return db.Update(ctx, func(tx *store.Tx) error { return consent.Undo(ctx, tx, 9, 77, day, e) })
}

func TestAMistakenStatementIsCorrectedByAFurtherOne(t *testing.T) {
	said, later := cal.MustParse("2026-11-02"), cal.MustParse("2026-11-20")
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		note(t, db, consent.Statement{CustomerID: 7, Kind: consent.Objected, Set: true, Day: said, Source: "counter", Note: "am Telefon", Actor: 3, At: 5})
		note(t, db, consent.Statement{CustomerID: 7, Kind: consent.Objected, Day: said.Add(9), Source: "counter", Actor: 3, At: 6})
		entries := log(t, db)
		if len(entries) != 2 || entries[0].Verb != "consent.set" || entries[0].Actor != 3 || entries[1].Verb != "consent.lift" {
			t.Fatalf("the history says %+v", entries)
		}
		if err := takeBack(db, entries[0], later); fault.KindOf(err) != fault.Conflict {
			t.Errorf("corrected what somebody changed since: %v", err)
		}
		if err := takeBack(db, entries[1], later); err != nil {
			t.Fatal(err)
		}
		if !current(t, db, 7).Objected {
			t.Error("the objection does not hold again")
		}
		list, err := consent.Of(ctx, db, 7)
		if err != nil {
			t.Fatal(err)
		}
		want := consent.Statement{CustomerID: 7, Kind: consent.Objected, Set: true, Day: later, Source: consent.Correction, Actor: 9, At: 77}
		if d := cmp.Diff(want, list[0]); len(list) != 3 || d != "" {
			t.Errorf("%d statements: %s", len(list), d)
		}
		if since, found := consent.Holds(list, consent.Objected); !found || since != said {
			t.Errorf("holds since %v, %v; want %v", since, found, said)
		}
		if err := takeBack(db, entries[1], later); err == nil {
			t.Error("corrected twice")
		}
		newest := log(t, db)[2]
		if newest.Verb != "consent.correct" || newest.Undoes != entries[1].ID {
			t.Errorf("the correction stands as %+v", newest)
		}
		if err := takeBack(db, newest, later); err != nil || current(t, db, 7).Objected {
			t.Errorf("the correction of a correction: %v", err)
		}
	})
}

func TestABarHoldsSinceTheDayOfItsLastValidStatement(t *testing.T) {
	s := func(set bool, day cal.Date, source string) consent.Statement {
		return consent.Statement{Kind: consent.Objected, Set: set, Day: day, Source: source}
	}
	for name, c := range map[string]struct {
		said []consent.Statement // oldest first
		want cal.Date
	}{
		"nothing said":                        {nil, cal.Never},
		"said once":                           {[]consent.Statement{s(true, 1, "counter")}, 1},
		"lifted":                              {[]consent.Statement{s(true, 1, "counter"), s(false, 2, "counter")}, cal.Never},
		"said anew":                           {[]consent.Statement{s(true, 1, "counter"), s(false, 2, "counter"), s(true, 3, "letter")}, 3},
		"entered by mistake":                  {[]consent.Statement{s(true, 1, "counter"), s(false, 2, consent.Correction)}, cal.Never},
		"lifted by mistake":                   {[]consent.Statement{s(true, 1, "counter"), s(false, 2, "counter"), s(true, 3, consent.Correction)}, 1},
		"the correction itself was a mistake": {[]consent.Statement{s(true, 1, "counter"), s(false, 2, consent.Correction), s(true, 3, consent.Correction)}, 1},
		"of another bar":                      {[]consent.Statement{{Kind: consent.Deceased, Set: true, Day: 1}}, cal.Never},
	} {
		t.Run(name, func(t *testing.T) {
			var newest []consent.Statement
			for _, one := range c.said {
				newest = append([]consent.Statement{one}, newest...)
			}
			if since, found := consent.Holds(newest, consent.Objected); since != c.want || found != (c.want != cal.Never) {
				t.Errorf("since %v, %v; want %v", since, found, c.want)
			}
		})
	}
}

// An objection noted at the wrong customer is corrected while he is one with another; the
// correction goes back with him, and the other one's own objection was never touched.
func TestACorrectionGoesBackWithWhatItCorrects(t *testing.T) {
	said := cal.MustParse("2026-11-02")
	for name, own := range map[string]bool{"of one who had said nothing": false, "of one who had objected too": true} {
		t.Run(name, func(t *testing.T) {
			schematest.Each(t, func(t *testing.T, db *store.DB) {
				if own {
					note(t, db, consent.Statement{CustomerID: 8, Kind: consent.Objected, Set: true, Day: said, Source: "letter", Actor: 3, At: 4})
				}
				note(t, db, consent.Statement{CustomerID: 7, Kind: consent.Objected, Set: true, Day: said, Source: "counter", Actor: 3, At: 5})
				mistake := log(t, db)[0]
				var bars consent.Relinked
				var entries []int64
				update(t, db, func(tx *store.Tx) (err error) {
					if bars, err = consent.Relink(ctx, tx, 7, 8, said, 1, 10); err != nil {
						return err
					}
					entries, err = history.Relink(ctx, tx, []string{"customer"}, 7, 8)
					return err
				})
				mistake.SubjectID = 8
				if err := takeBack(db, mistake, said.Add(3)); err != nil {
					t.Fatal(err)
				}
				if got := current(t, db, 8).Objected; got != own {
					t.Errorf("as one he has objected: %v, want %v", got, own)
				}
				update(t, db, func(tx *store.Tx) error {
					if err := history.Unlink(ctx, tx, entries, 7); err != nil {
						return err
					}
					return consent.Unlink(ctx, tx, bars, 7)
				})
				if got := current(t, db, 8).Objected; got != own || current(t, db, 7).Objected {
					t.Errorf("apart they have objected: %v and %v, want %v and no", got, current(t, db, 7).Objected, own)
				}
				list, err := consent.Of(ctx, db, 7)
				if err != nil || len(list) != 2 || list[0].Source != consent.Correction {
					t.Errorf("of the one is noted %+v, %v", list, err)
				}
				last := log(t, db)[1]
				if last.Verb != "consent.correct" || last.Undoes != mistake.ID {
					t.Errorf("his history ends with %+v", last)
				}
				if err := takeBack(db, last, said.Add(4)); err != nil || !current(t, db, 7).Objected {
					t.Errorf("the correction taken back: %v", err)
				}
			})
		})
	}
}

func update(t *testing.T, db *store.DB, do func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Update(ctx, do); err != nil {
		t.Fatal(err)
	}
}
