package web

import (
	"net/http"
	"slices"
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
	r := intake.Request{
		Path: path, Name: get("name"), Kind: mapping.Kind(get("art")), Source: strings.TrimSpace(get("quelle")),
		VAT: get("steuer"), Currency: strings.ToUpper(strings.TrimSpace(get("waehrung"))), UserID: v.user.ID,
		Notation: intake.Notation{Encoding: get("zeichen"), Delimiter: get("trenner"), Decimal: get("dezimal"), Dates: get("tage")},
	}
	if r.Source == get(proposedSource) {
		r.Source = "" // a new name that is only proposed may be taken when its turn comes
	}
	return r, nil
}

// proposedSource is the field with the new name that a file would get by itself.
const proposedSource = "quelle-vorschlag"

// shape is what decides which columns a file has, and what they can mean.
func shape(r intake.Request) string {
	return strings.Join([]string{string(r.Kind), r.Notation.Encoding, r.Notation.Delimiter}, " ")
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
	if v.field("neu") != "" && v.field("stand") != shape(r) {
		return v.redirect(askURL(r, next...))
	}
	to := ""
	r.Map, err = chosen(v)
	switch again := v.field("neu") != "" || v.field("ab") != "" || v.field("finden") != ""; {
	case err == nil && again:
		return s.askColumns(v, http.StatusOK, r, nil)
	case err == nil:
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

// mostColumns is how many columns a file may have: as many as a sheet of Excel.
const mostColumns = 16384

// chosen reads the fields of the columns. A field that was proposed and is chosen for
// no column is taken away.
func chosen(v *visit) (map[string]string, error) {
	set := map[string]string{}
	for _, key := range strings.Fields(v.field("vorschlag")) {
		set[key] = ""
	}
	count, err := strconv.Atoi(v.field("spalten"))
	if err != nil || count < 1 || count > mostColumns {
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
	as := intake.Request{Kind: p.Proposal.Kind, Notation: told(p.Notation)}
	view := imports.MappingView{
		Head:     look.HeadView{Title: say.T("webdata.map.title"), Lede: say.T("webdata.map.lede", r.Name, known, len(p.Proposal.Columns)), Back: &look.LinkView{Label: say.T("place.import"), Href: "/import"}},
		StepsFor: say.T("webdata.steps"), Steps: steps(say, 1), URL: "/importdatei/" + v.r.PathValue("datei"),
		Facts: fileFacts(say, p),
		Hidden: []look.Hidden{
			{Name: "name", Value: r.Name},
			{Name: "spalten", Value: strconv.Itoa(len(p.Proposal.Columns))},
			{Name: "vorschlag", Value: strings.Join(proposed, " ")},
			{Name: "stand", Value: shape(as)},
			{Name: proposedSource, Value: ownName(p)},
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
	if !p.Proposal.DatesSure && (p.Proposal.Kind == mapping.Orders || p.Proposal.Kind == mapping.Payments || p.Proposal.Kind == mapping.Costs) {
		view.Notes = append(view.Notes, look.NoteView{Tone: look.ToneHoney, Text: say.T("webdata.map.dates_unsure")})
	}
	if j := p.Join; j != nil {
		view.Notes = append(view.Notes, look.NoteView{Tone: look.ToneBrand, Text: say.T("webdata.map.joined", j.Source, j.Shared, j.Numbers)})
	}
	showColumns(v, p, &view)
	return view
}

// columnsShown is how many columns of a wide file stand on one page.
const columnsShown = 60

// showColumns shows the columns that mean something before the others, as many as fit;
// what was chosen for columns that are not shown is carried along.
func showColumns(v *visit, p *intake.Part, view *imports.MappingView) {
	say, want := v.say, locale.Fold(v.field("suche"))
	var some, rest []int
	for i, c := range p.Proposal.Columns {
		switch {
		case want != "" && !strings.Contains(locale.Fold(c.Header), want):
		case c.Field != mapping.None:
			some = append(some, i)
		default:
			rest = append(rest, i)
		}
	}
	all := append(some, rest...)
	if len(p.Proposal.Columns) <= columnsShown { // a usual file is shown in its own order
		slices.Sort(all)
	}
	from, err := strconv.Atoi(v.field("ab"))
	if err != nil || from < 0 || from >= len(all) || v.field("finden") != "" {
		from = 0
	}
	shown := all[from:min(from+columnsShown, len(all))]
	options := fieldOptions(say, p.Proposal.Kind)
	for _, i := range shown {
		view.Columns = append(view.Columns, columnRow(v, p, i, p.Proposal.Columns[i], options))
	}
	for i, c := range p.Proposal.Columns {
		if c.Field != mapping.None && !slices.Contains(shown, i) {
			view.Hidden = append(view.Hidden, look.Hidden{Name: fileColumn(i), Value: c.Field.String()})
		}
	}
	if len(p.Proposal.Columns) <= columnsShown {
		return
	}
	view.Wide = &imports.WideView{
		Search: look.FieldView{Name: "suche", Label: say.T("webdata.map.search"), Value: v.field("suche")},
		Find:   look.ButtonView{Label: say.T("webdata.map.find"), Size: "s", Name: "finden", Value: "1"},
		Text:   say.T("webdata.map.shown", min(from+1, len(all)), from+len(shown), len(all)),
	}
	page := func(label string, at int) {
		view.Wide.Pages = append(view.Wide.Pages, look.ButtonView{Label: say.T(label), Size: "s", Style: "quiet", Name: "ab", Value: strconv.Itoa(at)})
	}
	if from > 0 {
		page("webdata.map.earlier", max(from-columnsShown, 0))
	}
	if from+columnsShown < len(all) {
		page("webdata.map.more", from+columnsShown)
	}
}

// ownName is the new name that a file gets by itself, "" when it belongs to a source
// that is known.
func ownName(p *intake.Part) string {
	if p.New {
		return p.Source
	}
	return ""
}

// told is a notation as the selects of the page say it: what nobody said is found.
func told(n intake.Notation) intake.Notation {
	for _, f := range []*string{&n.Encoding, &n.Delimiter, &n.Decimal, &n.Dates} {
		if *f == "" {
			*f = intake.Found
		}
	}
	return n
}

// notationFields are the selects that say how a file is written.
func notationFields(say *locale.Printer, p *intake.Part) []look.FieldView {
	field := func(name, label, value, found string, options ...look.Option) look.FieldView {
		auto := say.T("webdata.map.auto")
		if value == "" && found != "" {
			auto = say.T("webdata.map.found", found)
		}
		f := look.FieldView{Name: name, Label: say.T(label), Options: []look.Option{{Value: intake.Found, Label: auto, Checked: value == ""}}}
		for _, o := range options {
			o.Checked = o.Value == value
			f.Options = append(f.Options, o)
		}
		return f
	}
	number, date := map[string]string{",": "1.234,56", ".": "1,234.56"}, map[string]string{"dmy": "31.12.2026", "mdy": "12/31/2026"}
	var fields []look.FieldView
	if p.Info.Format == table.CSV {
		var codes, marks []look.Option
		for _, e := range table.Encodings() {
			codes = append(codes, look.Option{Value: string(e), Label: encodingWord(e)})
		}
		for _, d := range intake.Delimiters() {
			c := d[0]
			if d == "tab" {
				c = '\t'
			}
			marks = append(marks, look.Option{Value: d, Label: delimiterWord(say, c)})
		}
		fields = append(fields,
			field("zeichen", "webdata.map.encoding", p.Notation.Encoding, encodingWord(p.Info.Encoding), codes...),
			field("trenner", "webdata.map.delimiter", p.Notation.Delimiter, delimiterWord(say, p.Info.Delimiter), marks...))
	}
	return append(fields,
		field("dezimal", "webdata.map.numbers", p.Notation.Decimal, number[p.Proposal.Decimal], look.Option{Value: ",", Label: number[","]}, look.Option{Value: ".", Label: number["."]}),
		field("tage", "webdata.map.dates", p.Notation.Dates, date[string(p.Proposal.Dates)], look.Option{Value: "dmy", Label: date["dmy"]}, look.Option{Value: "mdy", Label: date["mdy"]}))
}

// encodingWord names an encoding; DOS programs write CP850.
func encodingWord(e table.Encoding) string {
	if e == table.CP850 {
		return "CP850 (DOS)"
	}
	return string(e)
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

// fileFacts are what was found out about the file and cannot be told otherwise.
func fileFacts(say *locale.Printer, p *intake.Part) []look.Pair {
	return []look.Pair{{Label: say.T("webdata.map.format"), Value: strings.ToUpper(string(p.Info.Format))}}
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
	for _, k := range mapping.Kinds() {
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
	source := p.Source
	if p.New && p.Join != nil {
		source = p.Join.Source // enough to propose, not to decide
	}
	fields = append(fields, look.FieldView{Name: "quelle", Label: say.T("webdata.map.source"), Value: source, Hint: say.T("webdata.map.source.hint")})
	return append(fields, notationFields(say, p)...)
}

// kindFields are the beginnings of the fields that a kind of file can have.
var kindFields = map[mapping.Kind][]string{
	mapping.Orders:       {"order.", "line.", "customer."},
	mapping.Customers:    {"customer.", "contact."},
	mapping.Products:     {"product."},
	mapping.Interactions: {"interaction.", "customer."},
	mapping.Payments:     {"payment.", "customer."},
	mapping.Costs:        {"cost.", "customer."},
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
