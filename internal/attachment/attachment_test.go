package attachment_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stammkunde/stammkunde/internal/attachment"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/schema"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

var (
	ctx = context.Background()
	by  = row.By{Actor: 3, At: 1000}
)

const most = 1 << 20

type house struct {
	*testing.T
	*attachment.Store
	now time.Time
}

func newHouse(t *testing.T, db *store.DB) *house {
	h := &house{T: t, now: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	h.Store = &attachment.Store{DB: db, Dir: filepath.Join(t.TempDir(), "files"), Now: func() time.Time { return h.now }}
	return h
}

func (h *house) update(fn func(*store.Tx) error) {
	h.Helper()
	if err := h.DB.Update(ctx, fn); err != nil {
		h.Fatal(err)
	}
}

func (h *house) customer(name string) (id int64) {
	h.Helper()
	h.update(func(tx *store.Tx) (err error) {
		id, err = customer.Create(ctx, tx, customer.By{Actor: 3, At: 1, Region: "DE"}, customer.Customer{Kind: customer.Person, LastName: name})
		return err
	})
	return id
}

func (h *house) add(who int64, name, content string) attachment.File {
	h.Helper()
	f, err := h.Add(ctx, by, who, name, strings.NewReader(content), most)
	if err != nil {
		h.Fatal(err)
	}
	return f
}

func (h *house) content(f attachment.File) string {
	h.Helper()
	r, err := h.Open(ctx, f)
	if err != nil {
		h.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		h.Fatal(err)
	}
	if err := r.Close(); err != nil {
		h.Fatal(err)
	}
	return string(b)
}

// contents counts what is kept, wherever that is.
func (h *house) contents() int64 {
	h.Helper()
	n, err := store.Value[int64](ctx, h.DB, store.New("n", "SELECT count(*) FROM attachment_blob"))
	if err != nil {
		h.Fatal(err)
	}
	return n
}

func (h *house) sweep(want int) {
	h.Helper()
	n, err := h.Sweep(ctx)
	if err != nil || n != want {
		h.Fatalf("swept %d contents, %v; want %d", n, err, want)
	}
}

func TestAContentIsKeptOnceAndReadAsItCame(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		anna, bert := h.customer("Berger"), h.customer("Cordes")
		long := strings.Repeat("Angebot über zwölf Kisten\n", 9000) // some pieces
		first := h.add(anna, `C:\Ablage\Angebot.txt`, long)
		if first.Name != "Angebot.txt" || first.Size != int64(len(long)) || first.By != 3 {
			t.Errorf("got %+v", first)
		}
		second := h.add(bert, "Kopie.txt", long)
		again := h.add(anna, "Angebot.txt", long)
		if h.contents() != 1 || again.ID != first.ID || second.ID == first.ID {
			t.Errorf("%d contents, files %d, %d, %d", h.contents(), first.ID, second.ID, again.ID)
		}
		if h.content(first) != long || h.content(second) != long {
			t.Error("the content changed")
		}
		if bad, err := h.Missing(ctx); err != nil || len(bad) != 0 {
			t.Errorf("missing %v, %v", bad, err)
		}
	})
}

func TestARemovedFileComesBackUntilItsContentIsSwept(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		anna := h.customer("Berger")
		f := h.add(anna, "a.txt", "eins")
		h.update(func(tx *store.Tx) error { return attachment.Remove(ctx, tx, by, f.ID, f.Version) })
		h.sweep(0)
		undo := func() error {
			return h.DB.Update(ctx, func(tx *store.Tx) error {
				list, err := history.Of(ctx, tx, "customer", anna, 0, 1)
				if err != nil {
					return err
				}
				return attachment.Undo(ctx, tx, by, list[0])
			})
		}
		if err := undo(); err != nil {
			t.Fatal(err)
		}
		list, err := attachment.Of(ctx, db, anna)
		if err != nil || len(list) != 1 || list[0].ID != f.ID || h.content(list[0]) != "eins" {
			t.Fatalf("got %+v, %v", list, err)
		}
		h.update(func(tx *store.Tx) error { return attachment.Remove(ctx, tx, by, f.ID, list[0].Version) })
		h.sweep(0)
		h.now = h.now.Add(attachment.Keep + time.Hour)
		h.sweep(1)
		if err := undo(); fault.KindOf(err) != fault.Conflict || h.contents() != 0 {
			t.Errorf("%d contents, undo says %v", h.contents(), err)
		}
	})
}

