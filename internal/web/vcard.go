package web

import (
	"bufio"
	"fmt"
	"net/http"
	"time"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/vcard"
)

// cards says how cards are written: as most telephones read them, or in the newer form
// for who asks for it.
func (s *server) cards(v *visit) list.Cards {
	o := list.Cards{Version: vcard.V3, Words: func(key string) string { return v.say.T(key) }, Region: customer.Region(v.facts.firm.Locale)}
	if v.r.URL.Query().Get("version") == vcard.V4 {
		o.Version = vcard.V4
	}
	o.Notes = v.r.URL.Query().Get("notizen") != "" && v.user.Role.Writes()
	return o
}

func cardHead(v *visit, name string) {
	h := v.w.Header()
	h.Set("Content-Type", "text/vcard; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.vcf"`, name))
	h.Set("Cache-Control", "no-store")
}

// customerCard sends the card of one customer.
func (s *server) customerCard(v *visit) error {
	c, err := s.customerAt(v)
	if err != nil {
		return err
	}
	cardHead(v, fmt.Sprintf("kunde-%d", c.ID))
	return s.cards(v).Write(v.ctx(), v.seen, v.w, &c)
}

// exportCards sends the cards of a list as it is filtered.
func (s *server) exportCards(v *visit) error {
	w, err := s.want(v)
	if err != nil {
		return err
	}
	cardHead(v, "stammkunde-kunden-"+v.facts.today.String())
	_ = http.NewResponseController(v.w).SetWriteDeadline(time.Time{}) // a large list takes longer than a page
	out := bufio.NewWriter(v.w)
	if err := s.cards(v).Export(v.ctx(), v.seen, out, w.Query); err != nil {
		return err
	}
	return out.Flush()
}
