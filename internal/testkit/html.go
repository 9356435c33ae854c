package testkit

import (
	"io"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Node is an element of a page, or the page itself.
type Node struct{ n *html.Node }

// ParseHTML reads a page or a part of one.
func ParseHTML(t testing.TB, r io.Reader) Node {
	t.Helper()
	n, err := html.Parse(r)
	if err != nil {
		t.Fatalf("parse HTML: %v", err)
	}
	return Node{n}
}

// All returns the elements below that match, in the page's order. A selector is a
// part of CSS: tag, #id, .class, [attr] and [attr=value], joined without a blank for
// one element, with blanks for "somewhere inside": `main form[method=post] .primary`.
// A blank inside a value is not understood.
func (n Node) All(selector string) []Node {
	steps := strings.Fields(selector)
	if len(steps) == 0 {
		return nil
	}
	path := make([]compound, len(steps))
	for i, step := range steps {
		path[i] = parseCompound(step)
	}
	var found []Node
	for child := range n.n.Descendants() {
		if matches(child, path, n.n) {
			found = append(found, Node{child})
		}
	}
	return found
}

// One returns the element that matches and fails the test unless it is the only one.
func (n Node) One(t testing.TB, selector string) Node {
	t.Helper()
	found := n.All(selector)
	if len(found) != 1 {
		t.Fatalf("%d elements match %q, want one; the page says: %.500s", len(found), selector, n.Text())
	}
	return found[0]
}

// Has tells whether an element below matches.
func (n Node) Has(selector string) bool { return len(n.All(selector)) > 0 }

// Texts returns the text of each element that matches.
func (n Node) Texts(selector string) []string {
	var texts []string
	for _, found := range n.All(selector) {
		texts = append(texts, found.Text())
	}
	return texts
}

// Text returns the words of the element as they are read: blanks run together,
// scripts and styles left out.
func (n Node) Text() string {
	var words []string
	var walk func(*html.Node)
	walk = func(at *html.Node) {
		switch {
		case at.Type == html.TextNode:
			words = append(words, at.Data)
		case at.Type == html.ElementNode && slices.Contains([]string{"script", "style", "template"}, at.Data):
			return
		case at.Type == html.ElementNode && !inline[at.Data]:
			words = append(words, " ")
		}
		for child := range at.ChildNodes() {
			walk(child)
		}
		if at.Type == html.ElementNode && !inline[at.Data] {
			words = append(words, " ")
		}
	}
	walk(n.n)
	return strings.Join(strings.Fields(strings.Join(words, "")), " ")
}

// inline elements do not part words: <b>Stamm</b>kunde is one.
var inline = map[string]bool{
	"a": true, "abbr": true, "b": true, "bdi": true, "em": true, "i": true, "mark": true,
	"small": true, "span": true, "strong": true, "sub": true, "sup": true, "time": true, "u": true, "wbr": true,
}

// Attr returns the attribute's value, and "" when there is none.
func (n Node) Attr(name string) string {
	value, _ := attribute(n.n, name)
	return value
}

// Tag returns the element's name, as in "form".
func (n Node) Tag() string { return n.n.Data }

func attribute(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// compound is what one element must be: a tag ("" for any) and its attributes.
type compound struct {
	tag  string
	want []wanted
}

type wanted struct {
	name, value string
	how         rune // '=' equal, '~' one of the words, '?' present
}

func parseCompound(s string) compound {
	var c compound
	end := strings.IndexAny(s, "#.[")
	if end < 0 {
		end = len(s)
	}
	c.tag, s = strings.TrimPrefix(s[:end], "*"), s[end:]
	for s != "" {
		mark := s[0]
		s = s[1:]
		if mark == '[' {
			inside, rest, _ := strings.Cut(s, "]")
			name, value, equal := strings.Cut(inside, "=")
			how := '?'
			if equal {
				how = '='
			}
			c.want = append(c.want, wanted{name, strings.Trim(value, `"'`), how})
			s = rest
			continue
		}
		end := strings.IndexAny(s, "#.[")
		if end < 0 {
			end = len(s)
		}
		if mark == '#' {
			c.want = append(c.want, wanted{"id", s[:end], '='})
		} else {
			c.want = append(c.want, wanted{"class", s[:end], '~'})
		}
		s = s[end:]
	}
	return c
}

func (c compound) fits(n *html.Node) bool {
	if n.Type != html.ElementNode || c.tag != "" && c.tag != n.Data {
		return false
	}
	for _, w := range c.want {
		value, ok := attribute(n, w.name)
		switch {
		case !ok,
			w.how == '=' && value != w.value,
			w.how == '~' && !slices.Contains(strings.Fields(value), w.value):
			return false
		}
	}
	return true
}

// matches tells whether n fits the last step and has, between itself and top,
// ancestors that fit the steps before it.
func matches(n *html.Node, path []compound, top *html.Node) bool {
	last := len(path) - 1
	if !path[last].fits(n) {
		return false
	}
	path = path[:last]
	for up := n.Parent; len(path) > 0 && up != nil && up != top.Parent; up = up.Parent {
		if path[len(path)-1].fits(up) {
			path = path[:len(path)-1]
		}
	}
	return len(path) == 0
}
