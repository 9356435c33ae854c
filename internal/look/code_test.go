package look

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// The example of the standard's tutorials: HELLO WORLD at level M of version 1.
func TestCodeCorrection(t *testing.T) {
	data := []byte{32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17}
	if got := codeCheck(data, 10); !bytes.Equal(got, []byte{196, 35, 39, 119, 235, 215, 231, 226, 93, 23}) {
		t.Errorf("%v", got)
	}
}

// The table of the standard for level M.
func TestCodeFormat(t *testing.T) {
	for mask, want := range []string{"101010000010010", "101000100100101", "101111001111100", "101101101001011", "100010111111001", "100000011001110", "100111110010111", "100101010100000"} {
		if got := fmt.Sprintf("%015b", codeFormat(mask)); got != want {
			t.Errorf("mask %d: %s, not %s", mask, got, want)
		}
	}
}

// read takes a code as a reader does: format, mask, columns, blocks.
func read(t *testing.T, m [][]bool) string {
	t.Helper()
	n := len(m)
	version := (n - 17) / 4
	bits := 0
	for i := range 15 {
		var dark bool
		switch {
		case i < 6:
			dark = m[i][8]
		case i < 8:
			dark = m[i+1][8]
		case i == 8:
			dark = m[8][7]
		default:
			dark = m[8][14-i]
		}
		if dark {
			bits |= 1 << i
		}
	}
	mask := -1
	for k := range 8 {
		if codeFormat(k) == bits {
			mask = k
		}
	}
	if mask < 0 {
		t.Fatalf("format %015b", bits)
	}
	data := func(x, y int) bool { // what is no pattern
		switch {
		case x == 6 || y == 6, x < 9 && y < 9, x < 9 && y >= n-8, x >= n-8 && y < 9:
			return false
		}
		return version == 1 || x < n-9 || x > n-5 || y < n-9 || y > n-5
	}
	var raw []byte
	count, up := 0, true
	for right := n - 1; right > 0; right -= 2 {
		if right == 6 {
			right = 5
		}
		for i := range n {
			y := i
			if up {
				y = n - 1 - i
			}
			for _, x := range []int{right, right - 1} {
				if !data(x, y) {
					continue
				}
				if count%8 == 0 {
					raw = append(raw, 0)
				}
				if m[y][x] != codeMask(mask, x, y) {
					raw[count/8] |= 1 << (7 - count%8)
				}
				count++
			}
		}
		up = !up
	}
	size := codeSizes[version-1]
	if count/8 != size.data+size.blocks*size.check {
		t.Fatalf("version %d holds %d bytes", version, count/8)
	}
	var text []byte
	for b := range size.blocks {
		var block []byte
		for i := range size.data / size.blocks {
			block = append(block, raw[i*size.blocks+b])
		}
		var check []byte
		for i := range size.check {
			check = append(check, raw[size.data+i*size.blocks+b])
		}
		if !bytes.Equal(codeCheck(block, size.check), check) {
			t.Fatalf("version %d: block %d does not agree with its correction", version, b)
		}
		text = append(text, block...)
	}
	if text[0]>>4 != 4 {
		t.Fatalf("mode %d", text[0]>>4)
	}
	length := int(text[0]&15)<<4 | int(text[1]>>4)
	out := make([]byte, length)
	for i := range out {
		out[i] = text[1+i]<<4 | text[2+i]>>4
	}
	return string(out)
}

func TestCodesAreReadBack(t *testing.T) {
	for _, n := range []int{1, 14, 15, 26, 27, 42, 43, 62, 63, 84, 85, 106} {
		text := "https://kunden.example.de/u/" + strings.Repeat("Ab3-_", 20)
		text = text[:min(n, len(text))]
		if m := encodeCode(text); m == nil || read(t, m) != text {
			t.Errorf("%d bytes are not read back", n)
		}
	}
	if encodeCode(strings.Repeat("a", 107)) != nil {
		t.Error("a text that does not fit was drawn")
	}
	path, box := CodeView{Text: "https://example.de/u/abc"}.drawn()
	if box != "0 0 33 33" || !strings.HasPrefix(path, "M4 4h7v1h-7z") {
		t.Errorf("%s, %.40s", box, path)
	}
}
