package care

import (
	"encoding/json"
	"sync"
)

// A day is looked at many times and its facts never change, so each text is understood
// once. What is kept belongs to everybody: who gets facts must not write into their
// lists.
var understood factsMemo

// mostFacts is how many facts are kept, about as many as the lists of a day of a large
// team hold; a kilobyte each.
const mostFacts = 1000

type factsMemo struct {
	mu sync.Mutex
	of map[string]Facts
}

// readFacts returns what text says, as it stands in the database.
func readFacts(text string) (Facts, error) {
	understood.mu.Lock()
	f, ok := understood.of[text]
	understood.mu.Unlock()
	if ok {
		return f, nil
	}
	if err := json.Unmarshal([]byte(text), &f); err != nil {
		return f, err
	}
	understood.mu.Lock()
	defer understood.mu.Unlock()
	if understood.of == nil || len(understood.of) >= mostFacts {
		understood.of = map[string]Facts{}
	}
	understood.of[text] = f
	return f, nil
}
