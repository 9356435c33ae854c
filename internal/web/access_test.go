package web_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/schema"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/web"
)

var place = regexp.MustCompile(`\{[a-z]+\}`)

// TestEveryRouteAsksTheOneTable walks all routes for each role: who may not is refused,
// who may gets in.
func TestEveryRouteAsksTheOneTable(t *testing.T) {
	h := bakery(t, locale.DeDE)
	h.user("rita", "Rita Ostermann", team.Responsible)
	h.user("karl", "Karl Steuber", team.Adviser)
	routes := web.RouteActs()
	if len(routes) < 100 {
		t.Fatalf("only %d routes", len(routes))
	}
	for login, role := range map[string]team.Role{"jana": team.Owner, "rita": team.Responsible, "olga": team.Carer, "theo": team.Helper, "karl": team.Adviser} {
		v := h.signedIn(login)
		v.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		refused := 0
		for _, r := range routes {
			method, path, _ := strings.Cut(r[0], " ")
			act := team.Act(r[1])
			allowed := team.May(role, act)
			if act == "" || method == http.MethodPost && allowed { // what may be done is done in the tests of its topic
				continue
			}
			path = place.ReplaceAllString(strings.ReplaceAll(path, "{$}", ""), "2")
			var form map[string][]string
			if method == http.MethodPost {
				form = map[string][]string{}
			}
			p := v.send(method, path, form, nil)
			denied := p.code == http.StatusForbidden || path == "/" && p.code == http.StatusSeeOther
			if denied {
				refused++
			}
			if allowed && p.code == http.StatusForbidden {
				t.Errorf("%s may not %s, though he may %s", role, r[0], act)
			}
			if !allowed && !denied {
				t.Errorf("%s gets %d for %s, though he may not %s", role, p.code, r[0], act)
			}
		}
		if (refused > 0) == (role == team.Owner) {
			t.Errorf("%s is refused %d times", role, refused)
		}
	}
}

// TestWhatIsPrivateIsReadByItsAuthorAlone writes a self-image and what a customer told, then
// walks every address that each role may read: the first reaches its author only, the second
// nobody who serves at the counter only.
func TestWhatIsPrivateIsReadByItsAuthorAlone(t *testing.T) {
	h := bakery(t, locale.DeDE)
	h.user("rita", "Rita Ostermann", team.Responsible)
	h.user("karl", "Karl Steuber", team.Adviser)
	olga := h.signedIn("olga")
	const own, told = "Nordlichter", "Wacholderheide"
	olga.post("/leitbild", "act", "satz-own", "worte", "Ich bin wie ein Quarzkiesel und mag "+own).want(http.StatusOK).says(own)
	h.update(func(tx *store.Tx) error {
		for id := int64(2); id < 6; id++ {
			if _, _, err := interaction.Log(ctx, tx, interaction.By{Actor: 1, At: cal.At(h.now)}, interaction.Interaction{
				Customer: id, Day: cal.MustParse("2026-11-24"), At: cal.At(h.now), Channel: interaction.Phone, Direction: interaction.In, Note: "Quarzkiesel aus der " + told,
			}); err != nil {
				return err
			}
		}
		return nil
	})
	for login, role := range map[string]team.Role{"jana": team.Owner, "rita": team.Responsible, "olga": team.Carer, "theo": team.Helper, "karl": team.Adviser} {
		v := h.signedIn(login)
		private, notes := 0, 0
		for _, path := range readable(role) {
			p := v.get(path)
			if strings.Contains(p.body, own) {
				private++
				if login != "olga" {
					t.Errorf("%s reads at %s what Olga wrote for herself", login, path)
				}
			}
			if strings.Contains(p.body, told) {
				notes++
				if role == team.Helper && !strings.HasPrefix(path, "/tresen") {
					t.Errorf("a helper reads at %s what a customer told", path)
				}
			}
		}
		if login == "olga" && private == 0 {
			t.Error("the author finds her own words nowhere")
		}
		if notes == 0 && role != team.Helper {
			t.Errorf("%s finds the talk nowhere: the test looks at too little", login)
		}
	}
	var dump bytes.Buffer
	if _, err := schema.Dump(ctx, h.db, &dump); err != nil {
		t.Fatal(err)
	}
	zip, err := gzip.NewReader(&dump)
	if err != nil {
		t.Fatal(err)
	}
	if whole, err := io.ReadAll(zip); err != nil || !bytes.Contains(whole, []byte(own)) {
		t.Errorf("private pages are missing in the backup (%v)", err)
	}
}

// readable are the addresses that a role may read, with ids and words that find something.
func readable(role team.Role) []string {
	var paths []string
	for _, r := range web.RouteActs() {
		method, path, _ := strings.Cut(r[0], " ")
		if method != http.MethodGet || !team.May(role, team.Act(r[1])) || path == "/einstellungen/sicherung" {
			continue
		}
		path = place.ReplaceAllString(strings.ReplaceAll(path, "{$}", ""), "2")
		paths = append(paths, path)
		switch path {
		case "/suche", "/befehle", "/kunden", "/kunden/export.csv", "/tresen":
			paths = append(paths, path+"?q=Quarzkiesel")
		}
	}
	return paths
}
