package match

import (
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/locale"
)

// legalForms are the ways in which legal forms are written, as search keys without
// spaces, longest first where one begins another.
var legalForms = []struct{ written, form string }{
	{"gmbhundcokgaa", "gmbh co kgaa"},
	{"gmbhcokgaa", "gmbh co kgaa"},
	{"gmbhundcokg", "gmbh co kg"},
	{"gmbhcokg", "gmbh co kg"},
	{"gmbhucokg", "gmbh co kg"},
	{"gesmbhcokg", "gmbh co kg"},
	{"gesmbhundcokg", "gmbh co kg"},
	{"gmbhcoohg", "gmbh co ohg"},
	{"gmbhundcoohg", "gmbh co ohg"},
	{"ughaftungsbeschranktcokg", "ug co kg"},
	{"ughaftungsbeschranktundcokg", "ug co kg"},
	{"ugcokg", "ug co kg"},
	{"ugundcokg", "ug co kg"},
	{"agcokg", "ag co kg"},
	{"agundcokg", "ag co kg"},
	{"secokg", "se co kg"},
	{"ughaftungsbeschrankt", "ug"},
	{"unternehmergesellschafthaftungsbeschrankt", "ug"},
	{"unternehmergesellschaft", "ug"},
	{"ug", "ug"},
	{"gesellschaftmitbeschrankterhaftung", "gmbh"},
	{"gesellschaftmbh", "gmbh"},
	{"gesmbh", "gmbh"},
	{"gmbh", "gmbh"},
	{"mbh", "gmbh"},
	{"ggmbh", "ggmbh"},
	{"kommanditgesellschaftaufaktien", "kgaa"},
	{"kgaa", "kgaa"},
	{"kommanditgesellschaft", "kg"},
	{"cokg", "kg"},
	{"undcokg", "kg"},
	{"kg", "kg"},
	{"aktiengesellschaft", "ag"},
	{"ag", "ag"},
	{"societaseuropaa", "se"},
	{"se", "se"},
	{"offenehandelsgesellschaft", "ohg"},
	{"ohg", "ohg"},
	{"og", "og"},
	{"gesellschaftburgerlichenrechts", "gbr"},
	{"egbr", "gbr"},
	{"gbr", "gbr"},
	{"gesbr", "gbr"},
	{"eingetragenerkaufmann", "ek"},
	{"eingetragenekauffrau", "ek"},
	{"ekfm", "ek"},
	{"ekfr", "ek"},
	{"ek", "ek"},
	{"eu", "ek"},
	{"eingetragenegenossenschaft", "eg"},
	{"eg", "eg"},
	{"eingetragenerverein", "ev"},
	{"ev", "ev"},
	{"partgmbb", "partg"},
	{"partg", "partg"},
	{"partnerschaftsgesellschaft", "partg"},
	{"stiftung", "stiftung"},
	{"limited", "ltd"},
	{"ltd", "ltd"},
	{"plc", "plc"},
	{"inc", "inc"},
	{"llc", "llc"},
	{"bv", "bv"},
	{"nv", "nv"},
	{"sarl", "sarl"},
	{"sagl", "sagl"},
	{"srl", "srl"},
	{"spzoo", "spzoo"},
	{"sas", "sas"},
	{"sa", "sa"},
	{"spa", "spa"},
	{"aps", "aps"},
	{"as", "as"},
	{"ab", "ab"},
	{"oy", "oy"},
}

var formOf = func() map[string]string {
	m := make(map[string]string, len(legalForms))
	for _, f := range legalForms {
		m[f.written] = f.form
	}
	return m
}()

// plainForms are those of two letters that are forms wherever they stand; "AB" and "SA"
// are only at the end.
var plainForms = set("ag", "kg", "ug")

// longestForm is the most words that a legal form is written with.
const longestForm = 6

// empty words of firm names: they come and go.
var firmWords = set("firma", "fa", "inh", "inhaber", "inhaberin", "und", "u", "co", "the", "der", "die", "das", "gebr", "gebruder", "nachf", "nachfolger", "in", "am", "im", "fur")

// firm is a firm's name taken apart.
type firm struct {
	words []string
	codes []string
	form  string // "gmbh co kg", or "" when none is written
}

// firmOf takes a firm's name apart: folded words without the legal form.
func firmOf(text string) firm {
	raw := strings.Fields(locale.SearchKey(strings.NewReplacer("&", " und ", "+", " und ").Replace(text)))
	var f firm
	for i := 0; i < len(raw); i++ {
		form, n := formAt(raw[i:])
		if n > 0 && i > 0 && (len(form) > 2 || i+n == len(raw) || plainForms[form]) {
			f.form = join(f.form, form)
			i += n - 1
			continue
		}
		if !firmWords[raw[i]] {
			f.words = append(f.words, raw[i])
		}
	}
	if len(f.words) == 0 {
		f.words = raw
	}
	f.codes = codes(f.words)
	return f
}

// join puts two parts of a form together: "GmbH" and later "& Co. KG".
func join(a, b string) string {
	if a == "" || a == b {
		return b
	}
	if b == "kg" {
		return a + " co kg"
	}
	return a + " " + b
}

// formAt returns the legal form that begins with the first of words, and how many of
// them it takes; the longest one counts.
func formAt(words []string) (form string, n int) {
	joined := ""
	for i, w := range words[:min(len(words), longestForm)] {
		joined += w
		if f, ok := formOf[joined]; ok {
			form, n = f, i+1
		}
	}
	return form, n
}

// firmNear compares firms' names without their forms.
func firmNear(a, b *firm) nearness {
	if len(a.words) == 0 || len(b.words) == 0 {
		return unknown
	}
	if strings.Join(a.words, "") == strings.Join(b.words, "") {
		return identical
	}
	few, many := a, b
	if len(few.words) > len(many.words) {
		few, many = many, few
	}
	worst, found := identical, 0
	used := make([]bool, len(many.words))
	for i, w := range few.words {
		best, at := apart, -1
		for j, x := range many.words {
			if used[j] {
				continue
			}
			if n := wordNear(w, x, few.codes[i], many.codes[j]); n > best {
				best, at = n, j
			}
		}
		if at >= 0 {
			used[at] = true
			found++
			worst = min(worst, best)
		}
	}
	switch {
	case found == len(many.words) && slices.Equal(few.words, many.words):
		return identical
	case found == len(many.words):
		return worst
	case found == len(few.words):
		return part
	case found*2 > len(many.words):
		return part
	}
	return apart
}
