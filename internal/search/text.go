package search

import (
	"strings"

	"github.com/stammkunde/stammkunde/internal/locale"
)

// maxWords bounds the text of one customer, so that an overlong field cannot fill
// the index.
const maxWords = 40

// Words returns the texts folded for the index: every distinct word once, each
// behind two spaces.
func Words(texts ...string) string {
	var b strings.Builder
	var seen [maxWords]string
	n := 0
	var buffer [256]byte
	for _, text := range texts {
		if text == "" {
			continue
		}
		key := string(locale.AppendSearchKey(buffer[:0], text))
	words:
		for word := range strings.SplitSeq(key, " ") {
			if word == "" {
				continue
			}
			for _, s := range seen[:n] {
				if s == word {
					continue words
				}
			}
			if n == maxWords {
				return b.String()
			}
			seen[n] = word
			n++
			b.WriteString("  ")
			b.WriteString(word)
		}
	}
	return b.String()
}

// Digits returns the digits of s without the zeros and the plus sign before them,
// the form in which telephone and customer numbers are compared.
func Digits(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c >= '0' && c <= '9' && (c != '0' || b.Len() > 0) {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// maxTokens bounds the words of a query; further ones are not looked at.
const maxTokens = 6

// query is what a person typed, ready for the index.
type query struct {
	parts  []string // each must occur in words: at least three characters
	digits string   // of a text without letters, else ""
}

// parse reads what a person typed. A word of one or two characters must begin a
// word, a longer one may stand anywhere in one. A text of digits and the signs of
// telephone numbers is one number, however it is grouped.
func parse(text string) query {
	if len(text) > 200 {
		text = text[:200]
	}
	if d := Digits(text); d != "" && strings.Trim(text, "0123456789+-/(). ") == "" {
		return query{digits: d}
	}
	var q query
	for word := range strings.FieldsSeq(locale.SearchKey(text)) {
		if len(q.parts) == maxTokens {
			break
		}
		if short := []rune(word); len(short) == 1 {
			word = "  " + word
		} else if len(short) == 2 {
			word = " " + word
		}
		q.parts = append(q.parts, word)
	}
	return q
}
