package testkit

import (
	"context"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long one action on a page may take; generous, because CI shares two cores.
const patience = 30 * time.Second

// Browser is a running headless Chromium.
type Browser struct {
	ctx context.Context
}

// Chromium starts a browser that lives until the test ends. It skips the test when
// there is no Chromium, and fails it instead where CI=true.
func Chromium(t testing.TB) *Browser {
	t.Helper()
	path, err := exec.LookPath(chromiumPath())
	switch {
	case err != nil && os.Getenv("CI") == "true":
		t.Fatalf("no Chromium (%v); make test installs it", err)
	case err != nil:
		t.Skipf("no Chromium (%v); Debian: apt-get install chromium, or set STAMMKUNDE_TEST_CHROMIUM", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		chromedp.NoSandbox, // CI runs as root, and only our own pages are opened
		chromedp.DisableGPU,
		chromedp.UserDataDir(t.TempDir()),
		// A browser of a test talks to the test's server and to nobody else.
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-domain-reliability", true),
		chromedp.Flag("no-pings", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"),
		chromedp.Flag("lang", "de-DE"),
		chromedp.Flag("font-render-hinting", "none"),
	)
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stop := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		closing, done := context.WithTimeout(ctx, patience)
		defer done()
		if err := chromedp.Cancel(closing); err != nil {
			t.Logf("close Chromium: %v", err)
		}
		stop()
		stopAllocator()
	})
	if err := chromedp.Do(ctx); err != nil { // the first call starts the browser and binds its life to ctx
		t.Fatalf("start %s: %v", path, err)
	}
	return &Browser{ctx: ctx}
}

func chromiumPath() string {
	if path := os.Getenv("STAMMKUNDE_TEST_CHROMIUM"); path != "" {
		return path
	}
	return "/usr/bin/chromium"
}
