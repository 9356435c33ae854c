package world

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

// What is known of the customers beside their purchases: of so many something was noted,
// always of the first ones, so that a small and a large world cost the same.
const (
	knownCustomers = 40
	talksOlder     = 75 // days; younger talks would be a reason to leave somebody alone now
)

// talkNotes are what was noted of talks, with the reason.
var talkNotes = []struct{ reason, tone, note string }{
	{interaction.NoOccasion, "warm", "Erzählt vom Garten"},
	{"question", "", "Fragt, was neu im Sortiment ist"},
	{"praise", "warm", "Lobt die freundliche Bedienung"},
	{"suggestion", "", "Wünscht sich längere Öffnung am Samstag"},
	{"order", "", "Bestellt wie letztes Mal"},
	{"appointment", "", "Kommt lieber am Vormittag"},
}

// fillKnown writes the topics of the firm, interests and talks of some customers; firms
// that live from sales also have a few promises, enquiries and suggestions, the dealer also two
// who order little and often.
func fillKnown(ctx context.Context, db *store.DB, w World, o Options) error {
	numbers := make([]string, min(knownCustomers, o.Customers))
	for i := range numbers {
		numbers[i] = strconv.Itoa(10001 + i)
	}
	found, err := customer.Lookup(ctx, db, w.Source, numbers)
	if err != nil {
		return err
	}
	k := known{w: w, o: o}
	for _, n := range numbers {
		if id := found[n]; id != 0 {
			k.ids = append(k.ids, id)
		}
	}
	err = db.Update(ctx, func(tx *store.Tx) error {
		if err := k.interests(ctx, tx); err != nil {
			return err
		}
		if err := k.talks(ctx, tx); err != nil || w.Name == "service" || len(k.ids) < knownCustomers {
			return err
		}
		for _, write := range []func(context.Context, *store.Tx) error{k.promises, k.enquiries, k.ideas} {
			if err := write(ctx, tx); err != nil {
				return err
			}
		}
		if w.Name != "dealer" {
			return nil
		}
		return k.trips(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("what is known of customers: %w", err)
	}
	return nil
}

// known writes what is known of some customers.
type known struct {
	w   World
	o   Options
	ids []int64
}

func (k known) by(ago int) interaction.By {
	return interaction.By{Actor: history.Program, At: k.at(ago)}
}

// at is ten in the morning some days before the practice begins.
func (k known) at(ago int) cal.Instant {
	return cal.At(k.o.Today.Add(-ago).Start(time.UTC).Add(10 * time.Hour))
}

func (k known) draws(i int) *rand.Rand { return draws(k.o.Seed, aspectKnown, i) }

// interests makes a topic of each category and lets every second customer have told one.
func (k known) interests(ctx context.Context, tx *store.Tx) error {
	topics := make([]int64, len(k.w.goods.categories))
	for i, c := range k.w.goods.categories {
		category, _, err := sales.EnsureCategory(ctx, tx, c.name, locale.SearchKey(c.name))
		if err != nil {
			return err
		}
		if topics[i], err = interest.EnsureTopic(ctx, tx, c.name, k.at(0)); err != nil {
			return err
		}
		if err := interest.SetGoods(ctx, tx, topics[i], []interest.Goods{{Kind: "category", ID: category}}); err != nil {
			return err
		}
	}
	var list []interest.Noted
	for i := 0; i < len(k.ids); i += 2 {
		r := k.draws(i)
		list = append(list, interest.Noted{
			Customer: k.ids[i], Topic: topics[r.IntN(len(topics))], Kind: interest.Told, Day: k.o.Today.Add(-10 - r.IntN(300)), Source: "counter", Document: strconv.Itoa(i),
		})
	}
	if _, err := interest.Import(ctx, tx, k.o.Today, list); err != nil {
		return err
	}
	return interest.Refresh(ctx, tx, k.o.Today, k.ids...)
}

// talks writes one to three talks with every third customer.
func (k known) talks(ctx context.Context, tx *store.Tx) error {
	var list []interaction.Interaction
	for i := 0; i < len(k.ids); i += 3 {
		r := k.draws(i + knownCustomers)
		for range 1 + r.IntN(3) {
			t := talkNotes[r.IntN(len(talkNotes))]
			list = append(list, interaction.Interaction{
				Customer: k.ids[i], Day: k.o.Today.Add(-talksOlder - r.IntN(300)), Channel: []interaction.Channel{interaction.Phone, interaction.Counter}[r.IntN(2)],
				Direction: interaction.In, StartedBy: interaction.Customer, Reason: t.reason, Tone: t.tone, Note: t.note, Minutes: 5 * r.IntN(4), Source: interaction.Own,
			})
		}
	}
	return interaction.InsertMany(ctx, tx, list)
}

// promises writes one that was kept, and two whose day comes.
func (k known) promises(ctx context.Context, tx *store.Tx) error {
	day := k.o.Today
	for i, p := range []promise.Promise{
		{Party: interaction.Us, Kind: promise.Thing, Text: "Muster zurücklegen", Due: day.Add(-80), Made: day.Add(-84)},
		{Party: interaction.Us, Kind: promise.Callback, Text: "Liefertag für die Bestellung", Due: day.Add(2), Made: day.Add(-3)},
		{Party: interaction.Customer, Kind: promise.Thing, Text: "Meldet sich wegen der Menge", Due: day.Add(5), Made: day.Add(-2)},
	} {
		p.Customer, p.Minute = k.ids[3*i+9], promise.Anytime
		id, _, err := promise.Make(ctx, tx, k.by(day.Sub(p.Made)), p)
		if err != nil {
			return err
		}
		if i == 0 {
			if _, err := promise.Settle(ctx, tx, k.by(80), id, promise.Kept, p.Due); err != nil {
				return err
			}
		}
	}
	return nil
}

// enquiries writes four of known customers, one in each state behind the first.
func (k known) enquiries(ctx context.Context, tx *store.Tx) error {
	clock := enquiry.UsualClock(k.w.Calendar(), time.UTC)
	for i, a := range []Asked{
		{Sought: "Größere Menge zum Fest", Days: 90, State: enquiry.Won, Reason: "quality", Offer: 32000, Wish: interaction.Phone},
		{Sought: "Regelmäßige Lieferung", Days: 82, State: enquiry.Lost, Reason: "price", Offer: 48000, Wish: interaction.Mail},
		{Sought: "Geschenke für die Belegschaft", Days: 12, State: enquiry.Offered, Offer: 21000, Wish: interaction.Mail},
		{Sought: "Etwas Besonderes zum Jubiläum", Days: 6, State: enquiry.Answered, Wish: interaction.Phone},
	} {
		by := customer.By{Actor: history.Program, At: k.at(a.Days), Region: "DE"}
		c, err := customer.Get(ctx, tx, k.ids[20+i])
		if err != nil {
			return err
		}
		id, err := enquiry.Receive(ctx, tx, by, clock, enquiry.Enquiry{
			Customer: c.ID, Origin: []string{"phone", "mail"}[i%2], Sought: a.Sought, Name: c.Shown(), Phone: c.Phone, Email: c.Email, Wish: a.Wish,
		})
		if err != nil {
			return err
		}
		if err := lead(ctx, tx, by, id, a, k.o.Today, k.at); err != nil {
			return err
		}
	}
	return nil
}
