package archtest

import (
	"regexp"
	"strings"
	"testing"
)

// unspoken are beginnings of words that a customer must never read about himself.
var unspoken = []string{
	"sklave", "tyrann", "schwierig", "querulant", "klette", "kostenfresser", "verlustkund", "verzichtskund",
	"affäre", "flirt", "psychisch", "trinker", "scheidung", "wertlos", "c-kund", "rausschmei", "loswerden", "galgenfrist",
	"slave", "tyrant", "troublemaker", "worthless", "loss-maker", "get rid of", "alcoholic", "divorce",
}

// TestMessagesUseWordsThatACustomerMayRead looks through all messages in both languages:
// whatever stands on a screen may be asked for by the person it is about.
func TestMessagesUseWordsThatACustomerMayRead(t *testing.T) {
	begins := regexp.MustCompile(`(?i)(?:^|[^\pL])(` + strings.Join(unspoken, "|") + `)`)
	seen := 0
	for name, text := range files(t, ".txt") {
		if !strings.HasPrefix(name, "internal/locale/messages/") {
			continue
		}
		seen++
		for _, found := range begins.FindAllStringSubmatch(text, -1) {
			t.Errorf("%s says %q", name, found[1])
		}
	}
	if seen < 10 {
		t.Errorf("%d message files", seen)
	}
}
