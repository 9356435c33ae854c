package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/project"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	page "github.com/stammkunde/stammkunde/internal/web/page/enquiry"
	view "github.com/stammkunde/stammkunde/internal/web/page/project"
)

func (s *server) projectRoutes() []route {
	return []route{
		{pattern: "GET /vorhaben", access: writer, do: s.projectList},
		{pattern: "GET /vorhaben/neu", access: writer, do: s.newProjectPage},
		{pattern: "POST /vorhaben/neu", access: writer, do: s.createProject},
		{pattern: "GET /vorhaben/{id}", access: writer, do: s.projectPage},
		{pattern: "POST /vorhaben/{id}/schritt", access: writer, do: s.projectAct},
	}
}

func projectURL(id int64) string { return "/vorhaben/" + strconv.FormatInt(id, 10) }

func (s *server) projectBy(v *visit) project.By {
	return project.By{Actor: v.user.ID, At: s.moment(v), Day: v.facts.today}
}

// projectList shows the projects of a stage.
func (s *server) projectList(v *visit) error {
	q := v.r.URL.Query()
	stage := project.Stage(q.Get("stand"))
	if !slices.Contains(project.Stages, stage) {
		stage = project.Work
	}
	owner, who := v.who()
	people, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	from := project.First
	if at, id, ok := strings.Cut(q.Get("nach"), "-"); ok {
		a, err1 := strconv.ParseInt(at, 10, 64)
		i, err2 := strconv.ParseInt(id, 10, 64)
		if err1 == nil && err2 == nil {
			from = project.Cursor{At: cal.Instant(a), ID: i}
		}
	}
	list, err := project.InStage(v.ctx(), v.seen, stage, owner, from, listShown)
	if err != nil {
		return err
	}
	say := v.say
	p := view.ListView{
		Head:    look.HeadView{Title: say.T("web.project.title"), Lede: say.T("web.project.lede"), Back: &look.LinkView{Label: say.T("web.enquiry.title"), Href: "/anfragen"}},
		Buttons: []look.ButtonView{{Label: say.T("web.project.new"), Icon: "plus", Href: "/vorhaben/neu", Style: "primary"}},
		WhoName: say.T("web.enquiry.who"), Who: whoLinks(v, "/vorhaben", people, who), StageName: say.T("web.project.f.stage"),
	}
	all := 0
	for _, st := range project.Stages {
		n, err := project.Count(v.ctx(), v.seen, st, owner)
		if err != nil {
			return err
		}
		all += n
		p.Stages = append(p.Stages, look.LinkView{Label: say.T("web.project.stage." + string(st)), Href: "/vorhaben?" + url.Values{"stand": {string(st)}, "wer": {who}}.Encode(), Note: say.Int(int64(n)), Current: st == stage})
	}
	switch {
	case all == 0 && owner == 0:
		p.Empty = say.T("web.project.none.yet")
	case len(list) == 0:
		p.Empty = say.T("web.project.none")
	}
	if p.Table, err = s.projectTable(v, list, people); err != nil {
		return err
	}
	if len(list) == listShown {
		next := project.After(list[len(list)-1])
		p.More = &look.LinkView{Label: say.T("web.enquiry.older"), Href: "/vorhaben?" + url.Values{"stand": {string(stage)}, "wer": {who}, "nach": {number(int64(next.At)) + "-" + number(next.ID)}}.Encode()}
	}
	return s.page(v, sheet{Title: p.Head.Title, At: "/anfragen", Wide: true}, view.List(p))
}

