package relationship_test

import (
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/relationship/kind"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Here the people who think along come by without a reason: what was seen of those whom the firm
// has named moves what is expected of the next one, beyond that there are many of them.
func TestWhatWasSeenOfNamedCustomersMovesWhatIsUsual(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		covered(t, db, .6)
		for range 8 {
			id := person(t, db, "Denkt")
			talk(t, db, id, interaction.NoOccasion, "warm", 10, 40, 70, 100, 130)
			_, err := say(db, relationship.Label{Customer: id, Source: relationship.Owner, Kind: "partner"})
			must(t, err)
		}
		next := person(t, db, "Neu")
		talk(t, db, next, interaction.NoOccasion, "warm", 10, 40, 70, 100, 130)
		learnt := of(t, db, next).Probable[kind.Partner]
		said, err := relationship.Labels(ctx, db, next-1, today)
		must(t, err)
		if len(said) != 1 || !strings.Contains(said[0].Evidence, `"quarters":1.`) {
			t.Errorf("what was seen is kept: %+v", said)
		}
		must(t, db.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(ctx, store.New("forget", "UPDATE relationship_label SET evidence = ''"))
			return err
		}))
		if shares := of(t, db, next).Probable[kind.Partner]; learnt < shares+.05 {
			t.Errorf("%.3f with what was seen, %.3f by the shares alone", learnt, shares)
		}
	})
}