func TestContentsOfADeletedCustomerGoWithTheNextSweepUnlessOthersHaveThem(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		anna, bert := h.customer("Berger"), h.customer("Cordes")
		h.add(anna, "a.txt", "nur sie")
		h.add(anna, "b.txt", "beide")
		both := h.add(bert, "b.txt", "beide")
		h.update(func(tx *store.Tx) error { return attachment.Forget(ctx, tx, anna) })
		h.sweep(1)
		if h.contents() != 1 || h.content(both) != "beide" {
			t.Errorf("%d contents", h.contents())
		}
	})
}

// broken ends in the middle, as a program does that is killed.
type broken struct{ io.Reader }

func (b broken) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func TestWhatABrokenUploadLeftIsSweptAndNoRowNamesIt(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		anna := h.customer("Berger")
		if _, err := h.Add(ctx, by, anna, "a.txt", broken{strings.NewReader("halb")}, most); err == nil {
			t.Fatal("half a file was taken")
		}
		// Killed between the content and its row: the customer of the row is missing here.
		if _, err := h.Add(ctx, by, 99999, "a.txt", strings.NewReader("ganz"), most); fault.KindOf(err) != fault.NotFound {
			t.Fatalf("got %v", err)
		}
		if h.contents() != 0 {
			t.Error("a content is named by no row")
		}
		lost := filepath.Join(h.Dir, "part-1")
		if err := os.WriteFile(lost, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		h.sweep(0)
		if _, err := os.Stat(lost); err != nil {
			t.Error("an upload on its way was removed")
		}
		h.now = h.now.Add(time.Since(h.now) + 48*time.Hour)
		h.sweep(0)
		left := 0
		err := filepath.WalkDir(h.Dir, func(_ string, d os.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				left++
			}
			return err
		})
		if err != nil || left != 0 {
			t.Errorf("%d files are left, %v", left, err)
		}
		// The same content can still be taken.
		h.add(anna, "a.txt", "ganz")
	})
}

func TestAMissingContentIsTold(t *testing.T) {
	h := newHouse(t, schematest.SQLite(t))
	f := h.add(h.customer("Berger"), "a.txt", "eins")
	if err := os.Remove(filepath.Join(h.Dir, f.Hash[:2], f.Hash)); err != nil {
		t.Fatal(err)
	}
	if bad, err := h.Missing(ctx); err != nil || len(bad) != 1 || bad[0] != f.Hash {
		t.Errorf("missing %v, %v", bad, err)
	}
	if _, err := h.Open(ctx, f); fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v", err)
	}
	// Given once more, it is whole again.
	h.add(f.Customer, "b.txt", "eins")
	if h.content(f) != "eins" {
		t.Error("the content is not whole")
	}
}

func TestADumpMovesContentsBetweenDatabases(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouse(t, db)
		content := strings.Repeat("0123456789abcdef", 8000)
		f := h.add(h.customer("Berger"), "a.txt", content)
		var file bytes.Buffer
		var more []schema.Rows
		if h.Folder() {
			more = append(more, schema.Rows{Table: attachment.Table, Each: h.Dump})
		}
		if _, err := schema.Dump(ctx, db, &file, more...); err != nil {
			t.Fatal(err)
		}
		schematest.Each(t, func(t *testing.T, other *store.DB) {
			to := newHouse(t, other)
			if _, err := schema.Restore(ctx, other, bytes.NewReader(file.Bytes())); err != nil {
				t.Fatal(err)
			}
			if err := to.Unpack(ctx); err != nil {
				t.Fatal(err)
			}
			if to.content(f) != content {
				t.Error("the content changed")
			}
			if bad, err := to.Missing(ctx); err != nil || len(bad) != 0 {
				t.Errorf("missing %v, %v", bad, err)
			}
		})
	})
}

