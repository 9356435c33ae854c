package web

import (
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/search"
	"github.com/stammkunde/stammkunde/internal/web/page/find"
)

const (
	paletteOthers = 4  // how many documents, notes and people of firms the palette shows
	pageFound     = 25 // how many of each sort the page of the search shows
)

// searchPage shows everything that a text finds, also without a script.
func (s *server) searchPage(v *visit) error {
	q := strings.TrimSpace(v.r.URL.Query().Get("q"))
	say := v.say
	view := find.View{
		Head: look.HeadView{Title: say.T("websearch.title"), Lede: say.T("websearch.lede")}, Text: q,
		Label: say.T("websearch.field"), Placeholder: say.T("websearch.placeholder"), Submit: say.T("button.search"),
	}
	if q != "" {
		people, err := s.foundPeople(v, q, pageFound, pageFound, customerURL)
		if err != nil {
			return err
		}
		others, err := s.foundElsewhere(v, q, pageFound)
		if err != nil {
			return err
		}
		if view.Groups = append(people, others...); len(view.Groups) == 0 {
			view.Empty = say.T("webdata.empty.search", q)
			view.Groups = []look.PaletteGroup{nobodyFound(v, q)}
		}
	}
	return s.page(v, sheet{Title: say.T("websearch.title"), At: "/kunden"}, find.Page(view))
}

// foundPeople searches customers and the people of firms, best first; who is only written
// or sounds alike stands apart. to is where a hit leads.
func (s *server) foundPeople(v *visit, text string, most, mostContacts int, to func(id int64) string) ([]look.PaletteGroup, error) {
	r, err := search.Suggest(v.ctx(), v.seen, text)
	if err != nil {
		return nil, err
	}
	exact := r.IDs[:r.Exact]
	ids := slices.Concat(exact[:min(len(exact), most+mostContacts)], r.IDs[r.Exact:min(len(r.IDs), r.Exact+most)])
	people, err := s.peopleByID(v, ids)
	if err != nil {
		return nil, err
	}
	var houses []int64
	for _, c := range people {
		if c.Kind == customer.Contact {
			houses = append(houses, c.FirmID)
		}
	}
	firms, err := s.peopleByID(v, houses)
	if err != nil {
		return nil, err
	}
	customers := look.PaletteGroup{Title: v.say.T("webdata.palette.people")}
	contacts := look.PaletteGroup{Title: v.say.T("websearch.contacts")}
	similar := look.PaletteGroup{Title: v.say.T("websearch.similar")}
	for i, id := range ids {
		c, ok := people[id]
		if !ok {
			continue
		}
		firm, atFirm := firms[c.FirmID]
		item := foundItem(&c, to(c.ID))
		if atFirm {
			item = contactItem(v, &c, &firm, to(firm.ID))
		}
		switch {
		case i >= min(len(exact), most+mostContacts):
			similar.Items = append(similar.Items, item)
		case atFirm && len(contacts.Items) < mostContacts:
			contacts.Items = append(contacts.Items, item)
		case !atFirm && len(customers.Items) < most:
			customers.Items = append(customers.Items, item)
		}
	}
	return filledGroups(customers, contacts, similar), nil
}

func filledGroups(groups ...look.PaletteGroup) []look.PaletteGroup {
	return slices.DeleteFunc(groups, func(g look.PaletteGroup) bool { return len(g.Items) == 0 })
}

func (s *server) peopleByID(v *visit, ids []int64) (map[int64]customer.Customer, error) {
	if len(ids) == 0 {
		return map[int64]customer.Customer{}, nil
	}
	list, err := customer.Many(v.ctx(), v.seen, ids)
	if err != nil {
		return nil, err
	}
	by := make(map[int64]customer.Customer, len(list))
	for _, c := range list {
		by[c.ID] = c
	}
	return by, nil
}

// foundItem is a customer as the palette shows him: the name, the place, the number.
func foundItem(c *customer.Customer, href string) look.PaletteItem {
	note := c.City
	if c.Number != "" && c.Name != "" {
		note = strings.Trim(note+" · "+c.Number, " ·")
	}
	return look.PaletteItem{
		Label: c.Shown(), Note: note, Href: href,
		Avatar: &look.AvatarView{Initials: look.Initials(c.Shown()), Firm: c.Kind == customer.Firm, Size: "s"},
	}
}

