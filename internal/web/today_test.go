package web_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stammkunde/stammkunde/internal/locale"
)

func TestTodayIsASentencePerPerson(t *testing.T) {
	h := bakery(t, locale.DeDE)
	p := h.signedIn("jana").get("/").want(http.StatusOK)
	p.says("Guten Morgen, Frau Brandt.", "Dienstag, 24. November", "Zuerst", "Danken und mitfreuen",
		"Yusuf Demirbaş kommt sonst jede Woche. Jetzt sind es 26 Tage",
		"Hannelore Wackernagel kommt heute seit zwei Jahren zu Ihnen",
		"Leonie Fährmann hat heute zum ersten Mal bei Ihnen gekauft", "Stand:", "Ihre Tageskarte")
	if got := p.One(t, "h1").Text(); got != "Guten Morgen, Frau Brandt." {
		t.Errorf("heading %q", got)
	}
	open := p.One(t, "li.care.open")
	if !open.Has("svg.beat[role=img]") || !strings.Contains(open.Text(), "Yusuf Demirbaş") {
		t.Errorf("the first line of danger is not opened with its rhythm: %s", open.Text())
	}
	if p.One(t, "#n-heute").Text() != "4" {
		t.Errorf("the navigation counts %s", p.One(t, "#n-heute").Text())
	}
}
