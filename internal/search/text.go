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
