package enquiry

import (
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
)

func TestTheLightTurnsWithTheTime(t *testing.T) {
	e := Enquiry{State: New, ReceivedAt: 0, DueAt: 90}
	for at, want := range map[cal.Instant]Light{0: Calm, 59: Calm, 61: Soon, 90: Soon, 91: Overdue} {
		if got := e.Light(at); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
	e.State = Lost
	if got := e.Light(500); got != Stopped {
		t.Errorf("closed: %s", got)
	}
}
