package insight

import (
	"context"
	"fmt"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/value"
)

// A preview of other rates looks at so many stretches of neighbouring customers, spread
// evenly over all ids, of so many customers each: few enough for a page at any size.
const (
	previewStretches = 12
	previewPeople    = 25
)

// RatesPreview tells what other rates would do to the margins of the last twelve months of
// some customers. Nothing is extrapolated from them to the others.
type RatesPreview struct {
	Customers     int  // that were looked at
	All           bool // these are all customers
	Before, After value.Steps
	// Sales are those of the year; Listed of them are in the list of shipping of their day.
	Sales, Listed int
}

// PreviewRates computes the margins of at most 300 customers with the rates that hold and
// with others. It writes nothing.
func (s *Service) PreviewRates(ctx context.Context, day cal.Date, rates cost.Rates) (p RatesPreview, err error) {
	rules, err := s.rulesOn(ctx, s.db, day)
	if err != nil {
		return p, err
	}
	subjects, all, err := s.sample(ctx)
	if err != nil {
		return p, err
	}
	p.All = all
	other := rules
	other.Rates = rates
	now, then := &painter{rules: rules}, &painter{rules: other}
	err = eachFacts(ctx, s.db, day, nil, subjects, func(f Facts) error {
		p.Customers++
		place, year := rates.Place(f.Subject), day.AddMonths(-12)
		for i := range f.Orders {
			if o := &f.Orders[i]; o.Day > year && o.Figures && o.Kind == sales.Sale && o.Counts {
				p.Sales++
				if _, listed := rates.Listed(o, place); listed {
					p.Listed++
				}
			}
		}
		a, b := now.paint(f), then.paint(f)
		p.Before, p.After = p.Before.Add(a.Steps.Year), p.After.Add(b.Steps.Year)
		return nil
	})
	if err != nil {
		return p, fmt.Errorf("preview of rates: %w", err)
	}
	return p, nil
}

// sample returns customers of stretches spread over all ids, by id; all tells that there
// are no others.
func (s *Service) sample(ctx context.Context) (list []customer.Subject, all bool, err error) {
	const most = previewStretches * previewPeople
	if list, err = customer.Subjects(ctx, s.db, 0, most); err != nil || len(list) < most {
		return list, true, err
	}
	last, err := customer.LastID(ctx, s.db)
	if err != nil {
		return nil, false, err
	}
	list = list[:0]
	for i := range int64(previewStretches) {
		after := last / previewStretches * i
		if n := len(list); n > 0 {
			after = max(after, list[n-1].ID)
		}
		more, err := customer.Subjects(ctx, s.db, after, previewPeople)
		if err != nil {
			return nil, false, err
		}
		list = append(list, more...)
	}
	return list, false, nil
}
