package match

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var files embed.FS

var statements = store.Load(files)

// few is up to how many entries get their keys with them, in the same transaction; for
// more they would make an import slower.
const few = 20

// Changed notes entries that were written or changed. Few ones get their keys at once,
// so that the next entry by hand finds them; all are due for the search for doubles.
func Changed(ctx context.Context, tx *store.Tx, list []Record) error {
	if len(list) == 0 {
		return nil
	}
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	if len(list) <= few {
		if err := Put(ctx, tx, list); err != nil {
			return err
		}
	}
	return MarkDue(ctx, tx, ids...)
}

// MarkDue notes that the doubles of entries are to be looked for.
func MarkDue(ctx context.Context, tx *store.Tx, ids ...int64) error {
	if len(ids) == 0 {
		return nil
	}
	if _, err := tx.Exec(ctx, statements.Get("mark-due"), store.List(ids)); err != nil {
		return fmt.Errorf("note %d entries for comparison: %w", len(ids), err)
	}
	return nil
}

// Put writes the keys of entries anew.
func Put(ctx context.Context, tx *store.Tx, list []Record) error {
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	if err := tx.ForIDs(ctx, statements.Get("drop-keys"), ids); err != nil {
		return fmt.Errorf("write keys: %w", err)
	}
	var keys []int64
	at, k := -1, 0
	_, err := tx.Bulk(ctx, "match_key", []string{"customer_id", "key"}, func(dst []any) (bool, error) {
		for k == len(keys) {
			if at++; at == len(list) {
				return false, nil
			}
			e := Ready(list[at])
			keys, k = Keys(&e), 0
		}
		dst[0], dst[1] = list[at].ID, keys[k]
		k++
		return true, nil
	})
	if err != nil {
		return fmt.Errorf("write the keys of %d entries: %w", len(list), err)
	}
	return nil
}

// Remove takes off everything about entries that are gone.
func Remove(ctx context.Context, tx *store.Tx, ids ...int64) error {
	for _, name := range []string{"drop-keys", "drop-due"} {
		if err := tx.ForIDs(ctx, statements.Get(name), ids); err != nil {
			return fmt.Errorf("remove keys: %w", err)
		}
	}
	return nil
}

// TakeDue takes off at most limit marks and returns their customers, some of whom may
// be gone; the caller compares them in the same transaction.
func TakeDue(ctx context.Context, tx *store.Tx, limit int) ([]int64, error) {
	ids, err := store.All(ctx, tx, statements.Get("take-due"), func(v *int64) []any { return []any{v} }, limit)
	if err != nil {
		return nil, fmt.Errorf("take entries for comparison: %w", err)
	}
	slices.Sort(ids)
	return ids, nil
}

// CountDue tells how many entries wait for comparison.
func CountDue(ctx context.Context, q store.Querier) (int64, error) {
	n, err := store.Value[int64](ctx, q, statements.Get("count-due"))
	if err != nil {
		return 0, fmt.Errorf("count the entries that wait for comparison: %w", err)
	}
	return n, nil
}

// Member is an entry in a block.
type Member struct{ Key, ID int64 }

func (m *Member) fields() []any { return []any{&m.Key, &m.ID} }

// Sharers returns the ids of the entries that share keys, ascending, itself included
// when it is stored. Who shares nothing but the key of a large block is left out: two of
// one very common name in one town are no doubles by that alone, and whoever is one
// shares another key with the entry, as his given name, door, telephone or mail.
func Sharers(ctx context.Context, q store.Querier, keys []int64) ([]int64, error) {
	list, err := store.All(ctx, q, statements.Get("sharers"), (*Member).fields, store.List(keys), LargeBlock)
	if err != nil {
		return nil, fmt.Errorf("find entries with the same keys: %w", err)
	}
	sizes := make(map[int64]int, len(keys))
	for _, m := range list {
		sizes[m.Key]++
	}
	slices.SortFunc(list, func(a, b Member) int { return cmp.Compare(a.ID, b.ID) })
	var ids []int64
	for i := 0; i < len(list); {
		from := i
		for i < len(list) && list[i].ID == list[from].ID {
			i++
		}
		if i-from > 1 || sizes[list[from].Key] < LargeBlock {
			ids = append(ids, list[from].ID)
		}
	}
	return ids, nil
}

// Blocks hands all blocks of two entries or more to fn, in the order of their keys. It
// reads in pages, so that no reading transaction stands open for long.
func Blocks(ctx context.Context, q store.Querier, fn func(ids []int64) error) error {
	const page = 20_000
	var ids []int64
	last := Member{Key: -1}
	for {
		list, err := store.All(ctx, q, statements.Get("blocks"), (*Member).fields, last.Key, last.ID, page)
		if err != nil {
			return fmt.Errorf("read the blocks: %w", err)
		}
		for _, m := range list {
			if m.Key != last.Key {
				if len(ids) > 1 {
					if err := fn(ids); err != nil {
						return err
					}
				}
				ids = ids[:0]
			}
			ids = append(ids, m.ID)
			last = m
		}
		if len(list) < page {
			break
		}
	}
	if len(ids) > 1 {
		return fn(ids)
	}
	return nil
}
