package counter

import (
	"context"
	"embed"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

const (
	// likedMonths is how far back a favourite is looked for.
	likedMonths = 36
	// dayLeast and dayShare: so many purchases of half a year, and so large a part of them
	// on one day of the week, make it the usual one.
	dayLeast = 4
	dayShare = .5
	// talksRead bounds the search for the last talk among notes and letters.
	talksRead = 20
	// topicsShown and promisesShown bound a card; words are cut to wordsShown characters.
	topicsShown   = 6
	promisesShown = 5
	wordsShown    = 160
	// hitsShown bounds the people that a search offers.
	hitsShown = 8
)

// Card is what the counter shows of a customer.
type Card struct {
	ID         int64
	Kind       customer.Kind
	Name       string // as he is shown
	First      string
	Last       string
	Salutation string
	Title      string
	Form       party.Form
	Number     string // number and card, by which a scanner finds him
	Code       string
	Favourite  string
	UsualDay   time.Weekday
	HasDay     bool
	Talk       *Talk // nil without any
	Topics     []string
	Promises   []Promise
}

// Talk is the last time that somebody spoke with him.
type Talk struct {
	Day    cal.Date
	Reason string // of interaction.Reasons, or ""
	Words  string // without amounts, cut
}

// Promise is one that is open.
type Promise struct {
	Party    interaction.Party // who promised
	Callback bool
	Text     string // without amounts, cut
	Due      cal.Date
	Late     bool
}

// Hit is somebody whom a search found.
type Hit struct {
	ID   int64
	Name string
	City string
	Firm bool
}

// Find returns whom a text names: the holder of a card or number that is exactly the text,
// else the best hits of the search. exact tells the two apart.
func Find(ctx context.Context, db store.Querier, text string, day cal.Date) (hits []Hit, exact bool, err error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, false, nil
	}
	type row struct{ id, order int64 }
	rows, err := store.All(ctx, db, statements.Get("by-code"), func(r *row) []any { return []any{&r.id, &r.order} }, text, hitsShown)
	if err != nil {
		return nil, false, fmt.Errorf("look up a card: %w", err)
	}
	if len(rows) > 0 {
		for _, r := range rows {
			c, err := customer.Get(ctx, db, r.id)
			if err != nil {
				return nil, false, err
			}
			hits = append(hits, Hit{c.ID, c.Shown(), c.City, c.Kind == customer.Firm})
		}
		return hits, true, nil
	}
	found, err := list.Find(ctx, db, list.Query{Day: day, Search: text, Limit: hitsShown})
	if err != nil {
		return nil, false, err
	}
	for i := range found.Rows {
		r := &found.Rows[i]
		hits = append(hits, Hit{r.ID, r.Shown(), r.City, r.Kind == customer.Firm})
	}
	return hits, false, nil
}

// Read returns the card of a customer as of day; usual is the firm's form of address.
func Read(ctx context.Context, db store.Querier, id int64, day cal.Date, usual party.Form) (Card, error) {
	card := Card{ID: id}
	var c customer.Customer
	var forms []party.Agreed
	reads := []func() error{
		func() (err error) {
			if c, err = customer.Get(ctx, db, id); err == nil {
				card.Favourite = Hush(c.Favourite)
			}
			return err
		},
		func() (err error) { forms, err = party.Forms(ctx, db, id); return err },
	}
	for _, fill := range []func(context.Context, store.Querier, cal.Date) error{card.favourite, card.usualDay, card.lastTalk, card.topics, card.promises} {
		reads = append(reads, func() error { return fill(ctx, db, day) })
	}
	if err := store.Together(ctx, reads...); err != nil {
		return Card{}, err
	}
	card.Kind, card.Name, card.First, card.Last, card.Salutation, card.Title = c.Kind, c.Shown(), c.FirstName, c.LastName, c.Salutation, c.Title
	card.Number, card.Code = c.Number, c.Card
	card.Form = party.FormOf(&c, forms, usual)
	return card, nil
}

