package bench

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"html"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/search"
)

// manyClients is how many ask at once in the second half of the rows.
const manyClients = 8

// operation is something that a person does in the browser.
type operation struct {
	name  string
	ms    float64
	ratio float64
	ask   func(i int) ask
}

// serving starts the server and measures everything that is asked of it.
func (r *run) serving(ctx context.Context) error {
	if r.Only == "" {
		if err := r.starts(ctx); err != nil {
			return err
		}
	}
	secret := make([]byte, 12)
	if _, err := io.ReadFull(r.Random, secret); err != nil {
		return err
	}
	password := hex.EncodeToString(secret)
	if err := r.app.Team.ResetPassword(ctx, r.user, r.user, password); err != nil {
		return err
	}
	s, err := r.serve(ctx)
	if err != nil {
		return err
	}
	c := newClient(s.url, manyClients, r.Now)
	err = c.signIn(ctx, password)
	if err == nil {
		err = r.served(ctx, s, c)
	}
	c.close()
	return errors.Join(err, s.stop())
}

func (r *run) served(ctx context.Context, s *server, c *client) error {
	if err := r.idle(ctx, s, c); err != nil {
		return err
	}
	if err := r.firstVisit(ctx, c); err != nil {
		return err
	}
	operations, err := r.operations(ctx, c)
	if err != nil {
		return err
	}
	ref, stopRef, err := r.reference(ctx)
	if err != nil {
		return err
	}
	for _, o := range operations {
		if !r.wants(o.name) {
			continue
		}
		for _, clients := range []int{1, manyClients} {
			if err == nil {
				r.Progress(fmt.Sprintf("%s, %d", o.name, clients))
				err = r.page(ctx, s, c, ref, o, clients)
			}
		}
	}
	if err == nil && r.wants("log_talk") {
		err = r.logging(ctx, s, c, ref)
	}
	if err == nil && r.wants("step_done") {
		err = r.steps(ctx, s, c, ref)
	}
	ref.close()
	if used := usageOf(s.pid); err == nil && used.peak > 0 {
		r.add(Row{Operation: "memory_peak", RSS: megabytes(used.peak), BudgetMB: r.goal.load})
	}
	return errors.Join(err, stopRef())
}

// reference starts the reference handler in this process.
func (r *run) reference(ctx context.Context) (*client, func() error, error) {
	f, err := newReference(ctx, r.Dir, max(r.Customers, referenceRows))
	if err != nil {
		return nil, nil, err
	}
	l, err := app.Listen(ctx, loopback, nil)
	if err != nil {
		return nil, nil, errors.Join(err, f.close())
	}
	s := inProcess(ctx, l, func(ctx context.Context) error { return listen(ctx, l, f) })
	return newClient(s.url, manyClients, r.Now), func() error { return errors.Join(s.stop(), f.close()) }, nil
}

// page measures an operation between two measurements of the reference.
func (r *run) page(ctx context.Context, s *server, c, ref *client, o operation, clients int) error {
	before, err := r.referenceTime(ctx, ref, clients)
	if err != nil {
		return err
	}
	row, err := r.drive(ctx, o.name, clients, s.pid, c, o.ask)
	if err != nil {
		return err
	}
	after, err := r.referenceTime(ctx, ref, clients)
	if err != nil {
		return err
	}
	row.Ratio = row.P50 / ((before + after) / 2)
	if clients == 1 {
		row.BudgetRatio = o.ratio
	} else {
		row.BudgetMS = o.ms
	}
	r.add(row)
	return nil
}

func (r *run) referenceTime(ctx context.Context, ref *client, clients int) (float64, error) {
	row, err := r.drive(ctx, "reference", clients, 0, ref, func(int) ask { return ask{path: "/", want: "</table>"} })
	return row.P50, err
}

// drive measures requests and looks at every answer afterwards, when it costs nobody
// time.
func (r *run) drive(ctx context.Context, name string, clients, pid int, c *client, next func(i int) ask) (Row, error) {
	var mu sync.Mutex
	var replies []reply
	row, err := r.measure(ctx, name, clients, pid, func(ctx context.Context, i int) (time.Duration, error) {
		a, err := c.do(ctx, next(i))
		if err != nil {
			return 0, err
		}
		mu.Lock()
		replies = append(replies, a)
		mu.Unlock()
		return a.took, nil
	})
	if err != nil {
		return row, fmt.Errorf("%s: %w", name, err)
	}
	sizes := make([]int, 0, len(replies))
	for _, a := range replies {
		if err := a.check(); err != nil {
			return row, fmt.Errorf("%s: %w", name, err)
		}
		sizes = append(sizes, len(a.body))
	}
	if len(sizes) > 0 {
		slices.Sort(sizes)
		row.Bytes = int64(sizes[len(sizes)/2])
	}
	return row, nil
}

