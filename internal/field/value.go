package field

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Yes and No are the values of a flag.
const (
	Yes = "yes"
	No  = "no"
)

// Value is what one field says of one customer. Exactly one of Text and Int is used.
type Value struct {
	row.Meta
	Customer int64  `json:"customer"`
	Field    int64  `json:"field"`
	Text     string `json:"text,omitempty"`
	Int      int64  `json:"int,omitempty"`
}

// Holder returns the customer.
func (v *Value) Holder() int64 { return v.Customer }

// Columns are the values in the order of the statements.
func (v *Value) Columns() []any { return []any{&v.Customer, &v.Field, &v.Text, &v.Int} }

var values = row.New[Value]("field", statements, "value")

// numberScale is by what a number is multiplied to become a whole one.
const numberScale = 10_000

// Canonical is a value in its stored form as text: a flag as yes or no, a number with
// a decimal point, money in cents, a day as YYYY-MM-DD.
func (d *Definition) Canonical(v Value) string {
	switch d.Kind {
	case Flag:
		if v.Int == 1 {
			return Yes
		}
		return No
	case Number:
		return decimal(v.Int)
	case Money:
		return strconv.FormatInt(v.Int, 10)
	case Text, Choice, Day:
	}
	return v.Text
}

// decimal writes a number times numberScale without needless zeros.
func decimal(n int64) string {
	sign := ""
	u := uint64(n)
	if n < 0 {
		sign, u = "-", -u
	}
	frac := strings.TrimRight(fmt.Sprintf("%04d", u%numberScale), "0")
	if frac != "" {
		frac = "." + frac
	}
	return sign + strconv.FormatUint(u/numberScale, 10) + frac
}

// Read reads a canonical text. It fails with fault.Invalid "field.value.<kind>".
func (d *Definition) Read(text string) (Value, error) {
	v := Value{Field: d.ID}
	bad := fault.New(fault.Invalid, "field.value."+string(d.Kind), d.Label, text)
	switch d.Kind {
	case Flag:
		if text != Yes && text != No {
			return v, bad
		}
		v.Int = flag(text == Yes)
	case Number:
		n, err := money.ParseDecimal(text)
		if err != nil {
			return v, bad
		}
		c, err := money.Product(n, scale, 0)
		if err != nil {
			return v, bad
		}
		v.Int = int64(c)
	case Money:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return v, bad
		}
		v.Int = n
	case Day:
		day, err := cal.Parse(text)
		if err != nil {
			return v, bad
		}
		v.Text = day.String()
	case Choice:
		if !slices.Contains(d.Options, text) {
			return v, bad
		}
		v.Text = text
	case Text:
		if utf8.RuneCountInString(text) > maxValue || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return v, fault.New(fault.Invalid, "field.value.text", d.Label, maxValue)
		}
		v.Text = text
	}
	return v, nil
}

var scale = func() money.Decimal {
	d, err := money.ParseDecimal(strconv.Itoa(numberScale))
	if err != nil {
		panic(err)
	}
	return d
}()

// Of returns a customer's values by the id of the field.
func Of(ctx context.Context, db store.Querier, id int64) (map[int64]Value, error) {
	all, err := Many(ctx, db, []int64{id})
	return all[id], err
}

// Many returns the values of several customers, by customer and field.
func Many(ctx context.Context, db store.Querier, ids []int64) (map[int64]map[int64]Value, error) {
	out := make(map[int64]map[int64]Value, len(ids))
	rows, err := store.All(ctx, db, statements.Get("many"), row.Scan[Value], store.List(ids))
	if err != nil {
		return nil, fmt.Errorf("read values of own fields: %w", err)
	}
	for _, v := range rows {
		if out[v.Customer] == nil {
			out[v.Customer] = map[int64]Value{}
		}
		out[v.Customer][v.Field] = v
	}
	return out, nil
}

// Change is a value as an editor saw it and as he wants it, both canonical; "" is
// none.
type Change struct {
	Field    int64
	From, To string
}

// Set writes the changes of one customer. A value that is no longer as the editor saw
// it fails with fault.Conflict "field.value_changed", naming the field and what stands
// there now; then nothing is written.
func Set(ctx context.Context, tx *store.Tx, by row.By, id int64, changes []Change) error {
	defs, err := All(ctx, tx)
	if err != nil {
		return err
	}
	now, err := Of(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, c := range changes {
		i := slices.IndexFunc(defs, func(d Definition) bool { return d.ID == c.Field })
		if i < 0 {
			return fault.New(fault.NotFound, "field.gone")
		}
		if err := set(ctx, tx, by, id, &defs[i], now, c); err != nil {
			return err
		}
	}
	return nil
}

func set(ctx context.Context, tx *store.Tx, by row.By, id int64, d *Definition, now map[int64]Value, c Change) error {
	old, there := now[d.ID]
	stands := ""
	if there {
		stands = d.Canonical(old)
	}
	if c.To == stands {
		return nil
	}
	if c.From != stands {
		return fault.New(fault.Conflict, "field.value_changed", d.Label, stands)
	}
	if c.To == "" {
		return values.Remove(ctx, tx, by, old.ID, old.Version)
	}
	v, err := d.Read(c.To)
	if err != nil {
		return err
	}
	v.Customer = id
	if there {
		v.Meta = old.Meta
		return values.Change(ctx, tx, by, v)
	}
	_, err = values.Create(ctx, tx, by, v)
	return err
}

// Knows tells whether an entry of the history is a change of a value.
func Knows(e history.Entry) bool { return values.Knows(e) }

// Undo takes a change back, see [row.Table.Undo].
func Undo(ctx context.Context, tx *store.Tx, by row.By, e history.Entry) error {
	return values.Undo(ctx, tx, by, e)
}

// Forget removes all values of a customer.
func Forget(ctx context.Context, tx *store.Tx, id int64) error {
	if _, err := tx.Exec(ctx, statements.Get("forget"), id); err != nil {
		return fmt.Errorf("forget own fields of customer %d: %w", id, err)
	}
	return nil
}

// Moving is how values follow a merge: a field that the surviving record has too stays
// with the other one.
var Moving = row.Move("field_value", statements.Get("relink"), statements.Get("unlink"))