// favourite is what he said himself, else the article that he bought most often, unless
// its goods are sensitive.
func (c *Card) favourite(ctx context.Context, db store.Querier, day cal.Date) error {
	if c.Favourite != "" {
		return nil
	}
	likes, err := sales.Favourites(ctx, db, c.ID, day.AddMonths(-likedMonths), talksRead)
	if err != nil {
		return err
	}
	for _, f := range likes {
		if c.Favourite != "" { // read beside it
			return nil
		}
		name := strings.TrimSpace(f.Name)
		if f.Orders < 2 || name == "" {
			continue
		}
		sensitive, err := store.Value[int64](ctx, db, statements.Get("sensitive"), f.Product)
		if err != nil {
			return fmt.Errorf("whether an article is sensitive: %w", err)
		}
		if sensitive == 0 {
			c.Favourite = Hush(name)
			return nil
		}
	}
	return nil
}

func (c *Card) usualDay(ctx context.Context, db store.Querier, _ cal.Date) error {
	face, err := store.Value[string](ctx, db, statements.Get("face"), c.ID)
	if err != nil {
		return fmt.Errorf("read the days of customer %d: %w", c.ID, err)
	}
	if face == "" {
		return nil
	}
	var room []cal.Date
	card, err := insight.ReadCard(face, &room)
	if err != nil {
		return fmt.Errorf("card of customer %d: %w", c.ID, err)
	}
	c.UsualDay, c.HasDay = usual(card.Recent)
	return nil
}

// usual is the day of the week on which most of the purchases fall.
func usual(days []cal.Date) (time.Weekday, bool) {
	var counts [7]int
	best := time.Sunday
	for _, d := range days {
		w := d.Weekday()
		if counts[w]++; counts[w] > counts[best] {
			best = w
		}
	}
	return best, len(days) >= dayLeast && float64(counts[best]) > dayShare*float64(len(days))
}

// spoken are the ways by which two people speak.
var spoken = map[interaction.Channel]bool{interaction.Counter: true, interaction.Phone: true, interaction.Visit: true}

func (c *Card) lastTalk(ctx context.Context, db store.Querier, day cal.Date) error {
	talks, err := interaction.Of(ctx, db, c.ID, interaction.Newest, talksRead)
	if err != nil {
		return err
	}
	for _, t := range talks {
		if spoken[t.Channel] && t.Day <= day {
			c.Talk = &Talk{t.Day, t.Reason, Cut(Hush(t.Note), wordsShown)}
			return nil
		}
	}
	return nil
}

func (c *Card) topics(ctx context.Context, db store.Querier, day cal.Date) error {
	likes, err := interest.Likes(ctx, db, c.ID)
	if err != nil {
		return err
	}
	for i := range likes {
		if !likes[i].Excluded && likes[i].On(day) >= interest.Fits && len(c.Topics) < topicsShown {
			c.Topics = append(c.Topics, Hush(likes[i].Name))
		}
	}
	return nil
}

func (c *Card) promises(ctx context.Context, db store.Querier, day cal.Date) error {
	open, err := promise.OpenOf(ctx, db, c.ID)
	if err != nil {
		return err
	}
	for i := range open {
		p := &open[i]
		if len(c.Promises) == promisesShown {
			return nil
		}
		c.Promises = append(c.Promises, Promise{p.Party, p.Kind == promise.Callback, Cut(Hush(p.Text), wordsShown), p.Due, p.Late(day)})
	}
	return nil
}

// amount is a sum of money as people write it, before or behind the currency.
var amount = regexp.MustCompile(`(?i)(?:€|£|\$|\b(?:EUR|CHF|GBP|USD)\b)\s*-?\d(?:[\d.,'’  ]*\d)?(?:[.,]?[-–—]+)?|-?\d(?:[\d.,'’  ]*\d)?(?:[.,]?[-–—]+)?\s*(?:T?€|£|\$|(?:T?EUR|Euros?|CHF|Franken|Fr\.|Cents?|Rappen|pounds?|GBP|USD|dollars?)(?:\b|$))`)

// Hush blots out sums of money in a text: the screen of a counter is seen by many.
func Hush(text string) string { return amount.ReplaceAllString(text, "…") }

// Cut shortens a text to n characters, at a blank where there is one.
func Cut(text string, n int) string {
	text = strings.Join(strings.Fields(text), " ")
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	short := string(runes[:n-1])
	if i := strings.LastIndex(short, " "); i > len(short)/2 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:.") + "…"
}

// gone reports that somebody is no longer in the file.
func gone(err error) bool { return fault.KindOf(err) == fault.NotFound }
