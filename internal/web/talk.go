package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/interaction/quick"
	"github.com/stammkunde/stammkunde/internal/interaction/tact"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/web/page/talk"
)

// talkLimits are how many characters the forms of a talk take.
var talkLimits = limits{"notiz": textLimit, "was": lineLimit, "zeile": textLimit}

// maxCandidates is how many customers a typed name offers.
const maxCandidates = 6

// quickPage asks for a line and shows what was understood of it, all to be changed.
func (s *server) quickPage(v *visit) error {
	q := v.r.URL.Query()
	line := strings.TrimSpace(q.Get("zeile"))
	var known customer.Customer
	if id, err := strconv.ParseInt(q.Get("kunde"), 10, 64); err == nil && id > customer.Without {
		if known, err = customer.Get(v.ctx(), v.seen, id); err != nil {
			return err
		}
	}
	if line == "" && known.ID == 0 {
		return s.quickForm(v, http.StatusOK, line, known.ID, nil)
	}
	e := quick.Parse(line, v.facts.today)
	if way := interaction.Channel(q.Get("weg")); e.Channel == "" && slices.Contains(interaction.Channels, way) {
		e.Channel = way
	}
	f, err := s.understood(v, &e, known)
	if err != nil {
		return err
	}
	return s.quickForm(v, http.StatusOK, line, known.ID, f)
}

// quickForm is the page with the line and, behind it, the form.
func (s *server) quickForm(v *visit, code int, line string, known int64, f *talk.Form) error {
	say := v.say
	view := talk.View{
		Head: look.HeadView{Title: say.T("talk.quick"), Lede: say.T("talk.quick.lede")},
		Line: talk.Line{Label: say.T("talk.line"), Hint: say.T("talk.line.hint"), Value: line, Button: say.T("talk.line.read")},
		Form: f,
	}
	if known != 0 {
		view.Line.Hidden = []look.Hidden{{Name: "kunde", Value: strconv.FormatInt(known, 10)}}
	}
	view.Line.Pieces = pieces(v, line)
	if err := s.coverage(v, &view); err != nil {
		return err
	}
	return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: "/kunden"}, talk.Page(say, view))
}

// pieces cuts the line at what was understood.
func pieces(v *visit, line string) (out []talk.Piece) {
	if line == "" {
		return nil
	}
	at := 0
	for _, s := range quick.Parse(line, v.facts.today).Spans {
		if s.From > at {
			out = append(out, talk.Piece{Text: line[at:s.From]})
		}
		out = append(out, talk.Piece{Text: line[s.From:s.Until], Means: v.say.T("talk.part." + string(s.Part))})
		at = s.Until
	}
	return append(out, talk.Piece{Text: line[at:]})
}

// understood fills the form with what was read.
func (s *server) understood(v *visit, e *quick.Entry, known customer.Customer) (*talk.Form, error) {
	i := interaction.Interaction{
		Customer: known.ID, Day: v.facts.today, Channel: e.Channel, Direction: e.Direction, Minutes: e.Minutes, Reason: e.Reason, Tone: e.Tone, Note: e.Note,
	}
	if i.Channel == "" {
		i.Channel = firstWay(v)
	}
	p := promise.Promise{Party: interaction.Us, Kind: promise.Callback, Minute: promise.Anytime, Due: cal.Never}
	if e.Promise != nil {
		p.Party, p.Text, p.Due, p.Minute = e.Promise.Party, e.Promise.Text, e.Promise.Due, e.Promise.Minute
		if p.Channel = e.Promise.Channel; !e.Promise.Callback {
			p.Kind = promise.Thing
		}
		if p.Text == "" && p.Kind == promise.Callback {
			p.Text = shortened(e.Note) // what the call will be about
		}
	}
	f := s.talkForm(v, &i)
	f.URL = "/notieren"
	f.Vow = vowFields(v, &p, e.Promise != nil)
	f.Hidden = append(f.Hidden, s.mark(v))
	if known.ID != 0 {
		f.Known = &look.LinkView{Label: known.Shown(), Href: customerURL(known.ID)}
		f.Hidden = append(f.Hidden, look.Hidden{Name: "kunde", Value: strconv.FormatInt(known.ID, 10)})
		return f, s.askAbout(v, f, nil, whom(&known))
	}
	return f, s.choose(v, f, e.Name)
}

// shortened is the beginning of a note, for a promise that says nothing itself.
func shortened(note string) string {
	const most = 80
	text := []rune(strings.TrimRight(note, ". "))
	if len(text) > most {
		text = append(text[:most-1], '…')
	}
	return string(text)
}

