package care_test

import (
	"context"
	"slices"

	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/store"
)

// noted are the contacts of a customer that lines of the list wrote down, beside those
// that the practice data have.
func noted(ctx context.Context, db store.Querier, customer int64) ([]interaction.Interaction, error) {
	all, err := interaction.Of(ctx, db, customer, interaction.Newest, 20)
	return slices.DeleteFunc(all, func(i interaction.Interaction) bool { return i.Source != "care" }), err
}