func (s *server) projectTable(v *visit, list []project.Project, people []team.User) (look.TableView, error) {
	say := v.say
	t := look.TableView{Label: say.T("web.project.title"), Fold: true, Columns: []look.Column{
		{Title: say.T("web.project.f.title")}, {Title: say.T("web.project.f.customer")}, {Title: say.T("web.enquiry.f.owner")}, {Title: say.T("web.project.f.promised")},
	}}
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = list[i].Customer
	}
	known, err := customer.Many(v.ctx(), v.seen, ids)
	if err != nil {
		return t, err
	}
	for _, p := range list {
		name := ""
		if i := slices.IndexFunc(known, func(c customer.Customer) bool { return c.ID == p.Customer }); i >= 0 {
			name = known[i].Shown()
		}
		due := "–"
		if p.Promised != cal.Never {
			due = say.Relative(p.Promised, v.facts.today)
		}
		t.Rows = append(t.Rows, look.Row{Focus: true, Cells: []look.Cell{
			{Content: look.Text(look.Sentence{{Text: p.Title, Href: projectURL(p.ID)}})},
			{Content: look.Text(look.Sentence{{Text: name, Href: customerURL(p.Customer)}})},
			{Text: nameOf(people, p.Owner)},
			{Text: due},
		}})
	}
	return t, nil
}

// newProjectPage is the form of a new project for a customer, perhaps out of an enquiry.
func (s *server) newProjectPage(v *visit) error {
	q := v.r.URL.Query()
	p := project.Project{Kind: project.Kinds[0], Stage: project.Talks, Owner: v.user.ID, Begun: v.facts.today, Promised: cal.Never, Delivered: cal.Never}
	p.Customer, _ = strconv.ParseInt(q.Get("kunde"), 10, 64)
	if id, err := strconv.ParseInt(q.Get("anfrage"), 10, 64); err == nil {
		e, err := enquiry.Get(v.ctx(), v.seen, id)
		if err != nil {
			return err
		}
		p.Customer, p.Contact, p.Enquiry, p.Title, p.Aim, p.Fixed = e.Customer, e.Contact, e.ID, e.Sought, e.Message, e.Offer
		if e.State == enquiry.Offered {
			p.Stage = project.Offer
		}
		if e.State == enquiry.Won {
			p.Stage = project.Work
		}
	}
	return s.projectForm(v, http.StatusOK, p, nil)
}

func (s *server) projectForm(v *visit, code int, p project.Project, failure error) error {
	say := v.say
	people, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	fp := page.FormPage{Head: look.HeadView{Title: say.T("web.project.new"), Back: &look.LinkView{Label: say.T("web.project.title"), Href: "/vorhaben"}}}
	if failure != nil {
		fp.Problem = say.Fault(failure)
	}
	if p.Customer == 0 {
		fp.Notes = []look.NoteView{{Text: say.T("web.project.needs_customer"), Link: &look.LinkView{Label: say.T("place.customers"), Href: "/kunden"}}}
		return s.pageStatus(v, code, sheet{Title: fp.Head.Title, At: "/anfragen"}, page.Typed(fp))
	}
	c, err := customer.Get(v.ctx(), v.seen, p.Customer)
	if err != nil {
		return err
	}
	fp.Head.Lede = c.Shown()
	contacts, err := customer.Contacts(v.ctx(), v.seen, c.ID)
	if err != nil {
		return err
	}
	f := projectFields(v, &p, people, contacts)
	f.Fields = append(f.Fields, termFields(v, project.Term{})...)
	f.Title, f.URL, f.Submit = say.T("web.project.new"), "/vorhaben/neu", look.ButtonView{Label: say.T("web.project.begin"), Style: "primary"}
	f.Hidden = []look.Hidden{{Name: "kunde", Value: number(p.Customer)}, {Name: "anfrage", Value: number(p.Enquiry)}, {Name: "stand", Value: string(p.Stage)}}
	fp.Forms = []page.Form{f}
	return s.pageStatus(v, code, sheet{Title: fp.Head.Title, At: "/anfragen"}, page.Typed(fp))
}

