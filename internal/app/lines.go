package app

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/job"
	"github.com/stammkunde/stammkunde/internal/portfolio"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Redraw queues the drawing of the portfolio's lines, in the transaction that wants them
// moved: with very many customers it takes longer than anybody waits for a page.
func (a *App) Redraw(ctx context.Context, tx *store.Tx, p portfolio.Parts) error {
	payload, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return a.Jobs.Enqueue(ctx, tx, portfolio.LinesVerb, fmt.Sprint(a.Now().UnixMicro()), string(payload))
}

func (a *App) jobLines(ctx context.Context, _, payload string, _ job.Counts) error {
	var p portfolio.Parts
	if err := json.Unmarshal([]byte(payload), &p); err != nil {
		return fmt.Errorf("lines of %s: %w", payload, err)
	}
	day, err := a.Day(ctx)
	if err != nil {
		return err
	}
	return a.Insight.MovePortfolio(ctx, day, p.Strong, p.Worth)
}
