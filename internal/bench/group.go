package bench

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strconv"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/match"
	"github.com/stammkunde/stammkunde/internal/store"
)

// manyGroups is how many different rules are counted by turns.
const manyGroups = 20

// group is a rule of five conditions that no single index answers.
func group(n int) audience.Rule {
	condition := func(field string, op audience.Op, values ...string) audience.Rule {
		return audience.Rule{Field: field, Op: op, Values: values}
	}
	return audience.And(
		condition("kind", audience.Is, "person"),
		condition("occasions", audience.AtLeast, "2"),
		condition("last_purchase", audience.Within, strconv.Itoa(90+10*n)),
		condition("net_12m", audience.AtLeast, strconv.Itoa(1000*n)),
		condition("standing", audience.IsNot, "ended", "cancelled"),
	)
}

// audiences counts target groups in the builder of rules. The answer is compared with the
// same customers gone through one by one.
func (r *run) audiences(ctx context.Context) ([]operation, error) {
	say := locale.For(locale.DeDE)
	var asks []ask
	for n := range manyGroups {
		rule := group(n)
		ids, err := audience.Standard().IDs(ctx, r.app.DB, rule, r.day, 0, r.Customers+1)
		if err != nil {
			return nil, fmt.Errorf("a target group: %w", err)
		}
		address, ok := list.Address(rule)
		if !ok {
			return nil, fmt.Errorf("a target group: %s is too long for an address", rule)
		}
		asks = append(asks, ask{path: "/kunden/filter?regel=" + url.QueryEscape(address), want: ">" + say.Int(int64(len(ids))) + "<"})
	}
	return []operation{{"audience_count", r.goal.count, 0, func(i int) ask { return asks[i%len(asks)] }}}, nil
}

// doubles looks for the doubles of all customers, their keys written anew.
func (r *run) doubles(ctx context.Context) error {
	if err := r.compareAll(ctx); err != nil {
		return err
	}
	due, err := match.CountDue(ctx, r.app.DB)
	if err != nil {
		return err
	}
	t := r.start(os.Getpid())
	found, err := r.app.Duplicates.All(ctx, nil)
	if err != nil {
		return err
	}
	if found.Customers != due || due < int64(r.Customers) {
		return fmt.Errorf("duplicates_all: %d of %d customers were compared", found.Customers, due)
	}
	row := t.row("duplicates_all", float64(due))
	row.BudgetMS = r.goal.doubles
	r.add(row)
	return nil
}

// compareAll marks everybody, so that the keys are written again as after an import of all.
func (r *run) compareAll(ctx context.Context) error {
	const many = 20_000
	after := int64(0)
	for {
		list, err := customer.Subjects(ctx, r.app.DB, after, many)
		if err != nil || len(list) == 0 {
			return err
		}
		ids := make([]int64, len(list))
		for i := range list {
			ids[i] = list[i].ID
		}
		after = ids[len(ids)-1]
		if err := r.app.DB.Update(ctx, func(tx *store.Tx) error { return match.MarkDue(ctx, tx, ids...) }); err != nil {
			return err
		}
	}
}