// contactItem is the firm to which somebody leads, "über Herrn Vogt".
func contactItem(v *visit, c, firm *customer.Customer, href string) look.PaletteItem {
	item := foundItem(firm, href)
	item.Note = strings.Trim(v.say.T("websearch.via", locale.V{"who": whoIs(c)})+" · "+firm.City, " ·")
	return item
}

// foundElsewhere searches documents by their number, and notes.
func (s *server) foundElsewhere(v *visit, text string, most int) ([]look.PaletteGroup, error) {
	documents, err := s.foundDocuments(v, text, most)
	if err != nil {
		return nil, err
	}
	notes, err := s.foundNotes(v, text, most)
	if err != nil {
		return nil, err
	}
	return filledGroups(documents, notes), nil
}

func (s *server) foundDocuments(v *visit, text string, most int) (look.PaletteGroup, error) {
	g := look.PaletteGroup{Title: v.say.T("websearch.documents")}
	orders, err := sales.ByNumber(v.ctx(), v.seen, text, most)
	if err != nil {
		return g, err
	}
	var ids []int64
	for _, o := range orders {
		ids = append(ids, o.Customer)
	}
	people, err := s.peopleByID(v, ids)
	if err != nil {
		return g, err
	}
	for _, o := range orders {
		c, ok := people[o.Customer]
		if !ok || c.Kind == customer.Unassigned {
			continue
		}
		g.Items = append(g.Items, look.PaletteItem{
			Label: o.Number, Note: v.say.T("websearch.document", v.say.Date(o.Day), c.Shown()), Icon: "file-text", Href: customerURL(c.ID) + "#verlauf",
		})
	}
	return g, nil
}

func (s *server) foundNotes(v *visit, text string, most int) (look.PaletteGroup, error) {
	g := look.PaletteGroup{Title: v.say.T("websearch.notes")}
	notes, err := search.FindNotes(v.ctx(), v.seen, text, most)
	if err != nil {
		return g, err
	}
	var ids, talks []int64
	for _, n := range notes {
		if n.Of == search.OfCustomer {
			ids = append(ids, n.ID)
		} else {
			talks = append(talks, n.ID)
		}
	}
	contacts, err := interaction.Many(v.ctx(), v.seen, talks)
	if err != nil {
		return g, err
	}
	by := map[int64]interaction.Interaction{}
	for _, i := range contacts {
		by[i.ID] = i
		ids = append(ids, i.Customer)
	}
	people, err := s.peopleByID(v, ids)
	if err != nil {
		return g, err
	}
	for _, n := range notes {
		id, said, at := n.ID, people[n.ID].Note, ""
		if n.Of == search.OfInteraction {
			i := by[n.ID]
			id, said, at = i.Customer, i.Note, v.say.RelativeLabel(i.Day, v.facts.today)+": "
		}
		c, ok := people[id]
		if !ok || c.Kind == customer.Unassigned {
			continue
		}
		g.Items = append(g.Items, look.PaletteItem{Label: c.Shown(), Note: at + excerpt(said, text), Icon: "message-circle", Href: customerURL(id) + "#verlauf"})
	}
	return g, nil
}

// excerptWords is how many words of a note stand around the one that was found.
const excerptWords = 5

// excerpt is the part of a note around the first word that was searched for.
func excerpt(note, text string) string {
	words := strings.Fields(note)
	keys := strings.Fields(locale.SearchKey(text))
	at := slices.IndexFunc(words, func(w string) bool {
		return slices.ContainsFunc(strings.Fields(locale.SearchKey(w)), func(part string) bool {
			return slices.ContainsFunc(keys, func(k string) bool { return strings.HasPrefix(part, k) })
		})
	})
	from, to := max(0, at-excerptWords), min(len(words), max(at, 0)+excerptWords+1)
	part := strings.Join(words[from:to], " ")
	if from > 0 {
		part = "… " + part
	}
	if to < len(words) {
		part += " …"
	}
	return part
}

// paletteFound is what the palette finds for a text: people, and unless only somebody to
// note a contact with is wanted, documents and notes.
func (s *server) paletteFound(v *visit, text string, contact bool, to func(id int64) string) ([]look.PaletteGroup, error) {
	groups, err := s.foundPeople(v, text, palettePeople, paletteOthers, to)
	if err != nil {
		return nil, err
	}
	if contact {
		for i := range groups[:min(1, len(groups))] {
			groups[i].Title = v.say.T("webdata.palette.contact")
		}
		return groups, nil
	}
	others, err := s.foundElsewhere(v, text, paletteOthers)
	return append(groups, others...), err
}
