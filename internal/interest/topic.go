package interest

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

// Topic is something that customers are interested in.
type Topic struct {
	ID   int64
	Name string
}

// Goods are a category or a product that belongs to a topic.
type Goods struct {
	Kind string // "category" or "product"
	ID   int64
}

// maxName bounds a topic's name, in bytes.
const maxName = 120

// EnsureTopic returns the topic of a name, a new one if there is none yet; capitals and
// accents make no difference.
func EnsureTopic(ctx context.Context, tx *store.Tx, name string, at cal.Instant) (int64, error) {
	name = strings.Join(strings.Fields(name), " ")
	key := locale.SearchKey(name)
	if key == "" || len(name) > maxName {
		return 0, fault.New(fault.Invalid, "interest.topic_name", name)
	}
	id, err := store.Value[int64](ctx, tx, statements.Get("topic-ensure"), name, key, at)
	if err != nil {
		return 0, fmt.Errorf("find topic %q: %w", name, err)
	}
	return id, nil
}

// Topics returns all topics by name.
func Topics(ctx context.Context, db store.Querier) ([]Topic, error) {
	list, err := store.All(ctx, db, statements.Get("topics"), func(t *Topic) []any { return []any{&t.ID, &t.Name} })
	if err != nil {
		return nil, fmt.Errorf("read the topics: %w", err)
	}
	return list, nil
}

// SetGoods says which goods belong to a topic, in place of those that did. Purchases count
// from the next refresh on.
func SetGoods(ctx context.Context, tx *store.Tx, topic int64, goods []Goods) error {
	if err := tx.ForIDs(ctx, statements.Get("goods-drop"), []int64{topic}); err != nil {
		return fmt.Errorf("take the goods from topic %d: %w", topic, err)
	}
	run, done, err := tx.Batch(ctx, statements.Get("goods-put"))
	if err != nil {
		return err
	}
	defer done()
	for _, g := range goods {
		if !slices.Contains([]string{"category", "product"}, g.Kind) {
			return fault.New(fault.Invalid, "interest.goods", g.Kind)
		}
		if err := run(g.Kind, g.ID, topic); err != nil {
			return fmt.Errorf("give goods to topic %d: %w", topic, err)
		}
	}
	return nil
}

// Categories returns the ids of the categories that belong to a topic.
func Categories(ctx context.Context, db store.Querier) ([]int64, error) {
	return store.All(ctx, db, statements.Get("goods-categories"), func(id *int64) []any { return []any{id} })
}

// GoodsOf returns which goods belong to a topic.
func GoodsOf(ctx context.Context, db store.Querier, topic int64) ([]Goods, error) {
	list, err := store.All(ctx, db, statements.Get("goods-of"), func(g *Goods) []any { return []any{&g.Kind, &g.ID} }, topic)
	if err != nil {
		return nil, fmt.Errorf("read the goods of topic %d: %w", topic, err)
	}
	return list, nil
}
