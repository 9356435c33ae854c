package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/intake/table"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/web/page/imports"
)

// fileColumn is the name of the select of a column, counted from 0.
func fileColumn(i int) string { return "spalte-" + strconv.Itoa(i) }

// asked reads how a kept file is to be taken, from an address or a form.
func (s *server) asked(v *visit, get func(string) string) (intake.Request, error) {
	path, err := s.kept(v)
	if err != nil {
		return intake.Request{}, err
	}
	return intake.Request{
		Path: path, Name: get("name"), Kind: mapping.Kind(get("art")), Source: strings.TrimSpace(get("quelle")),
		VAT: get("steuer"), Currency: strings.ToUpper(strings.TrimSpace(get("waehrung"))), UserID: v.user.ID,
	}, nil
}

// mappingPage shows what the columns were taken for.
func (s *server) mappingPage(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	r, err := s.asked(v, v.r.URL.Query().Get)
	if err != nil {
		return err
	}
	return s.askColumns(v, http.StatusOK, r, nil)
}

// mapped takes what the columns mean and checks the rows, or proposes anew when the
// kind of the file was changed.
func (s *server) mapped(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	r, err := s.asked(v, v.r.PostFormValue)
	if err != nil {
		return err
	}
	next := waiting(v.r.PostForm[stillToAsk])
	if v.field("neu") != "" {
		return v.redirect(askURL(r, next...))
	}
	to := ""
	if r.Map, err = chosen(v); err == nil {
		to, err = s.check(v, r)
	}
	switch {
	case err == nil && len(next) > 0:
		return v.redirect(askURL(next[0], next[1:]...))
	case err == nil:
		return v.redirect(to)
	}
	if code := status(err); code < http.StatusInternalServerError && fault.KindOf(err) != fault.NotFound {
		return s.askColumns(v, code, r, err)
	}
	return err
}

// chosen reads the fields of the columns. A field that was proposed and is chosen for
// no column is taken away.
func chosen(v *visit) (map[string]string, error) {
	set := map[string]string{}
	for _, key := range strings.Fields(v.field("vorschlag")) {
		set[key] = ""
	}
	count, err := strconv.Atoi(v.field("spalten"))
	if err != nil || count < 1 || count > 2000 {
		return nil, fault.New(fault.Invalid, "web.bad_form")
	}
	for i := range count {
		key := v.field(fileColumn(i))
		if key == "" {
			continue
		}
		if set[key] != "" {
			f, err := mapping.ParseField(key)
			if err != nil {
				return nil, err
			}
			return nil, fault.New(fault.Invalid, "webdata.map.twice", v.say.T(f.Label()))
		}
		set[key] = "#" + strconv.Itoa(i+1)
	}
	return set, nil
}

// askColumns shows the columns with examples and what they were taken for.
func (s *server) askColumns(v *visit, code int, r intake.Request, failure error) error {
	shown := r
	if failure != nil {
		shown.Map = nil // the map itself may be what is wrong
	}
	found, err := s.Intake.Inspect(v.ctx(), shown)
	if err != nil {
		return err
	}
	var part *intake.Part
	usable := 0
	for i := range found.Parts {
		if p := &found.Parts[i]; p.Skip == "" {
			if usable++; part == nil {
				part = p
			}
		}
	}
	if part == nil {
		return fault.New(fault.Invalid, "intakerun.nothing_usable", r.Name)
	}
	view := mappingView(v, r, part)
	for _, n := range waiting(v.r.Form[stillToAsk]) {
		view.Hidden = append(view.Hidden, look.Hidden{Name: stillToAsk, Value: n.Path + "/" + n.Name})
	}
	if failure != nil {
		view.Problem = v.say.Fault(failure)
	}
	if usable > 1 {
		view.Rest = v.say.T("webdata.map.parts", usable)
	}
	return s.pageStatus(v, code, sheet{Title: view.Head.Title, At: "/import", Wide: true}, imports.Mapping(view))
}

