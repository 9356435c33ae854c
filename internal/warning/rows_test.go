package warning

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestReasonsComeBackWithTheirValues(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		day := cal.MustParse("2025-05-01")
		want := RowOf(7, Score([]Sign{
			{Silent, day, cal.Never, 2, []any{24}},
			{Dormant, day, cal.Never, 4, []any{31}},
			{SpendDown, day, cal.Never, 2, []any{money.Cents(500), money.Cents(1200), 58}},
			{CategoryDropped, day, cal.Never, 2, []any{int64(3), 40, day.Add(-90)}},
			{FirstLate, day, cal.Never, 3, []any{day.Add(-1)}},
			{FirstFaulty, day, cal.Never, 3, nil},
			{PaysLater, day, cal.Never, 1, []any{day.Add(-30), 12}},
			{ContactLeft, day, cal.Never, 4, nil},
			{PromisesMissed, day, cal.Never, 3, []any{2}},
			{ComplaintLate, day, cal.Never, 3, nil},
			{ComplaintUnhappy, day, cal.Never, 4, nil},
			{Disconfirmed, day, cal.Never, 2, nil},
			{DemandRefused, day, day.Add(refusedDays), 2, nil},
			{Objected, day, cal.Never, 2, nil},
			{Unanswered, day, cal.Never, 2, nil},
			{OtherSupplier, day, cal.Never, 1, nil},
			{FriendSilent, day, cal.Never, 2, []any{7}},
		}, day), day)
		for _, r := range Reasons { // whatever can be published can be read
			if !slices.ContainsFunc(want.Reasons, func(p Part) bool { return p.Sign.Reason == r }) {
				t.Errorf("%s is not tried here", r)
			}
		}
		if err := db.Update(ctx, func(tx *store.Tx) error {
			return WriteRows(ctx, tx, []Row{want, RowOf(8, Score(nil, day), day)})
		}); err != nil {
			t.Fatal(err)
		}
		got, found, err := GetRow(ctx, db, 7)
		if err != nil || !found {
			t.Fatalf("found %v, %v", found, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if calm, found, err := GetRow(ctx, db, 8); err != nil || !found || calm.Score != 0 || calm.Colour != Green || calm.Reasons != nil {
			t.Errorf("got %+v, %v", calm, err)
		}
	})
}
