package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/locale"
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