// operations prepares what is asked: customers from all over the record, parts of their
// names and numbers, cursors deep in the list.
func (r *run) operations(ctx context.Context, c *client) ([]operation, error) {
	ids, err := r.spread(ctx, r.Requests)
	if err != nil {
		return nil, err
	}
	people, err := customer.Many(ctx, r.app.DB, ids)
	if err != nil {
		return nil, err
	}
	deep := []string{"/kunden"}
	if r.wants("list_deep") {
		if deep, err = r.deep(ctx, c); err != nil {
			return nil, err
		}
	}
	page := func(path, want string) func(int) ask {
		return func(int) ask { return ask{path: path, want: want} }
	}
	one := func(path string, i int) ask {
		p := people[i%len(people)]
		return ask{path: fmt.Sprintf(path, p.ID), want: html.EscapeString(p.Shown())}
	}
	g := r.goal
	list := []operation{
		{"today", g.page, pageRatio, page("/", `</html>`)},
		{"list_name", g.page, pageRatio, page("/kunden", link)},
		{"list_net", g.page, pageRatio, page("/kunden?sort=-net", link)},
		{"list_last", g.page, pageRatio, page("/kunden?sort=-last", link)},
		{"list_deep", g.page, pageRatio, func(i int) ask { return ask{path: deep[i%len(deep)], want: link} }},
		{"list_filter", g.page, pageRatio, page("/kunden?gruppe=stamm", link)},
		{"search_name", g.search, searchRatio, func(i int) ask { return find(namePart(&people[i%len(people)])) }},
		{"search_phone", g.search, searchRatio, func(i int) ask { return find(phonePart(&people[i%len(people)])) }},
		{"search_typo", 2 * g.search, 2 * searchRatio, func(i int) ask { return find(misspelt(&people[i%len(people)])) }},
		{"search_sound", 2 * g.search, 2 * searchRatio, func(i int) ask { return find(misheard(&people[i%len(people)])) }},
		{"search_note", 2 * g.search, 2 * searchRatio, func(i int) ask { return everywhere(longest(&people[i%len(people)])) }},
		{"customer", g.page, customerRatio, func(i int) ask { return one("/kunden/%d", i) }},
		{"counter", g.page, customerRatio, func(i int) ask { return one("/tresen/%d", i) }},
		{"one_new", nearMS, 0, func(i int) ask { return nearly(&people[i%len(people)]) }},
		{"figures", g.figures, 0, page("/zahlen", `</html>`)},
		{"figures_book", g.figures, 0, page("/zahlen/deckungsbeitraege", `</html>`)},
		{"figures_report", 0, 0, page(fmt.Sprintf("/zahlen/monatsbericht/%d.pdf", lastMonth(r.day)), "%%EOF")},
		{"portfolio", g.figures, 0, page("/portfolio", `</html>`)},
		{"portfolio_minus", g.figures, 0, page("/portfolio/minus", `</html>`)},
	}
	if r.wants("timeline") || r.wants("timeline_long") {
		some, err := r.timelines(ctx, people)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	if r.wants("audience_count") {
		some, err := r.audiences(ctx)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	return list, nil
}

// lastMonth is the key of the last month that is over on a day.
func lastMonth(day cal.Date) int {
	return day.Add(-day.Day()).MonthKey()
}

// link is a customer in a list.
const link = `href="/kunden/`

// find is the answer to a letter typed into the search field.
func find(text string) ask {
	return ask{path: "/kunden?q=" + url.QueryEscape(text), part: true, want: link}
}

// everywhere is the answer to a word typed into the field of commands, which is looked for
// in notes too.
func everywhere(text string) ask {
	return ask{path: "/befehle?q=" + url.QueryEscape(text), part: true, want: `role="option"`}
}

// longest is the longest word of a customer's name, or his number where there is none.
func longest(c *customer.Customer) string {
	words := strings.FieldsFunc(c.Name, func(r rune) bool { return !unicode.IsLetter(r) })
	if len(words) == 0 {
		return c.Number
	}
	return slices.MaxFunc(words, func(a, b string) int { return len(a) - len(b) })
}

// misspelt is that word with two letters swapped in its middle.
func misspelt(c *customer.Customer) string {
	letters := []rune(longest(c))
	if i := len(letters) / 2; len(letters) > 4 && unicode.IsLetter(letters[0]) {
		letters[i-1], letters[i] = letters[i], letters[i-1]
	}
	return string(letters)
}

// sounding are pairs of letters between which Cologne phonetics hears no difference.
var sounding = strings.NewReplacer("d", "t", "t", "d", "g", "k", "k", "g")

// misheard is that word as somebody writes it who only heard it.
func misheard(c *customer.Customer) string { return sounding.Replace(longest(c)) }

// namePart is the beginning of a customer's first word and of the last one, as somebody
// types it.
func namePart(c *customer.Customer) string {
	words := strings.Fields(c.Shown())
	if len(words) == 0 {
		return c.Number
	}
	part := func(s string, n int) string {
		letters := []rune(s)
		return string(letters[:min(n, len(letters))])
	}
	return part(words[0], 3) + " " + part(words[len(words)-1], 4)
}

// phonePart is the end of a telephone number, or the customer's number where he has
// none.
func phonePart(c *customer.Customer) string {
	digits := search.Digits(c.PhoneKey)
	if len(digits) < 8 {
		return c.Number
	}
	return digits[len(digits)-8:]
}

var nextPage = regexp.MustCompile(`(?:href|hx-get)="(/kunden\?[^"]*nach=[^"]*)"`)

// deepPages is how far the cursors of the list are followed.
const deepPages = 1000

// deep follows the list by name, page by page, and returns addresses from its second
// half.
func (r *run) deep(ctx context.Context, c *client) ([]string, error) {
	r.Progress("follow the list")
	ctx, cancel := context.WithTimeout(ctx, rowLimit)
	defer cancel()
	path := "/kunden"
	var paths []string
	for range deepPages {
		text, err := c.get(ctx, path, "")
		if errors.Is(err, context.DeadlineExceeded) {
			break
		}
		if err != nil {
			return nil, err
		}
		m := nextPage.FindStringSubmatch(text)
		if m == nil {
			break
		}
		path = html.UnescapeString(m[1])
		paths = append(paths, path)
	}
	if len(paths) == 0 {
		return []string{"/kunden"}, nil
	}
	return paths[len(paths)/2:], nil
}

// steps marks lines of the day as done and takes that back. Every client has a line of
// his own, as persons have.
func (r *run) steps(ctx context.Context, s *server, c, ref *client) error {
	day, _, err := care.Today(ctx, r.app.DB, r.user, r.day)
	if err != nil {
		return err
	}
	var lines []int64
	for _, step := range day.Steps {
		if step.Line.Customer != 0 && step.State == care.Planned {
			lines = append(lines, step.ID)
		}
	}
	for _, clients := range []int{1, manyClients} {
		if len(lines) < clients {
			continue // a small world has a short list
		}
		r.Progress(fmt.Sprintf("step_done, %d", clients))
		if err := r.step(ctx, s, c, ref, lines[:clients]); err != nil {
			return err
		}
	}
	return nil
}

// step measures done and undone by turns, one client for each line.
func (r *run) step(ctx context.Context, s *server, c, ref *client, lines []int64) error {
	before, err := r.referenceTime(ctx, ref, len(lines))
	if err != nil {
		return err
	}
	free := make(chan int64, len(lines))
	for _, id := range lines {
		free <- id
	}
	var mu sync.Mutex
	var undone []time.Duration
	row, err := r.measure(ctx, "step_done", len(lines), s.pid, func(ctx context.Context, _ int) (time.Duration, error) {
		id := <-free
		defer func() { free <- id }()
		times := [2]time.Duration{}
		for i, act := range []string{"done", "undo"} {
			a, err := c.do(ctx, ask{path: fmt.Sprintf("/heute/zeilen/%d", id), form: url.Values{"act": {act}}, part: true, want: fmt.Sprint(id)})
			if err == nil {
				err = a.check()
			}
			if err != nil {
				return 0, err
			}
			times[i] = a.took
		}
		mu.Lock()
		undone = append(undone, times[1])
		mu.Unlock()
		return times[0], nil
	})
	if err != nil {
		return fmt.Errorf("step_done: %w", err)
	}
	after, err := r.referenceTime(ctx, ref, len(lines))
	if err != nil {
		return err
	}
	slices.Sort(undone)
	undo := row
	undo.Operation = "step_undo"
	undo.P50, undo.P95, undo.P99 = milliseconds(percentile(undone, .5)), milliseconds(percentile(undone, .95)), milliseconds(percentile(undone, .99))
	for _, row := range []Row{row, undo} {
		row.Ratio = row.P50 / ((before + after) / 2)
		row.BudgetMS = r.goal.log
		r.add(row)
	}
	return nil
}
