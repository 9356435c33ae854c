package archtest

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// ban forbids names of a package of the standard library, but for some rooms.
type ban struct {
	pkg     string
	names   []string
	rooms   []string // that may; cmd, tests and their aids always may
	instead string
}

var bans = []ban{
	{
		"time",
		[]string{"Now"},
		[]string{"cli", "app"},
		"the clock is handed in, so that a day can be repeated",
	},
	{
		"fmt",
		[]string{"Print", "Printf", "Println"},
		[]string{"cli"},
		"only cli prints; return the value or log",
	},
	{
		"os",
		[]string{"Stdout", "Stderr"},
		[]string{"cli"},
		"only cli knows the terminal; take an io.Writer",
	},
}

// banBreaches finds forbidden names in one file.
func banBreaches(f goFile) []string {
	if f.test() || f.room() == "" || isAid(f.room()) {
		return nil
	}
	var found []string
	for _, b := range bans {
		if slices.Contains(b.rooms, f.room()) || f.names(b.pkg) == "" {
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok || !slices.Contains(b.names, sel.Sel.Name) {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == f.names(b.pkg) {
				found = append(found, fmt.Sprintf("%s: %s.%s: %s", f.at(sel), b.pkg, sel.Sel.Name, b.instead))
			}
			return true
		})
	}
	return found
}

// centsBreaches finds amounts that are kept as floating point: a type, field, variable
// or parameter with Cents in its name.
func centsBreaches(f goFile) []string {
	var found []string
	check := func(names []*ast.Ident, typ ast.Expr) {
		id, ok := typ.(*ast.Ident)
		if !ok || id.Name != "float64" && id.Name != "float32" {
			return
		}
		for _, name := range names {
			if strings.Contains(strings.ToLower(name.Name), "cents") {
				found = append(found, fmt.Sprintf("%s: %s is a %s; amounts are integers (money.Cents)", f.at(name), name.Name, id.Name))
			}
		}
	}
	ast.Inspect(f.tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			check(n.Names, n.Type)
		case *ast.ValueSpec:
			check(n.Names, n.Type)
		case *ast.TypeSpec:
			check([]*ast.Ident{n.Name}, n.Type)
		}
		return true
	})
	return found
}

func TestClockAndTerminalAreHandedIn(t *testing.T) {
	for _, f := range goFiles(t) {
		report(t, banBreaches(f))
	}
}

func TestAmountsAreIntegers(t *testing.T) {
	for _, f := range goFiles(t) {
		report(t, centsBreaches(f))
	}
}

func TestBanRule(t *testing.T) {
	source := func(imports, expr string) string { return "package x\n" + imports + "\nvar x = " + expr + "\n" }
	checkCases(t, banBreaches, map[string]breachCase{
		"a room takes the day handed in": {"internal/care/x.go", source(`import "time"`, "time.Now()"), "handed in"},
		"handing the clock over counts":  {"internal/care/x.go", source(`import "time"`, "time.Now"), "handed in"},
		"a new name hides nothing":       {"internal/care/x.go", source(`import t "time"`, "t.Now()"), "handed in"},
		"app holds the clock":            {"internal/app/x.go", source(`import "time"`, "time.Now"), ""},
		"tests have a clock":             {"internal/care/x_test.go", source(`import "time"`, "time.Now()"), ""},
		"spans of time are free":         {"internal/care/x.go", source(`import "time"`, "time.Second"), ""},
		"rooms do not print":             {"internal/care/x.go", source(`import "fmt"`, "fmt.Println"), "only cli prints"},
		"words are made everywhere":      {"internal/care/x.go", source(`import "fmt"`, "fmt.Sprint(1)"), ""},
		"rooms know no terminal":         {"internal/care/x.go", source(`import "os"`, "os.Stderr"), "io.Writer"},
		"cli prints":                     {"internal/cli/x.go", source(`import "os"`, "os.Stdout"), ""},
	})
}

func TestCentsRule(t *testing.T) {
	checkCases(t, centsBreaches, map[string]breachCase{
		"a field":         {"internal/x/x.go", "package x\ntype a struct{ NetCents float64 }", "NetCents"},
		"a parameter":     {"internal/x/x.go", "package x\nfunc f(cents float32) {}", "cents"},
		"a type":          {"internal/x/x.go", "package x\ntype Cents float64", "Cents"},
		"whole cents":     {"internal/x/x.go", "package x\nvar netCents int64", ""},
		"a share of them": {"internal/x/x.go", "package x\nvar share float64", ""},
	})
}
