package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const module = "github.com/stammkunde/stammkunde"

// goFile is one parsed Go file of the project.
type goFile struct {
	path string // from the project's root, with slashes
	fset *token.FileSet
	tree *ast.File
}

func (f goFile) folder() string  { return path.Dir(f.path) }
func (f goFile) test() bool      { return strings.HasSuffix(f.path, "_test.go") }
func (f goFile) generated() bool { return ast.IsGenerated(f.tree) }

// internal returns the file's folder under internal, and false for cmd and the like.
func (f goFile) internal() (string, bool) { return strings.CutPrefix(f.folder(), "internal/") }

// room returns the name of the file's room, or "" outside of internal.
func (f goFile) room() string {
	folder, ok := f.internal()
	if !ok {
		return ""
	}
	if isAid(folder) {
		return folder
	}
	p, _ := placeOf(folder)
	return p.room
}

// at returns "path:line" of a node.
func (f goFile) at(n ast.Node) string {
	return f.path + ":" + strconv.Itoa(f.fset.Position(n.Pos()).Line)
}

// names returns the name by which the file knows an imported package, or "".
func (f goFile) names(importPath string) string {
	for _, spec := range f.tree.Imports {
		if p, _ := strconv.Unquote(spec.Path.Value); p == importPath {
			if spec.Name != nil {
				return spec.Name.Name
			}
			return path.Base(importPath)
		}
	}
	return ""
}

func parseGo(t *testing.T, name string, src any) goFile {
	t.Helper()
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatalf("parse %s: %v", name, err)
	}
	return goFile{path: name, fset: fset, tree: tree}
}

// root is the folder with go.mod, two above this package.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
		t.Fatalf("no go.mod above this package: %v", err)
	}
	return dir
}

// files returns the project's files whose name ends in one of the suffixes, by path.
func files(t *testing.T, suffixes ...string) map[string]string {
	t.Helper()
	tree := os.DirFS(root(t))
	found := map[string]string{}
	for _, top := range []string{"cmd", "internal"} {
		err := fs.WalkDir(tree, top, func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && d.Name() == "testdata":
				return fs.SkipDir
			case d.IsDir() || !slices.ContainsFunc(suffixes, func(s string) bool { return strings.HasSuffix(name, s) }):
				return nil
			}
			text, err := fs.ReadFile(tree, name)
			found[name] = string(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}

var goTree = struct {
	sync.Mutex
	files []goFile
}{}

// goFiles parses the whole project once.
func goFiles(t *testing.T) []goFile {
	t.Helper()
	goTree.Lock()
	defer goTree.Unlock()
	if goTree.files == nil {
		for name, text := range files(t, ".go") {
			goTree.files = append(goTree.files, parseGo(t, name, text))
		}
		slices.SortFunc(goTree.files, func(a, b goFile) int { return strings.Compare(a.path, b.path) })
	}
	if len(goTree.files) < 5 {
		t.Fatalf("only %d Go files found; is this the project's tree?", len(goTree.files))
	}
	return goTree.files
}

// report fails the test with each breach on its own line.
func report(t *testing.T, breaches []string) {
	t.Helper()
	for _, b := range breaches {
		t.Error(b)
	}
}

// breachCase is a snippet of Go at a path, and a word of the breach it is; "" when it is fine.
type breachCase struct{ path, source, want string }

// checkCases proves that a rule finds what it is for and leaves the rest alone.
func checkCases(t *testing.T, rule func(goFile) []string, cases map[string]breachCase) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := rule(parseGo(t, c.path, c.source))
			switch {
			case c.want == "" && len(got) > 0:
				t.Errorf("breach where none is: %v", got)
			case c.want != "" && (len(got) != 1 || !strings.Contains(got[0], c.want)):
				t.Errorf("got %v, want one breach with %q", got, c.want)
			}
		})
	}
}
