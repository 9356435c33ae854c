package intake_test

import (
	"fmt"
	"testing"

	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestCardsAreTakenOnceAndTheirBadLinesAreSetAside(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		card := func(uid, name, phone string) string {
			return "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:" + uid + "\r\nN:" + name + ";Anna;;;\r\nFN:Anna " + name + "\r\nTEL;VALUE=uri:tel:" + phone + "\r\nEND:VCARD\r\n"
		}
		text := card("u-1", "Berger", "+49301234567") + card("u-2", "Cordes", "+49301234568") + "BEGIN:VCARD\nkaputt\nEND:VCARD\n"
		r := d.run(intake.Request{Path: d.file(text)})
		d.want(r, 2, 0, 0, 2)
		if r.Source != "vCard" {
			t.Errorf("source %q", r.Source)
		}
		again := card("u-1", "Berger", "+49301234569") + card("u-2", "Cordes", "+49301234568")
		d.want(d.run(intake.Request{Path: d.file(again)}), 0, 1, 1, 0)
		if got := d.lines("SELECT last_name || ' ' || phone FROM customer WHERE id > 1"); fmt.Sprint(got) != "[Berger +49301234569 Cordes +49301234568]" {
			t.Errorf("stored %v", got)
		}
	})
}
