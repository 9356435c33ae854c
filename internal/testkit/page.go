package testkit

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// View is a screen: its size in CSS pixels, whether fingers touch it, whether its
// owner likes it dark.
type View struct {
	Width, Height int64
	Touch, Dark   bool
}

// The screens on which every page is looked at.
var (
	Desktop = View{Width: 1280, Height: 800}
	Phone   = View{Width: 390, Height: 844, Touch: true}
)

// InDark returns the same screen in dark mode.
func (v View) InDark() View {
	v.Dark = true
	return v
}

// Page is one tab with a visitor who has never been here. Its verbs fail the test
// when the browser cannot do them within half a minute. A selector is CSS and means the
// first element that matches, once it is visible.
type Page struct {
	t   testing.TB
	ctx context.Context

	mu       sync.Mutex // guards what the browser's events write
	requests int
	bytes    float64
	problems []string
}

// Page opens a tab for a new visitor.
func (b *Browser) Page(t testing.TB, view View) *Page {
	t.Helper()
	ctx, stop := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(stop)
	p := &Page{t: t, ctx: ctx}
	if err := chromedp.Listen(ctx, p.note); err != nil { // also opens the tab, and binds its life to ctx
		t.Fatalf("open a tab: %v", err)
	}
	tell(p, network.Enable, network.EnableParams{})
	p.View(view)
	return p
}

// note keeps what the page does over the network and what it complains about.
func (p *Page) note(ev any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch ev := ev.(type) {
	case *network.EventRequestWillBeSent:
		if strings.HasPrefix(ev.Request.URL, "http") {
			p.requests++
		}
	case *network.EventLoadingFinished:
		p.bytes += ev.EncodedDataLength
	case *runtime.EventExceptionThrown:
		p.problems = append(p.problems, "script: "+ev.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if ev.Entry.Level == log.EntryLevelError {
			p.problems = append(p.problems, fmt.Sprintf("%s: %s", ev.Entry.Source, ev.Entry.Text))
		}
	}
}

// Run does any action of chromedp on the page and returns its value.
func Run[T any](p *Page, what string, action chromedp.Action[T]) T {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	value, err := chromedp.Run(ctx, action)
	for err != nil && strings.Contains(err.Error(), "No node with given id") {
		value, err = chromedp.Run(ctx, action) // the page put another element in its place in between
	}
	if err != nil {
		p.t.Fatalf("%s: %v", what, err)
	}
	return value
}

func (p *Page) do(what string, action chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	Run(p, what, action)
}

// tell sends a command of the debugging protocol whose answer does not matter.
func tell[P, R any](p *Page, command cdp.Command[P, R], params P) {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	if _, err := chromedp.Call(ctx, command, params); err != nil {
		p.t.Fatalf("%s: %v", command.Method, err)
	}
}

// View changes the screen, as when somebody turns the phone or darkens the room.
func (p *Page) View(v View) {
	p.t.Helper()
	var options []chromedp.EmulateViewportOption
	if v.Touch {
		options = append(options, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait)
	}
	p.do("set the screen", chromedp.EmulateViewport(v.Width, v.Height, options...))
	scheme := "light"
	if v.Dark {
		scheme = "dark"
	}
	tell(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme},
		{Name: "prefers-reduced-motion", Value: "reduce"}, // pictures do not depend on the moment
	}})
}

// Paper shows the page as it is printed on A4 within the margins of its style sheet, so
// that it can be measured; [Page.View] goes back to a screen.
func (p *Page) Paper() {
	p.t.Helper()
	p.do("lay out for paper", chromedp.EmulateViewport(688, 1001)) // 182 x 265 mm at 96 dots an inch
	tell(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
}

// Scripts switches JavaScript of the pages opened from now on: pages must serve
// without it.
func (p *Page) Scripts(on bool) {
	p.t.Helper()
	tell(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
}

// Open goes to the address and waits until it is loaded.
func (p *Page) Open(url string) {
	p.t.Helper()
	p.do("open "+url, chromedp.Navigate(url))
}

// Address returns where the page is now.
func (p *Page) Address() string {
	p.t.Helper()
	return Run(p, "read the address", chromedp.Location())
}

// Wait waits for the element.
func (p *Page) Wait(selector string) {
	p.t.Helper()
	p.do("wait for "+selector, chromedp.WaitVisible(chromedp.CSS(selector)))
}

// WaitGone waits until no element matches.
func (p *Page) WaitGone(selector string) {
	p.t.Helper()
	p.do("wait until gone: "+selector, chromedp.WaitNotPresent(chromedp.CSS(selector)))
}

// Click presses the element; it does not wait for what follows.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.do("click "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// Follow presses the element and waits until the page that it leads to is loaded.
// It returns the status of the answer.
func (p *Page) Follow(selector string) int {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	born := Run(p, "age of the page", chromedp.Evaluate[float64]("performance.timeOrigin"))
	answer, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector)))
	if err != nil {
		p.t.Fatalf("follow %s: %v", selector, err)
	}
	if answer != nil {
		return int(answer.Status)
	}
	// A change of the address by the old page's own script was taken for the new page: wait
	// for a document that was born later.
	for {
		now, err := chromedp.Run(ctx, chromedp.Evaluate[[]float64](`[document.readyState === "complete" ? performance.timeOrigin : 0,
			performance.getEntriesByType("navigation")[0].responseStatus]`))
		switch {
		case ctx.Err() != nil:
			p.t.Fatalf("follow %s: no other page came", selector)
		case err == nil && len(now) == 2 && now[0] > born: // while pages change there is nothing to ask
			return int(now[1])
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// Type writes into the element after what is there.
func (p *Page) Type(selector, text string) {
	p.t.Helper()
	p.do("type into "+selector, chromedp.SendKeys(chromedp.CSS(selector), text))
}

// Press presses keys on whatever has the focus; see chromedp's package kb for special keys.
func (p *Page) Press(keys string) {
	p.t.Helper()
	p.do("press keys", chromedp.KeyEvent(keys))
}

// Upload chooses files for a file field, also where the field itself is hidden.
func (p *Page) Upload(selector string, files ...string) {
	p.t.Helper()
	p.do("choose files for "+selector, chromedp.SetUploadFiles(chromedp.CSS(selector), files, chromedp.NodeReady))
}

// Text returns the visible text of the element.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	return Run(p, "read "+selector, chromedp.Text(chromedp.CSS(selector)))
}

// Source returns the whole page as the browser holds it now, for [ParseHTML].
func (p *Page) Source() string {
	p.t.Helper()
	return Run(p, "read the page", chromedp.OuterHTML(chromedp.CSS("html"), chromedp.NodeReady))
}

// Problems returns what went wrong in the page so far: script errors, refused by the
// content security policy, answers that are missing.
func (p *Page) Problems() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.problems...)
}

// Screenshot keeps what the screen shows as <name>.png among the test's output.
func (p *Page) Screenshot(name string) {
	p.t.Helper()
	p.keep(name, Run(p, "take a picture", chromedp.CaptureScreenshot()))
}

// FullScreenshot keeps the whole page, also what must be scrolled to.
func (p *Page) FullScreenshot(name string) {
	p.t.Helper()
	p.keep(name, Run(p, "take a picture", chromedp.FullScreenshot(100)))
}

func (p *Page) keep(name string, picture []byte) {
	p.t.Helper()
	folder := filepath.Join(OutputFolder(p.t), "shots")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o644); err != nil {
		p.t.Fatal(err)
	}
}
