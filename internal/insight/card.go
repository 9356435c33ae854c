package insight

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
	"github.com/stammkunde/stammkunde/internal/warning"
)

// CardDays is how far back a card knows the days of purchases.
const CardDays = 182

// Card is what a row of a list shows of a customer's figures. It is published as one
// text, because reading twenty columns costs a list more than finding the row.
type Card struct {
	// Lifecycle holds standing, activity, occasions, interval and the first and last
	// day; the rest of it stays with lifecycle.
	Lifecycle lifecycle.Row

	NetYear, NetEver, MarginYear money.Cents
	// Shares of the net sales of twelve months, in 1/100 %: with a known margin, and
	// with a measured one.
	KnownYear, MeasuredYear int

	Score  int // of the early warning, in hundredths
	Colour int // warning.Colour.Code

	// Recent are the days of purchases up to CardDays before the card's day, ascending.
	Recent []cal.Date
}

// CardOf makes the card out of what else is published and the days of purchases.
func CardOf(l lifecycle.Row, v value.Row, w warning.Row, recent []cal.Date) Card {
	return Card{
		Lifecycle: l, NetYear: v.NetYear, NetEver: v.NetEver, MarginYear: v.MarginYear,
		KnownYear: v.KnownYear, MeasuredYear: v.MeasuredYear, Score: w.Score, Colour: w.Colour.Code(), Recent: recent,
	}
}

// fixed is how many numbers of a face come before the days of purchases.
const fixed = 18

// face writes the card as numbers, days counted from 1970. The migration that made the
// table writes the same in SQL.
func (c *Card) face() string {
	l := &c.Lifecycle
	b := make([]byte, 0, 160)
	for i, n := range [fixed]int64{
		int64(l.Standing.Code()), int64(l.FormerSince), int64(l.RegularUntil), int64(l.RegainedUntil), int64(l.LateFrom), int64(l.DormantFrom),
		int64(l.LostFrom), int64(l.Occasions), int64(math.Round(l.IntervalDays * 100)), int64(l.First), int64(l.Last),
		int64(c.NetYear), int64(c.NetEver), int64(c.MarginYear), int64(c.KnownYear), int64(c.MeasuredYear), int64(c.Score), int64(c.Colour),
	} {
		if i > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, n, 10)
	}
	for _, d := range c.Recent {
		b = strconv.AppendInt(append(b, ' '), int64(d), 10)
	}
	return string(b)
}

var errFace = errors.New("a card cannot be read")

// ReadCard reads a published card. Its days stand in room, which grows and serves for
// many cards; the interval comes back in hundredths of a day.
func ReadCard(face string, room *[]cal.Date) (c Card, err error) {
	var n [fixed]int64
	at, from := 0, len(*room)
	for rest := face; rest != ""; at++ {
		var v int64
		if v, rest, err = number(rest); err != nil {
			return c, err
		}
		if at < fixed {
			n[at] = v
		} else {
			*room = append(*room, cal.Date(v))
		}
	}
	if at < fixed {
		return c, fmt.Errorf("%w: it has %d numbers", errFace, at)
	}
	l := &c.Lifecycle
	if err := l.Standing.Scan(n[0]); err != nil {
		return c, err
	}
	l.FormerSince, l.RegularUntil, l.RegainedUntil = cal.Date(n[1]), cal.Date(n[2]), cal.Date(n[3])
	l.LateFrom, l.DormantFrom, l.LostFrom = cal.Date(n[4]), cal.Date(n[5]), cal.Date(n[6])
	l.Occasions, l.IntervalDays, l.First, l.Last = int(n[7]), float64(n[8])/100, cal.Date(n[9]), cal.Date(n[10])
	c.NetYear, c.NetEver, c.MarginYear = money.Cents(n[11]), money.Cents(n[12]), money.Cents(n[13])
	c.KnownYear, c.MeasuredYear, c.Score, c.Colour = int(n[14]), int(n[15]), int(n[16]), int(n[17])
	if at > fixed {
		c.Recent = (*room)[from:len(*room):len(*room)]
	}
	return c, nil
}

// number takes the first number off s, with the blank behind it.
func number(s string) (v int64, rest string, err error) {
	i, sign := 0, int64(1)
	if s[0] == '-' {
		i, sign = 1, -1
	}
	begin := i
	for ; i < len(s) && s[i] != ' '; i++ {
		if s[i] < '0' || s[i] > '9' || i-begin >= 18 {
			return 0, "", errFace
		}
		v = v*10 + int64(s[i]-'0')
	}
	if i == begin {
		return 0, "", errFace
	}
	if i < len(s) {
		i++
	}
	return sign * v, s[i:], nil
}

// cardRow is a card ready to be written; its days are in the face already.
type cardRow struct {
	Card
	text string
	of   *customer.Customer // of a card that is new; else nil
}

func cardRowOf(c Card) cardRow {
	r := cardRow{Card: c, text: c.face()}
	r.Recent = nil
	return r
}

// fill writes the values in the order of cardColumns.
func (r *cardRow) fill(dst []any) {
	l := &r.Lifecycle
	own := r.of
	if own == nil {
		own = &customer.Customer{}
	}
	copy(dst, []any{
		l.Customer, r.text, int64(l.Standing.Code()), l.RegularUntil, l.RegainedUntil, l.LateFrom, l.DormantFrom, l.LostFrom, int64(l.Occasions),
		l.IntervalDays, l.First, l.Last, int64(r.NetYear), int64(r.NetEver), int64(r.MarginYear), int64(r.Score),
		string(own.Kind), own.Number, own.Name, own.City, own.SortKey, flag(own.Collective), flag(own.Duplicate), int64(0), int64(1),
	})
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// The columns after score follow the customer: a card that exists keeps its own.
var cardColumns = []string{
	"customer_id", "face", "standing", "regular_until", "regained_until", "late_from", "dormant_from", "lost_from", "occasions",
	"interval_days", "first_day", "last_day", "net_12m_cents", "net_total_cents", "margin_12m_cents", "score",
	"kind", "number", "name", "city", "sort_key", "collective", "duplicate", "bars", "computed",
}

func writeCards(ctx context.Context, tx *store.Tx, rows []cardRow) error {
	i := -1
	_, err := tx.MergeOver(ctx, "insight_card", cardColumns, insightSQL.Get("insight-keep-card"), insightSQL.Get("insight-fill-card"), func(dst []any) (bool, error) {
		if i++; i == len(rows) {
			return false, nil
		}
		rows[i].fill(dst)
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("publish cards: %w", err)
	}
	return nil
}

// WriteCards publishes the cards of customers who exist, in place of those before.
func WriteCards(ctx context.Context, tx *store.Tx, cards []Card) error {
	rows := make([]cardRow, len(cards))
	for i, c := range cards {
		rows[i] = cardRowOf(c)
	}
	return writeCards(ctx, tx, rows)
}
