package mapping

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// ParseMail trims an address and writes it in small letters; Address is empty when
// it has not the form of one. Several addresses in one cell: the first.
func ParseMail(s string) Mail {
	m := Mail{Raw: s}
	a := strings.ToLower(s)
	if i := strings.IndexAny(a, ";,"); i > 0 {
		a = a[:i]
	}
	if i, j := strings.IndexByte(a, '<'), strings.LastIndexByte(a, '>'); i >= 0 && j > i {
		a = a[i+1 : j]
	}
	a = strings.TrimPrefix(strings.TrimSpace(a), "mailto:")
	if mailLike(a) {
		m.Address = a
	}
	return m
}

// mailLike checks the form only; that an address exists nobody can see.
func mailLike(a string) bool {
	at := strings.LastIndexByte(a, '@')
	if at < 1 || len(a) > 254 || strings.ContainsAny(a, " \t\r\n\"<>()[]\\,;:") || strings.Count(a, "@") != 1 {
		return false
	}
	domain := a[at+1:]
	dot := strings.LastIndexByte(domain, '.')
	return dot > 0 && len(domain)-dot > 2 && !strings.Contains(a, "..") && !strings.HasPrefix(domain, "-") &&
		a[0] != '.' && a[at-1] != '.' && domain[0] != '.'
}

// ParsePhone normalises a number to E.164; country is the ISO code that a number
// without a country code belongs to. A number that is not valid keeps only its raw
// form and is never refused.
func ParsePhone(s, country string) Phone {
	p := Phone{Raw: s}
	n := strings.TrimPrefix(s, "'") // Excel's mark for text
	if strings.HasPrefix(n, "00") && len(n) > 4 {
		n = "+" + n[2:]
	}
	num, err := phonenumbers.Parse(n, country)
	if err == nil && phonenumbers.IsValidNumber(num) {
		p.E164 = phonenumbers.Format(num, phonenumbers.E164)
	}
	return p
}

// vatID writes a VAT number in capitals without blanks, points and dashes.
func vatID(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '.' || r == '-' || r == '\u00a0' || r == '/':
			return -1
		case r >= 'a' && r <= 'z':
			return r - 32
		}
		return r
	}, s)
}

// postcode takes off what programs put around a postcode: the country prefix
// "D-", Excel's apostrophe, and gives German codes their lost leading zero back.
func postcode(s, country string) string {
	s = strings.TrimPrefix(s, "'")
	for _, p := range [...]string{"D-", "DE-", "A-", "AT-", "CH-"} {
		if t, ok := strings.CutPrefix(s, p); ok {
			s = t
		}
	}
	if len(s) == 4 && country == "DE" && strings.Trim(s, "0123456789") == "" {
		s = "0" + s
	}
	return s
}

// countries maps names and other codes to ISO 3166 alpha-2, by folded name.
var countries = map[string]string{
	"deutschland": "DE", "germany": "DE", "d": "DE", "deu": "DE", "brd": "DE", "ger": "DE",
	"oesterreich": "AT", "austria": "AT", "a": "AT", "aut": "AT",
	"schweiz": "CH", "switzerland": "CH", "suisse": "CH", "che": "CH",
	"liechtenstein": "LI", "frankreich": "FR", "france": "FR", "fra": "FR", "f": "FR",
	"italien": "IT", "italy": "IT", "ita": "IT", "i": "IT", "niederlande": "NL", "netherlands": "NL", "nld": "NL",
	"belgien": "BE", "belgium": "BE", "bel": "BE", "luxemburg": "LU", "luxembourg": "LU", "lux": "LU",
	"daenemark": "DK", "denmark": "DK", "dnk": "DK", "polen": "PL", "poland": "PL", "pol": "PL",
	"tschechien": "CZ", "czechrepublic": "CZ", "cze": "CZ", "spanien": "ES", "spain": "ES", "esp": "ES",
	"portugal": "PT", "schweden": "SE", "sweden": "SE", "finnland": "FI", "finland": "FI",
	"norwegen": "NO", "norway": "NO", "irland": "IE", "ireland": "IE", "eire": "IE", "ungarn": "HU", "hungary": "HU",
	"unitedkingdom": "GB", "uk": "GB", "grossbritannien": "GB", "vereinigteskoenigreich": "GB", "gbr": "GB",
	"england": "GB", "usa": "US", "unitedstates": "US", "unitedstatesofamerica": "US", "us": "US",
	"australia": "AU", "australien": "AU", "japan": "JP", "canada": "CA", "kanada": "CA", "griechenland": "GR",
	"greece": "GR", "iceland": "IS", "cyprus": "CY", "malta": "MT", "lithuania": "LT", "israel": "IL",
	"singapore": "SG", "brazil": "BR", "rsa": "ZA", "bahrain": "BH", "lebanon": "LB", "saudiarabia": "SA",
	"unitedarabemirates": "AE", "hongkong": "HK",
}

func country(s string) string {
	if len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z' {
		if s == "UK" {
			return "GB"
		}
		return s
	}
	if c := countries[fold(s)]; c != "" {
		return c
	}
	if len(s) == 2 {
		return strings.ToUpper(s)
	}
	return s
}