func mappingView(v *visit, r intake.Request, p *intake.Part) imports.MappingView {
	say := v.say
	known := 0
	var proposed []string
	for _, c := range p.Proposal.Columns {
		if c.Field != mapping.None {
			known++
			proposed = append(proposed, c.Field.String())
		}
	}
	view := imports.MappingView{
		Head:     look.HeadView{Title: say.T("webdata.map.title"), Lede: say.T("webdata.map.lede", r.Name, known, len(p.Proposal.Columns)), Back: &look.LinkView{Label: say.T("place.import"), Href: "/import"}},
		StepsFor: say.T("webdata.steps"), Steps: steps(say, 1), URL: "/importdatei/" + v.r.PathValue("datei"),
		Facts: fileFacts(say, p),
		Hidden: []look.Hidden{
			{Name: "name", Value: r.Name}, {Name: "spalten", Value: strconv.Itoa(len(p.Proposal.Columns))}, {Name: "vorschlag", Value: strings.Join(proposed, " ")},
		},
		Again: look.ButtonView{Label: say.T("webdata.map.again"), Size: "s", Name: "neu", Value: "1"},
		Words: imports.MappingWords{Label: say.T("webdata.map.columns"), Column: say.T("webdata.map.column"), Examples: say.T("webdata.map.examples"), Becomes: say.T("webdata.map.becomes"), Check: say.T("webdata.map.check")},
		Next:  look.ButtonView{Label: say.T("webdata.map.next"), Style: "primary"},
		Back:  look.ButtonView{Label: say.T("button.back"), Href: "/import", Style: "quiet"},
	}
	view.Settings = mappingSettings(v, p)
	for _, f := range p.Proposal.Missing {
		view.Notes = append(view.Notes, look.NoteView{Tone: look.ToneHoney, Text: say.T("webdata.map.missing", say.T(f.Label()))})
	}
	if p.Proposal.Kind == mapping.Orders && !p.Proposal.GrossSure && p.VAT == "" {
		view.Notes = append(view.Notes, look.NoteView{Tone: look.ToneHoney, Text: say.T("webdata.map.vat_unsure")})
	}
	if !p.Proposal.DatesSure && p.Proposal.Kind == mapping.Orders {
		view.Notes = append(view.Notes, look.NoteView{Tone: look.ToneHoney, Text: say.T("webdata.map.dates_unsure")})
	}
	options := fieldOptions(say, p.Proposal.Kind)
	for i, c := range p.Proposal.Columns {
		view.Columns = append(view.Columns, columnRow(v, p, i, c, options))
	}
	return view
}

func steps(say *locale.Printer, at int) []look.Step {
	var list []look.Step
	for i, key := range []string{"file", "columns", "check", "done"} {
		st := look.Step{Label: say.T("webdata.step." + key)}
		switch {
		case i < at:
			st.State = "past"
		case i == at:
			st.State = "current"
		}
		list = append(list, st)
	}
	return list
}

// fileFacts are what was found out about the file.
func fileFacts(say *locale.Printer, p *intake.Part) []look.Pair {
	facts := []look.Pair{{Label: say.T("webdata.map.format"), Value: strings.ToUpper(string(p.Info.Format))}}
	if p.Info.Format == table.CSV {
		facts = append(facts, look.Pair{Label: say.T("webdata.map.encoding"), Value: string(p.Info.Encoding)},
			look.Pair{Label: say.T("webdata.map.delimiter"), Value: delimiterWord(say, p.Info.Delimiter)})
	}
	number, date := "1.234,56", "31.12.2026"
	if p.Proposal.Decimal == "." {
		number = "1,234.56"
	}
	if p.Proposal.Dates == mapping.MDY {
		date = "12/31/2026"
	}
	return append(facts, look.Pair{Label: say.T("webdata.map.numbers"), Value: number}, look.Pair{Label: say.T("webdata.map.dates"), Value: date})
}

