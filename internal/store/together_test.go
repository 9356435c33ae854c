package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// numbers counts from a value on; with a last one of nothing it fails.
var numbers = store.New("numbers", `WITH RECURSIVE c (n) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT n + 1 FROM c WHERE n < 3)
SELECT n FROM c ORDER BY n`)

func numbersFrom(ctx context.Context, db store.Querier, n int) ([]int, error) {
	return store.All(ctx, db, numbers, func(n *int) []any { return []any{n} }, n)
}

func TestTogetherReadsWhatIsReadApart(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		for _, viewed := range []bool{true, false} {
			ctx := t.Context()
			if viewed {
				var end func()
				ctx, end = db.View(ctx)
				defer end()
			}
			var first, second, inner, deep []int
			read := func(into *[]int, from ...int) func() error {
				return func() error {
					for _, n := range from {
						list, err := numbersFrom(ctx, db, n)
						if err != nil {
							return err
						}
						*into = append(*into, list...)
					}
					return nil
				}
			}
			err := store.Together(ctx, read(&first, 1), func() error { return nil }, read(&second, 3, 2), func() error {
				return store.Together(ctx, read(&inner, 2), read(&deep, 1, 3, 2))
			})
			if err != nil {
				t.Fatal(err)
			}
			for i, got := range [][]int{first, second, inner, deep} {
				if want := [][]int{{1, 2, 3}, {3, 2, 3}, {2, 3}, {1, 2, 3, 3, 2, 3}}[i]; !slices.Equal(got, want) {
					t.Errorf("view %v, function %d read %v, not %v", viewed, i, got, want)
				}
			}
			if list, err := numbersFrom(ctx, db, 3); err != nil || !slices.Equal(list, []int{3}) {
				t.Errorf("afterwards %v, %v", list, err)
			}
		}
	})
}

func TestTogetherAnswersWhileAnAnswerIsRead(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, end := db.View(t.Context())
		defer end()
		var seen []int
		each := func() error {
			return store.Each(ctx, db, numbers, func(n *int) []any { return []any{n} }, func(n *int) error {
				return store.Together(ctx, func() error {
					list, err := numbersFrom(ctx, db, *n)
					seen = append(seen, len(list))
					return err
				})
			}, 1)
		}
		if err := errors.Join(each(), store.Together(ctx, each)); err != nil || !slices.Equal(seen, []int{3, 2, 1, 3, 2, 1}) {
			t.Errorf("%v, %v", seen, err)
		}
	})
}

func TestTheFirstFailureOfTogetherEndsTheOthers(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		wrong, own := store.New("wrong", "SELECT n FROM there_is_no_such_table"), errors.New("own")
		for name, fail := range map[string]func(context.Context) error{
			"of the database": func(ctx context.Context) error { _, err := store.Value[int](ctx, db, wrong); return err },
			"of a function":   func(context.Context) error { return own },
			"deep inside":     func(ctx context.Context) error { return store.Together(ctx, func() error { return own }) },
		} {
			ctx, end := db.View(t.Context())
			went := 0
			endless := func() error {
				for {
					if _, err := numbersFrom(ctx, db, 3); err != nil {
						return err
					}
					if went++; went > 50 {
						return nil
					}
				}
			}
			err := store.Together(ctx, func() error { return fail(ctx) }, endless)
			if err == nil || went > 1 {
				t.Errorf("%s: %v after %d", name, err, went)
			}
			if list, err := numbersFrom(ctx, db, 3); err != nil || len(list) != 1 {
				t.Errorf("%s, afterwards: %v, %v", name, list, err)
			}
			end()
		}
	})
}

func TestTogetherSeesWhatItsOwnFunctionsWrite(t *testing.T) {
	db := serverWith(t, "CREATE TABLE seen (n BIGINT)")
	ctx, end := db.View(t.Context())
	defer end()
	var before, after int
	err := store.Together(ctx, func() error {
		before = serverCount(ctx, t, db)
		serverWrite(ctx, t, db)
		after = serverCount(ctx, t, db)
		return nil
	}, func() error { serverCount(ctx, t, db); return nil })
	if err != nil || before != 0 || after != 1 {
		t.Errorf("%d and %d rows, %v", before, after, err)
	}
}
