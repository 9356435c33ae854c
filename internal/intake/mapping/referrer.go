package mapping

import (
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/referral"
)

// referralWays are how a recommendation became known, by the words that files use, folded.
var referralWays = costWords(map[referral.Known]string{
	referral.Told:  "gesagt|erzählt|Kunde|vom Kunden|mündlich|said|customer|by word of mouth",
	referral.Code:  "Karte|Gutschein|Gutscheincode|Empfehlungscode|Empfehlungskarte|card|voucher",
	referral.Noted: "notiert|Notiz|selbst|wir|note|ourselves",
})

var referralAnswers = costWords(map[referral.Answer]string{
	referral.Yes: "ja|j|y|x|1|true|wahr", referral.No: "nein|n|0|false|falsch",
	referral.Unsure: "weiß nicht|unklar|unbekannt|vielleicht|unknown|maybe|not known",
})

// referrer reads who recommended us to the customer. A word about it that cannot be read is
// set aside, not the row.
func (r row) referrer(c *Customer) {
	c.Referrer = Referrer{Who: customerNumber(r.text(CustomerReferrer)), Day: cal.Never}
	if c.Referrer.Who == "" {
		return
	}
	bad := func(f Field, key string) {
		c.Bad = append(c.Bad, Problem{Column: r.at[f], Field: f, Key: key, Args: []any{clip(r.text(f))}})
	}
	if v := r.text(CustomerReferredOn); v != "" {
		day, _, unread := parseDate(v, r.dates, r.loc)
		if unread != "" {
			bad(CustomerReferredOn, "intake.referrer.day")
		} else {
			c.Referrer.Day = day
		}
	}
	word := func(f Field, words map[string]string, key string) string {
		text := r.text(f)
		if text == "" {
			return ""
		}
		found, known := words[fold(text)]
		if !known {
			bad(f, key)
		}
		return found
	}
	c.Referrer.Known = referral.Known(word(CustomerReferralKnown, referralWays, "intake.referrer.known"))
	c.Referrer.Prompted = referral.Answer(word(CustomerReferralPrompted, referralAnswers, "intake.referrer.answer"))
	c.Referrer.Anyway = referral.Answer(word(CustomerReferralAnyway, referralAnswers, "intake.referrer.answer"))
}
