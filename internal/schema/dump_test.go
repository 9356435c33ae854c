package schema_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/schema"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var fill = store.New("fill", `INSERT INTO sales_product (id, source, number, name, unit_cost) VALUES ($1, 'kasse', $2, $3, '1.25')`)

func filled(t *testing.T, db *store.DB) {
	t.Helper()
	ctx := context.Background()
	err := db.Update(ctx, func(tx *store.Tx) error {
		ids, err := tx.IDs(ctx, "sales_product", 3)
		if err != nil {
			return err
		}
		for i, name := range []string{"Dinkel-Kruste", "Süßes „Teilchen“", "Brot\nmit Zeile"} {
			if _, err := tx.Exec(ctx, fill, ids[i], string(rune('a'+i)), name); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, store.New("entry", "INSERT INTO search_entry (customer_id, words, digits) VALUES (10, '  haller  bruno', '')")); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, store.New("param", "INSERT INTO lifecycle_param (valid_from, k, a, b, p, group_interval, customers, origin, created_at) VALUES ('2026-01-01', 2.2, 3.3, 6.9, 0.01, 7, 0, 'preset', 0)"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestDumpMovesBetweenDatabases(t *testing.T) {
	schematest.Each(t, func(t *testing.T, from *store.DB) {
		filled(t, from)
		var dump bytes.Buffer
		sums, err := schema.Dump(t.Context(), from, &dump)
		if err != nil {
			t.Fatal(err)
		}
		targets := []*store.DB{schematest.SQLite(t)}
		if os.Getenv("STAMMKUNDE_TEST_PG") != "" {
			targets = append(targets, schematest.Postgres(t))
		}
		for _, to := range targets {
			got, err := schema.Restore(t.Context(), to, bytes.NewReader(dump.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			if to.Dialect() == store.SQLite { // the full-text indexes are filled anew
				n, err := store.Value[int](t.Context(), to, store.New("found", "SELECT (SELECT count(*) FROM search_text WHERE search_text MATCH '\"alle\"') + (SELECT count(*) FROM search_whole WHERE search_whole MATCH 'bruno')"))
				if err != nil || n != 2 {
					t.Errorf("a restored customer is found %d times, %v", n, err)
				}
			}
			var again bytes.Buffer
			back, err := schema.Dump(t.Context(), to, &again)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(sums, got); diff != "" {
				t.Errorf("restored into %s: %s", to.Dialect(), diff)
			}
			if diff := cmp.Diff(sums, back); diff != "" {
				t.Errorf("dumped again from %s: %s", to.Dialect(), diff)
			}
			err = to.Update(t.Context(), func(tx *store.Tx) error {
				ids, err := tx.IDs(t.Context(), "sales_product", 1)
				if err == nil && ids[0] != 5 {
					t.Errorf("%s goes on with id %d, want 5", to.Dialect(), ids[0])
				}
				if err != nil {
					return err
				}
				_, err = tx.Exec(t.Context(), store.New("param", "INSERT INTO lifecycle_param (valid_from, k, a, b, p, group_interval, customers, origin, created_at) VALUES ('2026-02-01', 2.2, 3.3, 6.9, 0.01, 7, 0, 'preset', 0)"))
				return err
			})
			if err != nil {
				t.Errorf("writing into the restored %s: %v", to.Dialect(), err)
			}
		}
	})
}

func TestABrokenDumpChangesNothing(t *testing.T) {
	from := schematest.SQLite(t)
	filled(t, from)
	var dump bytes.Buffer
	if _, err := schema.Dump(t.Context(), from, &dump); err != nil {
		t.Fatal(err)
	}
	whole := dump.Bytes()
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 0x40
	for name, raw := range map[string][]byte{"cut": whole[:len(whole)-20], "half": whole[:len(whole)/2], "changed": flipped, "empty": nil, "text": []byte("id;name\n")} {
		to := schematest.SQLite(t)
		_, err := schema.Restore(t.Context(), to, bytes.NewReader(raw))
		if e := fault.Of(err); e == nil || e.Key != "schema.dump_broken" {
			t.Errorf("%s: %v, want schema.dump_broken", name, err)
		}
		n, err := store.Value[int64](t.Context(), to, store.New("n", "SELECT count(*) FROM sales_product"))
		if err != nil || n != 0 {
			t.Errorf("%s left %d rows, %v", name, n, err)
		}
	}
}

func TestNoDamageOfADumpIsTakenForAnythingElse(t *testing.T) {
	from := schematest.SQLite(t)
	filled(t, from)
	var dump bytes.Buffer
	if _, err := schema.Dump(t.Context(), from, &dump); err != nil {
		t.Fatal(err)
	}
	to := schematest.SQLite(t)
	refuses := func(what string, raw []byte) {
		t.Helper()
		_, err := schema.Restore(t.Context(), to, bytes.NewReader(raw))
		if e := fault.Of(err); e == nil || e.Key != "schema.dump_broken" {
			t.Errorf("%s: %v, want schema.dump_broken", what, err)
		}
	}
	unpack := func(raw []byte) ([]byte, error) {
		zip, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			return nil, err
		}
		return io.ReadAll(zip)
	}
	plain, err := unpack(dump.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	// The ten bytes before tell who packed it and when; they are not the dump. Nor are bits that
	// only fill up a byte between two packed blocks: whatever they are, the same text comes out.
	idle := 0
	for at := 10; at < dump.Len(); at += 1 + dump.Len()/150 {
		damaged := bytes.Clone(dump.Bytes())
		damaged[at] ^= 1 << (at % 8)
		if text, err := unpack(damaged); err == nil && bytes.Equal(text, plain) {
			idle++
			continue
		}
		refuses(fmt.Sprintf("bit %d of byte %d", at%8, at), damaged)
	}
	if idle > 3 {
		t.Errorf("%d bits changed nothing", idle)
	}
	for old, changed := range map[string]string{
		`"Dinkel-Kruste"`: `"Dinkel-Krusten"`, `2,"kasse"`: `"zwei","kasse"`, `3,"kasse"`: `2,"kasse"`, `4,"kasse"`: `{"id":4},"kasse"`,
	} {
		text := bytes.Replace(plain, []byte(old), []byte(changed), 1)
		if bytes.Equal(text, plain) {
			t.Fatalf("no %s in the dump", old)
		}
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		if _, err := w.Write(text); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		refuses(old+" as "+changed, packed.Bytes())
	}
}
