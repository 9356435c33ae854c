package list_test

import (
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/schema"
	"github.com/stammkunde/stammkunde/internal/search"
	"github.com/stammkunde/stammkunde/internal/store"
)

// benchDB is filled once for all benchmarks.
var benchDB = sync.OnceValues(func() (*store.DB, error) {
	dir, err := os.MkdirTemp("", "list-bench")
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, filepath.Join(dir, "bench.db"), store.Options{Volatile: true})
	if err != nil {
		return nil, err
	}
	return db, schema.Apply(ctx, db, nil)
})

var filled sync.Once

func bench(b *testing.B) *store.DB {
	b.Helper()
	db, err := benchDB()
	if err != nil {
		b.Fatal(err)
	}
	filled.Do(func() { fill(b, db, 100_000) })
	b.ResetTimer()
	return db
}

// clients runs fn b.N times from eight clients at once and reports percentiles.
func clients(b *testing.B, fn func(i int) error) {
	b.Helper()
	times := make([]time.Duration, b.N)
	var wg sync.WaitGroup
	for c := range 8 {
		wg.Go(func() {
			for i := c; i < b.N; i += 8 {
				start := time.Now()
				if err := fn(i); err != nil {
					b.Error(err)
					return
				}
				times[i] = time.Since(start)
			}
		})
	}
	wg.Wait()
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(times[len(times)*95/100].Microseconds())/1000, "p95-ms")
}

// BenchmarkPage measures the third page of every sort at 100,000 customers.
func BenchmarkPage(b *testing.B) {
	db := bench(b)
	for _, s := range list.Sorts {
		q := list.Query{Day: day, Sort: s, Desc: s != list.ByName}
		b.Run(string(s), func(b *testing.B) {
			first, err := list.Find(ctx, db, q)
			if err != nil {
				b.Fatal(err)
			}
			q.After = first.Next
			clients(b, func(int) error { _, err := list.Find(ctx, db, q); return err })
		})
	}
}

// BenchmarkFilter measures first pages with one filter and the count.
func BenchmarkFilter(b *testing.B) {
	db := bench(b)
	for name, q := range map[string]list.Query{
		"none":       {},
		"firms":      {Kind: customer.Firm},
		"regulars":   {Standing: lifecycle.Regular},
		"late":       {Activity: lifecycle.Late},
		"lost":       {Activity: lifecycle.Lost},
		"duplicates": {Duplicates: true},
		"barred":     {Bar: list.BarAny},
	} {
		q.Day = day
		b.Run(name, func(b *testing.B) {
			clients(b, func(int) error { _, err := list.Find(ctx, db, q); return err })
		})
	}
}

// BenchmarkSearch measures texts that few, many and very many customers share, alone
// and with the list page around it.
func BenchmarkSearch(b *testing.B) {
	db := bench(b)
	for _, text := range []string{"ahrens12", "müller 7", "gmbh", "mann", "a", "ze", "technik amsel", "gmbh müller9", "5017"} {
		b.Run(text, func(b *testing.B) {
			clients(b, func(int) error { _, err := search.Find(ctx, db, text); return err })
		})
		b.Run(text+"/list", func(b *testing.B) {
			clients(b, func(int) error { _, err := list.Find(ctx, db, list.Query{Day: day, Search: text}); return err })
		})
	}
}
