package attachment_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/attachment"
	"github.com/stammkunde/stammkunde/internal/fault"
)

func drawn() image.Image {
	img := image.NewRGBA(image.Rect(0, 0, 40, 24))
	for x := range 40 {
		for y := range 24 {
			img.Set(x, y, color.RGBA{uint8(6 * x), uint8(10 * y), 90, 255})
		}
	}
	return img
}

// shot is a photo as a camera leaves it: with place, owner, comment, and a film behind its end.
func shot(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, drawn(), nil); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00II\x2a\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00GPS 47.37 8.54"
	segment := func(mark byte, text string) string {
		return "\xff" + string([]byte{mark}) + string(binary.BigEndian.AppendUint16(nil, uint16(len(text)+2))) + text
	}
	raw := b.Bytes()
	return []byte(string(raw[:2]) + segment(0xe1, exif) + segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00<creator>Erika Muster") + segment(0xfe, "Kommentar") + segment(0xed, "Photoshop") + string(raw[2:]) + "FILM BEHIND")
}

func TestAPhotoKeepsThePictureAndNothingElse(t *testing.T) {
	raw := shot(t)
	got, err := attachment.Photo(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"GPS", "Muster", "Kommentar", "Photoshop", "FILM"} {
		if bytes.Contains(got, []byte(word)) {
			t.Errorf("%s is still there", word)
		}
	}
	if !bytes.Contains(got, []byte("\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06")) {
		t.Error("nobody knows any more which side is up")
	}
	before, _, err1 := image.Decode(bytes.NewReader(raw))
	after, _, err2 := image.Decode(bytes.NewReader(got))
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	for _, p := range []image.Point{{0, 0}, {20, 12}, {39, 23}} {
		if before.At(p.X, p.Y) != after.At(p.X, p.Y) {
			t.Errorf("%v changed", p)
		}
	}
	again, err := attachment.Photo(bytes.NewReader(got))
	if err != nil || !bytes.Equal(again, got) {
		t.Errorf("a clean photo changed: %v", err)
	}

	var b bytes.Buffer
	if err := png.Encode(&b, drawn()); err != nil {
		t.Fatal(err)
	}
	chunk := func(kind, text string) string {
		sum := crc32.ChecksumIEEE([]byte(kind + text))
		return string(binary.BigEndian.AppendUint32(nil, uint32(len(text)))) + kind + text + string(binary.BigEndian.AppendUint32(nil, sum))
	}
	at := len("\x89PNG\r\n\x1a\n") + 25
	raw = []byte(string(b.Bytes()[:at]) + chunk("tEXt", "Author\x00Erika Muster") + chunk("eXIf", "GPS") + string(b.Bytes()[at:]) + "BEHIND")
	if got, err = attachment.Photo(bytes.NewReader(raw)); err != nil || !bytes.Equal(got, b.Bytes()) {
		t.Errorf("%v", err)
	}
}

func TestOnlyPhotosAreTaken(t *testing.T) {
	jpg := shot(t)
	for name, text := range map[string]string{
		"nothing": "", "a page": "<script>alert(1)</script>", "a document": "%PDF-1.7", "a drawing with a program": "<svg onload=alert(1)>",
		"the beginning of a photo": string(jpg[:60]), "a photo cut off": string(jpg[:len(jpg)/2]), "the name of one": "\xff\xd8\xff<script>", "an animation": "GIF89a", "an empty one": "\xff\xd8\xff\xd9",
		"chunks without a picture": "\x89PNG\r\n\x1a\n",
	} {
		if _, err := attachment.Photo(strings.NewReader(text)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := attachment.Photo(bytes.NewReader(append(jpg, make([]byte, attachment.MaxPhoto)...))); fault.KindOf(err) != fault.Limit {
		t.Errorf("too large: %v", err)
	}
}

func TestPropNoContentBreaksThePhotoReader(t *testing.T) {
	jpg := shot(t)
	rapid.Check(t, func(t *rapid.T) {
		raw := bytes.Clone(jpg)
		for range rapid.IntRange(1, 8).Draw(t, "changes") {
			raw[rapid.IntRange(2, len(raw)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "to")
		}
		got, err := attachment.Photo(bytes.NewReader(raw[:rapid.IntRange(0, len(raw)).Draw(t, "length")]))
		if err == nil && len(got) > len(raw)+40 {
			t.Fatal("it grew")
		}
	})
}
