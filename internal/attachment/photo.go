package attachment

import (
	"bytes"
	"encoding/binary"
	"io"

	"github.com/stammkunde/stammkunde/internal/fault"
)

// MaxPhoto is the largest photo in bytes that is taken from people who are not signed in.
const MaxPhoto = 8 << 20

// Photo reads a photo and returns it without what is not the picture: place and time of the
// shot, camera, owner, comments, previews, and whatever stands behind its end. Which side is up
// stays. It takes JPEG and PNG, told by what is in them, and looks at no pixel, so that a small
// file cannot become a large picture. It fails with fault.Limit "attachment.too_large" and
// fault.Invalid "attachment.photo".
func Photo(r io.Reader) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxPhoto+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > MaxPhoto {
		return nil, fault.New(fault.Limit, "attachment.too_large", MaxPhoto>>20)
	}
	var clean []byte
	ok := false
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xd8\xff")):
		clean, ok = cleanJPEG(raw)
	case bytes.HasPrefix(raw, []byte(pngMagic)):
		clean, ok = cleanPNG(raw)
	}
	if !ok {
		return nil, fault.New(fault.Invalid, "attachment.photo")
	}
	return clean, nil
}

// Markers of JPEG files (ITU-T T.81, table B.1).
const (
	markStart = 0xd8
	markEnd   = 0xd9
	markScan  = 0xda
	markApp0  = 0xe0
	markApp1  = 0xe1
	markApp2  = 0xe2
	markAdobe = 0xee
	markApp15 = 0xef
	markNote  = 0xfe
)

// cleanJPEG copies the segments that make the picture.
func cleanJPEG(raw []byte) ([]byte, bool) {
	out := append(make([]byte, 0, len(raw)), 0xff, markStart)
	side, frame := uint16(0), false
	body := []byte{}
	for at := 2; at+4 <= len(raw); {
		if raw[at] != 0xff {
			return nil, false
		}
		mark := raw[at+1]
		if mark == 0xff { // fill bytes
			at++
			continue
		}
		size := int(binary.BigEndian.Uint16(raw[at+2:]))
		end := at + 2 + size
		if size < 2 || end > len(raw) || mark < 0xc0 {
			return nil, false
		}
		data := raw[at+4 : end]
		switch {
		case mark == markApp1 && side == 0:
			side = orientation(data)
		case keeps(mark, data):
			body = append(body, raw[at:end]...)
		}
		frame = frame || mark >= 0xc0 && mark <= 0xc2
		at = end
		if mark != markScan {
			continue
		}
		for end < len(raw) && !(raw[end] == 0xff && end+1 < len(raw) && raw[end+1] != 0 && raw[end+1] != 0xff && (raw[end+1] < 0xd0 || raw[end+1] > 0xd7)) {
			end++
		}
		body = append(body, raw[at:end]...)
		at = end
		if at+1 < len(raw) && raw[at+1] == markEnd {
			if side > 1 && side <= 8 {
				out = append(out, upright(side)...)
			}
			return append(append(out, body...), 0xff, markEnd), frame
		}
	}
	return nil, false
}

// keeps reports whether a segment belongs to the picture: tables and frames do; of what
// programs add only how colours are meant.
func keeps(mark byte, data []byte) bool {
	switch {
	case mark == markApp0:
		return bytes.HasPrefix(data, []byte("JFIF\x00")) && len(data) == 14 // without a preview
	case mark == markApp2:
		return bytes.HasPrefix(data, []byte("ICC_PROFILE\x00"))
	case mark == markAdobe:
		return bytes.HasPrefix(data, []byte("Adobe"))
	}
	return mark != markNote && (mark < markApp0 || mark > markApp15)
}

// exifHead begins a segment with what the camera noted.
const exifHead = "Exif\x00\x00"

// orientation reads which side of the picture is up out of what the camera noted; 0 unknown.
func orientation(data []byte) uint16 {
	if !bytes.HasPrefix(data, []byte(exifHead)) {
		return 0
	}
	tiff := data[len(exifHead):]
	if len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.LittleEndian
	if tiff[0] == 'M' {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0
	}
	n := int64(order.Uint16(tiff[at:]))
	for i := range n {
		entry := at + 2 + 12*i
		if entry+12 > int64(len(tiff)) {
			return 0
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			return order.Uint16(tiff[entry+8:])
		}
	}
	return 0
}

// upright is a segment that says nothing but which side is up.
func upright(side uint16) []byte {
	s := append([]byte{0xff, markApp1, 0, 34}, exifHead...)
	s = append(s, "MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01"...)
	s = binary.BigEndian.AppendUint16(s, side)
	return append(s, 0, 0, 0, 0, 0, 0)
}

const pngMagic = "\x89PNG\r\n\x1a\n"

// pngParts are the chunks that make the picture and its colours.
var pngParts = map[string]bool{
	"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "gAMA": true, "cHRM": true, "sRGB": true, "iCCP": true, "sBIT": true, "pHYs": true, "bKGD": true,
}

// cleanPNG copies the chunks that make the picture.
func cleanPNG(raw []byte) ([]byte, bool) {
	out := append(make([]byte, 0, len(raw)), pngMagic...)
	picture := false
	for at := len(pngMagic); at+12 <= len(raw); {
		size := int64(binary.BigEndian.Uint32(raw[at:]))
		end := int64(at) + 12 + size
		if end > int64(len(raw)) {
			return nil, false
		}
		kind := string(raw[at+4 : at+8])
		if at == len(pngMagic) && kind != "IHDR" {
			return nil, false
		}
		if pngParts[kind] {
			out = append(out, raw[at:end]...)
		}
		picture = picture || kind == "IDAT"
		if kind == "IEND" {
			return out, picture
		}
		at = int(end)
	}
	return nil, false
}
