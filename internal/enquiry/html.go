package enquiry

import (
	"html"
	"strings"
)

// hiddenTags are elements whose content is not read.
var hiddenTags = map[string]bool{"script": true, "style": true, "head": true, "title": true, "template": true, "svg": true}

// blockTags are elements after which a new line begins.
var blockTags = map[string]bool{
	"p": true, "div": true, "br": true, "tr": true, "li": true, "ul": true, "ol": true, "table": true, "blockquote": true,
	"h1": true, "h2": true, "h3": true, "h4": true, "hr": true,
}

// stripHTML returns the words of a page: no tags, no scripts, lines where blocks end. It
// reads what people sent and never fails; what comes out is plain text, not HTML.
func stripHTML(s string) string {
	var b strings.Builder
	for s != "" {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			b.WriteString(flat(s))
			break
		}
		b.WriteString(flat(s[:i]))
		s = s[i:]
		if strings.HasPrefix(s, "<!--") {
			_, rest, _ := strings.Cut(s[4:], "-->")
			s = rest
			continue
		}
		end := strings.IndexByte(s, '>')
		if end < 0 {
			b.WriteString(flat(s[1:]))
			break
		}
		name := tagName(s[1:end])
		s = s[end+1:]
		if hiddenTags[name] {
			s = skipTo(s, "</"+name)
		}
		if blockTags[strings.TrimPrefix(name, "/")] {
			b.WriteByte('\n')
		}
	}
	return squeeze(clean(html.UnescapeString(b.String())))
}

func tagName(tag string) string {
	return strings.ToLower(tag[:len(tag)-len(strings.TrimLeft(tag, "/abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"))])
}

// skipTo drops everything up to the end tag, without regard to case.
func skipTo(s, tag string) string {
	for from := 0; ; {
		i := strings.IndexByte(s[from:], '<')
		if i < 0 {
			return ""
		}
		from += i
		if len(s) >= from+len(tag) && strings.EqualFold(s[from:from+len(tag)], tag) {
			return s[from:]
		}
		from++
	}
}

// flat makes one line of source text, as browsers do.
func flat(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return ' '
		}
		return r
	}, s)
}

// squeeze takes out blanks and empty lines that stand twice.
func squeeze(s string) string {
	var lines []string
	for l := range strings.Lines(s) {
		l = strings.Join(strings.Fields(l), " ")
		if l == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, l)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
