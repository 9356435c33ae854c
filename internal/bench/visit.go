package bench

import (
	"context"
	"errors"
	"net"
	"net/http"
	"regexp"
	"slices"
	"time"

	"github.com/stammkunde/stammkunde/internal/app"
)

// starts is how often the program is started to see how long it takes.
const starts = 5

// starts times the program from its start to the last byte of the first page.
func (r *run) starts(ctx context.Context) error {
	r.Progress("start")
	var times []time.Duration
	for range starts {
		begun := r.Now()
		s, err := r.serve(ctx)
		if err != nil {
			return err
		}
		c := newClient(s.url, 1, r.Now)
		_, err = c.get(ctx, "/anmelden", "</html>")
		times = append(times, r.Now().Sub(begun))
		c.close()
		if err := errors.Join(err, s.stop()); err != nil {
			return err
		}
	}
	slices.Sort(times)
	r.add(Row{
		Operation: "start", Requests: len(times), BudgetMS: 500,
		P50: milliseconds(percentile(times, .5)), P95: milliseconds(percentile(times, .95)), P99: milliseconds(percentile(times, .99)),
	})
	return nil
}

// idle writes down the memory of a server that has answered one person and that nobody
// asks any more.
func (r *run) idle(ctx context.Context, s *server, c *client) error {
	if !r.wants("memory_idle") {
		return nil
	}
	r.Progress("idle")
	if _, err := c.get(ctx, "/", "</html>"); err != nil {
		return err
	}
	if len(r.Program) > 0 {
		if err := wait(ctx, 2*app.Pause+time.Second); err != nil { // it looks around once in a pause
			return err
		}
	}
	row := Row{Operation: "memory_idle", RSS: megabytes(usageOf(s.pid).rss)}
	if len(r.Program) > 0 { // else it is the memory of the clients, too
		row.BudgetMB = r.goal.idle
	}
	r.add(row)
	return nil
}

func wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// What a page names and what its style sheet names. Both typefaces count, although that of
// other alphabets comes only where a name needs it.
var (
	linked = regexp.MustCompile(`(?:href|src)="(/static/[^"#]+)`)
	drawn  = regexp.MustCompile(`url\(["']?(/static/[^"')]+\.(?:svg|png|css|woff2))`)
)

// firstVisit counts what a browser with an empty cache fetches for the first page: the
// page, what it names, and what its style sheet names.
func (r *run) firstVisit(ctx context.Context, c *client) error {
	r.Progress("first_visit")
	page, err := c.do(ctx, ask{path: "/"})
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	row := Row{Operation: "first_visit", Bytes: int64(len(page.body)), Requests: 1}
	waiting := []reply{page}
	for len(waiting) > 0 {
		text, err := waiting[0].text()
		if err != nil {
			return err
		}
		waiting = waiting[1:]
		for _, m := range append(linked.FindAllStringSubmatch(text, -1), drawn.FindAllStringSubmatch(text, -1)...) {
			if seen[m[1]] {
				continue
			}
			seen[m[1]] = true
			a, err := c.do(ctx, ask{path: m[1]})
			if err == nil {
				err = a.check()
			}
			if err != nil {
				return err
			}
			row.Bytes += int64(len(a.body))
			row.Requests++
			if a.head.Get("Content-Type") == "text/css; charset=utf-8" {
				waiting = append(waiting, a)
			}
		}
	}
	row.Late = row.Bytes > 80_000 || row.Requests > 8
	r.add(row)
	return nil
}

// listen serves h on l until ctx ends.
func listen(ctx context.Context, l net.Listener, h http.Handler) error {
	s := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	<-ctx.Done()
	err := s.Close()
	if e := <-ended; !errors.Is(e, http.ErrServerClosed) {
		err = errors.Join(err, e)
	}
	return err
}
