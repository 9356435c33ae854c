package customer

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Dialling is a phone number for people and for telephones.
type Dialling struct {
	Text string // in groups: "069 90009110", "+41 44 668 18 00"
	Dial string // for tel: addresses: +496990009110, or bare digits when it reads as no number of the country; "" without digits
}

// ReadPhone reads a number as it was entered. Country is the customer's, by name or
// code, region the firm's code as in "DE"; numbers of the firm's own country are
// written without its prefix. What does not read as a number stays as it is.
func ReadPhone(phone, country, region string) Dialling {
	phone = strings.TrimSpace(phone)
	plain := Dialling{Text: phone, Dial: digits(phone)}
	if len(plain.Dial) < minPhoneDigits {
		return plain
	}
	n, err := phonenumbers.Parse(phone, countryCode(country, region))
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return plain
	}
	d := Dialling{Dial: phonenumbers.Format(n, phonenumbers.E164)}
	if int(n.GetCountryCode()) != phonenumbers.GetCountryCodeForRegion(region) {
		d.Text = phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
		return d
	}
	d.Text = phonenumbers.Format(n, phonenumbers.NATIONAL)
	if strings.HasPrefix(plain.Dial, "0") && !strings.HasPrefix(digits(d.Text), "0") {
		d.Text = phone // too short to be grouped: the prefix would be lost
	}
	return d
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
