package bench

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/timeline"
)

// One customer has a very long history: so many contacts over so many years.
const (
	longEntries = 10_000
	longYears   = 20
	longSource  = "bench"
	longBatch   = 1000
)

// timelines are pages of what happened with a customer: of one with a very long history,
// anywhere in it, and of ordinary ones from the newest on.
func (r *run) timelines(ctx context.Context, people []customer.Customer) ([]operation, error) {
	long, err := r.longHistory(ctx, people[0].ID)
	if err != nil {
		return nil, fmt.Errorf("a long history: %w", err)
	}
	streams := timeline.Record(time.UTC, 1)
	newest := make([]string, len(people))
	for i := range people {
		list, _, _, err := timeline.Page(ctx, r.app.DB, people[i].ID, streams, []timeline.Kind{timeline.Talk, timeline.Purchase}, timeline.Newest, 1)
		if err != nil {
			return nil, err
		}
		if len(list) > 0 {
			newest[i] = list[0].Day.String()
		}
	}
	page := func(id int64, from timeline.Cursor, want string) ask {
		return ask{path: fmt.Sprintf("/kunden/%d/verlauf?verlauf=%s", id, url.QueryEscape(from.String())), part: true, want: want}
	}
	from := timeline.Cursor{Day: cal.Never, Kind: timeline.Talk, ID: timeline.Newest.ID}
	return []operation{
		{"timeline", r.goal.page, pageRatio, func(i int) ask { return page(people[i%len(people)].ID, from, newest[i%len(people)]) }},
		{"timeline_long", r.goal.page, pageRatio, func(i int) ask {
			n := longEntries - 1 - i*37%(longEntries-100)
			return page(long, timeline.Cursor{Day: r.longDay(n), Kind: timeline.Talk, ID: timeline.Newest.ID}, longNote(n))
		}},
	}, nil
}

// longDay is the day of contact n, the last of them yesterday.
func (r *run) longDay(n int) cal.Date {
	return r.day.Add(-1 - (longEntries-1-n)*longYears*365/longEntries)
}

// longNote is what was written down of contact n. A search for it finds one only.
func longNote(n int) string { return fmt.Sprintf("Gespräch Nummer %05d", n) }

// longHistory gives the customer id ten thousand contacts, once for each database, and
// returns who has them.
func (r *run) longHistory(ctx context.Context, id int64) (int64, error) {
	had, found, err := interaction.Find(ctx, r.app.DB, longSource, strconv.Itoa(longEntries-1))
	if err != nil {
		return 0, err
	}
	if found {
		one, _, err := interaction.Get(ctx, r.app.DB, had)
		return one.Customer, err
	}
	for first := 0; first < longEntries; first += longBatch {
		list := make([]interaction.Interaction, longBatch)
		for i := range list {
			n := first + i
			list[i] = interaction.Interaction{
				Customer: id, Day: r.longDay(n), At: cal.At(r.longDay(n).Start(time.UTC)), Channel: interaction.Phone, Direction: interaction.In,
				Note: longNote(n), Source: longSource, Document: strconv.Itoa(n),
			}
		}
		if err := r.app.DB.Update(ctx, func(tx *store.Tx) error { return interaction.InsertMany(ctx, tx, list) }); err != nil {
			return 0, err
		}
	}
	r.talks += longEntries
	return id, nil
}

// logging writes down a call with some words, durably, and takes all of them back afterwards.
func (r *run) logging(ctx context.Context, s *server, c, ref *client) error {
	ids, err := r.spread(ctx, r.Requests)
	if err != nil {
		return err
	}
	for _, clients := range []int{1, manyClients} {
		r.Progress(fmt.Sprintf("log_talk, %d", clients))
		before, err := r.referenceTime(ctx, ref, clients)
		if err != nil {
			return err
		}
		var mu sync.Mutex
		var noted []string
		row, err := r.measure(ctx, "log_talk", clients, s.pid, func(ctx context.Context, i int) (time.Duration, error) {
			a, err := c.do(ctx, ask{
				path: fmt.Sprintf("/kunden/%d/kontakte", ids[i%len(ids)]), code: http.StatusSeeOther,
				form: url.Values{"weg": {"phone"}, "notiz": {fmt.Sprintf("Messung %d, %d", i, r.Now().UnixNano())}},
			})
			if err == nil {
				err = a.check()
			}
			if err != nil {
				return 0, err
			}
			entry, err := notedBy(&a)
			mu.Lock()
			noted = append(noted, entry)
			mu.Unlock()
			return a.took, err
		})
		if err != nil {
			return fmt.Errorf("log_talk: %w", err)
		}
		after, err := r.referenceTime(ctx, ref, clients)
		if err != nil {
			return err
		}
		for _, entry := range noted {
			a, err := c.do(ctx, ask{path: "/notiert/" + entry + "/zuruecknehmen", form: url.Values{}, code: http.StatusSeeOther})
			if err == nil {
				err = a.check()
			}
			if err != nil {
				return fmt.Errorf("log_talk: take back: %w", err)
			}
		}
		row.Ratio, row.BudgetMS = row.P50/((before+after)/2), r.goal.log
		r.add(row)
	}
	return nil
}

// notedBy is the entry of the log that the answer to a form names.
func notedBy(a *reply) (string, error) {
	to, err := url.Parse(a.head.Get("Location"))
	if err != nil {
		return "", err
	}
	entry := to.Query().Get("notiert")
	if entry == "" {
		return "", fmt.Errorf("%s: nothing was noted: %s", a.ask.path, to)
	}
	return entry, nil
}

// nearly is the question whether a new customer is there already, as the form asks it
// while somebody types: a known one with a slip in his name and without his telephone.
func nearly(c *customer.Customer) ask {
	q := url.Values{
		"kind": {string(c.Kind)}, "first_name": {c.FirstName}, "last_name": {slip(c.LastName)}, "company": {slip(c.Company)},
		"street": {c.Street}, "postcode": {c.Postcode}, "city": {c.City}, "email": {c.Email},
	}
	want := ""
	if c.Email != "" { // else the slip may lead him away from himself
		want = fmt.Sprintf(`href="/kunden/%d"`, c.ID)
	}
	return ask{path: "/dubletten/neu?" + q.Encode(), part: true, want: want}
}

// slip doubles the third letter of a name.
func slip(name string) string {
	letters := []rune(name)
	if len(letters) < 4 {
		return name
	}
	return string(letters[:3]) + string(letters[2:])
}
