package app

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/vcard"
)

// carried is what a card says of a customer, by his name.
func (h *nightHouse) carried() []string {
	h.t.Helper()
	ctx := h.t.Context()
	subjects, err := customer.Subjects(ctx, h.DB, 0, 100)
	h.must(err)
	var out []string
	for _, s := range subjects {
		c, err := customer.Get(ctx, h.DB, s.ID)
		h.must(err)
		bars, err := consent.Current(ctx, h.DB, c.ID)
		h.must(err)
		ways, err := party.Points(ctx, h.DB, &c, "DE")
		h.must(err)
		var reach []string
		for _, w := range ways {
			usage := w.Usage
			if w.Primary { // the record has no use of its first number
				usage = ""
			}
			reach = append(reach, fmt.Sprint(w.Way, usage, w.Value, w.Street, w.Postcode, w.City, w.Country))
		}
		slices.Sort(reach)
		out = append(out, fmt.Sprintf("%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%t%t%t|%s", c.Kind, c.FirstName, c.LastName, c.Company, c.Title,
			c.Street, c.Postcode, c.City, c.Country, c.Email, c.Phone, c.Birthday, bars.Objected, bars.DoNotContact, bars.Deceased, strings.Join(reach, " ")))
	}
	slices.Sort(out)
	return out
}

func (h *nightHouse) cards(version string, tag locale.Tag) string {
	h.t.Helper()
	var b bytes.Buffer
	p := locale.New(locale.Options{Tag: tag})
	day, err := h.Day(h.t.Context())
	h.must(err)
	cards := list.Cards{Version: version, Words: func(key string) string { return p.T(key) }, Region: "DE"}
	h.must(cards.Export(h.t.Context(), h.DB, &b, list.Query{Day: day}))
	return b.String()
}

// TestCardsCarryACustomerToAnotherHouse: what a card can hold is the same in the house
// that takes it in, also that somebody does not wish to be written to; the same cards
// again change nothing.
func TestCardsCarryACustomerToAnotherHouse(t *testing.T) {
	here := newNightHouse(t, filepath.Join(t.TempDir(), "here.db"))
	people := []customer.Customer{
		{
			FirstName: "Ada, geb. Ahrens", LastName: "Lang;er", Title: "Dr.", Company: "Lang & Söhne", Street: "Am Markt 3\\b", Postcode: "89073", City: "Ulm", Country: "DE",
			Email: "ada@example.de", Phone: "0731 1234567", Birthday: "--02-29",
		},
		{Kind: customer.Firm, Company: "Brandt Öle GmbH", Street: "Hafenstr. 1", Postcode: "20457", City: "Hamburg", Email: "post@example.de", Phone: "+43 1 5550123"},
		{LastName: strings.Repeat("Überlanger", 12), FirstName: "Zoë 🌻", City: "Zürich", Country: "CH"},
		{FirstName: "Max", LastName: "Muster"},
	}
	var first int64
	here.must(here.DB.Update(t.Context(), func(tx *store.Tx) error {
		by := customer.By{At: 1, Region: "DE"}
		for i, c := range people {
			id, err := customer.Create(t.Context(), tx, by, c)
			if err != nil {
				return err
			}
			if i > 0 {
				continue
			}
			first = id
			for _, p := range []party.Point{
				{Way: party.Phone, Usage: "mobile", Value: "0171 5550123"},
				{Way: party.Mail, Usage: "business", Value: "buero@example.de"},
				{Way: party.Address, Usage: "private", Street: "Gartenweg 2", Postcode: "89075", City: "Ulm", Country: "DE"},
			} {
				p.Customer, p.Since, p.Until, p.Bad = id, cal.Never, cal.Never, cal.Never
				if _, err := party.AddPoint(t.Context(), tx, by, p); err != nil {
					return err
				}
			}
		}
		var said []consent.Statement
		for _, k := range []consent.Kind{consent.Objected, consent.DoNotContact, consent.Deceased} {
			said = append(said, consent.Statement{CustomerID: first, Kind: k, Set: true, Day: cal.MustParse("2026-11-20"), At: 1})
		}
		_, err := consent.Append(t.Context(), tx, said)
		return err
	}))
	for _, version := range []string{vcard.V3, vcard.V4} {
		for _, tag := range []locale.Tag{locale.DeDE, locale.EnGB} {
			t.Run(version+" "+tag.String(), func(t *testing.T) {
				there := newNightHouse(t, filepath.Join(t.TempDir(), "there.db"))
				path := filepath.Join(there.folder, "cards.vcf")
				there.must(os.WriteFile(path, []byte(here.cards(version, tag)), 0o600))
				for _, want := range []int64{int64(len(people)), 0} {
					r, err := there.Intake.Run(t.Context(), intake.Request{Path: path}, nil)
					there.must(err)
					if f := r.Figures; f.Created != want || f.Created+f.Unchanged != int64(len(people)) {
						t.Errorf("taken in: %+v", f)
					}
					sent, got := here.carried(), there.carried()
					if !slices.Equal(sent, got) {
						t.Errorf("sent\n%s\ngot\n%s", strings.Join(sent, "\n"), strings.Join(got, "\n"))
					}
				}
			})
		}
	}
}