// projectFields are what people type of a project.
func projectFields(v *visit, p *project.Project, people []team.User, contacts []customer.Customer) page.Form {
	say := v.say
	field := func(name, key, value string) look.FieldView {
		return look.FieldView{Name: name, Label: say.T("web.project.f." + key), Value: value}
	}
	kind := field("art", "kind", p.Kind)
	for _, k := range project.Kinds {
		kind.Options = append(kind.Options, look.Option{Value: k, Label: say.T("web.project.kind." + k)})
	}
	owner := look.FieldView{Name: "zustaendig", Label: say.T("web.enquiry.f.owner"), Value: number(p.Owner), Options: ownerOptions(v, people)}
	title, aim, offer := field("titel", "title", p.Title), field("ziel", "aim", p.Aim), field("angebot", "offer", p.OfferText)
	title.Required, aim.Rows, offer.Rows = true, 3, 3
	budget, promised := field("stunden", "budget", hoursText(v, p.Budget)), field("zugesagt", "promised", dayOr(p.Promised, cal.Never))
	promised.Type = "date"
	amount := func(name, key string, c money.Cents) look.FieldView {
		f := field(name, key, "")
		if f.Num = true; c > 0 {
			f.Value = say.MoneyExact(c, "")
		}
		return f
	}
	fields := []look.FieldView{title, kind, owner}
	if len(contacts) > 0 {
		with := field("person", "contact", number(p.Contact))
		with.Options = []look.Option{{Value: "0", Label: say.T("web.enquiry.nobody")}}
		for _, c := range contacts {
			with.Options = append(with.Options, look.Option{Value: number(c.ID), Label: c.Shown()})
		}
		fields = append(fields, with)
	}
	fields = append(fields, budget)
	if seesFigures(v.user.Role) {
		fields = append(fields, amount("satz", "rate", p.Rate), amount("pauschale", "retainer", p.Retainer), amount("festpreis", "fixed", p.Fixed))
	}
	return page.Form{Fields: append(fields, promised, aim, offer)}
}

// hoursText writes minutes as hours as people do.
func hoursText(v *visit, minutes int) string {
	if minutes == 0 {
		return ""
	}
	if minutes%60 == 0 {
		return v.say.Int(int64(minutes / 60))
	}
	return v.say.Float(float64(minutes)/60, 2)
}

// typedHours reads hours as people write them ("1,5") as minutes.
func typedHours(v *visit, name string) (int, error) {
	if v.field(name) == "" {
		return 0, nil
	}
	d, err := v.say.ParseNumber(v.field(name))
	if err != nil {
		return 0, err
	}
	minutes := d.Digits * 60
	for range d.Scale {
		minutes = (minutes + 5) / 10
	}
	if minutes < 0 || minutes > 1<<30 {
		return 0, fault.New(fault.Invalid, "project.bad_amount")
	}
	return int(minutes), nil
}

// readProject puts the typed fields into p.
func readProject(v *visit, p *project.Project) error {
	p.Title, p.Kind, p.Aim, p.OfferText = v.field("titel"), v.field("art"), v.field("ziel"), v.field("angebot")
	p.Owner, _ = strconv.ParseInt(v.field("zustaendig"), 10, 64)
	if v.r.PostForm.Has("person") {
		p.Contact, _ = strconv.ParseInt(v.field("person"), 10, 64)
	}
	var err error
	if p.Budget, err = typedHours(v, "stunden"); err != nil {
		return err
	}
	for name, at := range map[string]*money.Cents{"satz": &p.Rate, "pauschale": &p.Retainer, "festpreis": &p.Fixed} {
		if !v.r.PostForm.Has(name) {
			continue
		}
		if *at = 0; v.field(name) != "" {
			if *at, err = v.say.ParseAmount(v.field(name), ""); err != nil {
				return err
			}
		}
	}
	p.Promised, err = v.dayField("zugesagt", cal.Never)
	return err
}

