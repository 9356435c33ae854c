//go:build ignore

// Licences writes the licence texts of everything that is linked into the program for any
// of the platforms of a release into internal/look/static/licences/modules.txt. Run it from
// the root after a change of go.mod: make licences.
package main

import (
	"bytes"
	"cmp"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
)

const target = "internal/look/static/licences/modules.txt"

// texts are the files of a module that must travel with the program.
var texts = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)[-._a-z0-9]*$`)

// logos are licences of pictures that stand in a module's sources and not in the program.
var logos = regexp.MustCompile(`(?i)logo`)

type module struct{ path, version, dir string }

func main() {
	log.SetFlags(0)
	linked := map[string]module{}
	for _, platform := range []string{"linux", "darwin", "windows"} {
		for _, m := range list(platform, "list", "-deps", "-f", `{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}`, "./cmd/stammkunde") {
			linked[m.path] = m
		}
	}
	std, err := exec.Command("go", "env", "GOROOT").Output()
	check(err)
	linked["Go"] = module{"Go", strings.TrimPrefix(runtime.Version(), "go"), strings.TrimSpace(string(std))}

	var out bytes.Buffer
	for _, g := range grouped(linked) {
		title := strings.Join(g.names, "\n")
		fmt.Fprintf(&out, "%s\n%s\n\n%s\n\n\n", title, strings.Repeat("=", 60), g.text)
	}
	out.WriteString("Used for building and testing only, not part of the program:\n\n")
	for _, m := range list("linux", "list", "-m", "-f", `{{if not .Main}}{{.Path}} {{.Version}} -{{end}}`, "all") {
		if _, ok := linked[m.path]; !ok && named(m.path) {
			fmt.Fprintf(&out, "%s %s\n", m.path, m.version)
		}
	}
	check(os.WriteFile(target, out.Bytes(), 0o644))
}

// named reports whether go.mod names a module; the rest of the graph is never compiled.
func named(path string) bool {
	mod, err := os.ReadFile("go.mod")
	check(err)
	return strings.Contains(string(mod), "\t"+path+" ")
}

func list(platform string, args ...string) []module {
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOOS="+platform, "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	check(err)
	var modules []module
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		if f := strings.Fields(line); len(f) == 3 {
			modules = append(modules, module{f[0], f[1], f[2]})
		}
	}
	return modules
}

// group is a text with the modules under it.
type group struct {
	names []string
	text  string
}

// grouped puts modules with the same text together, sorted by their names.
func grouped(modules map[string]module) []group {
	byText := map[string]*group{}
	for _, m := range modules {
		text := textOf(m)
		g := byText[text]
		if g == nil {
			g = &group{text: text}
			byText[text] = g
		}
		g.names = append(g.names, m.path+" "+m.version)
	}
	var all []group
	for _, g := range byText {
		slices.Sort(g.names)
		all = append(all, *g)
	}
	slices.SortFunc(all, func(a, b group) int { return cmp.Compare(a.names[0], b.names[0]) })
	return all
}

func textOf(m module) string {
	files, err := os.ReadDir(m.dir)
	check(err)
	var parts []string
	for _, f := range files {
		if f.IsDir() || !texts.MatchString(f.Name()) || logos.MatchString(f.Name()) {
			continue
		}
		raw, err := os.ReadFile(filepath.Join(m.dir, f.Name()))
		check(err)
		parts = append(parts, strings.TrimSpace(strings.ReplaceAll(string(raw), "\r\n", "\n")))
	}
	if len(parts) == 0 {
		log.Fatalf("%s %s has no licence text", m.path, m.version)
	}
	return strings.Join(parts, "\n\n")
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
