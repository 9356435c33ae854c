package history

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// Diff returns the JSON members in which two values of one type differ, as they were and
// as they are: what [Entry.Before] and [Entry.After] hold. Both are nil when nothing
// differs.
func Diff(was, is any) (before, after json.RawMessage, err error) {
	a, err := members(was)
	if err != nil {
		return nil, nil, err
	}
	b, err := members(is)
	if err != nil {
		return nil, nil, err
	}
	for key, v := range a {
		if bytes.Equal(v, b[key]) {
			delete(a, key)
			delete(b, key)
		}
	}
	if len(a) == 0 && len(b) == 0 {
		return nil, nil, nil
	}
	return Values(a), Values(b), nil
}

// Restore writes the members of before into the value behind current, as undo does, if
// they are still what after says; else it changes nothing and names those that changed
// since, sorted.
func Restore(current any, before, after json.RawMessage) (since []string, err error) {
	have, err := members(current)
	if err != nil {
		return nil, err
	}
	then, err := members(after)
	if err != nil {
		return nil, err
	}
	for key, v := range then {
		if !bytes.Equal(v, have[key]) {
			since = append(since, key)
		}
	}
	if len(since) > 0 {
		slices.Sort(since)
		return since, nil
	}
	if err := json.Unmarshal(before, current); err != nil {
		return nil, fmt.Errorf("restore values of the history: %w", err)
	}
	return nil, nil
}

// members reads a value as a JSON object.
func members(v any) (map[string]json.RawMessage, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write values of the history: %w", err)
	}
	out := map[string]json.RawMessage{}
	if err := json.Unmarshal(text, &out); err != nil {
		return nil, fmt.Errorf("read values of the history: %w", err)
	}
	return out, nil
}
