package archtest

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/undo"
)

var verbWord = regexp.MustCompile(`^[a-z]+(\.[a-z_]+)+$`)

// verbArguments tells at which place the functions of a package take the verb of an entry
// of the history: those with a parameter named verb.
func verbArguments(fs []goFile) map[string]int {
	at := map[string]int{}
	for _, f := range fs {
		for _, d := range f.tree.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			i := 0
			for _, field := range fn.Type.Params.List {
				for _, name := range field.Names {
					if name.Name == "verb" {
						at[fn.Name.Name] = i
					}
					i++
				}
			}
		}
	}
	return at
}

func quoted(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil && verbWord.MatchString(text)
}

// verbsOf returns the verbs that a package writes into the history: where an entry is
// made, where a function with a verb is called, and of every table of package row.
func verbsOf(fs []goFile) []string {
	var verbs []string
	at := verbArguments(fs)
	for _, f := range fs {
		ast.Inspect(f.tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Verb" {
					if text, ok := quoted(n.Value); ok {
						verbs = append(verbs, text)
					}
				}
			case *ast.CallExpr:
				verbs = append(verbs, calledVerbs(n, at)...)
			}
			return true
		})
	}
	slices.Sort(verbs)
	return slices.Compact(verbs)
}

func calledVerbs(call *ast.CallExpr, at map[string]int) []string {
	name := ""
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		name = fun.Name
	case *ast.SelectorExpr:
		name = fun.Sel.Name
	case *ast.IndexExpr: // row.New[Link]
		if sel, ok := fun.X.(*ast.SelectorExpr); ok && sel.Sel.Name == "New" && len(call.Args) > 0 {
			if stem, ok := call.Args[0].(*ast.BasicLit); ok {
				text, err := strconv.Unquote(stem.Value)
				if err != nil {
					return nil
				}
				return []string{text + ".add", text + ".change", text + ".remove", text + ".undo"}
			}
		}
	}
	if i, ok := at[name]; ok && i < len(call.Args) {
		if text, ok := quoted(call.Args[i]); ok {
			return []string{text}
		}
	}
	return nil
}

// Every verb that a room writes into the history is taken back by package undo, or undo
// says why it is not.
func TestUndoKnowsEveryVerbOfTheHistory(t *testing.T) {
	german := messages(t, "de")
	rooms := map[string][]goFile{}
	for _, f := range goFiles(t) {
		if !f.test() && strings.HasPrefix(f.path, "internal/") {
			rooms[f.folder()] = append(rooms[f.folder()], f)
		}
	}
	n := 0
	for room, fs := range rooms {
		if room == "internal/undo" || !writesHistory(fs) {
			continue
		}
		for _, verb := range verbsOf(fs) {
			n++
			e := history.Entry{Verb: verb, SubjectID: 1, Before: []byte(`{"a":1}`), After: []byte(`{"a":2,"merge":1}`)}
			if strings.HasPrefix(verb, history.BulkSubject+".") {
				e.Subject = history.BulkSubject
			}
			way := undo.WayOf(e)
			if way.Why == "unknown" {
				t.Errorf("%s writes %s into the history, and undo knows no way back and no reason", room, verb)
			}
			if !way.Can && !german["undo.never."+way.Why] {
				t.Errorf("no message undo.never.%s (%s)", way.Why, verb)
			}
		}
	}
	if n < 60 {
		t.Errorf("only %d verbs were found", n)
	}
}

// Every verb that a room writes into the history has words of its own on the page of the
// log, or those of its thing and of what was done with it.
func TestLogHasWordsForEveryVerbOfTheHistory(t *testing.T) {
	german := messages(t, "de")
	rooms := map[string][]goFile{}
	for _, f := range goFiles(t) {
		if !f.test() && strings.HasPrefix(f.path, "internal/") {
			rooms[f.folder()] = append(rooms[f.folder()], f)
		}
	}
	for room, fs := range rooms {
		if !writesHistory(fs) {
			continue
		}
		for _, verb := range verbsOf(fs) {
			at := strings.LastIndexByte(verb, '.')
			if !german["log.verb."+verb] && (!german["log.thing."+verb[:at]] || !german["log.act."+verb[at+1:]]) {
				t.Errorf("%s writes %s into the history, and the log has no words for it", room, verb)
			}
		}
	}
}

func writesHistory(fs []goFile) bool {
	return slices.ContainsFunc(fs, func(f goFile) bool {
		return f.names(module+"/internal/history") != "" || f.names(module+"/internal/history/row") != ""
	})
}

func TestVerbsAreFoundInCode(t *testing.T) {
	f := parseGo(t, "internal/care/x.go", `package care
import "`+module+`/internal/history"
import "`+module+`/internal/history/row"
var links = row.New[Link]("care.link", statements, "link")
func note(tx int, verb string) {}
func x() {
	note(1, "care.done")
	_ = history.Entry{Verb: "care.later"}
	other(1, "care.no")
}`)
	want := []string{"care.done", "care.later", "care.link.add", "care.link.change", "care.link.remove", "care.link.undo"}
	if got := verbsOf([]goFile{f}); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
