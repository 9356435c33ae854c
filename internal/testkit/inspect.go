package testkit

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Violation is a fault of accessibility that axe found.
type Violation struct {
	ID     string   `json:"id"`     // axe's rule, as in "color-contrast"
	Impact string   `json:"impact"` // minor, moderate, serious, critical
	Help   string   `json:"help"`
	Where  []string `json:"where"` // selectors of the elements
}

// String tells the fault in one line.
func (v Violation) String() string {
	return fmt.Sprintf("%s (%s): %s, at %q", v.ID, v.Impact, v.Help, v.Where)
}

// axeAll are the rules of WCAG 2.2 A and AA and axe's own good practice.
const axeAll = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`

// axeRun asks for rules.
const axeRun = `axe.run(document, {runOnly: %s})
	.then(r => r.violations.map(v => ({id: v.id, impact: v.impact || "", help: v.help,
		where: v.nodes.map(n => n.target.join(" "))})))`

// Axe checks the page as it is now and returns the faults; none is the goal. The
// script is put in by the debugger, so the page's content security policy stays on.
func (p *Page) Axe() []Violation {
	p.t.Helper()
	return p.axe(axeAll)
}

// Contrast checks the colours alone: what remains to be asked of a page that was sound in
// another light.
func (p *Page) Contrast() []Violation {
	p.t.Helper()
	return p.axe(`{type: "rule", values: ["color-contrast"]}`)
}

// Targets checks the size of what is touched alone: what changes when a page known to be
// sound is folded for a smaller screen.
func (p *Page) Targets() []Violation {
	p.t.Helper()
	return p.axe(`{type: "rule", values: ["target-size"]}`)
}

func (p *Page) axe(rules string) []Violation {
	p.t.Helper()
	script, err := os.ReadFile(filepath.Join(Root(p.t), "internal", "web", "testdata", "axe.min.js"))
	if err != nil {
		p.t.Fatalf("read axe: %v", err)
	}
	p.do("load axe", chromedp.Evaluate[chromedp.Void]("if (!window.axe) {"+string(script)+"\n}\n;undefined"))
	return Run(p, "run axe", chromedp.Evaluate[[]Violation](fmt.Sprintf(axeRun, rules), chromedp.EvalAwaitPromise))
}

// Visit is what opening a page took.
type Visit struct {
	LCP      time.Duration // largest contentful paint after the start of navigation; 0 when nothing was painted
	Requests int
	Bytes    int // over the wire: headers and compressed bodies
}

// lcpWatch answers two frames after the largest paint was told, in milliseconds, when
// the fonts have come; after two seconds without a paint it answers 0.
const lcpWatch = `new Promise(done => {
	let largest = 0
	const answer = () => document.fonts.ready.then(() =>
		requestAnimationFrame(() => requestAnimationFrame(() => done(largest))))
	new PerformanceObserver(list => {
		for (const paint of list.getEntries()) largest = paint.startTime
		answer()
	}).observe({type: "largest-contentful-paint", buffered: true})
	setTimeout(answer, 2000)
})`

// Forget empties the cache, so that the next [Page.Measure] is a first visit of somebody
// who stays signed in.
func (p *Page) Forget() {
	p.t.Helper()
	tell(p, network.ClearBrowserCache, cdp.Empty{})
}

// PDF prints the page on A4 as its style sheet wants it.
func (p *Page) PDF() []byte {
	p.t.Helper()
	ctx, stop := context.WithTimeout(p.ctx, patience)
	defer stop()
	printed, err := chromedp.Call(ctx, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true), PaperWidth: 8.27, PaperHeight: 11.69, TransferMode: page.PrintToPDFTransferModeReturnAsBase64})
	if err != nil {
		p.t.Fatalf("print: %v", err)
	}
	return printed.Data
}

// Measure opens the address and tells what that took. On a fresh [Page] it is a first
// visit, after another Measure a second one with a warm cache.
func (p *Page) Measure(url string) Visit {
	p.t.Helper()
	p.mu.Lock()
	requests, bytes := p.requests, p.bytes
	p.mu.Unlock()
	p.Open(url)
	lcp := Run(p, "wait for the largest paint", chromedp.Evaluate[float64](lcpWatch, chromedp.EvalAwaitPromise))
	p.mu.Lock()
	defer p.mu.Unlock()
	return Visit{
		LCP:      time.Duration(lcp * float64(time.Millisecond)),
		Requests: p.requests - requests,
		Bytes:    int(p.bytes - bytes),
	}
}
