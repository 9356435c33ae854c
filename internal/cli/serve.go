package cli

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/world"
)

type serveCmd struct {
	Addr      string `help:"clihelp.serve_addr" default:"127.0.0.1:8080" env:"STAMMKUNDE_ADDR"`
	Today     *day   `help:"clihelp.serve_today" placeholder:"YYYY-MM-DD"`
	TLS       bool   `help:"clihelp.serve_tls"`
	PublicURL string `help:"clihelp.serve_public_url" placeholder:"URL" env:"STAMMKUNDE_PUBLIC_URL"`

	Calm       bool `help:"clihelp.serve_calm" hidden:""`
	TrustProxy bool `help:"clihelp.serve_trust_proxy" env:"STAMMKUNDE_TRUST_PROXY"`
}

// Run serves until the program is told to stop.
func (c *serveCmd) Run(ctx context.Context, e *env) error {
	if c.PublicURL != "" && !strings.HasPrefix(c.PublicURL, "https://") && !strings.HasPrefix(c.PublicURL, "http://") {
		return wrongUse("clihelp.wrong.public_url")
	}
	return e.with(ctx, false, func(a *app.App) error {
		return e.serve(ctx, a, c.Addr, app.Face{Secure: c.TLS, PublicURL: strings.TrimSuffix(c.PublicURL, "/"), Proxy: c.TrustProxy}, nil)
	}, func(s *app.Settings) {
		s.Calm = c.Calm
		if c.Today != nil {
			s.Today = &c.Today.Date
		}
	})
}

// serve listens and tells where. ready, when not nil, says more once the address is
// known.
func (e *env) serve(ctx context.Context, a *app.App, addr string, face app.Face, ready func(url string)) error {
	face.Version = e.version
	var cert *tls.Certificate
	if face.Secure {
		var err error
		if cert, face.Authority, err = app.Certificate(e.data, hostsOf(addr, face.PublicURL), a.Now()); err != nil {
			return err
		}
	}
	l, err := app.Listen(ctx, addr, cert)
	if err != nil {
		return fault.Wrap(err, fault.Conflict, "cli.cannot_listen", addr)
	}
	if set, err := team.Anybody(ctx, a.DB); err != nil {
		return err
	} else if !set && !app.Loopback(l) {
		face.SetupCode = rand.Text()[:8]
	}
	url := urlOf(l, face.Secure)
	if ready != nil {
		ready(url)
	} else if err := e.tellAddress(l, url, face.PublicURL, face); err != nil {
		return err
	}
	return a.Serve(ctx, l, a.Web(face))
}

// tellAddress prints under which addresses the program answers, and where phones find the
// certificate.
func (e *env) tellAddress(l net.Listener, url, publicURL string, face app.Face) error {
	around := networkURLs(l, face.Secure, interfaceIPs())
	if e.json {
		return e.print(map[string]any{"url": url, "network_urls": around, "setup_code": face.SetupCode})
	}
	p := locale.For(e.tag(nil))
	e.say("%s", p.T("cli.serving", url))
	for _, other := range around {
		e.say("%s", p.T("cli.serving_network", other))
	}
	if face.SetupCode != "" {
		e.say("%s", p.T("cli.setup_code", face.SetupCode))
	}
	if face.Secure {
		e.say("%s", p.T("cli.authority", filepath.Join(e.data, "tls", "authority.crt"), certificateAt(url, publicURL, around)))
	}
	return nil
}

// certificateAt is the page with the certificate under an address that a phone reaches:
// the public one, else the first in the network, else this machine's.
func certificateAt(url, publicURL string, around []string) string {
	if publicURL != "" {
		url = strings.TrimSuffix(publicURL, "/")
	} else if len(around) > 0 {
		url = around[0]
	}
	return url + "/zertifikat"
}

// hostsOf lists the names for the certificate: this machine's, and those of the
// addresses given.
func hostsOf(addr, publicURL string) []string {
	hosts := []string{"localhost", "127.0.0.1", "::1"}
	if name, err := os.Hostname(); err == nil {
		hosts = append(hosts, name, name+".local")
	}
	if h, _, err := net.SplitHostPort(addr); err == nil && h != "" && h != "0.0.0.0" && h != "::" {
		hosts = append(hosts, h)
	}
	for _, ip := range interfaceIPs() {
		hosts = append(hosts, ip.String())
	}
	if _, rest, ok := strings.Cut(publicURL, "://"); ok {
		host, _, _ := strings.Cut(rest, "/")
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		hosts = append(hosts, host)
	}
	return hosts
}

