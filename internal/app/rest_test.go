package app

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"
)

// Memory is given back once in each pause, and not while somebody asks.
func TestMemoryIsGivenBackOnceInEachPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &rest{h: http.NotFoundHandler()}
		given, tick := 0, time.NewTicker(Pause)
		defer tick.Stop()
		go r.watch(t.Context(), tick.C, func() { given++ })
		ask := func() { r.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)) }
		after := func(d time.Duration, want int) {
			t.Helper()
			time.Sleep(d)
			synctest.Wait()
			if given != want {
				t.Errorf("given back %d times, want %d", given, want)
			}
		}
		ask()
		after(Pause+time.Second, 0) // somebody asked before this tick
		after(Pause, 1)
		after(10*Pause, 1)
		for range 5 {
			ask()
			after(Pause, 1)
		}
		after(2*Pause, 2)
	})
}
