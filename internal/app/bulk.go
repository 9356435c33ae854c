package app

import (
	"context"
	"fmt"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/bulk"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/job"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Bulk queues an act on many customers, or its taking back, in the transaction that
// starts it.
func (a *App) Bulk(ctx context.Context, tx *store.Tx, id int64) error {
	return a.Jobs.Enqueue(ctx, tx, "bulk.run", fmt.Sprint(a.Now().UnixMicro()), strconv.FormatInt(id, 10))
}

func (a *App) jobBulk(ctx context.Context, _, payload string, counts job.Counts) error {
	id, err := strconv.ParseInt(payload, 10, 64)
	if err != nil {
		return fmt.Errorf("read which bulk act: %w", err)
	}
	run, err := bulk.Get(ctx, a.DB, id)
	if err != nil {
		return err
	}
	profile, err := firm.Load(ctx, a.DB)
	if err != nil {
		return err
	}
	day, err := a.Day(ctx)
	if err != nil {
		return err
	}
	counts["customers"] = int64(run.Left())
	return bulk.Work(ctx, a.DB, customer.By{Actor: run.Actor, At: cal.At(a.Now()), Region: customer.Region(profile.Locale)}, day, id)
}
