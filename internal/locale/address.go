package locale

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	duWords = wordSet("du dich dir dein deine deinem deinen deiner deines deins euch euer eure eurem euren eurer eures")
	// At the beginning of a sentence Sie, Ihr and Ihnen may mean "she", "her" and
	// "them"; they count only inside one.
	sieWords = wordSet("Sie Ihnen Ihr Ihre Ihrem Ihren Ihrer Ihres")
	// namedForms speak about the address instead of using it.
	namedForms = regexp.MustCompile(`(?i)\b(per|mit|beim?|Anrede:?) (du|sie)\b|\b(du|sie) (oder|und|/) (du|sie)\b|\b(du|sie)/(du|sie)\b|„(du|sie)“`)
)

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

// MixesAddress reports whether a German text addresses its reader both as du and as
// Sie. It is a help for tests of generated texts: what only names the two forms
// ("per Du", "Du oder Sie") does not count, and neither do Sie and Ihr at the
// beginning of a sentence, which may mean "she" or "they".
func MixesAddress(text string) bool {
	du, sie := AddressForms(text)
	return du && sie
}

// AddressForms reports which forms of address a German text uses, by the rules of
// [MixesAddress].
func AddressForms(text string) (du, sie bool) {
	text = namedForms.ReplaceAllString(text, " ")
	begins := true
	for text != "" {
		r, n := utf8.DecodeRuneInString(text)
		if !unicode.IsLetter(r) {
			switch {
			case strings.ContainsRune(".!?:\n„“\"", r):
				begins = true
			case unicode.IsDigit(r):
				begins = false
			}
			text = text[n:]
			continue
		}
		end := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) })
		if end < 0 {
			end = len(text)
		}
		word := text[:end]
		du = du || duWords[strings.ToLower(word)]
		sie = sie || sieWords[word] && !begins
		begins = false
		text = text[end:]
	}
	return du, sie
}
