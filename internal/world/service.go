package world

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/project"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Service is an agency that sells hours, workshops and monthly retainers to 25 firms, with
// enquiries and projects in every stage. It stands apart from [Worlds], whose customers
// all come from sales: here prospects have none yet.
func Service() World {
	return World{
		Name: "service", Firm: "Werkraum Muster, Büro für Gestaltung", Trade: "service", Closed: []int{0, 6}, Currency: "EUR", VAT: 1900,
		AddressForm: "sie", Minutes: 20, Source: "Rechnungsprogramm", Customers: 25, Years: 3, feasts: 4, Seed: 7,
		customers: clientele{kinds: dealerKinds, firms: 1, contacts: true, du: .5, onAccount: true},
		rhythm: rhythm{
			shape: 3, median: 34, spread: .45, last: .02, steady: 6,
			season: [12]float64{1, 1, 1, 1, 1, 1, 1.1, 1.15, 1, 1, 1, 1.1},
		},
		basket: basket{lines: [4]float64{.6, .3, .1, 0}, spread: .4, credit: .005},
		goods:  serviceGoods(),
	}
}

// serviceGoods are hours and retainers, prices without tax; their cost is the wage.
func serviceGoods() *goods {
	const (
		hours = iota
		retainer
		fixed
	)
	g := &goods{
		categories: []category{{"Stunden", 4500}, {"Monatspauschalen", 5000}, {"Festpreise", -1}},
		articles: []article{
			{"STD-G", "Gestaltung, Stunde", hours, 9800, "52.00", 1900, 9, 6},
			{"STD-B", "Beratung, Stunde", hours, 14000, "68.00", 1900, 7, 4},
			{"STD-T", "Technik, Stunde", hours, 11000, "58.00", 1900, 5, 5},
			{"PAU-S", "Betreuung klein, Monat", retainer, 48000, "", 1900, 4, 1},
			{"PAU-L", "Betreuung groß, Monat", retainer, 145000, "", 1900, 2, 1},
			{"WSH-1", "Workshop, ein Tag", fixed, 190000, "", 1900, 2, 1},
			{"SEI-1", "Webseite, Festpreis", fixed, 890000, "", 1900, .4, 1},
		},
		groups: [][]int{{hours, retainer}, {hours, fixed}}, groupShare: []float64{.4, .3},
	}
	return g.ready()
}

// Asked is an enquiry of the agency as it truly was.
type Asked struct {
	Sought string
	Name   string
	Days   int           // before the practice begins
	State  enquiry.State // where it is when the practice begins
	Reason string        // of won and lost
	Offer  money.Cents
	Wish   interaction.Channel
}

// Asks are the enquiries of the agency, the oldest first.
func Asks() []Asked {
	return []Asked{
		{"Logo und Visitenkarten", "Birgit Althaus", 74, enquiry.Won, "advice", 240000, interaction.Phone},
		{"Katalog mit 60 Seiten", "Rolf Behrens", 66, enquiry.Lost, "price", 980000, interaction.Mail},
		{"Webseite für eine Zahnarztpraxis", "Dr. Heike Conrad", 52, enquiry.Won, "quality", 890000, interaction.Mail},
		{"Schulung Bildbearbeitung", "Götz Fiedler", 41, enquiry.Lost, "not_ours", 0, interaction.Mail},
		{"Messestand im Frühjahr", "Ilona Göbel", 30, enquiry.Lost, "time", 650000, interaction.Phone},
		{"Jahresbericht gestalten", "Sören Haußmann", 21, enquiry.Won, "known", 420000, interaction.Mail},
		{"Neues Erscheinungsbild für einen Hofladen", "Antje Kästner", 14, enquiry.Offered, "", 360000, interaction.Visit},
		{"Beschilderung im Neubau", "Tomasz Nowak", 11, enquiry.Offered, "", 280000, interaction.Mail},
		{"Verpackung für Tee", "Leila Haddad", 8, enquiry.Offered, "", 190000, interaction.Phone},
		{"Betreuung der Webseite", "Marco Rossi", 6, enquiry.Answered, "", 0, interaction.Mail},
		{"Workshop zur Marke", "Friederike Süß", 5, enquiry.Answered, "", 0, interaction.Phone},
		{"Einladungskarten zum Jubiläum", "Käthe Preuß", 4, enquiry.New, "", 0, interaction.Phone},
		{"Kurzfilm über die Werkstatt", "Jérôme Lefèvre", 1, enquiry.New, "", 0, interaction.Mail},
		{"Neuer Auftritt für eine Musikschule", "Thu Hà Nguyễn", 0, enquiry.New, "", 0, interaction.Mail},
	}
}

