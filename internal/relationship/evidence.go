package relationship

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/relationship/strain"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Seen is what was counted of a customer, without decay, for the sentences that explain an
// estimate.
type Seen struct {
	From   cal.Date // the first day that counts
	Counts [kind.Counts]int
	Again  kind.Part // purchases with an article that he had bought before, of purchases that had one before them
	Others kind.Part // contacts in which another supplier was named, of contacts
	Tones  [kind.Tones]int
}

// facts are what a customer's estimate is computed from.
type facts struct {
	seen     Seen
	evidence kind.Evidence
	strained []cal.Date // days of what strains
	began    cal.Date   // since when he is known
	interval float64    // his own, in days; 0 unknown
}

// mostPurchases bounds how many of the newest purchases of a customer are looked at.
const mostPurchases = 400

// halfLives is how many half-lives back is looked: what is older counts below a sixteenth.
const halfLives = 4

// byReason tells which contacts are signals.
var byReason = map[string]kind.Count{
	interaction.NoOccasion: kind.NoOccasion, "suggestion": kind.Suggestion, "demand": kind.Demand, "complaint": kind.Complaint,
}

var byTone = map[string]kind.Tone{
	"factual": kind.Factual, "warm": kind.Warm, "enthusiastic": kind.Enthusiastic, "curious": kind.Curious, "demanding": kind.Sharp,
}

// byMark tells which marks of contacts are signals.
var byMark = map[interaction.Marks]kind.Count{
	interaction.PersonalMatter: kind.Personal, interaction.Urgent: kind.Urgency, interaction.AskedBoss: kind.Threat, interaction.AtEvent: kind.Event,
}

// unclear is what a complaint counts whose cause nobody has settled: as with costs, half.
const unclear = 0.5

// gather reads the facts of a customer up to a day.
func gather(ctx context.Context, q store.Querier, id int64, day cal.Date) (f facts, err error) {
	f.evidence = kind.Nothing()
	life, found, err := lifecycle.GetRow(ctx, q, id)
	if err != nil {
		return f, err
	}
	f.began = cal.Never
	ended := day
	if found && life.Occasions > 0 {
		f.began, ended = life.First, min(day, life.LostFrom)
		if life.IntervalCount > 0 {
			f.interval = life.IntervalDays
		}
	}
	talked, err := store.Value[cal.Date](ctx, q, statements.Get("first-talk"), id)
	if err != nil {
		return f, fmt.Errorf("read since when customer %d talks with us: %w", id, err)
	}
	f.began = min(f.began, talked)
	if f.began > day {
		return f, nil
	}
	decay := kind.DecayOf(f.interval)
	f.seen.From = max(f.began, day.Add(-halfLives*decay.HalfLife()))
	f.evidence.Quarters = decay.Quarters(day.Sub(f.seen.From)+1, day.Sub(ended))
	for _, read := range []func(context.Context, store.Querier, int64, cal.Date, kind.Decay) error{f.talks, f.referred, f.bought} {
		if err := read(ctx, q, id, day, decay); err != nil {
			return f, fmt.Errorf("read what customer %d wants of us: %w", id, err)
		}
	}
	return f, nil
}

// talks counts contacts by reason and tone.
func (f *facts) talks(ctx context.Context, q store.Querier, id int64, day cal.Date, decay kind.Decay) error {
	type talk struct {
		day          cal.Date
		by           interaction.Party
		reason, tone string
		marks        interaction.Marks
	}
	return store.Each(ctx, q, statements.Get("talks"), func(t *talk) []any { return []any{&t.day, &t.by, &t.reason, &t.tone, &t.marks} }, func(t *talk) error {
		weight := decay.At(day.Sub(t.day))
		if c, ok := byReason[t.reason]; ok && t.by != interaction.Us {
			f.seen.Counts[c]++
			if c == kind.Complaint {
				f.evidence.Counts[c] += unclear * weight
			} else {
				f.evidence.Counts[c] += weight
			}
			if c == kind.Demand || c == kind.Complaint {
				f.strained = append(f.strained, t.day)
			}
		}
		f.marked(t.marks, t.day, weight)
		if tone, ok := byTone[t.tone]; ok {
			f.seen.Tones[tone]++
			f.evidence.Tones[tone] += weight
		}
		return nil
	}, id, f.seen.From, day)
}

// marked counts what was so in a contact beside its reason.
func (f *facts) marked(marks interaction.Marks, day cal.Date, weight float64) {
	for mark, c := range byMark {
		if marks.Has(mark) {
			f.seen.Counts[c]++
			f.evidence.Counts[c] += weight
		}
	}
	if marks.Has(interaction.Urgent) || marks.Has(interaction.AskedBoss) {
		f.strained = append(f.strained, day)
	}
	part := &f.evidence.Shares[kind.OtherSupplier]
	part.Of += weight
	f.seen.Others.Of++
	if marks.Has(interaction.OtherSupplier) {
		part.Hits += weight
		f.seen.Others.Hits++
	}
}

func (f *facts) referred(ctx context.Context, q store.Querier, id int64, day cal.Date, decay kind.Decay) error {
	return store.Each(ctx, q, statements.Get("referred"), func(d *cal.Date) []any { return []any{d} }, func(d *cal.Date) error {
		f.seen.Counts[kind.Referral]++
		f.evidence.Counts[kind.Referral] += decay.At(day.Sub(*d))
		return nil
	}, id, f.seen.From, day)
}

// bought looks which purchases hold an article that he had bought before.
func (f *facts) bought(ctx context.Context, q store.Querier, id int64, day cal.Date, decay kind.Decay) error {
	type line struct {
		day            cal.Date
		order, product int64
	}
	before, now := map[int64]bool{}, []int64{}
	var last line
	again := false
	over := func() {
		if len(now) > 0 && len(before) > 0 {
			part, weight := &f.evidence.Shares[kind.Same], decay.At(day.Sub(last.day))
			part.Of += weight
			f.seen.Again.Of++
			if again {
				part.Hits += weight
				f.seen.Again.Hits++
			}
		}
		for _, p := range now {
			before[p] = true
		}
		now, again = now[:0], false
	}
	err := store.Each(ctx, q, statements.Get("bought"), func(l *line) []any { return []any{&l.day, &l.order, &l.product} }, func(l *line) error {
		if l.order != last.order {
			over()
		}
		now, again = append(now, l.product), again || before[l.product]
		last = *l
		return nil
	}, id, f.seen.From, day, mostPurchases)
	over()
	return err
}

// phases are the strained times of a customer.
func (f *facts) phases(day cal.Date) []strain.Phase {
	if f.began > day {
		return nil
	}
	return strain.Of(f.strained, f.seen.From, day, f.interval)
}
