package intake

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Join is a source that a file of an unknown layout seems to belong to: it knows the
// numbers of the file. A list of customers and a file of orders of one system have
// different columns but the same customers.
type Join struct {
	Source  string `json:"source"`
	Shared  int    `json:"shared"`  // numbers of the file that the source knows
	Numbers int    `json:"numbers"` // different numbers that were looked at
	// Decisive tells that there are enough of them to take the source without a
	// question.
	Decisive bool `json:"decisive"`
}

// decideNumbers is how many different numbers there must be to take a source without a
// question when half of them are known; with fewer, all must be known and speak for it.
const decideNumbers = 20

// nameSource gives a part of an unknown layout its source: that of the same system, the
// one that knows its numbers, else a new name.
func (s *Service) nameSource(ctx context.Context, p *Part) error {
	known, err := s.Sources(ctx)
	if err != nil {
		return err
	}
	if p.Source = p.sameSystem(known); p.Source != "" {
		return nil
	}
	if p.Join, err = s.join(ctx, p, known); err != nil {
		return err
	}
	if p.Join != nil && p.Join.Decisive {
		p.Source = p.Join.Source
		return nil
	}
	p.New = true
	p.Source, err = freeName(ctx, s.db, p)
	return err
}

// sameSystem is the name of the source whose system wrote a part, too; "" for none.
func (p *Part) sameSystem(known []Source) string {
	system := mapping.System(p.Proposal.Profile)
	for i := range known {
		if system != "" && mapping.System(known[i].Profile) == system {
			return known[i].Name
		}
	}
	return ""
}

// freeName is a name that no source bears: the system's, else what the rows are and a
// number ("Bestellungen 1").
func freeName(ctx context.Context, q store.Querier, p *Part) (string, error) {
	taken := map[string]bool{}
	err := store.Each(ctx, q, statements.Get("source-names"), func(name *string) []any { return []any{name} },
		func(name *string) error { taken[locale.Fold(*name)] = true; return nil })
	if err != nil {
		return "", fmt.Errorf("list the names of sources: %w", err)
	}
	word := mapping.System(p.Proposal.Profile)
	if word != "" && !taken[locale.Fold(word)] {
		return word, nil
	}
	if word == "" {
		tag := locale.DeDE
		profile, err := firm.Load(ctx, q)
		switch {
		case err == nil:
			tag = profile.Locale
		case fault.KindOf(err) != fault.NotFound:
			return "", err
		}
		word = locale.T(tag, "intakerun.source."+string(p.Proposal.Kind))
	}
	for n := 1; ; n++ {
		if name := word + " " + strconv.Itoa(n); !taken[locale.Fold(name)] {
			return name, nil
		}
	}
}

// join finds the one source that knows the numbers of a part. Only a source that has
// brought no table of this kind yet can be meant: two systems that both write orders
// count their customers from one, too.
func (s *Service) join(ctx context.Context, p *Part, known []Source) (*Join, error) {
	numbers, people := p.numbers(s.houseRegion(ctx))
	if len(numbers) == 0 {
		return nil, nil
	}
	query := "sources-of-customers"
	if p.Proposal.Kind == mapping.Products {
		query = "sources-of-products"
	}
	kinds := map[string][]string{}
	systems := map[string]string{}
	for i := range known {
		kinds[known[i].Name] = append(kinds[known[i].Name], holds(&known[i].Mapping, known[i].Kind))
		if system := mapping.System(known[i].Profile); system != "" {
			systems[known[i].Name] = system
		}
	}
	type count struct {
		source string
		n      int
	}
	counts, err := store.All(ctx, s.db, statements.Get(query), func(c *count) []any { return []any{&c.source, &c.n} }, store.List(numbers))
	if err != nil {
		return nil, fmt.Errorf("look for the source of %s: %w", p.Name, err)
	}
	var best *Join
	second := 0
	own := mapping.System(p.Proposal.Profile)
	for _, c := range counts {
		if !complements(holds(&p.Proposal, p.Proposal.Kind), kinds[c.source]) || own != "" && systems[c.source] != "" && systems[c.source] != own {
			continue
		}
		if best == nil || c.n > best.Shared {
			if best != nil {
				second = best.Shared
			}
			best = &Join{Source: c.source, Shared: c.n, Numbers: len(numbers)}
		} else {
			second = max(second, c.n)
		}
	}
	if best == nil || best.Shared*2 < best.Numbers || second*2 > best.Shared {
		return nil, nil
	}
	same, other, err := s.agree(ctx, best.Source, people)
	if err != nil || same < other {
		return nil, err
	}
	best.Decisive = best.Numbers >= decideNumbers ||
		best.Shared == best.Numbers && second == 0 && other == 0 && (same > 0 || !slices.ContainsFunc(numbers, short))
	return best, nil
}

