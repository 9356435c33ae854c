package look

import (
	"fmt"
	"strings"
)

// CodeView is a text as QR code (ISO/IEC 18004, bytes, level M). What is longer than 106 bytes
// is not drawn; the link stands beside it in letters.
type CodeView struct {
	Label string
	Text  string
}

// codeRim is the quiet zone around the modules.
const codeRim = 4

// drawn is the path of the dark modules and the box around all.
func (c CodeView) drawn() (path, box string) {
	m := encodeCode(c.Text)
	if c.Text == "" || m == nil {
		return "", ""
	}
	var b strings.Builder
	for y, line := range m {
		for x := 0; x < len(line); x++ {
			if !line[x] {
				continue
			}
			run := 1
			for x+run < len(line) && line[x+run] {
				run++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+codeRim, y+codeRim, run, run)
			x += run
		}
	}
	side := len(m) + 2*codeRim
	return b.String(), fmt.Sprintf("0 0 %d %d", side, side)
}

// codeSize is a version at level M: data bytes in all, blocks, correcting bytes of each block.
type codeSize struct{ data, blocks, check int }

// codeSizes are versions 1 to 6; larger ones would need version information as well.
var codeSizes = [...]codeSize{{16, 1, 10}, {28, 1, 16}, {44, 1, 26}, {64, 2, 18}, {86, 2, 24}, {108, 4, 16}}

// encodeCode returns the modules by line, true for dark; nil for a text that is too long.
func encodeCode(text string) [][]bool {
	for v := range codeSizes {
		if len(text) <= codeSizes[v].data-2 {
			return drawCode(v+1, codeBytes(codeSizes[v], []byte(text)))
		}
	}
	return nil
}

// codeBytes are the data with their correction, in the order in which they are drawn.
func codeBytes(size codeSize, text []byte) []byte {
	data := make([]byte, 0, size.data)
	half := byte(0b0100) // bytes
	push := func(b byte) {
		data = append(data, half<<4|b>>4)
		half = b & 15
	}
	push(byte(len(text)))
	for _, b := range text {
		push(b)
	}
	data = append(data, half<<4) // and the four zeros of the end
	for pad := byte(0xec); len(data) < size.data; pad ^= 0xec ^ 0x11 {
		data = append(data, pad)
	}
	each := size.data / size.blocks
	var out []byte
	for i := range each {
		for b := range size.blocks {
			out = append(out, data[b*each+i])
		}
	}
	checks := make([][]byte, size.blocks)
	for b := range checks {
		checks[b] = codeCheck(data[b*each:(b+1)*each], size.check)
	}
	for i := range size.check {
		for b := range checks {
			out = append(out, checks[b][i])
		}
	}
	return out
}

// Logarithms of the field of 256 elements with 0x11d.
var codeExp, codeLog = func() (exp [510]byte, log [256]int) {
	x := 1
	for i := range 255 {
		exp[i], exp[i+255], log[x] = byte(x), byte(x), i
		if x <<= 1; x > 255 {
			x ^= 0x11d
		}
	}
	return exp, log
}()

func codeTimes(a, b byte) byte {
	if a == 0 || b == 0 {
		return 0
	}
	return codeExp[codeLog[a]+codeLog[b]]
}

// codeCheck is the remainder of Reed and Solomon.
func codeCheck(data []byte, n int) []byte {
	gen := []byte{1}
	for i := range n {
		next := make([]byte, len(gen)+1)
		for j, g := range gen {
			next[j] ^= g
			next[j+1] ^= codeTimes(g, codeExp[i])
		}
		gen = next
	}
	rest := append(append([]byte{}, data...), make([]byte, n)...)
	for i := range data {
		lead := rest[i]
		for j, g := range gen {
			rest[i+j] ^= codeTimes(g, lead)
		}
	}
	return rest[len(data):]
}

// codeGrid holds the modules, and which of them are no data.
type codeGrid struct{ dark, fixed [][]bool }

func (g *codeGrid) set(x, y int, dark bool) { g.dark[y][x], g.fixed[y][x] = dark, true }

// drawCode draws a version with the mask that readers like best.
func drawCode(version int, data []byte) [][]bool {
	var best [][]bool
	least := 0
	for mask := range 8 {
		m := drawMasked(version, data, mask)
		if p := codePenalty(m); best == nil || p < least {
			best, least = m, p
		}
	}
	return best
}

