package table

import (
	"regexp"
	"strings"
)

// Guard makes a cell safe for spreadsheet programs, which would run a text that begins
// like a formula: it gets an apostrophe in front. Negative numbers stay as they are.
// [Unguard] gives back exactly what was there. Source: OWASP, CSV Injection.
func Guard(cell string) string {
	if runs(cell) {
		return "'" + cell
	}
	return cell
}

// Unguard takes the apostrophe of [Guard] off again.
func Unguard(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && runs(rest) {
		return rest
	}
	return cell
}

// formulaStarts are the characters with which a formula begins, the wide ones too.
const formulaStarts = "=+-@\t\r\n＝＋－＠"

// runs reports whether behind any apostrophes a text begins like a formula. Apostrophes
// are looked through, so that a cell which has one of its own gets a second.
func runs(cell string) bool {
	cell = strings.TrimLeft(cell, "'")
	for _, first := range cell {
		return strings.ContainsRune(formulaStarts, first) && !negative.MatchString(cell)
	}
	return false
}

// negative are numbers below zero as files write them, with a currency or percent.
var negative = regexp.MustCompile(`^-\s?\d[\d., '’\x{a0}]*(€|EUR|CHF|%)?$`)

// GuardLine guards the cells of a line of text. A line without such cells stays to the
// byte, one that cannot be cut is guarded where a cell might begin.
func GuardLine(line string, delimiter byte) string {
	cells := Cells(line, delimiter)
	if len(cells) == 1 && strings.IndexByte(line, delimiter) >= 0 {
		cells = strings.Split(line, string(delimiter))
		for i := range cells {
			cells[i] = Guard(cells[i])
		}
		return strings.Join(cells, string(delimiter))
	}
	changed := false
	for i, c := range cells {
		cells[i] = Guard(c)
		changed = changed || cells[i] != c
	}
	if !changed {
		return line
	}
	return Line(cells, delimiter)
}
