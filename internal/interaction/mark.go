package interaction

import (
	"encoding/json"

	"github.com/stammkunde/stammkunde/internal/fault"
)

// Marks are what was so in a contact beside its reason, as bits.
type Marks int

// The marks. What somebody told of himself is never written down, only that he did.
const (
	PersonalMatter Marks = 1 << iota // told something personal
	Urgent                           // urgent, or outside opening hours
	AskedBoss                        // asked for the boss, or threatened
	AtEvent                          // came to an event or open day, commented, follows
	OtherSupplier                    // named another supplier
)

// MarkKeys are the keys of the marks in the order of their bits and of forms.
var MarkKeys = []string{"personal", "urgent", "boss", "event", "other_supplier"}

// MarksOf returns the marks with these keys, or fault.Invalid "interaction.bad_mark".
func MarksOf(keys []string) (m Marks, err error) {
next:
	for _, key := range keys {
		for bit, known := range MarkKeys {
			if key == known {
				m |= 1 << bit
				continue next
			}
		}
		return 0, fault.New(fault.Invalid, "interaction.bad_mark", key)
	}
	return m, nil
}

// Has reports whether all of the marks are there.
func (m Marks) Has(all Marks) bool { return m&all == all }

// Keys are the keys of the marks that are there.
func (m Marks) Keys() (keys []string) {
	for bit, key := range MarkKeys {
		if m.Has(1 << bit) {
			keys = append(keys, key)
		}
	}
	return keys
}

// MarshalJSON writes the keys.
func (m Marks) MarshalJSON() ([]byte, error) { return json.Marshal(m.Keys()) }

// UnmarshalJSON reads keys; those that are not known are passed over, so that entries of
// other versions can be read.
func (m *Marks) UnmarshalJSON(raw []byte) error {
	var keys []string
	if err := json.Unmarshal(raw, &keys); err != nil {
		return err
	}
	*m = 0
	for _, key := range keys {
		if one, err := MarksOf([]string{key}); err == nil {
			*m |= one
		}
	}
	return nil
}
