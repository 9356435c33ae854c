package care

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFactsAreReadAsTheyWereWritten(t *testing.T) {
	for i := range 2*mostFacts + 1 {
		want := Facts{Days: i, Article: "Brot", Likes: []string{"Brot", fmt.Sprint("Kuchen ", i)}, Last: day}
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // understood anew, then remembered
			got, err := readFacts(string(text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatal(diff)
			}
		}
	}
	if len(understood.of) > mostFacts {
		t.Errorf("%d facts are kept", len(understood.of))
	}
	for range 2 {
		if _, err := readFacts("{"); err == nil {
			t.Error("half a text is no fact")
		}
	}
}
