package timeline

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/project"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/referral"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Kind names a stream.
type Kind string

// The kinds of the streams of this package. Value of an entry is the type named.
const (
	Purchase Kind = "purchase" // *sales.Document
	Talk     Kind = "talk"     // *interaction.Interaction
	Promise  Kind = "promise"  // *promise.Promise
	Change   Kind = "change"   // *history.Entry of the customer's record
	Enquiry  Kind = "enquiry"  // *enquiry.Enquiry
	Project  Kind = "project"  // *project.Project, on the day it began
	Referral Kind = "referral" // *Recommendation, those with a known day
	Idea     Kind = "idea"     // *feedback.Idea
)

// Recommendation is one that the customer made or by which he came.
type Recommendation struct {
	referral.Pair
	Made bool // he recommended us; else he was recommended
}

// Entry is one thing that happened.
type Entry struct {
	Kind  Kind
	Day   cal.Date
	Ref   int64 // id within its kind
	Value any   // as the kind says
}

// Stream reads the entries of a customer newest first: those before day, and those of day
// with an id below id, at most limit.
type Stream struct {
	Kind Kind
	Read func(ctx context.Context, q store.Querier, customer int64, day cal.Date, id int64, limit int) ([]Entry, error)
	Fill func(ctx context.Context, q store.Querier, shown []Entry) error // reads what only shown entries need; nil when that is nothing
}

// Cursor is a place in a merged stream: behind the entry id of the kind on the day. The
// order of a day is that of the streams.
type Cursor struct {
	Day  cal.Date
	Kind Kind
	ID   int64
}

// Newest is the cursor before the newest entry.
var Newest = Cursor{Day: cal.Never, ID: math.MaxInt64}

// String writes the cursor for an address: "2026-10-01.talk.17".
func (c Cursor) String() string {
	return c.Day.String() + "." + string(c.Kind) + "." + strconv.FormatInt(c.ID, 10)
}

// ParseCursor reads what String wrote; it fails with fault.Invalid "list.cursor".
func ParseCursor(text string) (Cursor, error) {
	bad := fault.New(fault.Invalid, "list.cursor")
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return Cursor{}, bad
	}
	day, err := cal.Parse(parts[0])
	if err != nil {
		return Cursor{}, bad
	}
	id, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil {
		return Cursor{}, bad
	}
	return Cursor{day, Kind(parts[1]), id}, nil
}