// firstWay is the way that is usual in the trade.
func firstWay(v *visit) interaction.Channel {
	if v.facts.firm.Trade == firm.Bakery {
		return interaction.Counter
	}
	return interaction.Phone
}

// choose offers the customers whom the words may mean: all words first, then fewer; and
// what the talk may have been about.
func (s *server) choose(v *visit, f *talk.Form, words []string) error {
	var rows []list.Row
	for _, text := range []string{strings.Join(words, " "), first(words), last(words)} {
		if text == "" {
			continue
		}
		found, err := list.Find(v.ctx(), v.seen, list.Query{Day: v.facts.today, Limit: maxCandidates, Search: text})
		if err != nil {
			return err
		}
		if rows = found.Rows; len(rows) > 0 {
			break
		}
	}
	if len(rows) == 0 {
		f.Nobody = v.say.T("talk.nobody", strings.Join(words, " "))
		if len(words) == 0 {
			f.Nobody = v.say.T("talk.noname")
		}
		return nil
	}
	c := look.ChoiceView{Name: "kunde", Legend: v.say.T("talk.who")}
	for i := range rows {
		r := &rows[i]
		c.Options = append(c.Options, look.Option{
			Value: strconv.FormatInt(r.ID, 10), Label: r.Shown(), Note: strings.Trim(r.City+" · "+r.Number, " ·"), Icon: kindIcon(r.Kind), Checked: len(rows) == 1,
		})
	}
	f.Who = &c
	return s.askAbout(v, f, nil, c.Options...)
}

// whom is the one customer whom a form is about.
func whom(c *customer.Customer) look.Option {
	return look.Option{Value: strconv.FormatInt(c.ID, 10), Label: c.Shown()}
}

func kindIcon(k customer.Kind) string {
	if k == customer.Firm {
		return "store"
	}
	return "user"
}

func first(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return words[0]
}

func last(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

// talkForm is the form for a contact as it stands.
func (s *server) talkForm(v *visit, i *interaction.Interaction) *talk.Form {
	say := v.say
	f := &talk.Form{
		Ways:   look.SegmentView{Name: "weg", Legend: say.T("webdata.contact.channel")},
		Save:   look.ButtonView{Label: say.T("button.save"), Style: "primary"},
		Cancel: look.ButtonView{Label: say.T("button.cancel"), Href: "/kunden", Style: "quiet"},
		Note:   v.kept("/notieren", look.FieldView{Name: "notiz", Label: say.T("talk.note"), Hint: say.T("tact.guide"), Rows: 3, Value: i.Note}),
		Words:  hints(v, i.Note),
	}
	ways := slices.DeleteFunc(slices.Clone(interaction.Channels), func(c interaction.Channel) bool {
		return c == interaction.Insert && i.Channel != c
	})
	for _, ch := range ways {
		f.Ways.Options = append(f.Ways.Options, look.Option{Value: string(ch), Label: say.T("webdata.channel." + string(ch)), Icon: talkIcons[ch], Checked: ch == i.Channel})
	}
	minutes := ""
	if i.Minutes > 0 {
		minutes = strconv.Itoa(i.Minutes)
	}
	f.Fields = []look.FieldView{
		{Name: "tag", Label: say.T("talk.day"), Type: "date", Value: i.Day.String()},
		{Name: "minuten", Label: say.T("talk.minutes"), Type: "number", Value: minutes, Num: true, Attrs: map[string]any{"min": "0", "max": "1440", "inputmode": "numeric"}},
		{Name: "begonnen", Label: say.T("talk.began"), Value: string(i.Direction), Options: choices(v, "talk.direction.", "", string(interaction.In), string(interaction.Out))},
		{Name: "grund", Label: say.T("talk.reason"), Value: i.Reason, Options: choices(v, "talk.reason.", append([]string{""}, interaction.Reasons...)...)},
		{Name: "ton", Label: say.T("talk.tone"), Value: i.Tone, Options: choices(v, "talk.tone.", append([]string{""}, interaction.Tones...)...)},
	}
	f.Legend = say.T("talk.marks")
	for _, key := range interaction.MarkKeys {
		f.Marks = append(f.Marks, look.CheckView{Name: "merkmal", Value: key, Label: say.T("talk.mark." + key), Checked: slices.Contains(i.Marks.Keys(), key)})
	}
	if i.Reason != "" && !slices.Contains(interaction.Reasons, i.Reason) { // of a file or of the daily list
		f.Fields[3].Options = append(f.Fields[3].Options, look.Option{Value: i.Reason, Label: reasonWords(say, i.Reason)})
	}
	return f
}

// choices are the options of a select; the empty one says that nothing is chosen.
func choices(v *visit, prefix string, values ...string) (out []look.Option) {
	for _, value := range values {
		key := prefix + value
		if value == "" {
			key = prefix + "none"
		}
		out = append(out, look.Option{Value: value, Label: v.say.T(key)})
	}
	return out
}

// reasonWords tells a reason: one of the list, an occasion of care, or words of a file.
func reasonWords(say *locale.Printer, reason string) string {
	for _, key := range []string{"talk.reason." + reason, "care.occasion." + strings.ToLower(reason)} {
		if locale.Has(key) {
			return say.T(key)
		}
	}
	return reason
}

// hints is the advice on the words of a note, once per word.
func hints(v *visit, note string) (out []talk.Hint) {
	seen := map[string]bool{}
	for _, f := range tact.Check(note) {
		word := note[f.From:f.Until]
		if seen[word] {
			continue
		}
		seen[word] = true
		h := talk.Hint{Text: v.say.T("tact."+string(f.Reason), word)}
		if f.Better != "" {
			h.Better = v.say.T(f.Better)
		}
		out = append(out, h)
	}
	if len(out) > 0 {
		out = append([]talk.Hint{{Text: v.say.T("tact.preview") + ": „" + note + "“"}}, out...)
	}
	return out
}

// written reads the form of a contact into i.
func (v *visit) written(i *interaction.Interaction) error {
	i.Channel, i.Direction = interaction.Channel(v.field("weg")), interaction.Direction(v.field("begonnen"))
	i.StartedBy = interaction.Nobody
	i.Reason, i.Tone, i.Note = v.field("grund"), v.field("ton"), v.field("notiz")
	var err error
	if i.Marks, err = interaction.MarksOf(v.r.PostForm["merkmal"]); err != nil {
		return err
	}
	i.Minutes = 0
	if text := v.field("minuten"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			return fault.New(fault.Invalid, "talk.bad_minutes")
		}
		i.Minutes = n
	}
	if text := v.field("tag"); text != "" {
		day, err := cal.Parse(text)
		if err != nil || !day.Valid() || day > v.facts.today {
			return fault.New(fault.Invalid, "web.bad_day", text)
		}
		i.Day = day
	}
	return nil
}

