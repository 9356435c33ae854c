package world

import (
	"context"
	"testing"

	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/project"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestTheAgencyHasEnquiriesAndProjectsInEveryState(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		w, ok := ByName("service")
		if !ok {
			t.Fatal("no such world")
		}
		if err := Fill(ctx, db, w, Options{Today: today}); err != nil {
			t.Fatal(err)
		}
		want := map[enquiry.State]int{}
		for _, a := range Asks() {
			want[a.State]++
		}
		for _, s := range enquiry.States {
			if n, err := enquiry.Count(ctx, db, s, enquiry.Anybody); err != nil || n != want[s] || n == 0 {
				t.Errorf("%s: %d enquiries, want %d, %v", s, n, want[s], err)
			}
		}
		for _, s := range project.Stages {
			if n, err := project.Count(ctx, db, s, project.Anybody); err != nil || n != 2 {
				t.Errorf("%s: %d projects, %v", s, n, err)
			}
		}
		due, err := project.DueSteps(ctx, db, 1, today, 50)
		if err != nil || len(due) == 0 {
			t.Errorf("nothing is due: %v", err)
		}
		for query, n := range map[string]int64{
			"SELECT COUNT(*) FROM customer WHERE kind IN ('person', 'firm')": int64(w.Customers + len(Asks())), "SELECT COUNT(*) FROM promise WHERE state = 'open'": 2,
		} {
			if got := stored(t, db, query); got != n {
				t.Errorf("%s: %d, want %d", query, got, n)
			}
		}
	})
}

func TestTheTruthOfTheAgencyIsTheSameEveryTime(t *testing.T) {
	w := Service()
	for id := 1; id <= w.Customers; id++ {
		a, b := w.Truth(w.Seed, today, id), w.Truth(w.Seed, today, id)
		if a.Purchases != b.Purchases || a.Last != b.Last || a.Purchases == 0 || !a.Firm {
			t.Errorf("client %d: %+v and %+v", id, a, b)
		}
	}
}
