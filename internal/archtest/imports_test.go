package archtest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// only lists who may import a package of the standard library that is a world of its
// own: everybody else uses what these rooms offer.
var only = map[string]struct {
	rooms   []string
	instead string
}{
	"net/http": {
		append([]string{"look", "app", "cli", "bench", "testkit"}, facesOf(house)...),
		"rooms know no HTTP; return values and let a face speak",
	},
	"database/sql": {
		[]string{"store", "schema", "schema/schematest"},
		"use store's types, so that both databases behave alike",
	},
}

func facesOf(floors []floor) []string {
	i := slices.IndexFunc(floors, func(f floor) bool { return f.name == "faces" })
	return floors[i].rooms
}

// importBreaches checks one file's imports against the floors. Tests may import what
// they need.
func importBreaches(f goFile) []string {
	if f.test() {
		return nil
	}
	var found []string
	for _, spec := range f.tree.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the compiler says more
		}
		if why := importBreach(f, target); why != "" {
			found = append(found, fmt.Sprintf("%s imports %s: %s", f.at(spec), strings.TrimPrefix(target, module+"/"), why))
		}
	}
	return found
}

func importBreach(f goFile, target string) string {
	if rule, ok := only[target]; ok && !slices.Contains(rule.rooms, f.room()) {
		return rule.instead
	}
	to, ok := strings.CutPrefix(target, module+"/internal/")
	if !ok {
		return ""
	}
	from, inside := f.internal()
	switch {
	case inside && isAid(from):
		return ""
	case isAid(to):
		return "that package is for tests only"
	case !inside && to != "cli":
		return "cmd holds one line into cli"
	case !inside:
		return ""
	}
	here, known := placeOf(from)
	there, knownTo := placeOf(to)
	if !known || !knownTo {
		return "no floor names this room; add it to internal/archtest/floors.go"
	}
	_, why := mayImport(here, there)
	return why
}

func TestImportsRunDown(t *testing.T) {
	for _, f := range goFiles(t) {
		report(t, importBreaches(f))
	}
}

func TestEveryPackageHasAPlace(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range goFiles(t) {
		folder, ok := f.internal()
		if !ok || seen[folder] {
			continue
		}
		seen[folder] = true
		if _, known := placeOf(folder); !known && !isAid(folder) {
			t.Errorf("internal/%s: no floor names it; add it to internal/archtest/floors.go", folder)
		}
	}
}

func TestRoomsAreNamedOnce(t *testing.T) {
	seen := map[string]string{}
	for _, f := range house {
		for _, room := range f.rooms {
			if other, twice := seen[room]; twice {
				t.Errorf("%s is on the floors %s and %s", room, other, f.name)
			}
			seen[room] = f.name
		}
	}
}

func TestImportRule(t *testing.T) {
	source := func(target string) string { return "package x\nimport _ \"" + target + "\"\n" }
	inside := func(room string) string { return source(module + "/internal/" + room) }
	checkCases(t, importBreaches, map[string]breachCase{
		"insight reads record":                {"internal/value/x.go", inside("sales"), ""},
		"record does not know insight":        {"internal/sales/x.go", inside("value"), "stands above"},
		"inside a floor the order counts too": {"internal/customer/x.go", inside("sales"), "stands above"},
		"a room may use its own folders":      {"internal/web/x.go", inside("web/page/today"), ""},
		"folders belong to their room":        {"internal/lifecycle/x/x.go", inside("web/page/today"), "stands above"},
		"the mapping may use tables":          {"internal/intake/mapping/x.go", inside("intake/table"), ""},
		"tables do not know intake":           {"internal/intake/table/x.go", inside("intake"), "stands above"},
		"faces do not know each other":        {"internal/web/x.go", inside("post"), "do not know each other"},
		"faces share the look":                {"internal/web/x.go", inside("look"), ""},
		"words may speak of amounts":          {"internal/locale/x.go", inside("money"), ""},
		"an unknown room has no place":        {"internal/care/x.go", inside("util"), "no floor"},
		"main goes into cli":                  {"cmd/stammkunde/main.go", inside("cli"), ""},
		"main does nothing else":              {"cmd/stammkunde/main.go", inside("store"), "one line"},
		"test helpers stay in tests":          {"internal/web/x.go", inside("testkit"), "tests only"},
		"tests may climb":                     {"internal/sales/x_test.go", inside("schema/schematest"), ""},
		"rooms know no HTTP":                  {"internal/care/x.go", source("net/http"), "know no HTTP"},
		"faces speak HTTP":                    {"internal/web/page/today/x.go", source("net/http"), ""},
		"rooms use the store":                 {"internal/sales/x.go", source("database/sql"), "store's types"},
		"the store uses the database":         {"internal/store/x.go", source("database/sql"), ""},
	})
}
