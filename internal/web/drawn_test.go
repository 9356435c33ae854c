package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/web/page/today"
)

// someVisit is a reader of some firm.
func someVisit(t *rapid.T) *visit {
	v := &visit{r: httptest.NewRequest(http.MethodGet, "/", nil)}
	v.say = locale.New(locale.Options{
		Tag: rapid.SampledFrom([]locale.Tag{locale.DeDE, locale.DeCH, locale.EnGB}).Draw(t, "tag"), Gender: locale.Gender(rapid.IntRange(0, 2).Draw(t, "gender")),
		Currency: rapid.SampledFrom([]string{"EUR", "CHF"}).Draw(t, "currency"),
	})
	v.facts.firm.Trade = rapid.SampledFrom([]firm.Trade{firm.Bakery, firm.Dealer}).Draw(t, "trade")
	v.facts.firm.AddressForm = rapid.SampledFrom([]string{"du", "sie"}).Draw(t, "form")
	v.facts.today = cal.MustParse("2026-11-24").Add(rapid.IntRange(0, 1).Draw(t, "today"))
	v.facts.zone = rapid.SampledFrom([]*time.Location{time.UTC, time.FixedZone("Ost", 3600)}).Draw(t, "zone")
	v.user.Role = rapid.SampledFrom([]team.Role{team.Owner, team.Helper}).Draw(t, "role")
	return v
}

// someStep is a line that differs from others in few places.
func someStep(t *rapid.T) *care.Step {
	day := cal.MustParse("2026-11-24")
	pick := func(name string, words ...string) string { return rapid.SampledFrom(words).Draw(t, name) }
	s := &care.Step{ID: int64(rapid.IntRange(1, 2).Draw(t, "id")), Day: day, Kind: pick("kind", "person", "firm"), FullName: pick("name", "Ida Ö", "", "A&B <GmbH>"), Number: "17", LastName: "Ö"}
	s.State = care.State(pick("state", string(care.Planned), string(care.Done), string(care.Later), string(care.Rejected), string(care.Struck)))
	s.Reason, s.AddressForm, s.Until, s.DecidedAt = pick("reason", "bought", "unwanted"), pick("agreed", "", "du"), day.Add(rapid.IntRange(1, 2).Draw(t, "until")), cal.At(time.Unix(int64(rapid.IntRange(0, 2).Draw(t, "at"))*3600, 0))
	l := &s.Line
	l.Occasion, l.Class, l.Channel = care.Occasion(pick("occasion", string(care.Thanks), string(care.Late), string(care.Anniversary))), care.Appreciation, care.Channel(pick("channel", string(care.Counter), string(care.Card)))
	l.Customer, l.Customers, l.Minutes, l.Score = int64(rapid.IntRange(0, 2).Draw(t, "customer")), rapid.IntRange(1, 3).Draw(t, "customers"), 3, 1.5
	l.Facts = care.Facts{
		Rule: "v1", Day: day, From: day, Due: day, Until: day.Add(3), Last: day.Add(-rapid.IntRange(1, 3).Draw(t, "last")), First: day.Add(-400), Occasions: rapid.IntRange(1, 3).Draw(t, "occasions"),
		Interval: 7.5, Days: 9, Years: 1, Article: pick("article", "", "Roggenbrot"),
	}
	if rapid.Bool().Draw(t, "net") {
		l.Facts.Net, l.Facts.Stake = 1234, 5678
	}
	return s
}

func TestALineFromMemoryIsTheLineDrawnAnew(t *testing.T) {
	s := &server{}
	looks := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		v, step := someVisit(t), someStep(t)
		line, err := s.line(v, step, false)
		if err != nil {
			t.Fatal(err)
		}
		var want strings.Builder
		if err := today.LineOf(v.say, line).Render(v.ctx(), &want); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			kept, err := s.drawnLine(v, step, false)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			if err := today.LineOf(v.say, kept).Render(v.ctx(), &got); err != nil {
				t.Fatal(err)
			}
			if got.String() != want.String() {
				t.Fatalf("kept  %s\ndrawn %s", &got, &want)
			}
		}
		looks[want.String()] = true
	})
	if len(looks) < 20 {
		t.Errorf("only %d different lines were looked at", len(looks))
	}
}

