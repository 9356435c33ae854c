package app

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/stammkunde/stammkunde/internal/history"
)

// Limits of a connection. A large upload may take long, a header may not.
const (
	headerTimeout   = 10 * time.Second
	idleTimeout     = 2 * time.Minute
	shutdownTimeout = 10 * time.Second
	maxHeader       = 64 << 10
)

// The pages leave much short-lived memory behind and keep little: what lives is some ten
// megabytes. At Go's own pace every few pages would be followed by a collection, which
// costs a tenth of the processor. Letting garbage grow to three times of what lives costs
// some tens of megabytes; the limit keeps an import or a large export, whose own memory
// lives, from doing the same and leaves room for SQLite, whose caches Go does not count.
const (
	gcPercent   = 300
	memoryLimit = 100 << 20
)

// Listen opens the address; with a certificate the connection is encrypted. ctx ends the
// opening, not the listener.
func Listen(ctx context.Context, addr string, cert *tls.Certificate) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil || cert == nil {
		return l, err
	}
	return tls.NewListener(l, &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{*cert}, NextProtos: []string{"h2", "http/1.1"}}), nil
}

// Loopback reports whether only this machine can reach the listener.
func Loopback(l net.Listener) bool {
	a, ok := l.Addr().(*net.TCPAddr)
	return ok && a.IP.IsLoopback()
}

// Serve answers requests on l and runs the jobs until ctx ends; then it lets running
// requests end.
func (a *App) Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	debug.SetGCPercent(gcPercent)
	debug.SetMemoryLimit(memoryLimit)
	answers := &rest{h: h}
	srv := &http.Server{Handler: answers, ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader}
	if broken, err := a.Intake.Recover(ctx); err != nil {
		return err
	} else if len(broken) > 0 {
		a.Log.Warn("imports were interrupted and can be started again", "imports", len(broken))
	}
	jobs, stopJobs := context.WithCancel(history.From(ctx, history.Job))
	worked := make(chan struct{})
	go func() {
		defer close(worked)
		a.Jobs.Run(jobs)
	}()
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	tick := time.NewTicker(Pause)
	defer tick.Stop()
	go answers.watch(jobs, tick.C, func() { a.giveBack(jobs) })
	if err := a.DB.Warm(ctx); err != nil && ctx.Err() == nil {
		a.Log.Warn("pages will be slow at first", "err", err)
	}
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		// ctx has ended; what still runs gets a moment of its own.
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
		defer cancel()
		if err = srv.Shutdown(grace); errors.Is(err, context.DeadlineExceeded) {
			err = srv.Close()
		}
		if closed := <-failed; !errors.Is(closed, http.ErrServerClosed) {
			a.Log.Warn("the server ended by itself while it was stopped", "err", closed)
		}
	}
	stopJobs()
	<-worked
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
