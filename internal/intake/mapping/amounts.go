package mapping

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// totalOfLine takes a short "Gesamt" or "Total" beside quantity and price for the amount of
// the line when it is their product in every row; else it is that of the document.
func (p *Proposal) totalOfLine(sample [][]string) {
	total, quantity, price := p.Column(OrderTotal), p.Column(LineQuantity), p.Column(LineUnitPrice)
	if total < 0 || quantity < 0 || price < 0 || p.Column(LineAmount) >= 0 || p.Column(LineAmountGross) >= 0 || p.Column(LineAmountNet) >= 0 {
		return
	}
	seen := false
	for _, row := range sample {
		t, okT := cellNumber(row, total)
		n, okN := cellNumber(row, quantity)
		each, okP := cellNumber(row, price)
		if !okT && !okN && !okP {
			continue
		}
		if !okT || !okN || !okP || math.Abs(t-n*each) > 0.011 {
			return
		}
		seen = true
	}
	if seen {
		p.Columns[total].Field = LineAmount
	}
}

// taxRates are the rates of value added tax in percent that small firms in Europe charge,
// present ones and those of recent years.
var taxRates = []float64{
	2.5, 2.6, 3.7, 3.8, 4, 4.8, 5, 5.5, 6, 7, 7.7, 8, 8.1, 9, 9.5, 10, 10.7, 12, 13, 13.5, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 25.5, 27,
}

// rateOfTax takes a bare "MwSt" for the rate when its values are rates and cannot be the tax
// that the amounts contain.
func (p *Proposal) rateOfTax(sample [][]string) {
	at := p.Column(LineTax)
	if at < 0 || p.Column(LineTaxRate) >= 0 {
		return
	}
	amounts := []int{p.Column(LineAmount), p.Column(LineAmountGross), p.Column(LineAmountNet), p.Column(LineUnitPrice), p.Column(OrderTotal)}
	rates, taxes := 0, 0
	for _, row := range sample {
		v, ok := cellNumber(row, at)
		if !ok || v == 0 {
			continue
		}
		if !slices.Contains(taxRates, v) {
			return
		}
		rates++
		if strings.HasSuffix(clean(row[at]), "%") {
			continue
		}
		if slices.ContainsFunc(amounts, func(i int) bool { a, ok := cellNumber(row, i); return ok && taxIn(v, a) }) {
			taxes++
		}
	}
	if rates > 0 && taxes*2 < rates {
		p.Columns[at].Field = LineTaxRate
	}
}

// taxIn tells whether a tax is that of a net or gross amount at some rate.
func taxIn(tax, amount float64) bool {
	return slices.ContainsFunc(taxRates, func(r float64) bool {
		return math.Abs(tax-amount*r/100) < 0.011 || math.Abs(tax-amount*r/(100+r)) < 0.011
	})
}

// cellNumber reads a cell as a number whatever its decimal mark.
func cellNumber(row []string, at int) (float64, bool) {
	if at < 0 || at >= len(row) {
		return 0, false
	}
	d, bad := parseNumber(strings.TrimSpace(strings.TrimSuffix(clean(row[at]), "%")), 0)
	if bad != "" {
		return 0, false
	}
	return d.Float(), true
}

// HeaderCurrency is the currency that headers of amounts name ("Betrag CHF"), "" when they
// name none or several, or when a column tells it for each row.
func (p *Proposal) HeaderCurrency() string {
	if p.Column(OrderCurrency) >= 0 || p.Column(PaymentCurrency) >= 0 {
		return ""
	}
	found := ""
	for _, c := range p.Columns {
		if c.Field == None || fieldInfo[c.Field].value != numberValue {
			continue
		}
		code := strings.ToUpper(strings.Trim(beside[0].FindString(c.Header), " /_.,-()[]"))
		code = strings.TrimSpace(strings.TrimPrefix(code, "IN "))
		if code == "€" || code == "EURO" {
			code = "EUR"
		}
		if code != "" && found != "" && code != found {
			return ""
		}
		found = cmp.Or(found, code)
	}
	return found
}