// saveQuick writes a contact and what was promised in it in one transaction.
func (s *server) saveQuick(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	id, entry, err := s.quickly(v)
	if err == nil {
		s.changed()
		return v.redirect(justNoted(id, entry))
	}
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	return s.quickAgain(v, err)
}

// justNoted is the page of a customer with the bar that offers to take a contact back.
func justNoted(customer, entry int64) string {
	return customerURL(customer) + "?notiert=" + strconv.FormatInt(entry, 10) + "#kontakt"
}

func (s *server) quickly(v *visit) (id, entry int64, err error) {
	if err := v.fits(talkLimits); err != nil {
		return 0, 0, err
	}
	if id, err = strconv.ParseInt(v.field("kunde"), 10, 64); err != nil {
		return 0, 0, fault.New(fault.Invalid, "talk.whom")
	}
	if _, err := customer.Get(v.ctx(), v.seen, id); err != nil {
		return 0, 0, err
	}
	i := interaction.Interaction{Customer: id, Day: v.facts.today, At: cal.At(s.Now())}
	if err := v.written(&i); err != nil {
		return 0, 0, err
	}
	links, err := s.about(v, id, nil)
	if err != nil {
		return 0, 0, err
	}
	err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
		made, first, err := s.sent(v, tx)
		if err != nil || !first {
			entry = made
			return err
		}
		talked, logged, err := interaction.Log(v.ctx(), tx, s.noting(v), i, links...)
		if err != nil {
			return err
		}
		entry = logged
		if v.field("zusage") != "" {
			p := promise.Promise{Customer: id, Talk: talked, Made: i.Day, User: v.user.ID}
			if err := v.vow(&p); err != nil {
				return err
			}
			if _, _, err := promise.Make(v.ctx(), tx, s.noting(v), p); err != nil {
				return err
			}
		}
		return s.made(v, tx, entry)
	})
	return id, entry, err
}

// noting tells who writes, and when.
func (s *server) noting(v *visit) interaction.By {
	return interaction.By{Actor: v.user.ID, At: cal.At(s.Now())}
}

