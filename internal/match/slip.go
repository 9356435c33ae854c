package match

import "github.com/stammkunde/stammkunde/internal/locale"

// slip reports whether two words differ by what a hurried hand does: one change in
// four letters or more, two in nine or more.
func slip(a, b string) bool {
	n := min(len(a), len(b))
	switch {
	case n >= 9:
		return locale.Edits(a, b, 2) <= 2
	case n >= 4:
		return locale.Edits(a, b, 1) <= 1
	}
	return a == b
}
