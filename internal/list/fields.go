package list

import (
	"context"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/store"
)

var ownKinds = map[field.Kind]audience.Kind{
	field.Text: audience.Text, field.Choice: audience.Choice, field.Flag: audience.Flag,
	field.Number: audience.Number, field.Money: audience.Money, field.Day: audience.Day,
}

// Fields returns what rules, sorts and columns may use: the fields of every firm and the
// firm's own, and the definitions of these. Archived ones are among them, so that saved
// views go on; who offers a choice leaves them out.
func Fields(ctx context.Context, db store.Querier) (audience.Catalogue, []field.Definition, error) {
	defs, err := field.All(ctx, db)
	if err != nil {
		return audience.Catalogue{}, nil, err
	}
	var own []audience.Own
	kept := defs[:0]
	for _, d := range defs {
		if d.Whom == customer.Contact { // contact persons are in no list
			continue
		}
		kept = append(kept, d)
		own = append(own, audience.Own{ID: d.ID, Key: d.Key, Label: d.Label, Kind: ownKinds[d.Kind], Options: d.Options})
	}
	return audience.Standard().With(own...), kept, nil
}
