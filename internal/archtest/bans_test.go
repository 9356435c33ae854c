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

// outlivingBreaches finds what in web goes on after a visit without leaving the visit's view,
// which belongs to the goroutine of the visit, or without somebody who catches its panic:
// that would end the program for everybody.
func outlivingBreaches(f goFile) []string {
	if f.test() || f.room() != "web" {
		return nil
	}
	var found []string
	for _, d := range f.tree.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		ast.Inspect(fn, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				if fn.Name.Name != "behind" {
					found = append(found, f.at(n)+": what goes on after a visit is begun by behind")
				}
			case *ast.SelectorExpr:
				if selector(n) == "context.WithoutCancel" && fn.Name.Name != "lasting" && fn.Name.Name != "known" {
					found = append(found, f.at(n)+": a context beyond a visit comes from lasting")
				}
			}
			return true
		})
	}
	return found
}

func TestNothingOutlivesAVisitWithItsView(t *testing.T) {
	for _, f := range goFiles(t) {
		report(t, outlivingBreaches(f))
	}
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

func TestOutlivingRule(t *testing.T) {
	source := func(fn, body string) string {
		return "package web\nimport \"context\"\nfunc " + fn + "(ctx context.Context) {" + body + "}\n"
	}
	checkCases(t, outlivingBreaches, map[string]breachCase{
		"a goroutine of its own": {"internal/web/x.go", source("count", "go func() {}()"), "behind"},
		"begun by behind":        {"internal/web/x.go", source("behind", "go func() {}()"), ""},
		"a context of its own":   {"internal/web/x.go", source("count", "_ = context.WithoutCancel(ctx)"), "lasting"},
		"lasting itself":         {"internal/web/x.go", source("lasting", "_ = context.WithoutCancel(ctx)"), ""},
		"another room":           {"internal/job/x.go", source("run", "go func() {}()"), ""},
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