// interfaceIPs are the addresses under which this machine is known in its networks, those
// of the fourth version first: people can type them.
func interfaceIPs() (list []net.IP) {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && !n.IP.IsLoopback() && !n.IP.IsLinkLocalUnicast() {
			list = append(list, n.IP)
		}
	}
	slices.SortStableFunc(list, func(a, b net.IP) int { return len(a.To4()) - len(b.To4()) })
	slices.Reverse(list)
	return list
}

// networkURLs are the addresses under which other machines reach a listener; none when it
// listens on one address only, which is told anyway.
func networkURLs(l net.Listener, secure bool, ips []net.IP) []string {
	list := []string{}
	a, ok := l.Addr().(*net.TCPAddr)
	if !ok || !a.IP.IsUnspecified() {
		return list
	}
	for _, ip := range ips {
		list = append(list, schemeOf(secure)+net.JoinHostPort(ip.String(), fmt.Sprint(a.Port)))
	}
	return list
}

func schemeOf(secure bool) string {
	if secure {
		return "https://"
	}
	return "http://"
}

func urlOf(l net.Listener, secure bool) string {
	a, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		return schemeOf(secure) + l.Addr().String()
	}
	host := a.IP.String()
	if a.IP.IsUnspecified() || a.IP.IsLoopback() {
		host = "localhost"
	}
	return schemeOf(secure) + net.JoinHostPort(host, fmt.Sprint(a.Port))
}

// The demo's sign-in. It is printed, and the demo listens on this machine only unless
// told otherwise.
const (
	demoLogin    = "demo"
	demoPassword = "mustertal-2026"
)

type demoCmd struct {
	World     string `help:"clihelp.demo_world" enum:"bakery,dealer,shop,service" default:"bakery"`
	Customers int    `help:"clihelp.demo_customers"`
	Today     *day   `help:"clihelp.demo_today" placeholder:"YYYY-MM-DD"`
	Dir       string `help:"clihelp.demo_dir" placeholder:"DIR"`
	Addr      string `help:"clihelp.demo_addr" default:"127.0.0.1:8080"`
}

// Run makes the demo firm, unless the folder holds one, and serves it.
func (c *demoCmd) Run(ctx context.Context, e *env) (err error) {
	dir, temporary := c.Dir, c.Dir == ""
	if temporary {
		if dir, err = os.MkdirTemp("", "stammkunde-demo-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	e.db, e.data = filepath.Join(dir, "demo.db"), dir
	return e.with(ctx, false, func(a *app.App) error {
		p := locale.For(e.tag(nil))
		if _, err := a.Profile(ctx); err != nil {
			if fault.KindOf(err) != fault.NotFound {
				return err
			}
			if err := c.fill(ctx, e, a, p); err != nil {
				return err
			}
		}
		return e.serve(ctx, a, c.Addr, app.Face{}, func(url string) {
			if e.json {
				if err := e.print(map[string]string{"url": url, "login": demoLogin, "password": demoPassword}); err != nil {
					e.log.Error("print", "err", err)
				}
				return
			}
			e.say("%s", p.T("cli.demo_ready", url, demoLogin, demoPassword))
		})
	}, func(s *app.Settings) { s.Volatile = temporary })
}

func (c *demoCmd) fill(ctx context.Context, e *env, a *app.App, p *locale.Printer) error {
	w, _ := world.ByName(c.World)
	today := cal.Of(a.Now(), time.Local)
	if c.Today != nil {
		today = c.Today.Date
	}
	bar := e.progress(p)
	o := world.Options{Customers: c.Customers, Today: today, Progress: bar.count("cli.demo_filling")}
	if err := a.Demo(ctx, w, o, e.tag(nil), demoLogin, demoPassword); err != nil {
		return err
	}
	bar.end()
	return nil
}
