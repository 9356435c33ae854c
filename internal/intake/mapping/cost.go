package mapping

import (
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
)

// costKinds are the kinds of costs by the words that files use, folded; our own keys are
// understood too.
var costKinds = costWords(map[cost.Kind]string{
	cost.Minutes: "Arbeitszeit|Zeit|Betreuung|Betreuungszeit|Minuten|Beratung|Working Time|Care", cost.Visit: "Besuch|Kundenbesuch|Besuche",
	cost.Travel:   "Fahrt|Fahrtkosten|Reisekosten|Anfahrt|Reise|Travel Cost",
	cost.Shipping: "Versand|Versandkosten|Porto|Fracht|Frachtkosten|Lieferung|Lieferkosten|Postage|Freight|Delivery",
	cost.Packing:  "Verpackung|Packen|Kommissionierung|Kommissionieren|Picking|Lagerkosten|Handling",
	cost.Fee:      "Zahlungsgebühr|Gebühr|Transaktionsgebühr|Kreditkartengebühr|PayPal|PayPal-Gebühr|Payment Fee|Transaction Fee",
	cost.Return:   "Retoure|Retouren|Rücksendung|Retourenkosten|Returns", cost.Goodwill: "Kulanz|Gutschrift aus Kulanz|Ersatz aus Kulanz",
	cost.Gift: "Geschenk|Geschenke|Präsent|Werbegeschenk|Gifts", cost.Sample: "Muster|Probe|Proben|Warenprobe|Samples",
	cost.Campaign: "Werbung|Aktion|Ansprache|Mailing|Kampagne|Advertising", cost.Loyalty: "Treue|Treuevorteil|Treuerabatt|Bonus|Prämie",
	cost.Interest: "Zins|Zinsen|Verzugszinsen", cost.Reminder: "Mahnung|Mahnkosten|Mahngebühr|Inkasso|Dunning",
	cost.Default: "Forderungsausfall|Zahlungsausfall|Ausfall|Bad Debt", cost.Special: "Sonderkosten|Werkzeug|Schulung|Kundenlager|Training|Tools",
})

var costCauses = costWords(map[cost.Cause]string{
	cost.ByCustomer: "Kunde|Kundin|vom Kunden|durch Kunden", cost.Ours: "wir|uns|von uns|eigen|selbst|Betrieb|Firma|us|our fault",
	cost.Third: "Dritte|Dritter|von Dritten|Spediteur|Lieferant|Paketdienst|Carrier|Supplier|Others", cost.Unclear: "unklar|unbekannt|offen|unknown",
})

func costWords[K ~string](names map[K]string) map[string]string {
	all := map[string]string{}
	for key, list := range names {
		all[fold(string(key))] = string(key)
		for name := range strings.SplitSeq(list, "|") {
			all[fold(name)] = string(key)
		}
	}
	return all
}

// mostNote bounds the note of a cost.
const mostNote = 500

// expense fills rec.Cost, and of rec.Customer what tells whose it is.
func (r row) expense() {
	r.customer()
	c := &r.rec.Cost
	if c.Date, _ = r.date(CostDate, 0); c.Date == cal.Never {
		r.fail(CostDate, "intake.date_missing")
	}
	if c.Amount = r.sum(CostAmount); !c.Amount.Known || c.Amount.Cents == 0 {
		r.fail(CostAmount, "intake.amount_missing")
	}
	if max(c.Amount.Cents, -c.Amount.Cents) > cost.MaxAmount {
		r.fail(CostAmount, string(numberHuge), clip(r.text(CostAmount)))
	}
	known := false
	if c.Kind, known = costKinds[fold(r.text(CostKind))]; !known {
		r.fail(CostKind, "intake.cost_kind_unknown", clip(r.text(CostKind)))
	}
	if text := r.text(CostCause); text != "" {
		if c.Cause, known = costCauses[fold(text)]; !known {
			r.fail(CostCause, "intake.cost_cause_unknown", clip(text))
		}
	}
	c.Reference, c.Note = r.text(CostReference), r.text(CostNote)
	if letters := []rune(c.Note); len(letters) > mostNote {
		c.Note = string(letters[:mostNote])
	}
}
