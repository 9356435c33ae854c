package relationship

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
)

// Reason is what was seen of a signal, so that it can be read aloud to the customer.
type Reason struct {
	Signal string `json:"signal"`         // its key, see [SignalKey]
	N      int    `json:"n,omitempty"`    // how often, or how many of Of
	Of     int    `json:"of,omitempty"`   // of a share and of tones
	Word   string `json:"word,omitempty"` // the tone of most talks, the kind of his own words
}

// Reasons are the strongest that speak for a kind and against it.
type Reasons struct {
	Said    cal.Date `json:"said,omitempty"` // when a person confirmed the kind; 0 for never
	For     []Reason `json:"for,omitempty"`
	Against []Reason `json:"against,omitempty"`
}

// How much a signal must say, as a logarithm, and how many are told.
const (
	leastTold   = 0.3 // a third likelier
	toldFor     = 2
	toldAgainst = 1
)

// signalKeys are the signals that the record tells of, as they are stored.
var signalKeys = map[kind.Signal]string{
	kind.NoOccasion.Signal(): "no_occasion", kind.Suggestion.Signal(): "suggestion", kind.Demand.Signal(): "demand", kind.Complaint.Signal(): "complaint",
	kind.Personal.Signal(): "personal", kind.Event.Signal(): "event", kind.Urgency.Signal(): "urgency", kind.Threat.Signal(): "threat",
	kind.OtherSupplier.Signal(): "other_supplier", kind.Referral.Signal(): "referral", kind.Same.Signal(): "same", kind.TonesOfTalks: "tone", kind.OwnWords: "told",
}

var toneKeys = [kind.Tones]string{"factual", "warm", "enthusiastic", "curious", "demanding"}

// SignalKey is the stored name of a signal; ok is false for one of which the record does not
// tell yet.
func SignalKey(s kind.Signal) (key string, ok bool) {
	key, ok = signalKeys[s]
	return key, ok
}

// reason is what was seen of a signal; ok is false where there is nothing to tell.
func (e *Estimate) reason(s kind.Signal) (r Reason, ok bool) {
	if r.Signal, ok = signalKeys[s]; !ok {
		return r, false
	}
	if c, counted := s.Count(); counted {
		r.N = e.Seen.Counts[c]
		return r, true
	}
	switch s {
	case kind.Same.Signal():
		r.N, r.Of = int(e.Seen.Again.Hits), int(e.Seen.Again.Of)
	case kind.OtherSupplier.Signal():
		r.N, r.Of = int(e.Seen.Others.Hits), int(e.Seen.Others.Of)
	case kind.TonesOfTalks:
		most := 0
		for t, n := range e.Seen.Tones {
			r.Of += n
			if n > e.Seen.Tones[most] {
				most = t
			}
		}
		r.N, r.Word = e.Seen.Tones[most], toneKeys[most]
		return r, r.Of > 0
	case kind.OwnWords:
		if e.Told == nil {
			return r, false
		}
		r.Word = e.Told.Kind
	}
	return r, true
}

// Reasons are what speaks most for the likeliest kind beside the next one, and against it.
func (e *Estimate) Reasons() (out Reasons) {
	if e.Label != nil {
		out.Said = e.Label.Day
	}
	for _, g := range e.Grounds {
		r, ok := e.reason(g.Signal)
		switch {
		case !ok || math.Abs(g.Gain) < leastTold:
		case g.Gain > 0 && len(out.For) < toldFor:
			out.For = append(out.For, r)
		case g.Gain < 0 && len(out.Against) < toldAgainst:
			out.Against = append(out.Against, r)
		}
	}
	return out
}

// text is how the reasons stand in a row.
func (r *Reasons) text() string {
	if r.Said == 0 && len(r.For)+len(r.Against) == 0 {
		return ""
	}
	text, err := json.Marshal(r)
	if err != nil {
		return "" // numbers and keys can always be written
	}
	return string(text)
}

// Why reads the reasons of a row; known is false where none were kept.
func (r *Row) Why() (why Reasons, known bool, err error) {
	if r.Reasons == "" {
		return why, false, nil
	}
	if err := json.Unmarshal([]byte(r.Reasons), &why); err != nil {
		return why, false, fmt.Errorf("read why customer %d wants this kind of relationship: %w", r.Customer, err)
	}
	return why, true, nil
}
