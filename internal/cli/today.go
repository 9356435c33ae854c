package cli

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/locale"
)

type todayCmd struct {
	At *day `help:"clihelp.at" placeholder:"YYYY-MM-DD"`
}

// todayLine is a line of the list for machines.
type todayLine struct {
	Customer     *int64     `json:"customer"` // null on a mass line
	CustomerName string     `json:"customer_name"`
	Occasion     string     `json:"occasion"`
	Class        int        `json:"class"`
	Reason       string     `json:"reason"`
	How          string     `json:"how"`
	With         string     `json:"with"`
	Minutes      int        `json:"minutes"`
	Score        float64    `json:"score"`
	Evidence     care.Facts `json:"evidence"`
	Customers    []int64    `json:"customers,omitempty"` // of a mass line
	Count        int        `json:"count,omitempty"`
	Key          string     `json:"key,omitempty"`
	State        string     `json:"state,omitempty"`
}

// Run prints the list of the day, planning it if nobody did.
func (c *todayCmd) Run(ctx context.Context, e *env) error {
	return e.with(ctx, true, func(a *app.App) error {
		p, err := e.printer(ctx, a)
		if err != nil {
			return err
		}
		var steps []care.Step
		if c.At != nil {
			steps, err = a.ListAt(ctx, c.At.Date)
		} else {
			steps, err = a.ListToday(ctx)
		}
		if err != nil {
			return err
		}
		profile, err := a.Profile(ctx)
		if err != nil {
			return err
		}
		lines := make([]todayLine, len(steps))
		for i := range steps {
			lines[i] = machineLine(p, &steps[i], profile.AddressForm, care.Trade(profile.Trade))
		}
		if e.json {
			return e.print(lines)
		}
		return e.sayList(p, lines)
	})
}

func machineLine(p *locale.Printer, s *care.Step, form string, trade care.Trade) todayLine {
	text := s.Line.Words(p, s.Subject(form), trade)
	l := todayLine{
		CustomerName: s.Name(), Occasion: string(s.Line.Occasion), Class: int(s.Line.Class), Reason: text.Reason(), How: text.How, With: text.With,
		Minutes: s.Line.Minutes, Score: s.Line.Score, Evidence: s.Line.Facts, State: string(s.State),
	}
	if s.Line.Customer != 0 {
		l.Customer = &s.Line.Customer
	} else {
		l.Customers, l.Count, l.Key = s.Line.Members, s.Line.Customers, s.Line.Key
	}
	return l
}

func (e *env) sayList(p *locale.Printer, lines []todayLine) error {
	if len(lines) == 0 {
		e.say("%s", p.T("cli.today_empty"))
		return nil
	}
	heads := map[int]string{0: "care.class.first", 1: "care.class.first", 2: "care.class.thanks", 3: "care.class.chances"}
	last := ""
	for _, l := range lines {
		if h := heads[l.Class]; h != last {
			if last != "" {
				e.say("")
			}
			e.say("%s", p.T(h))
			last = h
		}
		mark := "[ ]"
		if l.State != "" && l.State != string(care.Planned) {
			mark = "[x]"
		}
		e.say("%s %s", mark, l.Reason)
		e.say("    %s. %s.", l.How, l.With)
	}
	return nil
}
