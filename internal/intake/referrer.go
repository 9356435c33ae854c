package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/referral"
	"github.com/stammkunde/stammkunde/internal/store"
)

// referrerChange is a recommendation that an import wrote, and what the file said.
type referrerChange struct {
	ID   int64  `json:"id"`
	Said string `json:"said"`
}

// referredPerson is a person of the stage with what became of him.
type referredPerson struct {
	listed
	customer, verdict int64
}

func (p *referredPerson) scan() []any { return append(p.listed.scan(), &p.customer, &p.verdict) }

var stageReferred = store.New("stage-referred", `
SELECT p.number, p.row, p.fields, coalesce((SELECT CAST(SUM(c.lines) AS INTEGER) FROM chunk c WHERE c.kind = 1 AND c.key = p.number), 0),
  p.customer, p.verdict
FROM person p WHERE p.number > $1 ORDER BY p.number LIMIT $2`)

// referrers writes down who recommended us to whom, after all customers of the file are
// known: one may recommend another who stands above him. What cannot be a recommendation is
// set aside with its reason; the row is taken without it. A dry run makes no customers and
// so can only tell who would have recommended himself.
func (a *application) referrers(ctx context.Context) error {
	if !a.referred {
		return nil
	}
	merged, err := a.mergedNumbers(ctx)
	if err != nil {
		return err
	}
	return pages(ctx, a.stage.db, stageReferred, (*referredPerson).scan, "", func(p referredPerson) string { return p.number }, func(list []referredPerson) error {
		for i := range list {
			p := &list[i]
			fields, rest, err := unpackPerson(p.fields)
			if err != nil {
				return err
			}
			if a.dry && rest[fieldReferrer] != "" {
				if err := a.ownReferrer(p, fields, rest[fieldReferrer]); err != nil {
					return err
				}
				continue
			}
			if rest[fieldReferrer] == "" || p.customer <= 0 || merged[p.number].Silent {
				continue
			}
			if err := a.referrer(ctx, p, rest[fieldReferrer]); err != nil {
				return err
			}
		}
		return a.changes.flush(ctx, a.tx, false)
	})
}

// referrer writes one recommendation, unless the source said the same before: what somebody
// has changed or removed since stays so.
func (a *application) referrer(ctx context.Context, p *referredPerson, text string) error {
	var last string
	err := store.Each(ctx, a.tx, statements.Get("referrer-said"), func(s *string) []any { return []any{s} }, func(s *string) error {
		var c referrerChange
		err := json.Unmarshal([]byte(*s), &c)
		last = c.Said
		return err
	}, p.customer, a.source)
	if err != nil || last == text {
		return err
	}
	var in mapping.Referrer
	if err := json.Unmarshal([]byte(text), &in); err != nil {
		return err
	}
	who, err := a.whoRecommended(ctx, in.Who)
	if err == nil {
		r := referral.Referral{
			Referred: p.customer, Referrer: who, Day: in.Day, Known: in.Known, Prompted: in.Prompted, Anyway: in.Anyway,
			Source: a.source, Import: a.id,
		}
		var id int64
		if id, err = referral.Note(ctx, a.tx, a.by, a.today, r); err == nil {
			a.figures.Referrals++
			a.changes.updated(onReferrer, p.customer, nil, referrerChange{id, text})
			if Verdict(p.verdict) == Unchanged {
				a.verdictOf[Unchanged] -= p.lines
				a.verdictOf[Updated] += p.lines
			}
			return nil
		}
	}
	f := fault.Of(err)
	switch {
	case f == nil || f.Kind == fault.Internal:
		return err
	case f.Key == "referral.twice": // entered by hand before
		return nil
	}
	a.badReferrer(p.row, f)
	return nil
}

// ownReferrer notes that somebody is named as who recommended himself: by number, mail or name.
func (a *application) ownReferrer(p *referredPerson, fields customer.Fields, text string) error {
	var in mapping.Referrer
	if err := json.Unmarshal([]byte(text), &in); err != nil {
		return err
	}
	own := in.Who == p.number
	if mail := fields[customer.FieldEmail]; strings.Contains(in.Who, "@") {
		own = own || strings.EqualFold(in.Who, mail)
	} else {
		first, last, company := splitName(&mapping.Customer{Name: in.Who})
		of := func(last, first, company string) string {
			return locale.SortKey(strings.TrimSpace(last + " " + first + " " + company))
		}
		own = own || of(last, first, company) == of(fields[customer.FieldLastName], fields[customer.FieldFirstName], fields[customer.FieldCompany])
	}
	if own {
		a.badReferrer(p.row, fault.New(fault.Invalid, "referral.self"))
	}
	return nil
}

// badReferrer notes why a recommendation was set aside.
func (a *application) badReferrer(row int64, f *fault.Error) {
	if a.figures.BadValues++; len(a.figures.BadValueList) >= mostBadValues {
		return
	}
	bad := BadValue{Part: rowPart(row), Line: rowLine(row), Reason: Failure{Key: f.Key}}
	for _, arg := range f.Args {
		bad.Reason.Args = append(bad.Reason.Args, fmt.Sprint(arg))
	}
	if at := slices.IndexFunc(a.parts, func(p Part) bool { return p.Index == bad.Part }); at >= 0 {
		if c := a.parts[at].Proposal.Column(mapping.CustomerReferrer); c >= 0 {
			bad.Column = a.parts[at].Header[c]
		}
	}
	a.figures.BadValueList = append(a.figures.BadValueList, bad)
}

// whoRecommended finds the one customer whom a text names: by the number that the source
// gives him, by mail, by name. It fails with fault.NotFound "intake.referrer.nobody" or
// fault.Conflict "intake.referrer.several".
func (a *application) whoRecommended(ctx context.Context, text string) (int64, error) {
	held, err := customer.LookupHeld(ctx, a.tx, a.source, []string{text})
	if err != nil {
		return 0, err
	}
	if id := held[text]; id > 0 {
		return id, nil
	}
	query, args := "referrer-by-mail", []any{strings.ToLower(text)}
	if !strings.Contains(text, "@") {
		first, last, company := splitName(&mapping.Customer{Name: text})
		query, args = "referrer-by-name", []any{locale.SortKey(text), locale.SortKey(strings.TrimSpace(last + " " + first + " " + company))}
	}
	for {
		ids, err := store.All(ctx, a.tx, statements.Get(query), func(id *int64) []any { return []any{id} }, args...)
		switch {
		case err != nil:
			return 0, fmt.Errorf("look for who recommended: %w", err)
		case len(ids) == 0:
			return 0, fault.New(fault.NotFound, "intake.referrer.nobody", text)
		case len(ids) > 1:
			return 0, fault.New(fault.Conflict, "intake.referrer.several", text)
		}
		if all, err := customer.Hold(ctx, a.tx, ids); err != nil || all {
			return ids[0], err
		}
	}
}

// referrer takes a recommendation back that nobody has changed since.
func (u *undo) referrer(ctx context.Context, c *change) error {
	var r referrerChange
	if err := json.Unmarshal([]byte(c.after), &r); err != nil {
		return err
	}
	return referral.Remove(ctx, u.tx, u.by, r.ID, 1)
}
