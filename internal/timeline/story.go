package timeline

import (
	"context"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/project"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Year is what happened in one year, counted.
type Year struct {
	Year                  int
	Purchases             int
	First                 cal.Date // first purchase of the year; Never without
	Began                 bool     // it was the very first purchase
	Back                  bool     // there was none in the year before, but earlier
	Talks                 int
	Just                  int      // talks without occasion
	Praise, Ideas, Faults int      // talks by their reason: praise, suggestions, complaints
	Kept, Broken          int      // our promises given in the year
	Asked                 int      // enquiries
	Works                 []string // titles of the projects that began
	Brought               []string // names of those to whom he recommended us
	By                    []string // names of those who recommended us to him
}

// Story counts entries year by year; they come newest first, as pages do.
type Story struct {
	years []Year // newest first
	total int
	first sales.Cursor // place behind the very first purchase
}

// Add counts one entry.
func (s *Story) Add(e Entry) {
	n := len(s.years)
	if n == 0 || s.years[n-1].Year != e.Day.Year() {
		s.years = append(s.years, Year{Year: e.Day.Year(), First: cal.Never})
		n++
	}
	y := &s.years[n-1]
	switch v := e.Value.(type) {
	case *sales.Document:
		if v.Order.Kind != sales.Sale {
			return
		}
		y.Purchases++
		y.First = e.Day
		s.total++
		s.first = sales.Cursor{Day: e.Day, ID: e.Ref + 1}
	case *interaction.Interaction:
		if v.Channel == interaction.Note {
			return
		}
		y.Talks++
		switch v.Reason {
		case interaction.NoOccasion:
			y.Just++
		case "praise":
			y.Praise++
		case "suggestion":
			y.Ideas++
		case "complaint":
			y.Faults++
		}
	case *enquiry.Enquiry:
		y.Asked++
	case *project.Project:
		y.Works = append(y.Works, v.Title)
	case *Recommendation:
		if v.Made {
			y.Brought = append(y.Brought, v.ReferredName)
		} else {
			y.By = append(y.By, v.ReferrerName)
		}
	case *promise.Promise:
		if v.Party == interaction.Us && v.State == promise.Kept {
			y.Kept++
		}
		if v.Party == interaction.Us && v.State == promise.Broken {
			y.Broken++
		}
	}
}

// Years returns the years in which something happened, oldest first.
func (s *Story) Years() []Year {
	var out []Year
	last := 0 // the last year with a purchase
	for i := len(s.years) - 1; i >= 0; i-- {
		y := s.years[i]
		if y.Purchases > 0 {
			y.Began = last == 0
			y.Back = last > 0 && y.Year > last+1
			last = y.Year
		}
		out = append(out, y)
	}
	return out
}

// Chapter is a year in sentences.
type Chapter struct {
	Title     string
	Sentences []string
}

// Tell writes the story of somebody. article is what the first purchase was, favourite
// what he likes best; both may be empty. Amounts are not told.
func (s *Story) Tell(p *locale.Printer, who locale.Person, article, favourite string) []Chapter {
	var out []Chapter
	for _, y := range s.Years() {
		c := Chapter{Title: p.T("timeline.year", y.Year)}
		say := func(when bool, key string, v locale.V) {
			if when {
				v["who"], v["name"] = who, who.Name
				c.Sentences = append(c.Sentences, p.T(key, v))
			}
		}
		say(y.Began && article == "", "timeline.began", locale.V{"day": y.First})
		say(y.Began && article != "", "timeline.began.with", locale.V{"day": y.First, "article": article})
		say(y.Back, "timeline.back", locale.V{"day": y.First})
		slices.Reverse(y.By) // newest first, as the next two
		say(len(y.By) > 0, "timeline.by", locale.V{"names": p.List(y.By)})
		say(y.Purchases > 1, "timeline.purchases", locale.V{"n": y.Purchases})
		say(y.Talks > 0, "timeline.talks", locale.V{"n": y.Talks})
		say(y.Just > 0, "timeline.just", locale.V{"n": y.Just})
		say(y.Praise > 0, "timeline.praise", locale.V{"n": y.Praise})
		say(y.Ideas > 0, "timeline.ideas", locale.V{"n": y.Ideas})
		say(y.Faults > 0, "timeline.faults", locale.V{"n": y.Faults})
		say(y.Asked > 0, "timeline.asked", locale.V{"n": y.Asked})
		slices.Reverse(y.Brought)
		say(len(y.Brought) > 0, "timeline.brought", locale.V{"names": p.List(y.Brought)})
		slices.Reverse(y.Works)
		say(len(y.Works) > 0, "timeline.works", locale.V{"n": len(y.Works), "titles": p.List(y.Works)})
		say(y.Kept > 0, "timeline.kept", locale.V{"n": y.Kept})
		say(y.Broken > 0, "timeline.broken", locale.V{"n": y.Broken})
		if len(c.Sentences) > 0 {
			out = append(out, c)
		}
	}
	if len(out) > 0 && s.total > 1 {
		end := []string{p.T("timeline.total", locale.V{"n": s.total})}
		if favourite != "" {
			end = append(end, p.T("timeline.favourite", locale.V{"article": favourite}))
		}
		out = append(out, Chapter{Title: p.T("timeline.today"), Sentences: end})
	}
	return out
}

const storyPage = 500 // entries read at a time

// Read gathers the whole story of a customer, from the first entry on, and what his first
// purchase was.
func Read(ctx context.Context, q store.Querier, customer int64, streams []Stream) (s Story, article string, err error) {
	from := Newest
	for more := true; more; {
		var list []Entry
		if list, from, more, err = Page(ctx, q, customer, streams, nil, from, storyPage); err != nil {
			return s, "", err
		}
		for _, e := range list {
			s.Add(e)
		}
	}
	if s.total == 0 {
		return s, "", nil
	}
	docs, err := sales.Orders(ctx, q, customer, s.first, 1, 1)
	if err != nil {
		return s, "", err
	}
	for _, d := range docs {
		for _, l := range d.Lines {
			article = strings.TrimSpace(l.Description)
		}
	}
	return s, article, nil
}
