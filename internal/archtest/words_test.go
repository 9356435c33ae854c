package archtest

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// unspoken are beginnings of words that a customer must never read about himself.
var unspoken = []string{
	"sklave", "tyrann", "schwierig", "querulant", "klette", "kostenfresser", "verlustkund", "verzichtskund",
	"affäre", "flirt", "psychisch", "trinker", "scheidung", "wertlos", "c-kund", "rausschmei", "loswerden", "galgenfrist",
	"slave", "tyrant", "troublemaker", "worthless", "loss-maker", "get rid of", "alcoholic", "divorce",
}

// TestMessagesUseWordsThatACustomerMayRead looks through all messages in both languages:
// whatever stands on a screen may be asked for by the person it is about.
func TestMessagesUseWordsThatACustomerMayRead(t *testing.T) {
	begins := regexp.MustCompile(`(?i)(?:^|[^\pL])(` + strings.Join(unspoken, "|") + `)`)
	seen := 0
	for name, text := range files(t, ".txt") {
		if !strings.HasPrefix(name, "internal/locale/messages/") {
			continue
		}
		seen++
		for _, found := range begins.FindAllStringSubmatch(text, -1) {
			t.Errorf("%s says %q", name, found[1])
		}
	}
	if seen < 10 {
		t.Errorf("%d message files", seen)
	}
}

// asking are files whose texts are such words because they look for them in what people write.
var asking = []string{"internal/interaction/tact/tact.go", "internal/relationship/playbook.go"}

// TestNothingWrittenByTheProgramUsesSuchWords looks through whatever else may reach paper, a file
// or a screen: the texts in the code (heads of exports, code books, scripts), templates and the
// scripts of pages.
func TestNothingWrittenByTheProgramUsesSuchWords(t *testing.T) {
	begins := regexp.MustCompile(`(?i)(?:^|[^\pL])(` + strings.Join(unspoken, "|") + `)`)
	seen := 0
	for _, f := range goFiles(t) {
		if f.test() || slices.Contains(asking, f.path) {
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				seen++
				for _, found := range begins.FindAllStringSubmatch(lit.Value, -1) {
					t.Errorf("%s: a text says %q", f.at(lit), found[1])
				}
			}
			return true
		})
	}
	for name, text := range files(t, ".templ", ".js", ".sql") {
		if strings.Contains(name, "testdata") {
			continue
		}
		seen++
		for _, found := range begins.FindAllStringSubmatch(text, -1) {
			t.Errorf("%s says %q", name, found[1])
		}
	}
	if seen < 1000 {
		t.Errorf("only %d texts", seen)
	}
}