// quickAgain shows a form that was not taken as it was filled in, with the words why.
func (s *server) quickAgain(v *visit, why error) error {
	i := interaction.Interaction{Day: v.facts.today}
	_ = v.written(&i) // what cannot be read stays empty; the words say so
	f := s.talkForm(v, &i)
	f.URL, f.Error = "/notieren", v.say.Fault(why)
	p := promise.Promise{Party: interaction.Us, Kind: promise.Callback, Minute: promise.Anytime, Due: cal.Never}
	_ = v.vow(&p)
	f.Vow = vowFields(v, &p, v.field("zusage") != "")
	f.Hidden = append(f.Hidden, s.mark(v))
	id, err := strconv.ParseInt(v.field("kunde"), 10, 64)
	if err == nil {
		c, err := customer.Get(v.ctx(), v.seen, id)
		if err != nil {
			return err
		}
		f.Known = &look.LinkView{Label: c.Shown(), Href: customerURL(c.ID)}
		f.Hidden = append(f.Hidden, look.Hidden{Name: "kunde", Value: v.field("kunde")})
		if err := s.askAbout(v, f, nil, whom(&c)); err != nil {
			return err
		}
	} else if err := s.choose(v, f, quick.Parse(v.field("notiz"), v.facts.today).Name); err != nil {
		return err
	}
	return s.quickForm(v, http.StatusUnprocessableEntity, "", 0, f)
}

// promises tells whether the note of the contact form promises something; then it is read
// and confirmed on the page to.
func (s *server) promises(v *visit) (to string, asks bool, err error) {
	id, err := v.id()
	if err != nil {
		return "", false, err
	}
	if err := v.form(); err != nil {
		return "", false, err
	}
	line, way := v.field("notiz"), v.field("weg")
	if e := quick.Parse(line, v.facts.today); e.Promise == nil || v.fits(talkLimits) != nil {
		v.refused = nil       // the form itself tells what is too long
		return "", false, nil //nolint:nilerr // see above
	}
	return lineFor(id, way, line), true, nil
}

// lineFor is the page that reads a line about a customer; way is used where the line names
// none.
func lineFor(id int64, way, line string) string {
	return "/notieren?" + url.Values{"kunde": {strconv.FormatInt(id, 10)}, "weg": {way}, "zeile": {line}}.Encode()
}

// heard adds to a contact what its note tells of length, reason and tone.
func heard(v *visit, i interaction.Interaction) interaction.Interaction {
	e := quick.Parse(i.Note, v.facts.today)
	i.Minutes, i.Reason, i.Tone = e.Minutes, e.Reason, e.Tone
	if e.Direction != interaction.NoDirection {
		i.Direction = e.Direction
	}
	return i
}

// coverage tells below the form how completely talks are noted, with its inputs.
func (s *server) coverage(v *visit, view *talk.View) error {
	c, found, err := interaction.LastCoverage(v.ctx(), s.DB, v.facts.today)
	if err != nil || !found || c.Expected == 0 {
		return err
	}
	say := v.say
	if c.Off() {
		view.Faint = say.T("talk.coverage.off")
	}
	view.Foot = &look.Pair{Label: say.T("talk.coverage"), Value: say.Percent(c.Share, 0)}
	view.Why = &look.WhyView{Rows: []look.Pair{
		{Label: say.T("talk.coverage.logged"), Value: say.Int(c.Logged)},
		{Label: say.T("talk.coverage.expected"), Value: say.Float(c.Expected, 1)},
		{Label: say.T("talk.coverage.quarters"), Value: say.Int(c.Quarters)},
		{Label: say.T("talk.coverage.until"), Value: say.Date(c.Day.Add(-1))},
		{Label: say.T("talk.coverage.rule"), Value: c.Rule},
	}}
	return nil
}

// typedLine offers to note what was typed into the palette when it tells more than a name,
// and returns the words to search people by. Without a purpose a line must tell what kind
// of contact it was.
func (s *server) typedLine(v *visit, q string) (search string, line *look.PaletteGroup) {
	if q == "" || !v.user.Role.Writes() {
		return q, nil
	}
	e := quick.Parse(q, v.facts.today)
	told := e.Channel != "" || v.r.URL.Query().Get("zweck") == forContact && (e.Minutes > 0 || e.Promise != nil || e.Reason != "" || e.Tone != "")
	if !told || len(e.Name) == 0 && e.Note == "" {
		return q, nil
	}
	return strings.Join(e.Name, " "), &look.PaletteGroup{
		Title: v.say.T("talk.quick"),
		Items: []look.PaletteItem{{Label: v.say.T("talk.line.offer", q), Icon: "pencil", Href: "/notieren?zeile=" + url.QueryEscape(q)}},
	}
}
