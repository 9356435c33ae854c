package enquiry

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Most enquiries within an hour that strangers may send: from one address, and from all
// together.
const (
	PerAddress = 5
	InAll      = 200
)

// floodSpan is the step in which enquiries are counted, floodSpans how many make the hour.
const (
	floodSpan  = 10 * time.Minute
	floodSpans = 6
)

func floodSlot(at cal.Instant) int64 { return int64(at) / floodSpan.Microseconds() }

// Admit counts an enquiry that a stranger sends from an address, in the transaction that
// writes it down, so that one that is refused for another reason does not count. It fails
// with fault.Limit "enquiry.too_many" beyond the limits. Of the address a hash keyed with
// secret is kept until [Sweep] forgets it: whoever reads the database learns nobody's
// address.
func Admit(ctx context.Context, tx *store.Tx, secret, address string, at cal.Instant) error {
	slot := floodSlot(at)
	mac := hmac.New(sha256.New, []byte("enquiry:"+secret))
	mac.Write([]byte(address))
	for _, s := range []struct {
		subject string
		most    int64
	}{{hex.EncodeToString(mac.Sum(nil)[:16]), PerAddress}, {"", InAll}} {
		if _, err := tx.Exec(ctx, statements.Get("pass"), s.subject, slot); err != nil {
			return fmt.Errorf("count an enquiry: %w", err)
		}
		n, err := store.Value[int64](ctx, tx, statements.Get("passed"), s.subject, slot-floodSpans)
		if err != nil {
			return fmt.Errorf("count the enquiries of the hour: %w", err)
		}
		if n > s.most {
			return fault.New(fault.Limit, "enquiry.too_many")
		}
	}
	return nil
}

// Sweep removes counts that are older than an hour.
func Sweep(ctx context.Context, tx *store.Tx, at cal.Instant) error {
	if _, err := tx.Exec(ctx, statements.Get("sweep-passed"), floodSlot(at)-floodSpans); err != nil {
		return fmt.Errorf("forget older enquiries: %w", err)
	}
	return nil
}
