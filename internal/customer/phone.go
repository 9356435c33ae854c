package customer

import (
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Dialling is a phone number for people and for telephones.
type Dialling struct {
	Text string // in groups: "069 90009110", "+41 44 668 18 00"
	Dial string // for tel: addresses: +496990009110, or as typed when it reads as no number of the country; "" without digits
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
		return unread(plain, country, region)
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

// inside are the words that people put before the number of somebody within a house.
var inside = regexp.MustCompile(`(?i)[\s,;/(]+(?:durchwahl|dw|nebenstelle|nst|apparat|app|extension|ext)\b.*$`)

// between are words among the digits of a number: what stands behind them is another one.
var between = regexp.MustCompile(`\d\D*\p{L}\D*\d`)

// unread is what does not read as a number. The house is called where somebody within it is
// named; digits of several numbers are never put together into one.
func unread(plain Dialling, country, region string) Dialling {
	if at := inside.FindStringIndex(plain.Text); at != nil {
		d := ReadPhone(plain.Text[:at[0]], country, region)
		d.Text += " " + strings.TrimLeft(plain.Text[at[0]:], " ,;/(\t")
		return d
	}
	switch {
	case between.MatchString(plain.Text):
		plain.Dial = ""
	case strings.HasPrefix(plain.Text, "+"):
		plain.Dial = "+" + plain.Dial
	}
	return plain
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}
