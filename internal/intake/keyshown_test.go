package intake_test

import (
	"testing"

	"github.com/stammkunde/stammkunde/internal/intake"
)

func TestANumberThatTheSourceDidNotGiveIsShownByWhatItIsMadeOf(t *testing.T) {
	for key, want := range map[string]string{
		"": "", "10023": "10023", "R:17": "R:17", "+card:102": "102", "+mail:w@example.de": "w@example.de",
		"+phone:+4930123": "+4930123", "+name:wiebke ahrensboeck 00000": "wiebke ahrensboeck 00000",
	} {
		if got := intake.KeyShown(key); got != want {
			t.Errorf("%q is shown as %q, want %q", key, got, want)
		}
	}
}