func (s *server) createProject(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	p := project.Project{Stage: project.Stage(v.field("stand")), Begun: v.facts.today, Promised: cal.Never, Delivered: cal.Never}
	p.Customer, _ = strconv.ParseInt(v.field("kunde"), 10, 64)
	p.Enquiry, _ = strconv.ParseInt(v.field("anfrage"), 10, 64)
	err := readProject(v, &p)
	var id int64
	var term project.Term
	if err == nil {
		term, err = v.term(project.FirstOf(p.Begun))
	}
	if err == nil {
		err = s.DB.Update(v.ctx(), func(tx *store.Tx) (err error) {
			if id, err = project.Begin(v.ctx(), tx, s.projectBy(v), p); err != nil {
				return err
			}
			term.Project = id
			return project.Agree(v.ctx(), tx, s.projectBy(v), term)
		})
	}
	if k := fault.KindOf(err); err != nil && k != fault.Internal && k != fault.NotFound {
		return s.projectForm(v, status(err), p, err)
	}
	if err != nil {
		return err
	}
	s.changed()
	return v.redirect(projectURL(id))
}

// projectAct does one act on a project and leads back to it.
func (s *server) projectAct(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	if err := v.form(); err != nil {
		return err
	}
	do, err := s.projectVerb(v, id)
	if err == nil {
		err = s.DB.Update(v.ctx(), do)
	}
	if fault.KindOf(err) == fault.Conflict || fault.KindOf(err) == fault.Invalid && err != nil {
		return s.projectConflict(v, id, err)
	}
	if err != nil {
		return err
	}
	s.changed()
	return v.redirect(projectURL(id))
}

// projectVerb reads the act that a form sent.
func (s *server) projectVerb(v *visit, id int64) (func(*store.Tx) error, error) {
	ctx, by := v.ctx(), s.projectBy(v)
	part, _ := strconv.ParseInt(v.field("teil"), 10, 64)
	switch v.field("act") {
	case "undo":
		return func(tx *store.Tx) error { return project.Undo(ctx, tx, by, id, part) }, nil
	case "step":
		due, err := v.dayField("bis", cal.Never)
		owner, _ := strconv.ParseInt(v.field("zustaendig"), 10, 64)
		return func(tx *store.Tx) error {
			_, err := project.AddStep(ctx, tx, by, project.Step{Project: id, Party: v.field("wer"), What: v.field("was"), Owner: owner, Due: due})
			return err
		}, err
	case "step_done", "step_open", "step_drop":
		return s.stepVerb(v, id, part, by), nil
	case "hours":
		minutes, err := typedHours(v, "dauer")
		if err != nil {
			return nil, err
		}
		day, err := v.dayField("tag", v.facts.today)
		billable := 0
		if v.field("abrechnen") != "" {
			billable = 1
		}
		return func(tx *store.Tx) error {
			_, err := project.NoteHours(ctx, tx, by, project.Hours{Project: id, Day: day, Minutes: minutes, User: v.user.ID, Note: v.field("notiz"), Billable: billable})
			return err
		}, err
	case "hours_drop":
		return func(tx *store.Tx) error { return project.DropHours(ctx, tx, by, part) }, nil
	case "talk":
		minutes, _ := strconv.Atoi(v.field("minuten"))
		return func(tx *store.Tx) error {
			_, err := project.Talk(ctx, tx, id, interaction.Interaction{
				Day: v.facts.today, At: by.At, Channel: interaction.Channel(v.field("weg")), Direction: interaction.Out, Minutes: max(0, min(minutes, 24*60)), Note: v.field("notiz"), User: v.user.ID,
			})
			return err
		}, nil
	case "months":
		return s.monthsVerb(v, id, by)
	}
	return s.projectChange(v, id, by)
}

// stepVerb ticks a step off, opens it again or takes it out, if it is one of this project.
func (s *server) stepVerb(v *visit, id, step int64, by project.By) func(*store.Tx) error {
	act := v.field("act")
	return func(tx *store.Tx) error {
		known, err := project.GetStep(v.ctx(), tx, step)
		if err != nil {
			return err
		}
		switch {
		case known.Project != id:
			return fault.New(fault.NotFound, "project.no_such_part")
		case act == "step_done":
			return project.Finish(v.ctx(), tx, by, step, v.facts.today)
		case act == "step_open":
			return project.Finish(v.ctx(), tx, by, step, cal.Never)
		}
		return project.ChangeStep(v.ctx(), tx, by, step, "project.step_drop", func(st *project.Step) { st.Gone = 1 })
	}
}

