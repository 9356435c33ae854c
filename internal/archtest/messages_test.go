package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// keyLine begins a message: "care.already_done = ..." in a file of words.
var (
	keyLine    = regexp.MustCompile(`(?m)^([a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+)[ \t]*=`)
	messageKey = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)
)

// keyArgument tells where a function takes a message key: the makers of faults, and T
// by which the others look words up.
func keyArgument(f goFile, call *ast.CallExpr) (int, bool) {
	fun, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return 0, false
	}
	if pkg, ok := fun.X.(*ast.Ident); ok {
		switch pkg.Name + "." + fun.Sel.Name {
		case f.names(module+"/internal/fault") + ".New", f.names(module+"/internal/locale") + ".T":
			return 1, true
		case f.names(module+"/internal/fault") + ".Wrap":
			return 2, true
		}
	}
	return 0, fun.Sel.Name == "T"
}

// usedKey is a message key in the code and its place.
type usedKey struct{ key, where string }

// keysIn returns the message keys that a file names in plain words.
func keysIn(f goFile) []usedKey {
	var used []usedKey
	ast.Inspect(f.tree, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		i, ok := keyArgument(f, call)
		if !ok || i >= len(call.Args) {
			return true
		}
		if lit, ok := call.Args[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if key, err := strconv.Unquote(lit.Value); err == nil && messageKey.MatchString(key) {
				used = append(used, usedKey{key, f.at(lit)})
			}
		}
		return true
	})
	return used
}

func messages(t *testing.T, language string) map[string]bool {
	t.Helper()
	keys := map[string]bool{}
	for name, text := range files(t, "."+language+".txt") {
		if !strings.HasPrefix(name, "internal/locale/messages/") {
			continue
		}
		for _, m := range keyLine.FindAllStringSubmatch(text, -1) {
			keys[m[1]] = true
		}
	}
	return keys
}

func TestMessageKeysExistInBothLanguages(t *testing.T) {
	german, english := messages(t, "de"), messages(t, "en")
	for _, key := range missingFrom(german, english) {
		t.Errorf("%s has German words only", key)
	}
	for _, key := range missingFrom(english, german) {
		t.Errorf("%s has English words only", key)
	}
	for _, f := range goFiles(t) {
		if f.test() {
			continue
		}
		for _, u := range keysIn(f) {
			if !german[u.key] {
				t.Errorf("%s: no message %s", u.where, u.key)
			}
		}
	}
}

func missingFrom(have, other map[string]bool) []string {
	var missing []string
	for _, key := range slices.Sorted(maps.Keys(have)) {
		if !other[key] {
			missing = append(missing, key)
		}
	}
	return missing
}

func TestKeysAreFoundInCode(t *testing.T) {
	f := parseGo(t, "internal/care/x.go", `package care
import "`+module+`/internal/fault"
import "`+module+`/internal/locale"
func x(w words) {
	_ = fault.New(fault.Conflict, "care.already_done", 1)
	_ = fault.Wrap(nil, fault.Invalid, "care.wrapped")
	_ = w.T("today.title", 3)
	_ = locale.T(locale.DeDE, "today.day")
	_ = w.T("Title")
	_ = w.Other("today.other")
}`)
	var got []string
	for _, u := range keysIn(f) {
		got = append(got, u.key)
	}
	if want := "[care.already_done care.wrapped today.title today.day]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestMissingKeys(t *testing.T) {
	if got := missingFrom(map[string]bool{"a.b": true, "a.c": true}, map[string]bool{"a.b": true}); !slices.Equal(got, []string{"a.c"}) {
		t.Errorf("got %v", got)
	}
}