// someRow is a row of a list that differs from others in few places.
func someRow(t *rapid.T) list.Row {
	day := cal.MustParse("2026-11-20")
	pick := func(name string, words ...string) string { return rapid.SampledFrom(words).Draw(t, name) }
	r := list.Row{
		ID: int64(rapid.IntRange(1, 2).Draw(t, "id")), Kind: customer.Kind(pick("kind", "person", "firm")), Number: "17", Name: pick("name", "", "A&B <GmbH>"), City: pick("city", "", "Ulm"),
		Duplicate: rapid.Bool().Draw(t, "duplicate"), Computed: rapid.Bool().Draw(t, "computed"), Standing: lifecycle.Standing(pick("standing", "first", "repeat", "regular")),
		Activity: lifecycle.Activity(pick("activity", "active", "late")), Former: rapid.Bool().Draw(t, "former"), Occasions: rapid.IntRange(0, 2).Draw(t, "occasions"), IntervalDays: 7,
		First: day.Add(-90), Last: day.Add(-rapid.IntRange(0, 2).Draw(t, "last")), Net12m: money.Cents(rapid.IntRange(0, 2).Draw(t, "net") * 1000), Margin12m: 500,
		KnownBP: rapid.SampledFrom([]int{0, 10000}).Draw(t, "known"), MeasuredBP: rapid.SampledFrom([]int{0, 10000}).Draw(t, "measured"),
	}
	r.Bars.Objected = rapid.Bool().Draw(t, "objected")
	for range rapid.IntRange(0, 2).Draw(t, "buys") {
		r.Recent = append(r.Recent, day.Add(-7))
	}
	return r
}

func TestRowsFromMemoryAreTheRowsDrawnAnew(t *testing.T) {
	s := &server{}
	looks := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		v, w := someVisit(t), wanted{group: "alle"}
		found := rapid.SliceOfN(rapid.Custom(someRow), 1, 3).Draw(t, "rows")
		columns := s.listColumns(v, w)
		var want strings.Builder
		if err := look.TableRows(columns, s.listRows(v, w, found)).Render(v.ctx(), &want); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			kept, err := s.drawnRows(v, w, columns, found)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			if err := kept.Render(v.ctx(), &got); err != nil {
				t.Fatal(err)
			}
			if got.String() != want.String() {
				t.Fatalf("kept  %s\ndrawn %s", &got, &want)
			}
		}
		looks[want.String()] = true
	})
	if len(looks) < 20 {
		t.Errorf("only %d different lists were looked at", len(looks))
	}
}

func TestPagesOfKeptPartsUnpackToThemselves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.Custom(func(t *rapid.T) string {
			return strings.Repeat(rapid.SampledFrom([]string{"<tr data-row>", "Müller ", "0123456789"}).Draw(t, "word"), rapid.SampledFrom([]int{1, 30, 900, 9000}).Draw(t, "times"))
		})
		var body strings.Builder
		var kept []look.Packed
		ctx := look.Noting(t.Context(), &kept)
		for range rapid.IntRange(0, 5).Draw(t, "parts") {
			text := part.Draw(t, "part")
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				body.WriteString(text)
			case 1:
				if err := look.Pack(text).Render(ctx, &body); err != nil {
					t.Fatal(err)
				}
			case 2: // rendered and thrown away
				if err := look.Pack(text+"!").Render(ctx, io.Discard); err != nil {
					t.Fatal(err)
				}
			}
		}
		var packed bytes.Buffer
		if err := pack(&packed, []byte(body.String()), kept); err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(&packed) // checks length and sum, too
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(z)
		if err != nil || string(got) != body.String() {
			t.Fatalf("%d bytes instead of %d, %v", len(got), body.Len(), err)
		}
	})
}
