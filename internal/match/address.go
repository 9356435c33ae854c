package match

import (
	"strings"

	"github.com/stammkunde/stammkunde/internal/locale"
)

// address is a street and place taken apart.
type address struct {
	street, house string // folded: "haupt str", "12a"
	postcode      string
	city          string
}

func addressOf(street, postcode, city string) address {
	a := address{postcode: strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(postcode), " ", "")), city: strings.ReplaceAll(locale.SearchKey(city), " ", "")}
	a.postcode = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(a.postcode, "D-"), "A-"), "CH-"), "DE-")
	words := strings.Fields(locale.SearchKey(street))
	at := len(words)
	for i := len(words) - 1; i > 0; i-- { // the house number is the first of the trailing words that begins with a digit
		if isDigit(words[i][0]) {
			at = i
		} else if len(words[i]) > 2 {
			break
		}
	}
	var b strings.Builder
	for _, w := range words[:at] {
		w = streetWord(w)
		b.WriteString(w)
	}
	a.street = b.String()
	if at < len(words) {
		a.house = words[at]
		if at+1 < len(words) && len(words[at+1]) == 1 && !isDigit(words[at+1][0]) {
			a.house += words[at+1]
		}
	}
	return a
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// longestEnding is the longest ending taken for "straße" with a slip in it.
const longestEnding = 8

// streetWord writes the endings of street names alike.
func streetWord(w string) string {
	if at := strings.LastIndex(w, "str"); at >= 0 && len(w)-at <= longestEnding {
		return w[:at] + "str" // straße, strasse, str., also misspelt
	}
	if head, ok := strings.CutSuffix(w, "platz"); ok {
		return head + "pl"
	}
	return w
}

// placeNear tells how two addresses agree.
type placeNear int

const (
	placeUnknown placeNear = iota
	placeApart             // other places
	placeTown              // the same place, another street
	placeStreet            // the same street, another house
	placePart              // the same street, a house or postcode is missing
	placeSame
)

func (a address) near(b address) placeNear {
	town := placeUnknown
	switch {
	case a.postcode != "" && b.postcode != "":
		town = placeApart
		if a.postcode == b.postcode || a.city != "" && a.city == b.city && locale.Edits(a.postcode, b.postcode, 1) <= 1 {
			town = placeTown
		}
	case a.city != "" && b.city != "":
		town = placeApart
		if a.city == b.city || slip(a.city, b.city) {
			town = placeTown
		}
	}
	if a.street == "" || b.street == "" || town == placeApart {
		return town
	}
	if a.street != b.street && !slip(a.street, b.street) {
		return town
	}
	switch {
	case a.house == "" || b.house == "" || town == placeUnknown:
		return placePart
	case a.house == b.house:
		return placeSame
	}
	return placeStreet
}