func drawMasked(version int, data []byte, mask int) [][]bool {
	n := 17 + 4*version
	g := codeGrid{make([][]bool, n), make([][]bool, n)}
	for i := range n {
		g.dark[i], g.fixed[i] = make([]bool, n), make([]bool, n)
	}
	for i := range n { // timing
		g.set(i, 6, i%2 == 0)
		g.set(6, i, i%2 == 0)
	}
	for _, at := range [][2]int{{3, 3}, {n - 4, 3}, {3, n - 4}} { // finders with their rim
		for dy := -4; dy <= 4; dy++ {
			for dx := -4; dx <= 4; dx++ {
				if x, y := at[0]+dx, at[1]+dy; x >= 0 && y >= 0 && x < n && y < n {
					d := max(dx, -dx, dy, -dy)
					g.set(x, y, d != 2 && d != 4)
				}
			}
		}
	}
	if version > 1 { // the one alignment pattern that versions 2 to 6 have
		for dy := -2; dy <= 2; dy++ {
			for dx := -2; dx <= 2; dx++ {
				g.set(n-7+dx, n-7+dy, max(dx, -dx, dy, -dy) != 1)
			}
		}
	}
	g.format(codeFormat(mask))
	g.fill(data, mask)
	return g.dark
}

// codeFormat is level M and the mask with their correction.
func codeFormat(mask int) int {
	rest := mask << 10
	for i := 14; i >= 10; i-- {
		if rest>>i&1 == 1 {
			rest ^= 0x537 << (i - 10)
		}
	}
	return (mask<<10 | rest) ^ 0x5412
}

// format draws the format twice; the lowest bit first.
func (g *codeGrid) format(bits int) {
	n := len(g.dark)
	for i := range 15 {
		dark := bits>>i&1 == 1
		switch { // around the upper left finder
		case i < 6:
			g.set(8, i, dark)
		case i < 8:
			g.set(8, i+1, dark)
		case i == 8:
			g.set(7, 8, dark)
		default:
			g.set(14-i, 8, dark)
		}
		if i < 8 {
			g.set(n-1-i, 8, dark)
		} else {
			g.set(8, n-15+i, dark)
		}
	}
	g.set(8, n-8, true)
}

// fill draws the data in columns of two, up and down from the right.
func (g *codeGrid) fill(data []byte, mask int) {
	n, bit, up := len(g.dark), 0, true
	for right := n - 1; right > 0; right -= 2 {
		if right == 6 {
			right--
		}
		for i := range n {
			y := i
			if up {
				y = n - 1 - i
			}
			for x := right; x > right-2; x-- {
				if g.fixed[y][x] {
					continue
				}
				dark := bit < 8*len(data) && data[bit/8]>>(7-bit%8)&1 == 1
				bit++
				g.dark[y][x] = dark != codeMask(mask, x, y)
			}
		}
		up = !up
	}
}

func codeMask(mask, x, y int) bool {
	switch mask {
	case 0:
		return (x+y)%2 == 0
	case 1:
		return y%2 == 0
	case 2:
		return x%3 == 0
	case 3:
		return (x+y)%3 == 0
	case 4:
		return (y/2+x/3)%2 == 0
	case 5:
		return x*y%2+x*y%3 == 0
	case 6:
		return (x*y%2+x*y%3)%2 == 0
	}
	return ((x+y)%2+x*y%3)%2 == 0
}

// codePenalty is how hard a pattern is to read.
func codePenalty(m [][]bool) int {
	n, sum, dark := len(m), 0, 0
	at := func(x, y int, turned bool) bool {
		if turned {
			return m[x][y]
		}
		return m[y][x]
	}
	finder := []bool{true, false, true, true, true, false, true}
	for _, turned := range []bool{false, true} {
		for y := range n {
			run := 0
			for x := range n {
				if x > 0 && at(x, y, turned) == at(x-1, y, turned) {
					run++
				} else {
					run = 1
				}
				if run == 5 {
					sum += 3
				} else if run > 5 {
					sum++
				}
				if x+7 > n {
					continue
				}
				same := true
				for i, d := range finder {
					same = same && at(x+i, y, turned) == d
				}
				if same && (light(at, x-4, x, y, n, turned) || light(at, x+7, x+11, y, n, turned)) {
					sum += 40
				}
			}
		}
	}
	for y := range n {
		for x := range n {
			if m[y][x] {
				dark++
			}
			if x > 0 && y > 0 && m[y][x] == m[y-1][x] && m[y][x] == m[y][x-1] && m[y][x] == m[y-1][x-1] {
				sum += 3
			}
		}
	}
	off := 20*dark - 10*n*n
	return sum + 10*(max(off, -off)/(n*n))
}

// light reports whether four modules beside a finder are light; beyond the rim all are.
func light(at func(int, int, bool) bool, from, to, y, n int, turned bool) bool {
	for x := from; x < to; x++ {
		if x >= 0 && x < n && at(x, y, turned) {
			return false
		}
	}
	return true
}
