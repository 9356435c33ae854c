package look

import (
	"embed"
	"strings"
)

//go:embed static/licences/figtree.txt static/licences/htmx.txt static/licences/lucide.txt static/licences/modules.txt
var licences embed.FS

// Licences returns the licence texts of what others have made: what every page is sent with,
// then the Go modules that are linked into the program.
func Licences() string {
	var b strings.Builder
	for _, one := range []struct{ title, file string }{
		{"Figtree (OFL-1.1)", "figtree"}, {"Lucide (ISC)", "lucide"}, {"htmx (0BSD)", "htmx"},
	} {
		text, err := licences.ReadFile("static/licences/" + one.file + ".txt")
		if err != nil {
			panic("look: the binary was built without the licence of " + one.title) // the embed line above names every file
		}
		b.WriteString(one.title + "\n" + strings.Repeat("=", len(one.title)) + "\n\n" + strings.TrimSpace(string(text)) + "\n\n\n")
	}
	modules, err := licences.ReadFile("static/licences/modules.txt")
	if err != nil {
		panic("look: the binary was built without the licences of its modules")
	}
	b.Write(modules)
	return b.String()
}