// projectChange reads the acts that change the project itself.
func (s *server) projectChange(v *visit, id int64, by project.By) (func(*store.Tx) error, error) {
	version, err := v.version()
	if err != nil {
		return nil, err
	}
	var fn func(*project.Project) error
	switch v.field("act") {
	case "stage":
		fn = func(p *project.Project) error { //nolint:unparam // as the other acts
			p.Stage = project.Stage(v.field("nach"))
			if p.Stage == project.Delivered && p.Delivered == cal.Never {
				p.Delivered = v.facts.today
			}
			return nil
		}
	case "edit":
		fn = func(p *project.Project) error { return readProject(v, p) }
	case "back":
		fn = func(p *project.Project) (err error) {
			p.WentWell, p.Learned, p.Again = v.field("gut"), v.field("gelernt"), v.field("wieder")
			p.Delivered, err = v.dayField("geliefert", cal.Never)
			return err
		}
	default:
		return nil, fault.New(fault.Invalid, "web.unknown_act")
	}
	return func(tx *store.Tx) error { return project.Change(v.ctx(), tx, by, id, version, fn) }, nil
}

// projectConflict tells what did not go and what others changed meanwhile.
func (s *server) projectConflict(v *visit, id int64, failure error) error {
	p, err := project.Get(v.ctx(), v.seen, id)
	if err != nil {
		return err
	}
	fp := page.FormPage{Head: look.HeadView{Title: p.Title, Back: &look.LinkView{Label: v.say.T("web.project.back"), Href: projectURL(id)}}, Problem: v.say.Fault(failure)}
	if version, err := v.version(); err == nil {
		since, err := project.Since(v.ctx(), v.seen, id, version)
		if err != nil {
			return err
		}
		if len(since) > 0 {
			h, err := s.changes(v, since, nil)
			if err != nil {
				return err
			}
			h.Title = v.say.T("web.enquiry.since")
			fp.Since = &h
		}
	}
	return s.pageStatus(v, status(failure), sheet{Title: p.Title, At: "/anfragen"}, page.Typed(fp))
}

// projectPage shows one project with its steps, time and talks.
func (s *server) projectPage(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	p, err := project.Get(v.ctx(), v.seen, id)
	if err != nil {
		return err
	}
	people, err := team.List(v.ctx(), s.DB)
	if err != nil {
		return err
	}
	say := v.say
	w := view.View{
		Head:    look.HeadView{Title: p.Title, Lede: p.Aim, Back: &look.LinkView{Label: say.T("web.project.title"), Href: "/vorhaben"}},
		Tags:    []look.TagView{{Text: say.T("web.project.kind." + p.Kind), Tone: look.ToneLine}, {Text: say.T("web.project.stage." + string(p.Stage)), Tone: look.ToneBrand}},
		Buttons: []look.ButtonView{{Label: say.T("button.print"), Icon: "printer", Type: "button", Attrs: map[string]any{"data-print": true}}},
		Moves:   look.ActView{URL: projectURL(id) + "/schritt", Fields: []look.Hidden{{Name: "act", Value: "stage"}, {Name: "version", Value: number(p.Version)}}, Button: look.ButtonView{Label: say.T("web.enquiry.move")}},
		FactsAt: say.T("web.project.facts"), Aside: say.T("web.project.facts"), BackAt: say.T("web.project.review"), Links: page.Links{Title: say.T("web.enquiry.links")},
	}
	for _, st := range project.Stages {
		if st != p.Stage && p.Stage != project.Withdrawn {
			w.Stages = append(w.Stages, look.ButtonView{Label: say.T("web.project.stage." + string(st)), Size: "s", Name: "nach", Value: string(st)})
		}
	}
	for _, fill := range []func(*visit, *project.Project, []team.User, *view.View) error{s.projectFacts, s.projectSteps, s.projectHours, s.projectMonths, s.projectTalks, s.projectForms} {
		if err := fill(v, &p, people, &w); err != nil {
			return err
		}
	}
	entries, err := history.Of(v.ctx(), v.seen, project.Subject, id, 0, 50)
	if err != nil {
		return err
	}
	w.History, err = s.changes(v, entries, func(h *history.Entry) *look.ActView {
		a := partAct(id, "undo", h.ID, say.T("button.undo"), "undo-2")
		return &a
	})
	if err != nil {
		return err
	}
	return s.page(v, sheet{Title: p.Title, At: "/anfragen", Wide: true}, view.Page(say, w))
}