func zipped(t *testing.T, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: files[i], Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, files[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestKindsAreToldByTheContent(t *testing.T) {
	for name, c := range map[string]struct {
		content string
		end     string // "" for refused
	}{
		"pdf":                        {"%PDF-1.7\n%x", ".pdf"},
		"png":                        {"\x89PNG\r\n\x1a\n....", ".png"},
		"jpeg":                       {"\xff\xd8\xff\xe0....", ".jpg"},
		"webp":                       {"RIFF\x10\x00\x00\x00WEBPVP8 ", ".webp"},
		"text":                       {"Größe; Preis\n", ".txt"},
		"text of an old Windows":     {"Gr\xf6\xdfe", ".txt"},
		"page":                       {" \n<!DOCTYPE html><script>", ""},
		"page behind a mark":         {"\xef\xbb\xbf<html>", ""},
		"drawing that can hold code": {`<svg xmlns="http://www.w3.org/2000/svg">`, ""},
		"script":                     {"#!/bin/sh\nrm", ""},
		"program":                    {"MZ\x90\x00\x03", ""},
		"program of unix":            {"\x7fELF\x02", ""},
		"word":                       {zipped(t, "[Content_Types].xml", "x", "word/document.xml", "x"), ".docx"},
		"excel":                      {zipped(t, "[Content_Types].xml", "x", "xl/workbook.xml", "x"), ".xlsx"},
		"word with macros":           {zipped(t, "[Content_Types].xml", "x", "word/document.xml", "x", "word/vbaProject.bin", "x"), ""},
		"open document":              {zipped(t, "mimetype", "application/vnd.oasis.opendocument.text", "content.xml", "x"), ".odt"},
		"other zip":                  {zipped(t, "a.exe", "MZ"), ""},
		"zip that breaks off":        {"PK\x03\x04....", ""},
	} {
		t.Run(name, func(t *testing.T) {
			k, err := attachment.Sniff(strings.NewReader(c.content), int64(len(c.content)))
			switch {
			case c.end == "" && fault.KindOf(err) != fault.Invalid:
				t.Errorf("taken as %+v, %v", k, err)
			case c.end != "" && (err != nil || k.Ends[0] != c.end):
				t.Errorf("%+v, %v; want %s", k, err, c.end)
			}
		})
	}
}

func TestNamesAreSafe(t *testing.T) {
	k := attachment.Kind{MIME: "application/pdf", Ends: []string{".pdf"}}
	for given, want := range map[string]string{
		"Angebot.pdf":              "Angebot.pdf",
		"../../etc/passwd":         "passwd.pdf",
		`..\..\boot.ini`:           "boot.ini.pdf",
		"Rechnung\u202efdp.exe":    "Rechnungfdp.exe.pdf",
		"a\x00b\r\n.PDF":           "ab.pdf",
		"":                         "Datei.pdf",
		"   .pdf":                  "Datei.pdf",
		`Was? "Das" <hier>: 1.pdf`: "Was_ _Das_ _hier__ 1.pdf",
		"寿司.pdf":                   "寿司.pdf",
	} {
		if got := attachment.Name(given, k); got != want {
			t.Errorf("%q becomes %q, want %q", given, got, want)
		}
	}
	if got := attachment.Name(strings.Repeat("ä", 500)+".pdf", k); len([]rune(got)) != 124 {
		t.Errorf("%d letters", len([]rune(got)))
	}
}

func TestTooLargeAndEmptyFilesAreRefused(t *testing.T) {
	h := newHouse(t, schematest.SQLite(t))
	anna := h.customer("Berger")
	if _, err := h.Add(ctx, by, anna, "a.txt", strings.NewReader("123456"), 5); fault.KindOf(err) != fault.Limit {
		t.Errorf("too large: %v", err)
	}
	if _, err := h.Add(ctx, by, anna, "a.txt", strings.NewReader(""), 5); fault.KindOf(err) != fault.Invalid {
		t.Errorf("empty: %v", err)
	}
	h.add(anna, "a.txt", strings.Repeat("x", most))
	entries, err := os.ReadDir(h.Dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("%d entries, %v", len(entries), err)
	}
}

func FuzzName(f *testing.F) {
	f.Add("a.pdf")
	f.Add("../\u202e.\x00")
	k := attachment.Kind{MIME: "application/pdf", Ends: []string{".pdf"}}
	f.Fuzz(func(t *testing.T, given string) {
		got := attachment.Name(given, k)
		if !strings.HasSuffix(got, ".pdf") || len(got) <= 4 || strings.ContainsAny(got, "/\\\x00\r\n\"") {
			t.Errorf("%q", got)
		}
	})
}
