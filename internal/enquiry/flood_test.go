package enquiry

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestStrangersSendFewEnquiriesAnHour(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, start := context.Background(), time.Date(2026, 11, 24, 9, 5, 0, 0, time.UTC)
		admit := func(address string, after time.Duration) error {
			return db.Update(ctx, func(tx *store.Tx) error { return Admit(ctx, tx, "geheim", address, cal.At(start.Add(after))) })
		}
		limited := func(err error) bool { return fault.KindOf(err) == fault.Limit }
		for i := range PerAddress {
			if err := admit("192.0.2.1", time.Duration(i)*time.Minute); err != nil {
				t.Fatal(err)
			}
		}
		for range 3 { // who is refused is not counted: he waits no longer for having tried
			if err := admit("192.0.2.1", 6*time.Minute); !limited(err) {
				t.Errorf("the sixth passes: %v", err)
			}
		}
		if err := admit("192.0.2.2", 6*time.Minute); err != nil {
			t.Errorf("somebody else waits: %v", err)
		}
		if err := admit("192.0.2.1", time.Hour); err != nil {
			t.Errorf("after an hour: %v", err)
		}
		other := errors.New("refused for another reason")
		if err := db.Update(ctx, func(tx *store.Tx) error {
			if err := Admit(ctx, tx, "geheim", "192.0.2.3", cal.At(start)); err != nil {
				return err
			}
			return other
		}); !errors.Is(err, other) {
			t.Fatal(err)
		}
		later := 3 * time.Hour
		for i := range InAll {
			if err := admit(fmt.Sprint("198.51.100.", i), later); err != nil {
				t.Fatalf("%d of all: %v", i, err)
			}
		}
		if err := admit("203.0.113.9", later); !limited(err) {
			t.Errorf("one more than all may: %v", err)
		}
		count := func() (n int64) {
			n, err := store.Value[int64](ctx, db, store.New("count", "SELECT count(*) FROM enquiry_passed"))
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		sweep := func(at time.Duration) {
			t.Helper()
			if err := db.Update(ctx, func(tx *store.Tx) error { return Sweep(ctx, tx, cal.At(start.Add(at))) }); err != nil {
				t.Fatal(err)
			}
		}
		if sweep(later); count() != InAll+1 { // all of the last hour, and their sum
			t.Errorf("%d rows are kept", count())
		}
		if sweep(later + time.Hour); count() != 0 {
			t.Errorf("%d rows are kept for more than an hour", count())
		}
	})
}

// Two processes share the database and with it the count.
func TestTwoProcessesCountTogether(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, passed := context.Background(), make(chan error, 2*PerAddress)
		for range 2 * PerAddress {
			go func() {
				passed <- db.Update(ctx, func(tx *store.Tx) error { return Admit(ctx, tx, "geheim", "192.0.2.1", cal.Instant(1)) })
			}()
		}
		n := 0
		for range 2 * PerAddress {
			switch err := <-passed; {
			case err == nil:
				n++
			case fault.KindOf(err) != fault.Limit:
				t.Error(err)
			}
		}
		if n != PerAddress {
			t.Errorf("%d pass, want %d", n, PerAddress)
		}
	})
}
