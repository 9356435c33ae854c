package web

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/look"
)

// policy is the content security policy of every page: nothing inline, nothing from
// elsewhere.
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// guard stands before all pages: headers, requests from other sites, compression, and
// words for addresses that do not exist.
func (s *server) guard(mux *http.ServeMux) http.Handler {
	cross := http.NewCrossOriginProtection()
	if origin := originOf(s.PublicURL); origin != "" {
		if err := cross.AddTrustedOrigin(origin); err != nil {
			s.Log.Warn("the public address is no origin", "url", s.PublicURL, "err", err)
		}
	}
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(s.visit(w, r), fault.New(fault.Forbidden, "web.cross_origin"))
	}))
	inner := cross.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern == "" {
			s.handle(route{access: anybody, do: s.missing}).ServeHTTP(w, r)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		if s.strict(r) {
			h.Set("Strict-Transport-Security", strictAge)
		}
		if strings.HasPrefix(r.URL.Path, look.StaticPath) {
			inner.ServeHTTP(w, r)
			return
		}
		a := newAnswer(w, r)
		defer a.close()
		inner.ServeHTTP(a, r)
	})
}

// strictAge is how long a browser comes back over TLS only. It is short and is no promise
// for other names: the certificate is of the firm's own authority, and a browser that
// does not know a new one would be locked out for as long.
const strictAge = "max-age=2592000"

// strict reports whether the request named the public address and that one is served
// over TLS. A name of the house network, localhost above all, may belong to other
// programs that know no TLS.
func (s *server) strict(r *http.Request) bool {
	u, err := url.Parse(s.PublicURL)
	return err == nil && s.Secure && u.Scheme == "https" && u.Hostname() == hostOf(r)
}

// hostOf is the name that the request was sent to, without the port.
func hostOf(r *http.Request) string {
	if h, _, err := net.SplitHostPort(r.Host); err == nil {
		return h
	}
	return r.Host
}

// missing answers for addresses and methods that do not exist.
func (s *server) missing(v *visit) error {
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		if method == v.r.Method {
			continue
		}
		other := v.r.Clone(v.r.Context())
		other.Method = method
		if _, pattern := s.mux.Handler(other); pattern != "" {
			v.w.Header().Set("Allow", method)
			return s.tell(v, http.StatusMethodNotAllowed, v.say.T("web.error.method"), "")
		}
	}
	return fault.New(fault.NotFound, "web.no_such_page")
}

func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme == "" || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// atHome reports whether the request named this machine or the public address: a page
// elsewhere whose name was bent to this machine cannot use the first run.
func (s *server) atHome(r *http.Request) bool {
	host := hostOf(r)
	if u, err := url.Parse(s.PublicURL); err == nil && u.Host != "" && u.Hostname() == host {
		return true
	}
	return loopback(host)
}

func loopback(host string) bool {
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// private reports whether browsers let this page use camera and counter without net: it
// came over TLS, from here or from a server in front, or from this machine.
func (s *server) private(r *http.Request) bool {
	host := hostOf(r)
	u, err := url.Parse(s.PublicURL)
	return s.Secure || loopback(host) || err == nil && u.Scheme == "https" && u.Hostname() == host
}

// throttle slows down the guessing of the setup code: after five wrong ones a minute's
// pause.
type throttle struct {
	mu    sync.Mutex
	wrong int
	until time.Time
}

func (t *throttle) waiting(now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return now.Before(t.until)
}

func (t *throttle) miss(now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.wrong++; t.wrong%5 == 0 {
		t.until = now.Add(time.Minute)
	}
}

// source returns the address that a request comes from, without the port.
func (s *server) source(r *http.Request) string {
	if s.BehindProxy { // the last address was written by our own proxy, those before it by anybody
		list := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if from := strings.TrimSpace(list[len(list)-1]); from != "" {
			return from
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
