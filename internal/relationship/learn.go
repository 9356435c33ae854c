package relationship

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/store"
)

// mostCases bounds how many customers the program learns from what is usual of a kind: the
// newest of whom somebody said it.
const mostCases = 300

// keptEvidence is how evidence is stored beside what somebody said.
type keptEvidence struct {
	Quarters float64                 `json:"quarters"`
	Counts   [kind.Counts]float64    `json:"counts"`
	Shares   [kind.Shares][2]float64 `json:"shares"`
	Tones    [kind.Tones]float64     `json:"tones"`
}

// learnable is what is seen of a customer on a day, as it is stored.
func learnable(ctx context.Context, q store.Querier, id int64, day cal.Date) (string, error) {
	f, err := gather(ctx, q, id, day, nil)
	if err != nil {
		return "", err
	}
	round := func(x float64) float64 { return math.Round(1000*x) / 1000 }
	k := keptEvidence{Quarters: round(f.evidence.Quarters)}
	for i, n := range f.evidence.Counts {
		k.Counts[i] = round(n)
	}
	for i, p := range f.evidence.Shares {
		k.Shares[i] = [2]float64{round(p.Hits), round(p.Of)}
	}
	for i, n := range f.evidence.Tones {
		k.Tones[i] = round(n)
	}
	if k.Quarters == 0 {
		return "", nil
	}
	text, err := json.Marshal(k)
	if err != nil {
		return "", fmt.Errorf("keep what was seen of customer %d: %w", id, err)
	}
	return string(text), nil
}

// learnt are the customers of whom somebody said the kind, with what was seen of them then.
// What nobody notes here says nothing.
func learnt(ctx context.Context, q store.Querier, day cal.Date, used interaction.Marks) ([]kind.Case, error) {
	type stored struct{ kind, evidence string }
	list, err := store.All(ctx, q, statements.Get("label-cases"), func(s *stored) []any { return []any{&s.kind, &s.evidence} }, day, mostCases)
	if err != nil {
		return nil, fmt.Errorf("read what was seen of customers whose kind is known: %w", err)
	}
	var cases []kind.Case
	for _, s := range list {
		k, ok := kind.Parse(s.kind)
		if !ok {
			continue
		}
		var kept keptEvidence
		if err := json.Unmarshal([]byte(s.evidence), &kept); err != nil {
			return nil, fmt.Errorf("read what was seen of a customer whose kind is known: %w", err)
		}
		e := kind.Nothing()
		e.Quarters, e.Counts, e.Tones = kept.Quarters, kept.Counts, kept.Tones
		for i, p := range kept.Shares {
			e.Shares[i] = kind.Part{Hits: min(p[0], p[1]), Of: p[1]}
		}
		if !used.Has(interaction.OtherSupplier) {
			e.Shares[kind.OtherSupplier] = kind.Part{}
		}
		cases = append(cases, kind.Case{Kind: k, Evidence: e, Weight: 1})
	}
	return cases, nil
}
