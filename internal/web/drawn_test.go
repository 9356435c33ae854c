package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/locale"
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