// winning writes the enquiries, projects and promises of the agency.
type winning struct {
	ctx   context.Context
	tx    *store.Tx
	w     World
	today cal.Date
}

// at is ten in the morning some days before the practice begins.
func (s winning) at(ago int) cal.Instant {
	return cal.At(s.today.Add(-ago).Start(time.UTC).Add(10 * time.Hour))
}

func fillWinning(ctx context.Context, db *store.DB, w World, o Options) error {
	numbers := make([]string, o.Customers)
	for i := range numbers {
		numbers[i] = strconv.Itoa(10001 + i)
	}
	clients, err := customer.Lookup(ctx, db, w.Source, numbers)
	if err != nil {
		return err
	}
	err = db.Update(ctx, func(tx *store.Tx) error {
		s := winning{ctx, tx, w, o.Today}
		for i, a := range Asks() {
			if err := s.ask(i, a); err != nil {
				return err
			}
		}
		for i, stage := range project.Stages {
			for n := range 2 {
				if c := clients[numbers[(2*i+n)%len(numbers)]]; c != 0 {
					if err := s.begin(2*i+n, stage, c); err != nil {
						return err
					}
				}
			}
		}
		return s.promise(clients[numbers[0]], clients[numbers[len(numbers)-1]])
	})
	if err != nil {
		return fmt.Errorf("enquiries and projects: %w", err)
	}
	return nil
}

// ask writes one enquiry and leads it to its state.
func (s winning) ask(i int, a Asked) error {
	by := customer.By{Actor: history.Program, At: s.at(a.Days), Region: "DE"}
	clock := enquiry.UsualClock(s.w.Calendar(), time.UTC)
	e := enquiry.Enquiry{
		Origin: []string{"form", "mail", "phone"}[i%3], Sought: a.Sought, Name: a.Name, Wish: a.Wish, Phone: "030 23125" + fmt.Sprintf("%03d", 100+i),
		Email: fmt.Sprintf("anfrage.%d@example.de", i+1), Found: origins[i%6], WishTimes: []string{"", "vormittags", "ab 17 Uhr"}[i%3],
	}
	id, err := enquiry.Receive(s.ctx, s.tx, by, clock, e)
	if err != nil || a.State == enquiry.New {
		return err
	}
	return lead(s.ctx, s.tx, by, id, a, s.today, s.at)
}

// lead brings an enquiry from new to its state; at is a time of a day so many days ago.
func lead(ctx context.Context, tx *store.Tx, by customer.By, id int64, a Asked, today cal.Date, at func(ago int) cal.Instant) error {
	by.At = at(max(0, a.Days-1))
	day := today.Add(-max(0, a.Days-1))
	contact := interaction.Interaction{Day: day, At: by.At, Minutes: 10}
	if a.Offer > 0 {
		if err := enquiry.Offer(ctx, tx, by, id, 1, enquiry.Proposal{Amount: a.Offer, Day: day, Until: day.Add(30), Text: a.Sought}, contact); err != nil {
			return err
		}
	} else if _, err := enquiry.Answer(ctx, tx, by, id, 1, contact); err != nil {
		return err
	}
	if !a.State.Closed() {
		return nil
	}
	by.At = at(max(0, a.Days-12))
	return enquiry.Close(ctx, tx, by, id, 2, a.State, a.Reason, "", contact)
}

