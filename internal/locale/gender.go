package locale

import "fmt"

// Gender is the style in which generic nouns for people are written in German.
type Gender uint8

// The styles, with the noun for customers.
const (
	Generic Gender = iota // Kunden
	Pair                  // Kundinnen und Kunden
	Colon                 // Kund:innen
	Star                  // Kund*innen
	Neutral               // Mitarbeitende; nouns without a neutral plural are written as pair
)

var genderNames = [...]string{"generic", "pair", "colon", "star", "neutral"}

// Genders lists all styles, the default first.
var Genders = []Gender{Generic, Pair, Colon, Star, Neutral}

// String returns the style's key as stored in settings: generic, pair, colon, star
// or neutral.
func (g Gender) String() string {
	if int(g) < len(genderNames) {
		return genderNames[g]
	}
	return genderNames[Generic]
}

// ParseGender reads a style's key.
func ParseGender(s string) (Gender, error) {
	for i, name := range genderNames {
		if s == name {
			return Gender(i), nil
		}
	}
	return Generic, fmt.Errorf("gender style %q is none of %v", s, genderNames)
}

// generics holds the nouns for {g:...} in the order of the styles. "Kundschaft" is
// the collective for headings and labels: in the neutral style it is a singular,
// so no number and no verb may depend on it. "Kunden" may be counted and keeps the
// plural in every style. Words ending in "n" serve all cases of the plural; where
// the dative differs it has a line of its own.
var generics = map[string][5]string{
	"Kunden":           {"Kunden", "Kundinnen und Kunden", "Kund:innen", "Kund*innen", "Kundinnen und Kunden"},
	"Kundschaft":       {"Kunden", "Kundinnen und Kunden", "Kund:innen", "Kund*innen", "Kundschaft"},
	"Kunde":            {"Kunde", "Kundin oder Kunde", "Kund:in", "Kund*in", "Kundin oder Kunde"},
	"ein Kunde":        {"ein Kunde", "eine Kundin oder ein Kunde", "ein:e Kund:in", "ein*e Kund*in", "eine Kundin oder ein Kunde"},
	"einen Kunden":     {"einen Kunden", "eine Kundin oder einen Kunden", "eine:n Kund:in", "eine*n Kund*in", "eine Kundin oder einen Kunden"},
	"einem Kunden":     {"einem Kunden", "einer Kundin oder einem Kunden", "einer:m Kund:in", "einer*m Kund*in", "einer Kundin oder einem Kunden"},
	"neuer Kunde":      {"neuer Kunde", "neue Kundin oder neuer Kunde", "neue:r Kund:in", "neue*r Kund*in", "neue Kundin oder neuer Kunde"},
	"neuen Kunden":     {"neuen Kunden", "neue Kundin oder neuen Kunden", "neue:n Kund:in", "neue*n Kund*in", "neue Kundin oder neuen Kunden"},
	"Stammkunden":      {"Stammkunden", "Stammkundinnen und Stammkunden", "Stammkund:innen", "Stammkund*innen", "Stammkundinnen und Stammkunden"},
	"Neukunden":        {"Neukunden", "Neukundinnen und Neukunden", "Neukund:innen", "Neukund*innen", "Neukundinnen und Neukunden"},
	"Wunschkunden":     {"Wunschkunden", "Wunschkundinnen und Wunschkunden", "Wunschkund:innen", "Wunschkund*innen", "Wunschkundinnen und Wunschkunden"},
	"Interessenten":    {"Interessenten", "Interessentinnen und Interessenten", "Interessent:innen", "Interessent*innen", "Interessierte"},
	"Interessent":      {"Interessent", "Interessentin oder Interessent", "Interessent:in", "Interessent*in", "Interessiert"},
	"Erstkunde":        {"Erstkunde", "Erstkundin oder Erstkunde", "Erstkund:in", "Erstkund*in", "Erstkundschaft"},
	"Mehrfachkunde":    {"Mehrfachkunde", "Mehrfachkundin oder Mehrfachkunde", "Mehrfachkund:in", "Mehrfachkund*in", "Mehrfachkundschaft"},
	"Stammkunde":       {"Stammkunde", "Stammkundin oder Stammkunde", "Stammkund:in", "Stammkund*in", "Stammkundschaft"},
	"Empfehler":        {"Empfehler", "Empfehlerinnen und Empfehler", "Empfehler:innen", "Empfehler*innen", "Empfehlende"},
	"Empfehlern":       {"Empfehlern", "Empfehlerinnen und Empfehlern", "Empfehler:innen", "Empfehler*innen", "Empfehlenden"},
	"Mitarbeiter":      {"Mitarbeiter", "Mitarbeiterinnen und Mitarbeiter", "Mitarbeiter:innen", "Mitarbeiter*innen", "Mitarbeitende"},
	"Mitarbeitern":     {"Mitarbeitern", "Mitarbeiterinnen und Mitarbeitern", "Mitarbeiter:innen", "Mitarbeiter*innen", "Mitarbeitenden"},
	"Ansprechpartner":  {"Ansprechpartner", "Ansprechpartnerinnen und Ansprechpartner", "Ansprechpartner:innen", "Ansprechpartner*innen", "Ansprechpersonen"},
	"Ansprechpartnern": {"Ansprechpartnern", "Ansprechpartnerinnen und Ansprechpartnern", "Ansprechpartner:innen", "Ansprechpartner*innen", "Ansprechpersonen"},
	"Nutzer":           {"Nutzer", "Nutzerinnen und Nutzer", "Nutzer:innen", "Nutzer*innen", "Nutzende"},
	"Nutzern":          {"Nutzern", "Nutzerinnen und Nutzern", "Nutzer:innen", "Nutzer*innen", "Nutzenden"},
	"Lieferanten":      {"Lieferanten", "Lieferantinnen und Lieferanten", "Lieferant:innen", "Lieferant*innen", "Lieferbetriebe"},
}

// Generic returns a generic noun such as "Kunden" in the printer's style, as
// {g:Kunden} does in messages. A word that is not in the table is returned as it is.
func (p *Printer) Generic(word string) string {
	if forms, ok := generics[word]; ok {
		return p.Text(forms[p.gender])
	}
	return word
}
