package web

import (
	"fmt"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// leapYear stands in for the year of a birthday without one.
const leapYear = "2000"

// birthdayTyped turns a birthday as it is written here, with a year or without, into
// YYYY-MM-DD or --MM-DD. What is no day stays as it is, and the record refuses it.
func birthdayTyped(v *visit, text string) string {
	text = strings.TrimSpace(text)
	if text == "" || strings.HasPrefix(text, "--") {
		return text
	}
	if d, err := v.say.ParseDate(text+" "+leapYear, v.facts.today); err == nil {
		_, m, day := d.Civil()
		return fmt.Sprintf("--%02d-%02d", m, day)
	}
	if d, err := v.say.ParseDate(text, v.facts.today); err == nil {
		return d.String()
	}
	return text
}

// birthdayShown writes a stored birthday as it would be typed.
func birthdayShown(v *visit, stored string) string {
	if d, err := cal.Parse(stored); err == nil {
		return v.say.Date(d)
	}
	if rest, without := strings.CutPrefix(stored, "--"); without {
		if d, err := cal.Parse(leapYear + "-" + rest); err == nil {
			return strings.TrimSpace(strings.TrimSuffix(v.say.Date(d), leapYear))
		}
	}
	return stored
}
