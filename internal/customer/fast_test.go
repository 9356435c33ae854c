package customer

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"
)

// The short way for German numbers must not tell two customers apart, or make them one,
// where the long way does not.
func TestGermanPhoneReadsAsTheLibraryDoes(t *testing.T) {
	read := 0
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom([]string{"0", "+49", "+49 ", "00", "+490", ""}).Draw(t, "prefix") +
			rapid.StringMatching(`[1-9][0-9]{1,4}[ /-]{0,3}[0-9]{2,5}[ -]?[0-9]{0,4}`).Draw(t, "number")
		key, ok := germanPhone(s)
		if !ok {
			return
		}
		read++
		n, err := phonenumbers.Parse(s, "DE")
		if err != nil || !phonenumbers.IsPossibleNumber(n) {
			t.Fatalf("%q reads as %s, but is no number", s, key)
		}
		if want := phonenumbers.Format(n, phonenumbers.E164); key != want {
			t.Fatalf("%q reads as %s, want %s", s, key, want)
		}
	})
	if read == 0 {
		t.Error("no number was read the short way")
	}
	for _, s := range []string{"0171 3900001", "+49 171 3900001", "0731/2055900", "030-1234567"} {
		if _, ok := germanPhone(s); !ok {
			t.Errorf("%q does not go the short way", s)
		}
	}
}

func TestFieldsAreWrittenAsJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := Fields(rapid.MapOf(
			rapid.OneOf(rapid.SampledFrom(inOrder), rapid.Just(Field("some other"))), rapid.String(),
		).Draw(t, "fields"))
		text, err := f.append([]byte("before"))
		if err != nil {
			t.Fatal(err)
		}
		var got Fields
		if err := json.Unmarshal(text[len("before"):], &got); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if d := cmp.Diff(f, got); d != "" {
			t.Fatalf("%s: %s", text, d)
		}
	})
}
