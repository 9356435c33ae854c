package web

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestWhereARequestComesFrom(t *testing.T) {
	for _, c := range []struct {
		name      string
		proxy     bool
		forwarded []string
		want      string
	}{
		{"directly", false, nil, "192.0.2.1"},
		{"nobody's word is taken without a proxy", false, []string{"203.0.113.9"}, "192.0.2.1"},
		{"our proxy's word is taken", true, []string{"203.0.113.9"}, "203.0.113.9"},
		{"only the address that our proxy wrote", true, []string{"198.51.100.7, 203.0.113.9"}, "203.0.113.9"},
		{"also in several heads", true, []string{"198.51.100.7", "203.0.113.9"}, "203.0.113.9"},
		{"a proxy that says nothing", true, nil, "192.0.2.1"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		for _, f := range c.forwarded {
			r.Header.Add("X-Forwarded-For", f)
		}
		s := &server{House: House{BehindProxy: c.proxy}}
		if got := s.source(r); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
