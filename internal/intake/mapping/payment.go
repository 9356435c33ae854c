package mapping

import (
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// payment fills rec.Payment, and of rec.Customer what tells who paid.
func (r row) payment() {
	r.customer()
	p := &r.rec.Payment
	p.Number, p.Method = r.text(PaymentNumber), r.text(PaymentMethod)
	if p.Date, _ = r.date(PaymentDate, 0); p.Date == cal.Never {
		r.fail(PaymentDate, "intake.date_missing")
	}
	p.Amount = r.sum(PaymentAmount)
	if !p.Amount.Known {
		r.fail(PaymentAmount, "intake.amount_missing")
	}
	if outgoing(r.text(PaymentSide)) && p.Amount.Cents > 0 {
		p.Amount.Cents = -p.Amount.Cents
	}
	p.Currency = currency(r.text(PaymentCurrency))
	if len(p.Currency) != 3 && p.Currency != "" {
		r.fail(PaymentCurrency, "intake.currency_unknown", clip(r.text(PaymentCurrency)))
	}
	if ref := r.text(PaymentReference); ref != "" {
		p.References, p.Told = []string{ref}, true
	} else {
		p.References = documentNumbers(r.text(PaymentPurpose))
	}
}

// outgoing tells the side of a ledger on which money leaves: what a customer pays stands
// in credit.
func outgoing(side string) bool {
	switch fold(side) {
	case "s", "soll", "d", "debit", "dr":
		return true
	}
	return false
}

// mostNumbers bounds how many numbers of one text are looked at.
const mostNumbers = 6

// documentNumbers are the words of a text that may be the number of a document: letters,
// digits and marks between them, with at least three digits and no more than 40 signs.
func documentNumbers(text string) []string {
	var list []string
	for _, word := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(" \t,;:+()\"'", c) }) {
		word = strings.Trim(word, ".-/#_")
		digits := 0
		for _, c := range word {
			if c >= '0' && c <= '9' {
				digits++
			}
		}
		if digits < 3 || len(word) > 40 || slices.Contains(list, word) {
			continue
		}
		if list = append(list, word); len(list) == mostNumbers {
			break
		}
	}
	return list
}
