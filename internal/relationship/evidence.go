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
	Again  kind.Part // purchases with the article that he had bought most until then, of purchases that had one before them
	Others kind.Part // contacts in which another supplier was named, of contacts
	Tones  [kind.Tones]int
}

// facts are what a customer's estimate is computed from.
type facts struct {
	seen     Seen
	evidence kind.Evidence
	strained []cal.Date // days of what strains
	phases   []strain.Phase
	began    cal.Date // since when he is known
	interval float64  // his own, in days; 0 unknown
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

// rhythm is what is read of a customer's purchases as a whole.
type rhythm struct {
	occasions, intervals int
	interval             float64
	first, lost          cal.Date
}

// life0 is who has never bought.
var life0 = rhythm{first: cal.Never, lost: cal.Never}

// since sets from when on facts count and how long he has been a customer; known is false for
// whom nothing happened up to the day. talked is the day of the first contact.
func (f *facts) since(l rhythm, talked, day cal.Date) (decay kind.Decay, known bool) {
	f.began = cal.Never
	ended := day
	if l.occasions > 0 {
		f.began, ended = l.first, min(day, l.lost)
		if l.intervals > 0 {
			f.interval = l.interval
		}
	}
	f.began = min(f.began, talked)
	if f.began > day {
		return decay, false
	}
	decay = kind.DecayOf(f.interval)
	f.seen.From = max(f.began, day.Add(-halfLives*decay.HalfLife()))
	f.evidence.Quarters = decay.Quarters(day.Sub(f.seen.From)+1, day.Sub(ended))
	return decay, true
}

// untroubled is the last day whose facts say something of the kind: while a strained phase lasts,
// the one before it. An hour of need shows nobody's nature.
func untroubled(phases []strain.Phase, day cal.Date) cal.Date {
	if p, lasts := strain.Now(phases, day); lasts {
		return p.First.Add(-1)
	}
	return day
}

// spared reports whether what people said rules out strained phases: with whom demands are the
// usual.
func spared(said []Label) bool {
	l := newest(said, Owner)
	return l != nil && l.Is() == kind.Demanding
}

// gather reads the facts of a customer up to a day, of whom people said so much.
func gather(ctx context.Context, q store.Querier, id int64, day cal.Date, said []Label) (facts, error) {
	f, err := gatherUntil(ctx, q, id, day, day)
	if err != nil || spared(said) {
		return f, err
	}
	f.phases = f.phased(day)
	until := untroubled(f.phases, day)
	if until == day {
		return f, nil
	}
	before, err := gatherUntil(ctx, q, id, until, day)
	before.phases = f.phases
	return before, err
}

// gatherUntil reads the facts of a customer up to a day, as they are known on a later one.
func gatherUntil(ctx context.Context, q store.Querier, id int64, day, known cal.Date) (f facts, err error) {
	f.evidence = kind.Nothing()
	life, found, err := lifecycle.GetRow(ctx, q, id)
	if err != nil {
		return f, err
	}
	talked, err := store.Value[cal.Date](ctx, q, statements.Get("first-talk"), id)
	if err != nil {
		return f, fmt.Errorf("read since when customer %d talks with us: %w", id, err)
	}
	l := life0
	if found {
		l = rhythm{life.Occasions, life.IntervalCount, life.IntervalDays, life.First, life.LostFrom}
	}
	decay, there := f.since(l, talked, day)
	if !there {
		return f, nil
	}
	for _, read := range []func(context.Context, store.Querier, int64, cal.Date, kind.Decay) error{f.talks, f.referred} {
		if err := read(ctx, q, id, day, decay); err != nil {
			return f, fmt.Errorf("read what customer %d wants of us: %w", id, err)
		}
	}
	if err := f.bought(ctx, q, id, day, known, decay); err != nil {
		return f, fmt.Errorf("read what customer %d wants of us: %w", id, err)
	}
	return f, nil
}

// talk is a contact.
type talk struct {
	day          cal.Date
	by           interaction.Party
	reason, tone string
	marks        interaction.Marks
}

func (t *talk) fields() []any { return []any{&t.day, &t.by, &t.reason, &t.tone, &t.marks} }

// talks counts contacts by reason and tone.
func (f *facts) talks(ctx context.Context, q store.Querier, id int64, day cal.Date, decay kind.Decay) error {
	return store.Each(ctx, q, statements.Get("talks"), (*talk).fields, func(t *talk) error { f.talked(t, day, decay); return nil }, id, f.seen.From, day)
}

// talked counts a contact.
func (f *facts) talked(t *talk, day cal.Date, decay kind.Decay) {
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
		f.recommended(*d, day, decay)
		return nil
	}, id, f.seen.From, day)
}

func (f *facts) recommended(d, day cal.Date, decay kind.Decay) {
	f.seen.Counts[kind.Referral]++
	f.evidence.Counts[kind.Referral] += decay.At(day.Sub(d))
}

// line is an article of a purchase.
type line struct {
	day            cal.Date
	order, product int64
}

func (l *line) fields() []any { return []any{&l.day, &l.order, &l.product} }

// bought looks which purchases hold his favourite article.
func (f *facts) bought(ctx context.Context, q store.Querier, id int64, day, known cal.Date, decay kind.Decay) error {
	lines, err := store.All(ctx, q, statements.Get("bought"), (*line).fields, id, f.seen.From, day, mostPurchases, known)
	f.carried(lines, day, decay)
	return err
}

// carried counts the purchases of whom these are the articles, by purchase: does it hold the
// article that was bought most before it? That some article was there before says little
// where there are few of them.
func (f *facts) carried(lines []line, day cal.Date, decay kind.Decay) {
	before, favourite := map[int64]int{}, int64(0)
	for len(lines) > 0 {
		n, again := 0, false
		for ; n < len(lines) && lines[n].order == lines[0].order; n++ {
			again = again || lines[n].product == favourite
		}
		if len(before) > 0 {
			part, weight := &f.evidence.Shares[kind.Same], decay.At(day.Sub(lines[0].day))
			part.Of += weight
			f.seen.Again.Of++
			if again {
				part.Hits += weight
				f.seen.Again.Hits++
			}
		}
		for _, l := range lines[:n] {
			before[l.product]++
			if most := before[favourite]; before[l.product] > most || before[l.product] == most && l.product < favourite {
				favourite = l.product
			}
		}
		lines = lines[n:]
	}
}

// phased are the strained times of a customer.
func (f *facts) phased(day cal.Date) []strain.Phase {
	if f.began > day {
		return nil
	}
	return strain.Of(f.strained, f.seen.From, day, f.interval)
}
