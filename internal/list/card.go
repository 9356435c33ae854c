package list

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/vcard"
)

// Cards says how address cards are written.
type Cards struct {
	Version string // vcard.V3 or vcard.V4
	Words   Words
	Region  string // the firm's country
	Notes   bool   // with the note of the record
}

// Export writes a card for every row of q, without holding them in memory.
func (o Cards) Export(ctx context.Context, db store.Querier, w io.Writer, q Query) error {
	q.Limit, q.After, q.Before, q.Full = MaxPage, "", "", true
	for {
		p, err := Find(ctx, db, q)
		if err != nil {
			return err
		}
		for i := range p.Rows {
			r := &p.Rows[i]
			if r.Record == nil {
				continue
			}
			if err := o.write(ctx, db, w, r.Record, r.Bars); err != nil {
				return err
			}
		}
		if p.Next == "" {
			return nil
		}
		q.After = p.Next
	}
}

// Write writes the card of one customer.
func (o Cards) Write(ctx context.Context, db store.Querier, w io.Writer, c *customer.Customer) error {
	bars, err := consent.Current(ctx, db, c.ID)
	if err != nil {
		return err
	}
	return o.write(ctx, db, w, c, bars)
}

func (o Cards) write(ctx context.Context, db store.Querier, w io.Writer, c *customer.Customer, bars consent.Bars) error {
	ways, err := party.Points(ctx, db, c, o.Region)
	if err != nil {
		return err
	}
	firm := c.Company
	if c.FirmID != 0 {
		f, err := customer.Get(ctx, db, c.FirmID)
		if err != nil {
			return err
		}
		firm = f.Shown()
	}
	if err := vcard.Write(w, o.card(c, firm, ways, bars)); err != nil {
		return fmt.Errorf("write the card of customer %d: %w", c.ID, err)
	}
	return nil
}

// noYear stands for the year of a birthday without one on cards of version 3, which know
// no day without its year: so write and read them the telephones and address books that
// came first, and the parameter tells the others.
const noYear = "1604"

// card is a customer as a card. Figures are the firm's and do not travel to telephones,
// the note does when it is asked for; that somebody does not wish advertising must.
func (o Cards) card(c *customer.Customer, firm string, ways []party.Reach, bars consent.Bars) vcard.Card {
	card := vcard.Card{Version: o.Version}
	add := func(name string, params map[string][]string, parts ...string) {
		if strings.Join(parts, "") != "" {
			card.Properties = append(card.Properties, vcard.Property{Name: name, Params: params, Parts: parts})
		}
	}
	add("FN", nil, c.Shown())
	card.Properties = append(card.Properties, vcard.Property{Name: "N", Parts: []string{c.LastName, c.FirstName, "", c.Title, ""}})
	switch {
	case o.Version == vcard.V4 && c.Kind == customer.Firm:
		add("KIND", nil, "org")
	case c.Kind == customer.Firm:
		add("X-ABSHOWAS", nil, "COMPANY")
	}
	add("ORG", nil, firm)
	add("TITLE", nil, c.Role)
	for _, p := range ways {
		if p.Until == cal.Never && p.Bad == cal.Never {
			name, parts := point(&p.Point)
			add(name, o.params(&p), parts...)
		}
	}
	rest, yearless := strings.CutPrefix(c.Birthday, "--")
	switch {
	case o.Version != vcard.V4 && yearless:
		add("BDAY", map[string][]string{"X-APPLE-OMIT-YEAR": {noYear}}, noYear+"-"+rest)
	case o.Version != vcard.V4:
		add("BDAY", nil, c.Birthday)
	case yearless:
		add("BDAY", nil, "--"+strings.ReplaceAll(rest, "-", ""))
	default:
		add("BDAY", nil, strings.ReplaceAll(c.Birthday, "-", ""))
	}
	if o.Notes {
		add("NOTE", nil, c.Note)
	}
	for _, m := range []struct {
		key string
		set bool
	}{{"objected", bars.Objected}, {"do_not_contact", bars.DoNotContact}, {"deceased", bars.Deceased}} {
		if m.set {
			add("CATEGORIES", nil, o.Words("list.column."+m.key))
		}
	}
	uid := map[string][]string(nil)
	if o.Version == vcard.V4 {
		uid = map[string][]string{"VALUE": {"text"}}
	}
	add("UID", uid, "stammkunde-"+strconv.FormatInt(c.ID, 10))
	return card
}

func point(p *party.Point) (name string, parts []string) {
	switch p.Way {
	case party.Phone:
		return "TEL", []string{p.Value}
	case party.Mail:
		return "EMAIL", []string{p.Value}
	case party.Address:
	}
	return "ADR", []string{"", "", p.Street, p.City, "", p.Postcode, p.Country}
}

// usages are the types of cards for what a way is for; others have none.
var usages = map[string]string{"business": "work", "private": "home", "mobile": "cell", "fax": "fax"}

func (o Cards) params(p *party.Reach) map[string][]string {
	params := map[string][]string{}
	if t := usages[p.Usage]; t != "" {
		params["TYPE"] = append(params["TYPE"], t)
	}
	switch {
	case p.Primary && o.Version == vcard.V4:
		params["PREF"] = []string{"1"}
	case p.Primary:
		params["TYPE"] = append(params["TYPE"], "pref")
	}
	return params
}
