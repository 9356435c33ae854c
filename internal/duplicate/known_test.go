package duplicate_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/accord"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/knowledge"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/project"
	"github.com/stammkunde/stammkunde/internal/referral"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

func init() {
	maps.Copy(facts, map[string]string{
		"evidence": `SELECT id, customer_id, topic_id, kind, day FROM interest_evidence`,
		"interest": `SELECT customer_id, topic_id, excluded, since, until, last_kind, last_day, bought FROM interest_current`,
		"doubt":    `SELECT customer_id, topic_id, kind, since FROM interest_question`,
		"quiet":    `SELECT id, customer_id, since, until FROM interest_quiet`,
		"point":    `SELECT id, customer_id, kind, value, until FROM party_point`,
		"link":     `SELECT id, from_id, to_id, kind FROM party_link`,
		"form":     `SELECT id, customer_id, form FROM party_form`,
		"own":      `SELECT id, customer_id, field_id, text_value FROM field_value`,
		"reason":   `SELECT id, customer_id, code FROM accord_reason`,
		"wish":     `SELECT id, customer_id, kind FROM accord_wish`,
		"enquiry":  `SELECT id, customer_id, sought FROM enquiry`,
		"project":  `SELECT id, customer_id, title FROM project`,
		"referral": `SELECT id, referred_id, referrer_id, share_bp FROM referral`,
		"asked":    `SELECT id, customer_id, question FROM knowledge_asked`,
		"cost":     `SELECT id, customer_id, amount_cents FROM cost_entry`,
	})
}

// shelf is the article that everybody buys, with a topic that its category belongs to and
// an own field.
func (h *house) shelf(t tb) {
	t.Helper()
	if h.article != 0 {
		return
	}
	ctx := context.Background()
	h.update(t, func(tx *store.Tx) error {
		cat, _, err := sales.EnsureCategory(ctx, tx, "Brot", "Brot")
		if err != nil {
			return err
		}
		list := []sales.Product{{Source: "till", Number: "1", Name: "Dinkelbrot", Category: cat, Class: sales.Goods}}
		if err := sales.MergeProducts(ctx, tx, list); err != nil {
			return err
		}
		h.article = list[0].ID
		if h.topic, err = interest.EnsureTopic(ctx, tx, "Dinkel", h.now()); err != nil {
			return err
		}
		d, err := field.Define(ctx, tx, 1, h.now(), field.Definition{Label: "Platz", Kind: field.Text})
		h.field = d.ID
		if err != nil {
			return err
		}
		return interest.SetGoods(ctx, tx, h.topic, []interest.Goods{{Kind: "category", ID: cat}})
	})
}

// learn lets something become known of one customer. What a rule refuses, such as a
// second recommendation, did not happen.
func (h *house) learn(t *rapid.T, id, other int64, day cal.Date) {
	ctx, by := context.Background(), h.by()
	h.shelf(t)
	what := []func(tx *store.Tx) error{
		func(tx *store.Tx) error {
			kind := rapid.SampledFrom([]interest.Kind{interest.Told, interest.Excluded, interest.Denied}).Draw(t, "kind")
			_, err := interest.Note(ctx, tx, by, today, interest.Noted{Customer: id, Topic: h.topic, Kind: kind, Day: day, Source: "counter"})
			return err
		},
		func(tx *store.Tx) error {
			_, err := interest.KeepQuiet(ctx, tx, by, interest.Quiet{Customer: id, Since: today, Until: today.Add(9)})
			return err
		},
		func(tx *store.Tx) error {
			_, err := party.AddPoint(ctx, tx, by, party.Point{Customer: id, Way: party.Phone, Value: fmt.Sprint("0911 98765", h.n%3), Since: day, Until: cal.Never, Bad: cal.Never})
			return err
		},
		func(tx *store.Tx) error {
			_, err := party.Join(ctx, tx, by, party.Link{From: id, To: other, Kind: party.Family, Label: "Tante", Since: day, Until: cal.Never})
			return err
		},
		func(tx *store.Tx) error {
			_, err := party.Agree(ctx, tx, by, today, party.Agreed{Customer: id, Form: "du", Offered: "us", Since: day})
			return err
		},
		func(tx *store.Tx) error {
			now, err := field.Of(ctx, tx, id)
			if err != nil {
				return err
			}
			return field.Set(ctx, tx, row.By{Actor: 1, At: by.At}, id, []field.Change{{Field: h.field, From: now[h.field].Text, To: fmt.Sprint("Platz ", h.n)}})
		},
		func(tx *store.Tx) error {
			return accord.Say(ctx, tx, by, today, accord.Reason{Customer: id, Phase: "came", Code: "quality", Source: "told", Day: day})
		},
		func(tx *store.Tx) error {
			return accord.WishFor(ctx, tx, by, accord.Wish{Customer: id, Kind: "partner", Step: "fragen", Day: today})
		},
		func(tx *store.Tx) error {
			_, err := enquiry.Receive(ctx, tx, by, enquiry.UsualClock(cal.Calendar{}, time.UTC), enquiry.Enquiry{Customer: id, Sought: fmt.Sprint("Feier ", h.n), Origin: "phone"})
			return err
		},
		func(tx *store.Tx) error {
			_, err := project.Begin(ctx, tx, project.By{Actor: 1, At: by.At}, project.Project{Customer: id, Kind: "job", Title: fmt.Sprint("Umbau ", h.n), Begun: day, Promised: cal.Never, Delivered: cal.Never})
			return err
		},
		func(tx *store.Tx) error {
			_, err := referral.Note(ctx, tx, by, today, referral.Referral{Referred: id, Referrer: other, Day: day, Until: cal.Never, Share: 10_000, Known: "told", Prompted: referral.No, Anyway: referral.No})
			return err
		},
		func(tx *store.Tx) error {
			return knowledge.Ask(ctx, tx, by, knowledge.Asked{Customer: id, Question: "times", Outcome: knowledge.Nothing, Day: today})
		},
		func(tx *store.Tx) error {
			_, err := cost.Add(ctx, tx, by, cost.Entry{Customer: id, Kind: cost.Visit, Cause: cost.ByCustomer, Amount: 500, Quality: cost.Measured, Day: day})
			return err
		},
	}
	i := rapid.IntRange(0, len(what)-1).Draw(t, "known")
	err := h.db.Update(ctx, what[i])
	var refused *fault.Error
	if err != nil && !errors.As(err, &refused) {
		t.Fatalf("fact %d: %v", i, err)
	}
}

// weigh computes interests anew, as every night does.
func (h *house) weigh(t tb, ids ...int64) {
	t.Helper()
	h.update(t, func(tx *store.Tx) error { return interest.Refresh(context.Background(), tx, today, ids...) })
}