// Page returns up to limit entries of a customer behind from, newest first, and the cursor
// behind the last; more tells whether there are further ones. Only the given kinds are
// read, all without any.
func Page(ctx context.Context, q store.Querier, customer int64, streams []Stream, kinds []Kind, from Cursor, limit int) (list []Entry, next Cursor, more bool, err error) {
	heads, err := headsOf(ctx, q, customer, streams, kinds, from, limit+1)
	if err != nil {
		return nil, from, false, err
	}
	next = from
	shown := make([][]Entry, len(streams))
	for len(list) < limit {
		best := -1
		for i, h := range heads {
			if len(h) > 0 && (best < 0 || h[0].Day > heads[best][0].Day) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		e := heads[best][0]
		heads[best] = heads[best][1:]
		list, next = append(list, e), Cursor{e.Day, e.Kind, e.Ref}
		shown[best] = append(shown[best], e)
	}
	for i, s := range streams {
		if s.Fill != nil && len(shown[i]) > 0 {
			if err := s.Fill(ctx, q, shown[i]); err != nil {
				return nil, from, false, fmt.Errorf("%s of customer %d: %w", s.Kind, customer, err)
			}
		}
	}
	more = slices.ContainsFunc(heads, func(h []Entry) bool { return len(h) > 0 })
	return list, next, more, nil
}

// headsOf reads up to limit entries of each stream behind from.
func headsOf(ctx context.Context, q store.Querier, customer int64, streams []Stream, kinds []Kind, from Cursor, limit int) ([][]Entry, error) {
	heads := make([][]Entry, len(streams))
	at := slices.IndexFunc(streams, func(s Stream) bool { return s.Kind == from.Kind })
	var reads []func() error
	for i, s := range streams {
		if len(kinds) > 0 && !slices.Contains(kinds, s.Kind) {
			continue
		}
		day, id := from.Day, int64(math.MaxInt64)
		switch { // streams before that of the cursor have told this day to its end
		case i == at:
			id = from.ID
		case i < at:
			id = math.MinInt64
		}
		reads = append(reads, func() (err error) {
			if heads[i], err = s.Read(ctx, q, customer, day, id, limit); err != nil {
				return fmt.Errorf("%s of customer %d: %w", s.Kind, customer, err)
			}
			return nil
		})
	}
	return heads, store.Together(ctx, reads...)
}

// entries wraps the rows of a stream.
func entries[T any](kind Kind, rows []T, err error, at func(*T) (cal.Date, int64)) ([]Entry, error) {
	if err != nil {
		return nil, err
	}
	list := make([]Entry, len(rows))
	for i := range rows {
		day, id := at(&rows[i])
		list[i] = Entry{kind, day, id, &rows[i]}
	}
	return list, nil
}

// Record returns the streams of the record: talks, promises, enquiries, projects,
// recommendations, ideas, changes, and purchases, each with up to lines of its lines. zone is the firm's.
func Record(zone *time.Location, lines int) []Stream {
	return []Stream{
		{Kind: Talk, Read: func(ctx context.Context, q store.Querier, customer int64, day cal.Date, id int64, limit int) ([]Entry, error) {
			rows, err := interaction.Of(ctx, q, customer, interaction.Cursor{Day: day, ID: id}, limit)
			return entries(Talk, rows, err, func(i *interaction.Interaction) (cal.Date, int64) { return i.Day, i.ID })
		}},
		{Kind: Promise, Read: func(ctx context.Context, q store.Querier, customer int64, day cal.Date, id int64, limit int) ([]Entry, error) {
			rows, err := promise.Of(ctx, q, customer, promise.Cursor{Day: day, ID: id}, limit)
			return entries(Promise, rows, err, func(p *promise.Promise) (cal.Date, int64) { return p.Made, p.ID })
		}},
		{Kind: Enquiry, Read: func(ctx context.Context, q store.Querier, customer int64, day cal.Date, id int64, limit int) ([]Entry, error) {
			rows, err := enquiry.Before(ctx, q, customer, day, id, limit)
			return entries(Enquiry, rows, err, func(e *enquiry.Enquiry) (cal.Date, int64) { return e.Received, e.ID })
		}},
		{Kind: Project, Read: func(ctx context.Context, q store.Querier, customer int64, day cal.Date, id int64, limit int) ([]Entry, error) {
			rows, err := project.Before(ctx, q, customer, day, id, limit)
			return entries(Project, rows, err, func(p *project.Project) (cal.Date, int64) { return p.Begun, p.ID })
		}},
		{Kind: Referral, Read: func(ctx context.Context, q store.Querier, customer int64, day cal.Date, id int64, limit int) ([]Entry, error) {
			pairs, err := referral.Before(ctx, q, customer, day, id, limit)
			rows := make([]Recommendation, len(pairs))
			for i := range pairs {
				rows[i] = Recommendation{pairs[i], pairs[i].Referrer == customer}
			}
			return entries(Referral, rows, err, func(r *Recommendation) (cal.Date, int64) { return r.Day, r.ID })
		}},
		{Kind: Idea, Read: func(ctx context.Context, q store.Querier, customer int64, day cal.Date, id int64, limit int) ([]Entry, error) {
			rows, err := feedback.Before(ctx, q, customer, day, id, limit)
			return entries(Idea, rows, err, func(i *feedback.Idea) (cal.Date, int64) { return i.Day, i.ID })
		}},
		{Kind: Change, Read: func(ctx context.Context, q store.Querier, customer int64, day cal.Date, id int64, limit int) ([]Entry, error) {
			start, end := cal.At(day.Start(zone)), cal.Instant(math.MaxInt64)
			if day < cal.Latest {
				end = cal.At(day.Add(1).Start(zone))
			}
			rows, err := history.Before(ctx, q, "customer", customer, start, end, id, limit)
			return entries(Change, rows, err, func(e *history.Entry) (cal.Date, int64) { return cal.Of(e.At.Time(zone), zone), e.ID })
		}},
		{Kind: Purchase, Read: func(ctx context.Context, q store.Querier, customer int64, day cal.Date, id int64, limit int) ([]Entry, error) {
			rows, err := sales.Orders(ctx, q, customer, sales.Cursor{Day: day, ID: id}, limit, 0)
			return entries(Purchase, rows, err, func(d *sales.Document) (cal.Date, int64) { return d.Order.Day, d.Order.ID })
		}, Fill: func(ctx context.Context, q store.Querier, shown []Entry) error {
			docs := make([]*sales.Document, len(shown))
			for i, e := range shown {
				docs[i], _ = e.Value.(*sales.Document)
			}
			return sales.FirstLines(ctx, q, docs, lines)
		}},
	}
}
