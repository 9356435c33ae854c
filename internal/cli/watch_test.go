package cli_test

import (
	"path/filepath"
	"strings"
	"testing"
)

type feeds struct {
	Folder  string
	Sources []struct {
		Source, Folder, Missing string
		Daily                   bool
		LastDay                 string `json:"last_day"`
	}
}

func TestFoldersAreWatchedByCommand(t *testing.T) {
	file, folder := tillFile(t, 12), t.TempDir()
	databases(t, func(t *testing.T, db string) {
		data := t.TempDir()
		with := func(args ...string) []string { return append(args, "--db", db, "--data", data) }
		answer[figures](t, with("import", file, "--source", "kasse")...)
		before := answer[feeds](t, with("imports", "sources")...)
		if len(before.Sources) != 1 || before.Folder != "" || before.Sources[0].LastDay != "2026-11-23" || before.Sources[0].Daily {
			t.Fatalf("at first %+v", before)
		}
		if got := answer[feeds](t, with("imports", "watch", "--folder", folder)...); got.Folder != folder {
			t.Errorf("the firm's folder: %+v", got)
		}
		got := answer[feeds](t, with("imports", "watch", "--source", "kasse", "--folder", folder, "--daily")...)
		if s := got.Sources[0]; s.Folder != folder || !s.Daily || got.Folder != folder {
			t.Errorf("the source's folder: %+v", got)
		}
		got = answer[feeds](t, with("imports", "watch", "--source", "kasse", "--off", "--no-daily")...)
		if s := got.Sources[0]; s.Folder != "" || s.Daily || got.Folder != folder {
			t.Errorf("off: %+v", got)
		}
		if out, _, code := run(t, with("imports", "sources")...); code != 0 || !strings.Contains(out, "kasse: kein Ordner; letzte Einkäufe 23.11.2026") {
			t.Errorf("exit %d: %s", code, out)
		}
		for said, args := range map[string][]string{
			"gibt es auf dem Rechner nicht": {"--folder", filepath.Join(folder, "nichts")},
			"Diese Quelle gibt es nicht":    {"--source", "laden", "--off"},
		} {
			if _, told, code := run(t, with(append([]string{"imports", "watch"}, args...)...)...); code != 1 || !strings.Contains(told, said) {
				t.Errorf("%v: exit %d, %s", args, code, told)
			}
		}
		for _, args := range [][]string{{}, {"--daily"}, {"--folder", folder, "--off"}, {"--source", "kasse", "--daily", "--no-daily"}} {
			if _, told, code := run(t, with(append([]string{"imports", "watch"}, args...)...)...); code != 2 {
				t.Errorf("%v: exit %d, %s", args, code, told)
			}
		}
	})
}
