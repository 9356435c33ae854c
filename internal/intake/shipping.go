package intake

import (
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake/table"
	"github.com/stammkunde/stammkunde/internal/locale"
)

// WrongShipping is a cell of a price list that cannot be read.
type WrongShipping struct {
	Line   int    // of the file, from 1
	Column string // as its header writes it
	Err    error  // fault.Invalid
}

// mostWrongShipping is how many wrong cells are told at once.
const mostWrongShipping = 20

// The columns of a price list of shipping by their folded names.
var shippingColumns = map[string][]string{
	"country": {"land", "zielland", "lieferland", "empfangerland", "country", "destination", "ship to country"},
	"upto": {
		"bis bestellwert", "bestellwert bis", "bis warenwert", "warenwert bis", "bis netto", "bis nettowert", "bis betrag", "bis wert", "bis eur", "bis chf",
		"bestellwert", "warenwert", "bis", "up to order value", "order value up to", "up to", "order value",
	},
	"cost":  {"kosten", "versandkosten", "preis", "porto", "fracht", "kosten netto", "preis netto", "kosten eur", "kosten chf", "cost", "costs", "price", "shipping cost", "shipping"},
	"since": {"gultig ab", "gilt ab", "ab datum", "ab", "valid from", "from"},
}

// restOfWorld are the folded words for all countries that a list does not name.
var restOfWorld = []string{"", "*", "alle", "andere", "ubrige", "ubrige lander", "alle anderen", "rest", "sonstige", "welt", "all", "other", "others", "rest of world", "world"}

// ReadShipping reads a price list of shipping, as a table of country, largest net of a sale,
// cost and the day from which it holds; since is for lines that name no day. Each day makes
// a list. With one wrong cell nothing is taken, since a list with holes would be another one:
// then wrong names them. It fails with fault.Invalid "intake.shipping_columns" where no
// column tells the cost, and "intake.shipping_weight" for bands of weight, because what a
// shipment weighs is not known.
func ReadShipping(f *table.File, say *locale.Printer, since cal.Date) (lists []cost.ShippingList, wrong []WrongShipping, err error) {
	r, err := f.Read(0)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	header := r.Header()
	at := shippingAt(header)
	if at["cost"] < 0 {
		return nil, nil, fault.New(fault.Invalid, "intake.shipping_columns")
	}
	for {
		row, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, nil, err
		}
		if row.Problem != nil {
			wrong = append(wrong, WrongShipping{row.Line, "", fault.New(fault.Invalid, "intake.shipping_row")})
			continue
		}
		cell := func(name string) (text, column string) {
			if i := at[name]; i >= 0 && i < len(row.Cells) {
				return strings.TrimSpace(row.Cells[i]), header[i]
			}
			return "", ""
		}
		if weight, _ := cell("weight"); weight != "" {
			return nil, nil, fault.New(fault.Invalid, "intake.shipping_weight")
		}
		if strings.TrimSpace(strings.Join(row.Cells, "")) == "" {
			continue
		}
		line, day, bad := shippingRow(cell, say, since)
		if bad != nil {
			bad.Line = row.Line
			if wrong = append(wrong, *bad); len(wrong) == mostWrongShipping {
				return nil, wrong, nil
			}
			continue
		}
		i := slices.IndexFunc(lists, func(l cost.ShippingList) bool { return l.Since == day })
		if i < 0 {
			i, lists = len(lists), append(lists, cost.ShippingList{Since: day})
		}
		lists[i].Rows = append(lists[i].Rows, line)
	}
	if len(wrong) > 0 {
		return nil, wrong, nil
	}
	if len(lists) == 0 {
		return nil, nil, fault.New(fault.Invalid, "intake.shipping_empty")
	}
	for i := range lists {
		if err := cost.CheckShipping(&lists[i]); err != nil {
			return nil, nil, err
		}
	}
	return lists, nil, nil
}

// shippingAt tells where the columns are, -1 for those that are not there.
func shippingAt(header []string) map[string]int {
	at := map[string]int{"weight": -1}
	folded := make([]string, len(header))
	for i, h := range header {
		folded[i] = strings.Trim(locale.SearchKey(h), " .:*()")
		if words := strings.Fields(folded[i]); slices.Contains(words, "kg") || strings.Contains(folded[i], "gewicht") || strings.Contains(folded[i], "weight") {
			at["weight"] = i
		}
	}
	for name, words := range shippingColumns {
		at[name] = slices.IndexFunc(folded, func(h string) bool {
			return slices.Contains(words, h) || slices.Contains(words, strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(h, "eur"), "chf")))
		})
	}
	return at
}

// shippingRow reads one line; bad is the cell that cannot be read.
func shippingRow(cell func(name string) (text, column string), say *locale.Printer, since cal.Date) (line cost.ShippingRow, day cal.Date, bad *WrongShipping) {
	wrong := func(column string, err error) (cost.ShippingRow, cal.Date, *WrongShipping) {
		return line, day, &WrongShipping{Column: column, Err: err}
	}
	text, column := cell("country")
	if !slices.Contains(restOfWorld, locale.SearchKey(text)) {
		if line.Country = customer.CountryOf(text); line.Country == "" {
			return wrong(column, fault.New(fault.Invalid, "cost.shipping_country", text))
		}
	}
	var err error
	if text, column = cell("upto"); text != "" {
		if line.UpTo, err = say.ParseAmount(text, ""); err != nil {
			return wrong(column, err)
		}
		if line.UpTo <= 0 || line.UpTo > cost.MaxAmount {
			return wrong(column, fault.New(fault.Invalid, "cost.shipping_amount"))
		}
	}
	text, column = cell("cost")
	if line.Cost, err = say.ParseAmount(text, ""); err != nil {
		return wrong(column, err)
	}
	if line.Cost < 0 {
		return wrong(column, fault.New(fault.Invalid, "cost.shipping_amount"))
	}
	day = since
	if text, column = cell("since"); text != "" {
		if day, err = say.ParseDate(text, since); err != nil {
			return wrong(column, err)
		}
	}
	return line, day, nil
}
