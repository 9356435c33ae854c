package complaint_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/complaint"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestFiguresOfAYear(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		id, today := person(t, db), cal.MustParse("2026-11-24")
		if f, err := complaint.FiguresOf(ctx, db, today); err != nil || f.All.Count != 0 || f.From != cal.MustParse("2025-12-01") || f.Answer != 0 {
			t.Errorf("without any: %+v %v", f, err)
		}
		solved := func(when string, m feedback.Matter, cause cost.Cause, goodwill int64) int64 {
			c, err := take(db, on(when), complaint.Taken{
				Customer: id, Channel: interaction.Counter, Words: "Kruste war hart", Matter: m, Cause: cause, Remedy: feedback.Replaced, Goodwill: money.Cents(goodwill),
			})
			must(t, err)
			return c
		}
		solved("2025-11-30 10:00", feedback.Goods, cost.Ours, 100) // the year before
		solved("2025-12-01 10:00", feedback.Goods, cost.Ours, 200)
		solved("2026-10-02 10:00", feedback.Delivery, cost.Ours, 0)
		solved("2026-10-03 10:00", feedback.Delivery, cost.Ours, 300)
		last := solved("2026-11-24 10:00", feedback.Delivery, cost.Ours, 0)
		solved("2026-11-24 11:00", feedback.Delivery, cost.Third, 0)
		mail, err := take(db, on("2026-11-16 10:00"), complaint.Taken{Customer: id, Channel: interaction.Mail, Words: "Rechnung falsch"})
		must(t, err)
		must(t, do(db, on("2026-11-16 14:00"), complaint.Acknowledged, complaint.Step{ID: mail, Version: 1}))
		must(t, do(db, on("2026-11-24 12:00"), complaint.Solved, complaint.Step{ID: mail, Version: 2, Matter: feedback.Bill, Cause: cost.Ours, Remedy: feedback.Refunded, Goodwill: 400}))
		must(t, do(db, on("2026-11-24 12:30"), complaint.Answered, complaint.Step{ID: mail, Version: 3}))
		must(t, do(db, on("2026-11-24 13:00"), complaint.Asked, complaint.Step{ID: mail, Version: 4, Result: feedback.No}))
		must(t, do(db, on("2026-11-24 14:00"), complaint.Solved, complaint.Step{ID: mail, Version: 5, Cause: cost.Ours, Remedy: feedback.Refunded, Goodwill: 500}))
		must(t, do(db, on("2026-11-24 14:00"), complaint.Asked, complaint.Step{ID: last, Version: 1, Result: feedback.Yes, Manner: feedback.Partly}))

		f, err := complaint.FiguresOf(ctx, db, today)
		must(t, err)
		all := f.All
		if all.Count != 6 || all.Open != 5 || all.Spot != 5 || all.Goodwill != 200+300+400+500 || all.Again != 1 || all.LateSolved != 1 || all.Solved != 6 {
			t.Errorf("all %+v", all)
		}
		if all.Result != 1 || all.ResultOf != 2 || all.Manner != 0 || all.MannerOf != 1 || all.SpeedOf != 0 {
			t.Errorf("afterwards %+v", all)
		}
		if f.Answer != 0 || f.Solution != 0 { // five of six at once
			t.Errorf("answered after %v, solved after %v", f.Answer, f.Solution)
		}
		if len(f.Matters) != 3 || f.Matters[0].Matter != feedback.Bill || f.Matters[0].Goodwill != 900 || f.Matters[1].Matter != feedback.Delivery || f.Matters[1].Count != 4 {
			t.Errorf("matters %+v", f.Matters)
		}
		if len(f.Repeated) != 1 || f.Repeated[0].Matter != feedback.Delivery || f.Repeated[0].Lately != 3 {
			t.Errorf("repeated %+v", f.Repeated)
		}
		if len(f.Causes) != 2 || f.Causes[0].Cause != cost.Ours || f.Causes[0].Count != 5 {
			t.Errorf("causes %+v", f.Causes)
		}
		if _, ok := f.Per100(6); ok {
			t.Error("without purchases there is no share of them")
		}
	})
}

// Whatever was complained about, the parts make the whole, in every order the same.
func TestPropFiguresConserveTheirSums(t *testing.T) {
	db := schematest.SQLite(t)
	people := []int64{person(t, db), person(t, db)}
	rapid.Check(t, func(t *rapid.T) {
		day := cal.MustParse("2026-11-24").Add(rapid.IntRange(-10, 10).Draw(t, "day"))
		by := customer.By{Actor: 3, At: cal.At(day.Start(berlin).Add(time.Duration(rapid.IntRange(9*60, 17*60).Draw(t, "minute")) * time.Minute)), Region: "DE"}
		c := complaint.Taken{
			Customer: rapid.SampledFrom(people).Draw(t, "who"), Channel: interaction.Counter, Words: "x", Matter: rapid.SampledFrom(append([]feedback.Matter{""}, feedback.Matters...)).Draw(t, "matter"),
		}
		if rapid.Bool().Draw(t, "solved") {
			c.Cause, c.Remedy = rapid.SampledFrom(cost.Causes).Draw(t, "cause"), feedback.Refunded
			c.Goodwill = money.Cents(rapid.Int64Range(0, 900).Draw(t, "goodwill"))
		}
		_, err := take(db, by, c)
		must(t, err)
		f, err := complaint.FiguresOf(ctx, db, cal.MustParse("2026-12-31"))
		must(t, err)
		var causes, matters feedback.Sums
		for i := range f.Causes {
			causes.Add(&f.Causes[i])
		}
		for i := range f.Matters {
			matters.Add(&f.Matters[i])
		}
		if causes != matters || causes != f.All {
			t.Fatalf("by cause %+v, by matter %+v, all %+v", causes, matters, f.All)
		}
	})
}
