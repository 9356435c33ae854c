package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/relationship/trial"
)

// trialQuarters are the times for which the inference is tried.
var trialQuarters = []int{1, 2, 4, 8}

// checkTypes prints how well kinds of relationship are inferred, one row for each world
// and time, and refuses when a limit of the specification is not kept.
func (e *env) checkTypes(p *locale.Printer) error {
	var rows []trial.Result
	broken := 0
	for _, w := range trial.Worlds {
		for _, quarters := range trialQuarters {
			r := trial.Run(w, quarters, 0, trial.Seed)
			broken += len(r.Broken())
			rows = append(rows, r)
		}
	}
	if e.json {
		if err := e.print(rows); err != nil {
			return err
		}
	} else if err := e.sayTypes(p, rows); err != nil {
		return err
	}
	if broken > 0 {
		return fault.New(fault.Conflict, "cli.types_failed", broken)
	}
	return nil
}

func (e *env) sayTypes(p *locale.Printer, rows []trial.Result) error {
	e.say("%s\n", p.T("cli.types_setup", trial.Firms, trial.Customers))
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	head := make([]string, 0, 8)
	for _, column := range []string{"world", "quarters", "accuracy", "named", "sure", "ece", "exchange", "demanding"} {
		head = append(head, p.T("cli.types_"+column))
	}
	fmt.Fprintf(w, "%s\t\n", strings.Join(head, "\t"))
	share := func(x float64) string { return p.Percent(x, 1) }
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t\n", r.World, r.Quarters, share(r.Accuracy), share(r.Coverage), share(r.Confident), share(r.ECE),
			share(r.WronglyExchange), share(r.Precise))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, r := range rows {
		if r.Quarters != trial.Judged {
			continue
		}
		if err := e.sayReliability(p, r); err != nil {
			return err
		}
		for _, b := range r.Broken() {
			e.say("%s", p.T("cli.types_broken", p.T("cli.types_"+b.Limit), share(b.Got), share(b.Want)))
		}
	}
	return nil
}

// sayReliability prints the diagram and the matrix of one world.
func (e *env) sayReliability(p *locale.Printer, r trial.Result) error {
	e.say("\n%s", p.T("cli.types_diagram", r.World, r.Quarters))
	w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, b := range r.Diagram {
		if b.Customers > 0 {
			fmt.Fprintf(w, "%s\t%s\t%s\t\n", p.T("cli.types_probable", p.Percent(b.Probable, 1)), p.T("cli.types_right", p.Percent(b.Right, 1)), p.T("cli.types_customers", b.Customers))
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	e.say("\n%s", p.T("cli.types_matrix", r.World))
	w = tabwriter.NewWriter(e.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	for column := range r.Confusion[0] {
		fmt.Fprintf(w, "\t%s", p.T("look.kind."+kind.Kind(column).Key()+".short"))
	}
	fmt.Fprintln(w, "\t")
	for truth, row := range r.Confusion {
		fmt.Fprint(w, p.T("look.kind."+kind.Kind(truth).Key()+".short"))
		for _, n := range row {
			fmt.Fprintf(w, "\t%d", n)
		}
		fmt.Fprintln(w, "\t")
	}
	return w.Flush()
}
