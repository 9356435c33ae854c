package customer

import (
	"strings"

	"github.com/stammkunde/stammkunde/internal/locale"
)

// collectiveNames are what tills and ledgers call the account for all who are not
// known by name, as search keys (e behind a, o, u dropped).
var collectiveNames = keys(
	"Barkunde", "Barkunden", "Barverkauf", "Barverkäufe", "Bar", "Diverse", "Diverse Kunden", "Diverse Debitoren", "Divers",
	"Laufkunde", "Laufkunden", "Laufkundschaft", "Sammelkunde", "Sammeldebitor", "Sammelkonto", "Sammelkonto Debitoren",
	"Kassenkunde", "Kasse", "Kassenverkauf", "Ladenkunde", "Ladenverkauf", "Tageskunde", "Tageseinnahmen", "Thekenverkauf",
	"Gast", "Gastkunde", "Gastbestellung", "Einmalkunde", "Standardkunde", "Privatkunde", "Endkunde", "CPD", "CpD-Konto",
	"Conto pro Diverse", "Unbekannt", "Kunde unbekannt", "Anonym", "Ohne Kunde", "Kein Kunde", "Nicht zugeordnet",
	"Cash customer", "Cash sale", "Cash sales", "Walk-in", "Walk-in customer", "Counter sale", "Counter sales",
	"Guest", "Guest customer", "Various", "Various customers", "Sundry", "Sundry customers", "Sundry debtors",
	"One-time customer", "Miscellaneous", "Misc", "Unknown", "Unknown customer", "No customer", "POS customer", "Default customer",
)

func keys(names ...string) map[string]bool {
	set := map[string]bool{}
	for _, n := range names {
		set[locale.SearchKey(n)] = true
	}
	return set
}

// LooksCollective reports whether the name is one that stands for many people, such
// as "Barkunde", "Diverse 1" or "Laufkundschaft Filiale 2". It is asked about, never
// decided: a family may be called Gast.
func LooksCollective(c *Customer) bool {
	if c.FirstName != "" && c.LastName != "" {
		return false
	}
	words := strings.Fields(locale.SearchKey(c.Name))
	for len(words) > 1 && isCounter(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	return collectiveNames[strings.Join(words, " ")]
}

// isCounter reports whether a word only numbers accounts or names their shop.
func isCounter(word string) bool {
	switch word {
	case "filiale", "kasse", "shop", "laden", "nr", "no":
		return true
	}
	return strings.Trim(word, "0123456789") == ""
}
