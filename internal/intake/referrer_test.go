package intake_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/referral"
	"github.com/stammkunde/stammkunde/internal/schema/schematest"
	"github.com/stammkunde/stammkunde/internal/store"
)

const recommended = `SELECT a.last_name || ' by ' || b.last_name || b.company || ' ' || r.day || ' ' || r.known || ' ' || r.prompted || ' ' || r.anyway
FROM referral r JOIN customer a ON a.id = r.referred_id JOIN customer b ON b.id = r.referrer_id`

func TestWhoRecommendedComesWithTheCustomers(t *testing.T) {
	const text = "Kundennummer;Nachname;Vorname;Firma;E-Mail;Empfohlen von;Empfohlen am;Empfehlung bekannt durch;Um Empfehlung gebeten;Wäre auch so gekommen\n" +
		"1;Ahrens;Wiebke;;;4;01.02.2024;Karte;ja;nein\n" + // by number, of a later row
		"2;Berger;Anna;;;jana@example.de;;;;\n" + // by mail
		"3;Carls;Ole;;;Kranz, Jana;2024-02-30;Brieftaube;jein;\n" + // by name; words that cannot be read
		"4;Kranz;Jana;;jana@example.de;Bauhof Nord;;erzählt;;weiß nicht\n" + // by the name of a firm
		"5;;;Bauhof Nord;;;;;;\n" +
		"6;Dreyer;Eva;;;6;;;;\n" + // himself
		"7;Ehlers;Uwe;;;Zwirbelquast;;;;\n" + // nobody
		"8;Fink;Ida;;;Müller, Max;;;;\n" + // two of the name
		"9;Müller;Max;;m1@example.de;;;;;\n10;Müller;Max;;m2@example.de;;;;;\n" +
		"11;Grote;Jo;;;12;;;;\n12;Hansen;Bo;;;11;;;;\n" // a circle
	want := []string{
		"Ahrens by Kranz 2024-02-01 code yes no", "Berger by Kranz 9999-12-31 noted unsure unsure", "Carls by Kranz 9999-12-31 noted unsure unsure",
		"Grote by Hansen 9999-12-31 noted unsure unsure", "Kranz by Bauhof Nord 9999-12-31 told unsure unsure",
	}
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		before := d.counts()
		r := d.take(text)
		d.want(r, 12, 0, 0, 0)
		if diff := cmp.Diff(want, d.lines(recommended)); diff != "" || r.Figures.Referrals != 5 {
			t.Errorf("%d recommendations %s", r.Figures.Referrals, diff)
		}
		var bad []string
		for _, b := range r.Figures.BadValueList {
			bad = append(bad, fmt.Sprint(b.Line, " ", b.Column, " ", b.Reason.Key, " ", b.Reason.Args))
		}
		wantBad := []string{
			"4 Empfohlen am intake.referrer.day [2024-02-30]", "4 Empfehlung bekannt durch intake.referrer.known [Brieftaube]",
			"4 Um Empfehlung gebeten intake.referrer.answer [jein]", "13 Empfohlen von referral.circle []", "7 Empfohlen von referral.self []",
			"8 Empfohlen von intake.referrer.nobody [Zwirbelquast]", "9 Empfohlen von intake.referrer.several [Müller, Max]",
		}
		if diff := cmp.Diff(wantBad, bad); diff != "" {
			t.Error(diff)
		}
		d.want(d.take(text), 0, 0, 12, 0)
		if diff := cmp.Diff(want, d.lines(recommended)); diff != "" {
			t.Errorf("the same list again: %s", diff)
		}
		if _, err := d.Undo(context.Background(), r.Import+1, 0); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Undo(context.Background(), r.Import, 0); err != nil {
			t.Fatal(err)
		}
		if got := d.counts(); got != before || len(d.lines(recommended)) != 0 {
			t.Errorf("taken back: %s, before %s, %v", got, before, d.lines(recommended))
		}
	})
}

// The check tells who would recommend himself, as the run does: by number, mail or name.
func TestACheckTellsWhoRecommendsHimself(t *testing.T) {
	const text = "Kundennummer;Nachname;Vorname;Firma;E-Mail;Empfohlen von\n1;Ahrens;Wiebke;;;1\n2;Berger;Anna;;a.berger@example.de;A.Berger@example.de\n" +
		"3;Carls;Ole;;;Ole Carls\n4;;;Bauhof Nord GmbH;;Bauhof Nord GmbH\n5;Dreyer;Eva;;;2\n"
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		dry := d.run(intake.Request{Path: d.file(text), DryRun: true})
		told := d.take(text)
		for name, r := range map[string]intake.Report{"check": dry, "run": told} {
			var lines []int
			for _, b := range r.Figures.BadValueList {
				if b.Reason.Key != "referral.self" || b.Column != "Empfohlen von" {
					t.Errorf("%s: %+v", name, b)
				}
				lines = append(lines, b.Line)
			}
			if diff := cmp.Diff([]int{2, 3, 4, 5}, lines); diff != "" || r.Figures.BadValues != 4 {
				t.Errorf("%s: %d, %s", name, r.Figures.BadValues, diff)
			}
		}
	})
}

// Like any other field: what somebody changed or took out stays so until the source says
// something new, and taking the import back leaves it alone.
func TestARecommendationThatSomebodyChangedStays(t *testing.T) {
	ctx := context.Background()
	schematest.Each(t, func(t *testing.T, db *store.DB) {
		d := newDesk(t, db)
		const plain, told = "Kundennummer;Nachname;PLZ\n1;Ahrens;12345\n2;Berger;12345\n3;Carls;12345\n", "Kundennummer;Nachname;PLZ;Empfohlen von\n1;Ahrens;12345;3\n2;Berger;12345;3\n3;Carls;12345;\n"
		d.run(alt(d, plain))
		r := d.run(alt(d, told))
		d.want(r, 0, 2, 1, 0)
		ids, err := customer.Lookup(ctx, db, r.Source, []string{"1", "2"})
		if err != nil {
			t.Fatal(err)
		}
		by, today := customer.By{Actor: 1, At: 2}, cal.MustParse("2026-11-22")
		if err := db.Update(ctx, func(tx *store.Tx) error {
			mine, err := referral.Given(ctx, tx, ids["1"])
			if err != nil {
				return err
			}
			mine[0].Anyway = referral.No
			if err := referral.Correct(ctx, tx, by, today, mine[0].Referral); err != nil {
				return err
			}
			if mine, err = referral.Given(ctx, tx, ids["2"]); err != nil {
				return err
			}
			return referral.Remove(ctx, tx, by, mine[0].ID, mine[0].Version)
		}); err != nil {
			t.Fatal(err)
		}
		want := []string{"Ahrens by Carls 9999-12-31 noted unsure no"}
		d.want(d.run(alt(d, told)), 0, 0, 3, 0)
		if diff := cmp.Diff(want, d.lines(recommended)); diff != "" {
			t.Error(diff)
		}
		if _, err := d.Undo(ctx, r.Import, 0); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, d.lines(recommended)); diff != "" {
			t.Errorf("after the import was taken back: %s", diff)
		}
	})
}
