package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
)

// changed is a person whose telephone somebody changed.
func changedPhone(t *testing.T) (*house, int64, *visitor) {
	t.Helper()
	h, _, _, _, anna := people(t)
	h.edit(anna, customer.Fields{customer.FieldPhone: "030 1234567"})
	h.edit(anna, customer.Fields{customer.FieldPhone: "030 7654321"})
	return h, anna, h.signedIn("jana")
}

// edit changes fields as the user 1.
func (h *house) edit(id int64, set customer.Fields) {
	h.t.Helper()
	h.update(func(tx *store.Tx) error {
		c, err := customer.Get(ctx, tx, id)
		if err == nil {
			_, err = customer.Update(ctx, tx, customer.By{Actor: 1, At: cal.At(h.now), Region: "DE"}, id, c.Version, set)
		}
		return err
	})
}

func TestTheLogTellsWhatWasAndTakesItBack(t *testing.T) {
	h, anna, v := changedPhone(t)
	p := v.get("/protokoll").want(http.StatusOK).says("Protokoll", "Stammdaten geändert", "Telefon", "030 1234567", "030 7654321", "Berger")
	first := p.All("ol li")[0]
	forms := first.All("form[method=post]")
	if len(forms) != 1 || !strings.Contains(forms[0].Attr("action"), "/zurueck") {
		t.Fatalf("the newest change has no way back: %s", first.Text())
	}
	action := forms[0].Attr("action")
	v.post(action, "zurueck", at(anna, "protokoll")).want(http.StatusOK).says("Zurückgenommen", "nimmt zurück", "Schon zurückgenommen")
	c, err := customer.Get(ctx, h.db, anna)
	if err != nil || c.Phone != "030 1234567" {
		t.Errorf("phone %q, %v", c.Phone, err)
	}
	v.post(action, "zurueck", "/protokoll").want(http.StatusConflict)
}

func TestTheLogTellsWhatCameInBetween(t *testing.T) {
	_, anna, v := changedPhone(t)
	entries := v.get(at(anna, "protokoll")).want(http.StatusOK).All("ol li")
	if len(entries) != 3 {
		t.Fatalf("%d entries", len(entries))
	}
	action := entries[1].All("form[method=post]")[0].Attr("action")
	v.post(action).want(http.StatusConflict).says("seitdem geändert", "Das kam danach", "030 7654321")
}

func TestTheLogIsFilteredAndOnlyForWhoManages(t *testing.T) {
	h, _, v := changedPhone(t)
	v.get("/protokoll?was=customer&wer=0&woher=import").want(http.StatusOK).says("Hier steht noch nichts", "Alle zeigen")
	v.get("/protokoll?wer=1").want(http.StatusOK).says("030 7654321")
	v.get("/protokoll?tag=2001-01-01").want(http.StatusOK).says("Hier steht noch nichts")
	v.get("/protokoll?ab=unsinn.").want(http.StatusUnprocessableEntity)
	h.signedIn("olga").get("/protokoll").want(http.StatusForbidden)
}

func TestTheLogIsReadInEnglish(t *testing.T) {
	h := fresh(t)
	h.found(locale.EnGB)
	h.open()
	v := h.signedIn("jana")
	v.get("/protokoll").want(http.StatusOK).says("Log", "From where")
}

func TestAnAddressCardIsSent(t *testing.T) {
	_, anna, v := changedPhone(t)
	p := v.get(at(anna, "karte.vcf")).want(http.StatusOK)
	for _, want := range []string{"BEGIN:VCARD", "VERSION:3.0", "N:Berger;Anna;;Mag.;", "TEL;TYPE=pref:030 7654321"} {
		if !strings.Contains(p.body, want) {
			t.Errorf("no %q in %s", want, p.body)
		}
	}
	if got := p.head.Get("Content-Type"); got != "text/vcard; charset=utf-8" {
		t.Errorf("type %q", got)
	}
	form := v.get(at(anna, "bearbeiten"))
	v.post(at(anna, "bearbeiten"), "version", form.One(t, "input[name=version]").Attr("value"), "birthday", "12.5.", "note", "mag Sesam").want(http.StatusOK)
	for query, want := range map[string]string{"": "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-12", "?version=4.0": "BDAY:--0512", "?notizen=1": "NOTE:mag Sesam"} {
		p := v.get(at(anna, "karte.vcf") + query).want(http.StatusOK)
		if !strings.Contains(p.body, want) || query == "" && strings.Contains(p.body, "NOTE") {
			t.Errorf("%q: no %q, or a note nobody asked for, in %s", query, want, p.body)
		}
	}
	all := v.get("/kunden/export.vcf?version=4.0").want(http.StatusOK)
	if n := strings.Count(all.body, "BEGIN:VCARD"); n < 2 || !strings.Contains(all.body, "KIND:org") {
		t.Errorf("%d cards: %s", n, all.body)
	}
}