// partAct is a button that does something with a part of a project.
func partAct(id int64, act string, part int64, label, icon string) look.ActView {
	return look.ActView{
		URL: projectURL(id) + "/schritt", Fields: []look.Hidden{{Name: "act", Value: act}, {Name: "teil", Value: number(part)}},
		Button: look.ButtonView{Label: label, Icon: icon, Size: "s", Style: "quiet", IconOnly: icon == "x"},
	}
}

// projectFacts are customer, enquiry, terms and the look back.
func (s *server) projectFacts(v *visit, p *project.Project, people []team.User, w *view.View) error {
	say := v.say
	add := func(key, value string) {
		if value != "" {
			w.Facts = append(w.Facts, look.Pair{Label: say.T("web.project.f." + key), Value: value})
		}
	}
	c, err := customer.Get(v.ctx(), v.seen, p.Customer)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	if c.ID != 0 {
		w.Links.Links = append(w.Links.Links, look.LinkView{Label: c.Shown(), Href: customerURL(c.ID)})
	}
	if p.Contact != 0 {
		if c, err := customer.Get(v.ctx(), v.seen, p.Contact); err == nil {
			w.Links.Links = append(w.Links.Links, look.LinkView{Label: c.Shown(), Href: customerURL(c.ID), Note: say.T("web.project.f.contact")})
		}
	}
	if p.Enquiry != 0 {
		if e, err := enquiry.Get(v.ctx(), v.seen, p.Enquiry); err == nil {
			w.Links.Links = append(w.Links.Links, look.LinkView{Label: e.Sought, Href: enquiryURL(e.ID), Note: say.T("web.enquiry.one")})
		}
	}
	add("owner", orText(nameOf(people, p.Owner), say.T("web.enquiry.nobody")))
	add("begun", say.Date(p.Begun))
	if seesFigures(v.user.Role) {
		for key, c := range map[string]money.Cents{"rate": p.Rate, "retainer": p.Retainer, "fixed": p.Fixed} {
			if c > 0 {
				add(key, say.MoneyExact(c, ""))
			}
		}
		slices.SortFunc(w.Facts, func(a, b look.Pair) int { return strings.Compare(a.Label, b.Label) })
	}
	add("offer", p.OfferText)
	if p.Promised != cal.Never {
		add("promised", say.Date(p.Promised))
	}
	if p.Delivered != cal.Never {
		add("delivered", say.Date(p.Delivered))
	}
	for key, value := range map[string]string{"went_well": p.WentWell, "learned": p.Learned} {
		if value != "" {
			w.Back = append(w.Back, look.Pair{Label: say.T("web.change." + key), Value: value})
		}
	}
	if p.Again != "" {
		w.Back = append(w.Back, look.Pair{Label: say.T("web.project.f.again"), Value: say.T("web.project.again." + p.Again)})
	}
	slices.SortFunc(w.Back, func(a, b look.Pair) int { return strings.Compare(a.Label, b.Label) })
	return nil
}

