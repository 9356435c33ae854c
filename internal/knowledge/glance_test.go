package knowledge_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/accord"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/knowledge"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

func TestAGlanceHoldsWhatIsKnownNow(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		anna := add(t, db, customer.Customer{Kind: customer.Person, FirstName: "Anna", LastName: "Berger"})
		paul := add(t, db, customer.Customer{Kind: customer.Person, FirstName: "Paul", LastName: "Berger"})
		if g, err := knowledge.At(ctx, db, anna, today); err != nil || cmp.Diff(knowledge.Glance{}, g) != "" {
			t.Errorf("before anything is known: %+v, %v", g, err)
		}
		steps := []func(tx *store.Tx) error{
			func(tx *store.Tx) error { return noteTopic(tx, anna, "Angeln", interest.Told, today-400) },
			func(tx *store.Tx) error { return noteTopic(tx, anna, "Hunde", interest.Told, today) },
			func(tx *store.Tx) error { return noteTopic(tx, anna, "Katzen", interest.Excluded, today) },
			func(tx *store.Tx) error {
				return interest.Prefer(ctx, tx, by, interest.Preference{Customer: anna, Channel: "phone", Times: "09:00-11:00", QuietDays: "6", Orientation: "brand", Since: today})
			},
			func(tx *store.Tx) error {
				_, err := interest.KeepQuiet(ctx, tx, by, interest.Quiet{Customer: anna, Since: today - 30, Until: today - 1})
				return err
			},
			func(tx *store.Tx) error {
				_, err := interest.KeepQuiet(ctx, tx, by, interest.Quiet{Customer: anna, Since: today + 30, Until: today + 40})
				return err
			},
			func(tx *store.Tx) error {
				_, err := party.Join(ctx, tx, by, party.Link{From: anna, To: paul, Kind: party.Family, Label: "Bruder", BackLabel: "Schwester", Since: cal.Never, Until: cal.Never})
				return err
			},
			func(tx *store.Tx) error {
				_, err := party.Agree(ctx, tx, by, today, party.Agreed{Customer: anna, Form: party.Neutral, Offered: party.ByThem, Since: today})
				return err
			},
			func(tx *store.Tx) error {
				return accord.Say(ctx, tx, by, today, accord.Reason{Customer: anna, Phase: "stays", Code: "price", Source: "told", Day: today - 9})
			},
			func(tx *store.Tx) error {
				return accord.Say(ctx, tx, by, today, accord.Reason{Customer: anna, Phase: "stays", Code: "quality", Words: "Hält lange.", Source: "told", Day: today})
			},
			func(tx *store.Tx) error { return addPhone(tx, anna, "040 6696910") },
			func(tx *store.Tx) error { return addPhone(tx, anna, "0171 5550123") },
		}
		for _, step := range steps {
			update(t, db, step)
		}
		g, err := knowledge.At(ctx, db, anna, today)
		must(t, err)
		if d := cmp.Diff([]knowledge.Liked{{Name: "Hunde", Since: today}, {Name: "Angeln", Since: today - 400}}, g.Likes); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]string{"Katzen"}, g.Avoids); d != "" {
			t.Error(d)
		}
		if g.Treated.Channel != "phone" || g.Treated.Times != "09:00-11:00" || g.Treated.QuietDays != "6" || g.Treated.Orientation != "brand" {
			t.Errorf("%+v", g.Treated)
		}
		if len(g.Quiet) != 1 || g.Quiet[0].Since != today+30 {
			t.Errorf("quiet days to come: %+v", g.Quiet)
		}
		if len(g.Belongs) != 1 || g.Belongs[0].Word() != "Bruder" || g.Belongs[0].Other != paul || g.Form != party.Neutral {
			t.Errorf("%+v %s", g.Belongs, g.Form)
		}
		if len(g.Why) != 1 || g.Why[0].Code != "quality" || g.Why[0].Words != "Hält lange." {
			t.Errorf("the newest reason of each phase: %+v", g.Why)
		}
		if n := len(g.Reach); n == 0 || g.Reach[n-1].Value != "0171 5550123" || g.Reach[n-1].Way != party.Phone {
			t.Errorf("%+v", g.Reach)
		}
		back, err := knowledge.At(ctx, db, paul, today)
		must(t, err)
		if len(back.Belongs) != 1 || back.Belongs[0].Word() != "Schwester" || back.Belongs[0].OtherName != "Anna Berger" || len(back.Likes) != 0 {
			t.Errorf("from the far end: %+v", back)
		}
	})
}

func noteTopic(tx *store.Tx, id int64, name string, kind interest.Kind, day cal.Date) error {
	topic, err := interest.EnsureTopic(ctx, tx, name, by.At)
	if err != nil {
		return err
	}
	_, err = interest.Note(ctx, tx, by, today, interest.Noted{Customer: id, Topic: topic, Kind: kind, Day: day, Source: "counter", User: 3})
	return err
}

func addPhone(tx *store.Tx, id int64, number string) error {
	_, err := party.AddPoint(ctx, tx, by, party.Point{Customer: id, Way: party.Phone, Value: number, Since: cal.Never, Until: cal.Never, Bad: cal.Never})
	return err
}

func TestACorrectedDayOfATalkIsSeenAtOnce(t *testing.T) {
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		anna := add(t, db, customer.Customer{Kind: customer.Person, LastName: "Berger"})
		who := interaction.By{Actor: 3, At: 1000}
		var id int64
		update(t, db, func(tx *store.Tx) (err error) {
			id, _, err = interaction.Log(ctx, tx, who, interaction.Interaction{Customer: anna, Day: today - 40, At: 1000, Channel: interaction.Phone, Direction: interaction.In, Note: "fragt nach Brot"})
			return err
		})
		_, err := knowledge.RefreshDue(ctx, db, today)
		must(t, err)
		update(t, db, func(tx *store.Tx) error {
			talk, links, err := interaction.Get(ctx, tx, id)
			if err != nil {
				return err
			}
			talk.Day = today - 3
			_, err = interaction.Amend(ctx, tx, who, talk, links...)
			return err
		})
		n, err := knowledge.RefreshDue(ctx, db, today)
		must(t, err)
		if n != 1 {
			t.Errorf("%d customers were marked by the corrected day", n)
		}
	})
}