var workTitles = []string{
	"Webseite erneuern", "Broschüre", "Markenworkshop", "Monatliche Betreuung", "Produktfotos", "Schilder und Wegweiser", "Messeauftritt", "Jahresbericht",
}

// begin writes one project with its steps and hours as they fit its stage.
func (s winning) begin(i int, stage project.Stage, client int64) error {
	far := 0
	for n, st := range project.Stages {
		if st == stage {
			far = n
		}
	}
	by := project.By{Actor: history.Program, At: s.at(90 - 5*i)}
	p := project.Project{
		Customer: client, Kind: project.Kinds[i%len(project.Kinds)], Stage: stage, Title: workTitles[i%len(workTitles)], Aim: "Bis zum Stichtag fertig und leicht zu pflegen",
		Begun: s.today.Add(5*i - 90), Budget: 60 * (20 + 5*i), Rate: 9800 + 1200*money.Cents(i%3), Promised: s.today.Add(3*i - 10), Delivered: cal.Never,
	}
	if i%4 == 3 {
		p.Retainer = 48000
	}
	if stage == project.Delivered || stage == project.Review || stage == project.Closed {
		p.Delivered = s.today.Add(-3 - i)
	}
	if stage == project.Closed {
		p.WentWell, p.Learned, p.Again = "Kurze Wege, klare Zusagen", "Texte früher erbitten", "yes"
	}
	id, err := project.Begin(s.ctx, s.tx, by, p)
	if err != nil {
		return err
	}
	if p.Retainer > 0 { // with hours every month
		term := project.Term{Project: id, Since: project.FirstOf(p.Begun), Minutes: 60 * (4 + i%3), Carry: project.Carries[i/4%len(project.Carries)]}
		if err := project.Agree(s.ctx, s.tx, by, term); err != nil {
			return err
		}
	}
	steps := []project.Step{
		{Project: id, Party: project.TheCustomer, What: "Unterlagen schicken", Due: p.Begun.Add(7)},
		{Project: id, Party: project.Us, What: "Entwurf zeigen", Due: s.today.Add(i%5 - 2)},
		{Project: id, Party: project.Us, What: "Übergabe", Due: p.Promised},
	}
	for n, st := range steps {
		step, err := project.AddStep(s.ctx, s.tx, by, st)
		if err != nil {
			return err
		}
		if n == 0 || far >= 4 {
			if err := project.Finish(s.ctx, s.tx, by, step, min(st.Due, s.today.Add(-1))); err != nil {
				return err
			}
		}
	}
	if far < 3 {
		return nil
	}
	r := draws(s.w.Seed, aspectWinning, i)
	for n := range 6 {
		h := project.Hours{Project: id, Day: s.today.Add(-40 + 6*n), Minutes: 30 * (2 + r.IntN(8)), Note: []string{"Entwurf", "Abstimmung", "Umsetzung"}[n%3], Billable: 1}
		if chance(r, .2) {
			h.Billable = 0
		}
		if _, err := project.NoteHours(s.ctx, s.tx, by, h); err != nil {
			return err
		}
	}
	return nil
}

// promise writes what was promised to two clients.
func (s winning) promise(a, b int64) error {
	by := interaction.By{Actor: history.Program, At: s.at(2)}
	for _, p := range []promise.Promise{
		{Customer: a, Party: interaction.Us, Kind: promise.Thing, Text: "Muster der Papiere schicken", Due: s.today},
		{Customer: b, Party: interaction.Us, Kind: promise.Callback, Text: "Termin für den Workshop", Channel: interaction.Phone, Due: s.today},
	} {
		p.Minute, p.Made, p.Settled, p.State = promise.Anytime, s.today.Add(-2), cal.Never, promise.Open
		if _, _, err := promise.Make(s.ctx, s.tx, by, p); err != nil {
			return err
		}
	}
	return nil
}