func (s *server) projectSteps(v *visit, p *project.Project, people []team.User, w *view.View) error {
	say := v.say
	list, err := project.Steps(v.ctx(), v.seen, p.ID)
	if err != nil {
		return err
	}
	w.Steps = view.Steps{Title: say.T("web.project.steps"), Empty: say.T("web.project.steps.none")}
	for _, st := range list {
		row := view.Step{Text: st.What, Done: !st.Open(), Note: say.T("web.project.party." + st.Party)}
		if st.Owner != 0 {
			row.Note = orText(nameOf(people, st.Owner), row.Note)
		}
		switch {
		case row.Done:
			row.Note += ", " + say.T("web.project.done", say.Relative(st.Done, v.facts.today))
			row.Act = partAct(p.ID, "step_open", st.ID, say.T("button.undo"), "undo-2")
		default:
			if st.Due != cal.Never {
				row.Note += ", " + say.T("web.project.due", say.Relative(st.Due, v.facts.today))
				row.Late = st.Due < v.facts.today
			}
			row.Act = partAct(p.ID, "step_done", st.ID, say.T("button.done"), "check")
			drop := partAct(p.ID, "step_drop", st.ID, say.T("web.project.drop", st.What), "x")
			row.Drop = &drop
		}
		w.Steps.Rows = append(w.Steps.Rows, row)
	}
	w.Steps.Add = page.Form{
		Title: say.T("web.project.steps.add"), URL: projectURL(p.ID) + "/schritt", Hidden: []look.Hidden{{Name: "act", Value: "step"}},
		Fields: []look.FieldView{
			{Name: "was", Label: say.T("web.project.f.what"), Required: true},
			{Name: "wer", Label: say.T("web.project.f.party"), Options: []look.Option{{Value: project.Us, Label: say.T("web.project.party.us")}, {Value: project.TheCustomer, Label: say.T("web.project.party.customer")}}},
			{Name: "bis", Label: say.T("web.project.f.due"), Type: "date"},
			{Name: "zustaendig", ID: "f-schritt-wer", Label: say.T("web.enquiry.f.owner"), Value: "0", Options: ownerOptions(v, people)},
		}, Submit: look.ButtonView{Label: say.T("button.save")},
	}
	return nil
}

func (s *server) projectHours(v *visit, p *project.Project, people []team.User, w *view.View) error {
	say := v.say
	sum, err := project.SumHours(v.ctx(), v.seen, p.ID)
	if err != nil {
		return err
	}
	list, err := project.NotedHours(v.ctx(), v.seen, p.ID, 50)
	if err != nil {
		return err
	}
	hours := func(minutes int) string { return say.T("web.project.hours.n", say.Float(float64(minutes)/60, 1)) }
	noted := look.KPI{Label: say.T("web.project.kpi.noted"), Value: hours(sum.All), Note: say.T("web.project.kpi.billable", hours(sum.Billable))}
	w.KPIs = []look.KPI{noted}
	if p.Budget > 0 {
		w.KPIs = append(w.KPIs, look.KPI{Label: say.T("web.project.kpi.left"), Value: hours(max(0, p.Budget-sum.All)), Note: say.T("web.project.kpi.budget", hours(p.Budget))})
	}
	if p.Rate > 0 && seesFigures(v.user.Role) {
		w.KPIs = append(w.KPIs, look.KPI{Label: say.T("web.project.kpi.worth"), Value: say.MoneyRound(project.Worth(sum.Billable, p.Rate), ""), Note: say.T("web.project.kpi.rate", say.MoneyExact(p.Rate, ""))})
	}
	w.Hours = view.Hours{Title: say.T("web.project.hours")}
	for _, h := range list {
		drop := partAct(p.ID, "hours_drop", h.ID, say.T("web.project.drop", say.Date(h.Day)), "x")
		line := view.Line{Label: say.Date(h.Day) + ": " + hours(h.Minutes), Text: strings.Trim(nameOf(people, h.User)+". "+h.Note, ". "), Act: &drop}
		if h.Billable == 0 {
			line.Text += " (" + say.T("web.project.free") + ")"
		}
		w.Hours.Rows = append(w.Hours.Rows, line)
	}
	w.Hours.Add = page.Form{
		Title: say.T("web.project.hours.add"), URL: projectURL(p.ID) + "/schritt", Hidden: []look.Hidden{{Name: "act", Value: "hours"}},
		Fields: []look.FieldView{
			{Name: "dauer", Label: say.T("web.project.f.duration"), Num: true, Required: true, Hint: say.T("web.project.f.duration.hint")},
			{Name: "tag", Label: say.T("web.project.f.day"), Type: "date", Value: v.facts.today.String()},
			{Name: "notiz", ID: "f-zeit-notiz", Label: say.T("web.project.f.work")},
		},
		Checks: []look.CheckView{{Name: "abrechnen", Label: say.T("web.project.f.billable"), Checked: true}}, Submit: look.ButtonView{Label: say.T("button.save")},
	}
	return nil
}

