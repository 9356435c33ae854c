package intake

import (
	"encoding/binary"
	"errors"
	"strconv"
)

// A packed record is a row of fields (tag, length, bytes). Absent fields take no
// room and new tags do not change what older programs have written, which matters
// because the digest of a stored line is taken over its packed form.

func appendField(b []byte, tag byte, value string) []byte {
	if value == "" {
		return b
	}
	b = append(b, tag)
	b = binary.AppendUvarint(b, uint64(len(value)))
	return append(b, value...)
}

func appendInt(b []byte, tag byte, v int64) []byte {
	var buf [binary.MaxVarintLen64]byte
	n := binary.PutVarint(buf[:], v)
	b = append(b, tag, byte(n))
	return append(b, buf[:n]...)
}

var errPacked = errors.New("a staged record is damaged")

// eachField calls fn for every field of a packed record.
func eachField(b []byte, fn func(tag byte, value []byte) error) error {
	for len(b) > 0 {
		n, w := binary.Uvarint(b[1:])
		if w <= 0 || uint64(len(b)-1-w) < n {
			return errPacked
		}
		start := 1 + w
		if err := fn(b[0], b[start:start+int(n)]); err != nil {
			return err
		}
		b = b[start+int(n):]
	}
	return nil
}

func intField(b []byte) int64 {
	v, _ := binary.Varint(b)
	return v
}

// appendRow adds a row to a body: its distance from the row before and its content.
func appendRow(body []byte, delta int64, content []byte) []byte {
	body = binary.AppendUvarint(body, uint64(delta))
	body = binary.AppendUvarint(body, uint64(len(content)))
	return append(body, content...)
}

// eachRow calls fn for every row of a body; first is the row that distances count
// from. content is valid during the call only.
func eachRow(body []byte, first int64, fn func(row int64, content []byte) error) error {
	row := first
	for len(body) > 0 {
		delta, w := binary.Uvarint(body)
		if w <= 0 {
			return errPacked
		}
		n, w2 := binary.Uvarint(body[w:])
		if w2 <= 0 || uint64(len(body)-w-w2) < n {
			return errPacked
		}
		row += int64(delta)
		start := w + w2
		if err := fn(row, body[start:start+int(n)]); err != nil {
			return err
		}
		body = body[start+int(n):]
	}
	return nil
}

// appendUvarintText writes length and bytes of a text; unlike appendField it keeps
// an empty one, which says that the source has nothing there.
func appendUvarintText(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

// nth tells the n-th of several equal things apart; the first keeps its key.
func nth(key string, n int) string {
	if n == 1 {
		return key
	}
	return key + "/" + strconv.Itoa(n)
}
