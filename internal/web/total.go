package web

import (
	"slices"

	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/value"
	page "github.com/stammkunde/stammkunde/internal/web/page/customer"
)

// totalRows sets what a customer is worth over others and by what he tells us beside what he
// brings himself. The figures differ in what they count, so they are never added: each names
// its concept, and what nobody has entered stays open.
func totalRows(v *visit, card *page.Worth, sum value.ReferralRow) {
	if card == nil || len(card.Halves) == 0 {
		return
	}
	say := v.say
	made := say.T("worth.referral.none")
	if sum.Referrals > 0 {
		made = say.T("worth.referral.value", locale.V{"gain": say.MoneyRound(sum.Gain, ""), "n": sum.Referrals, "bought": sum.Bought})
	}
	ours := &card.Halves[len(card.Halves)-1]
	at := slices.IndexFunc(ours.Rows, func(r look.Pair) bool { return r.Label == say.T("worth.growth") })
	if at < 0 {
		at = len(ours.Rows)
	}
	ours.Rows = slices.Insert(ours.Rows, at,
		look.Pair{Label: say.T("worth.referral"), Value: made},
		look.Pair{Label: say.T("worth.information"), Value: say.T("worth.information.none")},
	)
}

// informationRow fills the row of what a customer's suggestions are worth.
func informationRow(v *visit, card *page.Worth, sum *value.Information) {
	if card == nil || !sum.Known() {
		return
	}
	for h := range card.Halves {
		for i := range card.Halves[h].Rows {
			if r := &card.Halves[h].Rows[i]; r.Label == v.say.T("worth.information") {
				r.Value = informationText(v, sum)
			}
		}
	}
}