func (s *server) projectTalks(v *visit, p *project.Project, people []team.User, w *view.View) error {
	say := v.say
	list, err := project.TalksOf(v.ctx(), v.seen, p.ID, 30)
	if err != nil {
		return err
	}
	w.Talks = view.Talks{Title: say.T("web.project.talks")}
	for _, i := range list {
		w.Talks.Rows = append(w.Talks.Rows, view.Line{Href: talkURL(i.ID), Label: say.Date(i.Day) + ": " + say.T("webdata.channel."+string(i.Channel)), Text: strings.Trim(nameOf(people, i.User)+". "+i.Note, ". ")})
	}
	w.Talks.Add = page.Form{
		Title: say.T("web.project.talks.add"), URL: projectURL(p.ID) + "/schritt", Hidden: []look.Hidden{{Name: "act", Value: "talk"}},
		Fields: []look.FieldView{
			{Name: "weg", Label: say.T("web.enquiry.f.way"), Options: wayOptions(v, false)},
			{Name: "minuten", Label: say.T("web.enquiry.f.minutes"), Num: true},
			{Name: "notiz", ID: "f-gespraech-notiz", Label: say.T("web.enquiry.f.note"), Hint: say.T("webdata.readable"), Rows: 2},
		}, Submit: look.ButtonView{Label: say.T("button.save")},
	}
	return nil
}

// projectForms are the look back and the terms.
func (s *server) projectForms(v *visit, p *project.Project, people []team.User, w *view.View) error {
	say := v.say
	contacts, err := customer.Contacts(v.ctx(), v.seen, p.Customer)
	if err != nil {
		return err
	}
	hidden := func(act string) []look.Hidden {
		return []look.Hidden{{Name: "act", Value: act}, {Name: "version", Value: number(p.Version)}}
	}
	again := look.FieldView{Name: "wieder", Label: say.T("web.project.f.again"), Value: p.Again}
	for _, a := range project.Again {
		key := "web.project.again." + orText(a, "unasked")
		again.Options = append(again.Options, look.Option{Value: a, Label: say.T(key)})
	}
	back := page.Form{
		ID: "rueckblick", Title: say.T("web.project.review"), Note: say.T("web.project.review.note"), URL: projectURL(p.ID) + "/schritt", Hidden: hidden("back"),
		Fields: []look.FieldView{
			{Name: "geliefert", Label: say.T("web.project.f.delivered"), Type: "date", Value: dayOr(p.Delivered, cal.Never)},
			again,
			{Name: "gut", Label: say.T("web.change.went_well"), Rows: 3, Value: p.WentWell},
			{Name: "gelernt", Label: say.T("web.change.learned"), Rows: 3, Value: p.Learned},
		}, Submit: look.ButtonView{Label: say.T("button.save")}, Folded: p.Stage != project.Delivered && p.Stage != project.Review,
	}
	months, err := s.monthsForm(v, p, hidden("months"))
	if err != nil {
		return err
	}
	edit := projectFields(v, p, people, contacts)
	edit.ID, edit.Title, edit.URL, edit.Hidden, edit.Submit, edit.Folded = "angaben", say.T("web.project.edit"), projectURL(p.ID)+"/schritt", hidden("edit"), look.ButtonView{Label: say.T("button.save")}, true
	edit.Fields = renamed(edit.Fields, "angaben-")
	w.Forms = []page.Form{back, months, edit}
	return nil
}

// renamed gives fields ids of their own where a page has several forms.
func renamed(fields []look.FieldView, prefix string) []look.FieldView {
	for i := range fields {
		fields[i].ID = "f-" + prefix + fields[i].Name
	}
	return fields
}
