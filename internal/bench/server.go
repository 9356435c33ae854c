package bench

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/app"
)

// server is the program answering on a loopback port.
type server struct {
	url  string
	pid  int
	stop func() error
}

// loopback is any free port of this machine.
const loopback = "127.0.0.1:0"

// serve starts the real server: another process when there is a program for it, else
// goroutines of this one.
func (r *run) serve(ctx context.Context) (*server, error) {
	if len(r.Program) > 0 {
		return r.child(ctx)
	}
	l, err := app.Listen(ctx, loopback, nil)
	if err != nil {
		return nil, err
	}
	a, err := app.Open(ctx, r.settings(false))
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return inProcess(ctx, l, func(ctx context.Context) error {
		return errors.Join(a.Serve(ctx, l, a.Web(app.Face{Version: "bench"})), a.Close())
	}), nil
}

// inProcess runs work, which listens on l, until stop is called.
func inProcess(ctx context.Context, l net.Listener, work func(context.Context) error) *server {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- work(ctx) }()
	return &server{url: "http://" + l.Addr().String(), pid: os.Getpid(), stop: func() error {
		cancel()
		return <-ended
	}}
}

// command prepares the program with arguments.
func (r *run) command(ctx context.Context, args ...string) *exec.Cmd {
	all := append(append([]string(nil), r.Program[1:]...), args...)
	cmd := exec.CommandContext(ctx, r.Program[0], all...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 15 * time.Second
	return cmd
}

// child starts the program and waits until it says where it listens.
func (r *run) child(ctx context.Context) (*server, error) {
	ctx, cancel := context.WithCancel(ctx)
	cmd := r.command(ctx, "serve", "--db", r.DB, "--data", r.settings(false).Data, "--addr", loopback, "--calm", "--json")
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		cancel()
		return nil, fmt.Errorf("start the server: %w", err)
	}
	ended := make(chan error, 1)
	s := &server{pid: cmd.Process.Pid, stop: func() error {
		cancel()
		err := <-ended
		if stopped := (*exec.ExitError)(nil); errors.As(err, &stopped) && stopped.ExitCode() > 0 {
			return fmt.Errorf("the server broke down: %w: %s", err, complaint.String())
		} else if stopped != nil || errors.Is(err, context.Canceled) {
			err = nil // it was told to
		}
		return err
	}}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	go func() { ended <- cmd.Wait() }() // no sooner: waiting closes what is read here
	var where struct {
		URL string `json:"url"`
	}
	if err == nil {
		err = json.Unmarshal(line, &where)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start the server: %w: %s", err, complaint.String()), s.stop())
	}
	u, err := url.Parse(where.URL)
	if err != nil {
		return nil, errors.Join(err, s.stop())
	}
	s.url = "http://" + net.JoinHostPort("127.0.0.1", u.Port())
	return s, nil
}

// client is a browser that keeps its connections and a session.
type client struct {
	http   *http.Client
	base   string
	cookie *http.Cookie
	now    func() time.Time
}

func newClient(base string, connections int, now func() time.Time) *client {
	t := &http.Transport{MaxIdleConnsPerHost: connections, DisableCompression: true}
	return &client{
		http: &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		base: base, now: now,
	}
}

func (c *client) close() { c.http.CloseIdleConnections() }

// ask is one request.
type ask struct {
	path string
	form url.Values // sent by POST when not nil
	part bool       // asked for by the script of the page, which wants only what changes
	code int        // of the right answer, 0 for 200
	want string     // stands in the right answer
}

// reply is what came back, as it was sent.
type reply struct {
	ask  ask
	code int
	head http.Header
	body []byte
	took time.Duration // until the last byte
}

// do sends a request and reads the whole answer.
func (c *client) do(ctx context.Context, q ask) (reply, error) {
	method, body := http.MethodGet, io.Reader(nil)
	if q.form != nil {
		method, body = http.MethodPost, strings.NewReader(q.form.Encode())
	}
	req, err := http.NewRequestWithContext(ctx, method, c.base+q.path, body)
	if err != nil {
		return reply{}, err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	req.Header.Set("Accept-Language", "de")
	if q.form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	if q.part {
		req.Header.Set("HX-Request", "true")
	}
	if c.cookie != nil {
		req.AddCookie(c.cookie)
	}
	begun := c.now()
	res, err := c.http.Do(req)
	if err != nil {
		return reply{}, err
	}
	got, err := io.ReadAll(res.Body)
	took := c.now().Sub(begun)
	if err := errors.Join(err, res.Body.Close()); err != nil {
		return reply{}, err
	}
	return reply{ask: q, code: res.StatusCode, head: res.Header, body: got, took: took}, nil
}

// text returns the answer uncompressed.
func (a reply) text() (string, error) {
	if a.head.Get("Content-Encoding") != "gzip" {
		return string(a.body), nil
	}
	z, err := gzip.NewReader(bytes.NewReader(a.body))
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(z)
	return string(b), err
}

// check fails when the answer is not the right one.
func (a reply) check() error {
	want := a.ask.code
	if want == 0 {
		want = http.StatusOK
	}
	text, err := a.text()
	if err != nil {
		return fmt.Errorf("%s: %w", a.ask.path, err)
	}
	if a.code != want {
		return fmt.Errorf("%s: status %d instead of %d: %.300s", a.ask.path, a.code, want, text)
	}
	if !strings.Contains(text, a.ask.want) {
		return fmt.Errorf("%s: the answer holds no %q", a.ask.path, a.ask.want)
	}
	return nil
}

// get asks, checks and returns the text.
func (c *client) get(ctx context.Context, path, want string) (string, error) {
	a, err := c.do(ctx, ask{path: path, want: want})
	if err != nil {
		return "", err
	}
	if err := a.check(); err != nil {
		return "", err
	}
	return a.text()
}

// signIn opens a session.
func (c *client) signIn(ctx context.Context, password string) error {
	a, err := c.do(ctx, ask{path: "/anmelden", form: url.Values{"name": {login}, "passwort": {password}}, code: http.StatusSeeOther})
	if err != nil {
		return err
	}
	if err := a.check(); err != nil {
		return err
	}
	set := http.Response{Header: a.head}
	for _, one := range set.Cookies() {
		if one.Value != "" {
			c.cookie = &http.Cookie{Name: one.Name, Value: one.Value}
		}
	}
	return nil
}