// short tells a number that every system gives to somebody: those who count from one do.
func short(number string) bool {
	return len(strings.TrimLeft(number, "0")) < 4 && strings.Trim(number, "0123456789") == ""
}

// holds names what a layout holds: its kind, and whether contact persons stand in it. Many
// systems write firms and the people who act for them into two files.
func holds(p *mapping.Proposal, kind mapping.Kind) string {
	for _, c := range p.Columns {
		if kind == mapping.Customers && (c.Field == mapping.ContactName || c.Field == mapping.ContactFirstName || c.Field == mapping.ContactLastName) {
			return string(kind) + " with contact persons"
		}
	}
	return string(kind)
}

// complements tells whether a source that has brought some tables lacks this one.
func complements(brings string, has []string) bool {
	return len(has) > 0 && !slices.Contains(has, brings)
}

func (s *Service) houseRegion(ctx context.Context) string {
	h, err := loadHouse(ctx, s.db)
	if err != nil {
		return ""
	}
	return h.region
}

// numbers are the different customer numbers (article numbers in a list of articles) of
// the sample, and what it says about those customers.
func (p *Part) numbers(region string) (list []string, people map[string]mapping.Customer) {
	m, err := mapping.NewMapper(p.Proposal, mapping.Options{Country: region})
	if err != nil {
		return nil, nil
	}
	seen, people := map[string]bool{}, map[string]mapping.Customer{}
	for i, cells := range p.Sample {
		rec, problem := m.Row(i, cells)
		if problem != nil {
			continue
		}
		number := rec.Customer.Number
		if p.Proposal.Kind == mapping.Products {
			number = rec.Product.Number
		}
		if number == "" || seen[number] {
			continue
		}
		seen[number] = true
		list = append(list, number)
		people[number] = rec.Customer
	}
	return list, people
}

// agree counts for how many customers names and mail addresses of the file speak for it
// that its numbers mean those of a source, and for how many against it.
func (s *Service) agree(ctx context.Context, source string, people map[string]mapping.Customer) (same, other int, err error) {
	numbers := make([]string, 0, len(people))
	for number := range people {
		numbers = append(numbers, number)
	}
	ids, err := customer.Lookup(ctx, s.db, source, numbers)
	if err != nil {
		return 0, 0, err
	}
	list := make([]int64, 0, len(ids))
	for _, id := range ids {
		list = append(list, id)
	}
	stored, err := customer.Many(ctx, s.db, list)
	if err != nil {
		return 0, 0, err
	}
	byID := make(map[int64]*customer.Customer, len(stored))
	for i := range stored {
		byID[stored[i].ID] = &stored[i]
	}
	for number, id := range ids {
		c, told := byID[id], people[number]
		if c == nil {
			continue
		}
		switch compare(c, &told) {
		case 1:
			same++
		case -1:
			other++
		}
	}
	return same, other, nil
}

// compare is 1 when a stored customer and one of a file share mail or name, -1 when
// they have others, 0 when that cannot be told.
func compare(c *customer.Customer, told *mapping.Customer) int {
	if told.Email.Address != "" && c.Email != "" && strings.EqualFold(told.Email.Address, c.Email) {
		return 1
	}
	first, last, company := splitName(told)
	said := locale.Fold(strings.TrimSpace(first + last + company))
	has := locale.Fold(strings.TrimSpace(c.FirstName + c.LastName + c.Company))
	switch {
	case said == "" || has == "":
		return 0
	case said == has || locale.Fold(last) == locale.Fold(c.LastName) && last != "":
		return 1
	}
	return -1
}
