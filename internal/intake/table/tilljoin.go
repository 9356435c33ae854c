package table

import (
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/money"
)

// record yields the problems of the small tables, then the lines, then the
// receipts that had no line, then tax rows that belong to no line.
func (t *till) record(rec *record) error {
	if len(t.problems) > 0 {
		*rec, t.problems = t.problems[0], t.problems[1:]
		return nil
	}
	if t.lines != nil {
		err := t.lines.next()
		if err == nil {
			return t.line(rec)
		}
		if !errors.Is(err, io.EOF) {
			return err
		}
		t.lines = nil
		if err := t.restOfVAT(); err != nil {
			return err
		}
		if len(t.problems) > 0 {
			return t.record(rec)
		}
	}
	for ; t.rest < len(t.order); t.rest++ {
		if r := t.order[t.rest]; !r.used {
			r.used = true
			t.start(r)
			for range len(lineColumns) + len(joinedColumns) - 2 {
				t.cells = append(t.cells, "")
			}
			t.cells = append(t.cells, r.pay[0], r.pay[1])
			*rec = record{line: r.line, part: "transactions.csv", cells: t.cells, joined: true}
			return nil
		}
	}
	return io.EOF
}

func (t *till) start(r *receipt) {
	t.cells = t.cells[:0]
	rest := r.cells
	for range receiptColumns {
		var c string
		c, rest, _ = strings.Cut(rest, unused)
		t.cells = append(t.cells, c)
	}
}

// line joins the current row of lines.csv.
func (t *till) line(rec *record) error {
	f := t.lines
	*rec = record{line: f.rec.line, part: f.name, raw: f.rec.raw, problem: f.rec.problem, recoded: f.rec.recoded}
	if rec.problem != nil {
		return nil
	}
	r := t.receipts[f.key()]
	if r == nil {
		rec.problem = &Problem{Column: -1, Key: "intake.till_without_receipt"}
		return nil
	}
	r.used = true
	t.start(r)
	for _, name := range lineColumns {
		t.cells = append(t.cells, f.cell(name))
	}
	v, err := t.vatOf(f.key() + unused + f.cell("POS_ZEILE"))
	if err != nil {
		return err
	}
	rate := ""
	if v.code != "" {
		rate = t.rates[f.cell("Z_KASSE_ID")+unused+f.cell("Z_NR")+unused+v.code]
	}
	t.cells = append(t.cells, v.gross, v.net, v.tax, v.code, rate, r.pay[0], r.pay[1])
	rec.cells, rec.joined = t.cells, true
	return nil
}

// lineVAT is the sum of the tax rows of one line; code is empty when they have
// different rates or there are none.
type lineVAT struct {
	gross, net, tax, code string

	raw []record
}

type vatRow struct {
	key string
	lineVAT
	rec record
}

// vatOf returns the amounts of one line. Tills write lines and their tax rows in
// the same order, so reading on until the key appears stays short; rows passed on
// the way wait in vatAhead.
func (t *till) vatOf(key string) (lineVAT, error) {
	if v := t.vatAhead[key]; v != nil {
		delete(t.vatAhead, key)
		return *v, nil
	}
	found := false
	for {
		row, err := t.vatPeek()
		if err != nil {
			return lineVAT{}, err
		}
		if row == nil || (found && row.key != key) {
			break
		}
		if row.key == key {
			found = true
		}
		if err := t.keepVAT(row); err != nil {
			return lineVAT{}, err
		}
		t.vatNext = nil
	}
	v := t.vatAhead[key]
	if v == nil {
		return lineVAT{}, nil
	}
	delete(t.vatAhead, key)
	return *v, nil
}

func (t *till) keepVAT(row *vatRow) error {
	v := t.vatAhead[row.key]
	if v == nil {
		if len(t.vatAhead) >= 4*t.limits.Receipts {
			return t.tooMany()
		}
		v = &lineVAT{code: row.code}
		t.vatAhead[row.key] = v
	}
	v.gross, v.net, v.tax = plus(v.gross, row.gross), plus(v.net, row.net), plus(v.tax, row.tax)
	if v.code != row.code {
		v.code = ""
	}
	v.raw = append(v.raw, row.rec)
	return nil
}

// vatPeek returns the next row of lines_vat.csv without passing it; nil at the end.
func (t *till) vatPeek() (*vatRow, error) {
	for t.vatNext == nil && t.vat != nil {
		err := t.vat.next()
		if errors.Is(err, io.EOF) {
			t.vat = nil
			break
		}
		if err != nil {
			return nil, err
		}
		f := t.vat
		if f.rec.problem != nil {
			if err := t.problem(f, f.rec.problem); err != nil {
				return nil, err
			}
			continue
		}
		t.vatNext = &vatRow{key: f.key() + unused + f.cell("POS_ZEILE"), rec: record{
			line: f.rec.line,
			part: f.name, raw: append([]byte(nil), f.rec.raw...),
		}}
		t.vatNext.lineVAT = lineVAT{
			gross: f.cell("POS_BRUTTO"), net: f.cell("POS_NETTO"), tax: f.cell("POS_UST"),
			code: f.cell("UST_SCHLUESSEL"),
		}
	}
	return t.vatNext, nil
}

// restOfVAT turns the tax rows that no line asked for into problems.
func (t *till) restOfVAT() error {
	for {
		row, err := t.vatPeek()
		if err != nil {
			return err
		}
		if row == nil {
			break
		}
		if err := t.keepVAT(row); err != nil {
			return err
		}
		t.vatNext = nil
	}
	for _, v := range t.vatAhead {
		for _, rec := range v.raw {
			rec.problem = &Problem{Column: -1, Key: "intake.till_without_line"}
			t.problems = append(t.problems, rec)
		}
	}
	clear(t.vatAhead)
	slices.SortStableFunc(t.problems, func(a, b record) int { return a.line - b.line })
	return nil
}

// plus adds two decimals written with a point. What is not a number is kept as it
// is, so that the typed reading names it.
func plus(a, b string) string {
	if a == "" {
		return b
	}
	if b == "" {
		return a
	}
	x, errX := money.ParseDecimal(a)
	y, errY := money.ParseDecimal(b)
	const huge = 1e12 // sums of greater amounts could overflow while scales are aligned
	if errX != nil || errY != nil || max(x.Digits, y.Digits) > huge || min(x.Digits, y.Digits) < -huge || x.Scale > 5 || y.Scale > 5 {
		return a + " + " + b
	}
	for x.Scale < y.Scale {
		x.Digits, x.Scale = x.Digits*10, x.Scale+1
	}
	for y.Scale < x.Scale {
		y.Digits, y.Scale = y.Digits*10, y.Scale+1
	}
	return money.Decimal{Digits: x.Digits + y.Digits, Scale: x.Scale}.String()
}