func delimiterWord(say *locale.Printer, d byte) string {
	switch d {
	case ';':
		return say.T("webdata.map.semicolon")
	case ',':
		return say.T("webdata.map.comma")
	case '\t':
		return say.T("webdata.map.tab")
	case 0:
		return say.T("word.none")
	}
	return string(d)
}

// mappingSettings are what the whole file means: kind, tax, currency, name.
func mappingSettings(v *visit, p *intake.Part) []look.FieldView {
	say := v.say
	kind := look.FieldView{Name: "art", Label: say.T("webdata.map.kind")}
	for _, k := range []mapping.Kind{mapping.Orders, mapping.Customers, mapping.Products, mapping.Interactions} {
		kind.Options = append(kind.Options, look.Option{Value: string(k), Label: say.T("intake.kind." + string(k)), Checked: k == p.Proposal.Kind})
	}
	fields := []look.FieldView{kind}
	if p.Proposal.Kind == mapping.Orders {
		vat := p.VAT
		if vat == "" && p.Proposal.Gross {
			vat = "gross"
		} else if vat == "" {
			vat = "net"
		}
		fields = append(fields, look.FieldView{Name: "steuer", Label: say.T("webdata.map.vat"), Options: []look.Option{
			{Value: "net", Label: say.T("webdata.map.net"), Checked: vat == "net"}, {Value: "gross", Label: say.T("webdata.map.gross"), Checked: vat == "gross"},
		}})
		money := p.Currency
		if money == "" {
			money = currency(&v.facts.firm)
		}
		fields = append(fields, look.FieldView{Name: "waehrung", Label: say.T("webdata.map.currency"), Value: money})
	}
	return append(fields, look.FieldView{Name: "quelle", Label: say.T("webdata.map.source"), Value: p.Source, Hint: say.T("webdata.map.source.hint")})
}

// kindFields are the beginnings of the fields that a kind of file can have.
var kindFields = map[mapping.Kind][]string{
	mapping.Orders:       {"order.", "line.", "customer."},
	mapping.Customers:    {"customer.", "contact."},
	mapping.Products:     {"product."},
	mapping.Interactions: {"interaction.", "customer."},
}

func fieldOptions(say *locale.Printer, kind mapping.Kind) []look.Option {
	list := []look.Option{{Label: say.T("webdata.map.none")}}
	for _, prefix := range kindFields[kind] {
		for _, f := range mapping.Fields() {
			if key := f.String(); strings.HasPrefix(key, prefix) {
				list = append(list, look.Option{Value: key, Label: say.T(f.Label())})
			}
		}
	}
	return list
}

func columnRow(v *visit, p *intake.Part, i int, c mapping.ColumnGuess, options []look.Option) imports.ColumnRow {
	row := imports.ColumnRow{Name: c.Header, Examples: strings.Join(c.Examples, " · "), Field: look.FieldView{Name: fileColumn(i), Label: v.say.T("webdata.map.becomes.of", c.Header)}}
	row.Field.Options = make([]look.Option, len(options))
	for n, o := range options {
		o.Checked = o.Value == c.Field.String()
		row.Field.Options[n] = o
	}
	empty := 0
	for _, cells := range p.Sample {
		if i < len(cells) && strings.TrimSpace(cells[i]) == "" {
			empty++
		}
	}
	switch {
	case len(c.Examples) == 0:
		row.Check = look.TagView{Text: v.say.T("webdata.map.empty")}
	case c.Field == mapping.None:
		row.Check = look.TagView{Text: v.say.T(c.Why)}
	case c.Certainty < .9:
		row.Check = look.TagView{Text: v.say.T("webdata.map.confirm"), Icon: "circle-alert", Tone: look.ToneHoney}
	case c.Field == mapping.CustomerNumber && empty > 0:
		row.Check = look.TagView{Text: v.say.T("webdata.map.some_empty", empty, len(p.Sample)), Icon: "circle-alert", Tone: look.ToneHoney}
	default:
		row.Check = look.TagView{Text: v.say.T(c.Why), Icon: "check", Tone: look.ToneGood}
	}
	return row
}
