package enquiry

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
)

// MaxMail is how many bytes of a mail are read, attachments included.
const MaxMail = 25 << 20

// Limits of what is taken out of a mail.
const (
	maxPart   = 1 << 20 // bytes of one part of text
	maxDepth  = 8       // parts within parts
	maxPieces = 200     // parts in all
)

// Mail is what an enquiry needs of a mail.
type Mail struct {
	Name    string // of the sender, "" without
	Email   string
	Phone   string // found in the text
	Subject string
	Date    time.Time // zero when it says none
	ID      string
	Text    string
	Files   []string // names of attachments
}

// Enquiry returns the enquiry that the mail asks for.
func (m Mail) Enquiry() Enquiry {
	e := Enquiry{Origin: "mail", Sought: cut(m.Subject, MaxSought), Message: cut(m.Text, MaxMessage), Name: cut(m.Name, MaxLine), Email: cut(m.Email, MaxLine), Phone: m.Phone, Files: m.Files, MessageID: cut(m.ID, 500)}
	if !m.Date.IsZero() && m.Date.Year() > 1990 && m.Date.Year() < 2200 {
		e.ReceivedAt = cal.At(m.Date)
	}
	if e.Sought == "" {
		e.Sought = firstLine(m.Text)
	}
	return e
}

// ParseMail reads a mail as it was sent, the content of an .eml file. It fails with
// fault.Invalid "enquiry.no_mail" when it is none and fault.Limit "enquiry.mail_large"
// beyond [MaxMail]. Of a mail that is broken further in, what could be read comes back.
func ParseMail(r io.Reader) (Mail, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxMail+1))
	if err != nil {
		return Mail{}, err
	}
	if len(raw) > MaxMail {
		return Mail{}, fault.New(fault.Limit, "enquiry.mail_large", MaxMail>>20)
	}
	raw = bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))
	msg, err := mail.ReadMessage(bytes.NewReader(bytes.TrimLeft(raw, "\r\n \t")))
	if err != nil || (msg.Header.Get("From") == "" && msg.Header.Get("Subject") == "") {
		return Mail{}, fault.Wrap(err, fault.Invalid, "enquiry.no_mail")
	}
	m := Mail{Subject: line(decodeWords(msg.Header.Get("Subject"))), ID: line(msg.Header.Get("Message-Id"))}
	m.Name, m.Email = sender(msg.Header)
	if at, err := msg.Header.Date(); err == nil {
		m.Date = at
	}
	var b body
	b.read(header(msg.Header), msg.Body, 0)
	m.Text, m.Files = b.text(), b.files
	m.Phone = findPhone(m.Text)
	return m, nil
}

// sender is who wants the answer: the address to answer to, with the writer's name.
func sender(h mail.Header) (name, address string) {
	for _, key := range []string{"From", "Reply-To"} {
		list, err := parser.ParseList(h.Get(key))
		if err != nil || len(list) == 0 {
			shown, found := pastedSender(decodeWords(h.Get(key)))
			if found != "" {
				address = found
			}
			if name == "" {
				name = line(shown)
			}
			continue
		}
		address = list[0].Address
		if name == "" {
			name = line(list[0].Name)
		}
	}
	return name, line(address)
}

var (
	words  = mime.WordDecoder{CharsetReader: charset}
	parser = mail.AddressParser{WordDecoder: &words}
)

// charset reads text in any encoding that browsers know; an unknown one as it is.
func charset(name string, in io.Reader) (io.Reader, error) {
	e, err := htmlindex.Get(strings.TrimSpace(name))
	if err != nil {
		return in, nil //nolint:nilerr // better some wrong letters than no text
	}
	return e.NewDecoder().Reader(in), nil
}

func decodeWords(s string) string {
	if text, err := words.DecodeHeader(s); err == nil {
		return text
	}
	return s
}

// header is a part's header.
type header map[string][]string

func (h header) get(key string) string { return mail.Header(h).Get(key) }

// body gathers the readable parts of a mail.
type body struct {
	plain, html strings.Builder
	files       []string
	pieces      int
}

// read takes one part and those within it.
func (b *body) read(h header, r io.Reader, depth int) {
	if b.pieces++; b.pieces > maxPieces || depth > maxDepth {
		return
	}
	kind, params, err := mime.ParseMediaType(h.get("Content-Type"))
	if kind == "" || err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		kind = "text/plain"
	}
	if strings.HasPrefix(kind, "multipart/") && params["boundary"] != "" {
		parts := multipart.NewReader(r, params["boundary"])
		for {
			p, err := parts.NextRawPart()
			if err != nil {
				return // the end, or what is left cannot be read
			}
			b.read(header(p.Header), p, depth+1)
			if b.pieces > maxPieces {
				return
			}
		}
	}
	if name := fileName(h, params); name != "" || !strings.HasPrefix(kind, "text/") {
		if name != "" && len(b.files) < maxFiles {
			b.files = append(b.files, name)
		}
		return
	}
	text := decode(h.get("Content-Transfer-Encoding"), params["charset"], r)
	if kind == "text/html" {
		b.html.WriteString(text)
	} else {
		b.plain.WriteString(text)
	}
}

// fileName is the name of an attachment, "" of a part to be read.
func fileName(h header, params map[string]string) string {
	kind, p, err := mime.ParseMediaType(h.get("Content-Disposition"))
	name := decodeWords(params["name"])
	if err == nil && p["filename"] != "" {
		name = decodeWords(p["filename"])
	}
	name = line(name)
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	if name == "" && kind == "attachment" {
		name = "?"
	}
	return cut(name, MaxLine)
}

// decode reads a part of text; what is broken ends it.
func decode(encoding, set string, r io.Reader) string {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "quoted-printable":
		r = quotedprintable.NewReader(r)
	case "base64":
		r = base64.NewDecoder(base64.StdEncoding, letters{r})
	}
	raw, err := io.ReadAll(io.LimitReader(r, maxPart))
	if err != nil && len(raw) == 0 {
		return ""
	}
	if set == "" && !utf8.Valid(raw) {
		set = "windows-1252"
	}
	if set != "" {
		in, err := charset(set, bytes.NewReader(raw))
		if err == nil {
			if text, err := io.ReadAll(io.LimitReader(in, 3*maxPart)); err == nil {
				raw = text
			}
		}
	}
	return clean(string(raw))
}

// letters drops what stands between the letters of base64.
type letters struct{ r io.Reader }

func (l letters) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	kept := 0
	for _, c := range p[:n] {
		if c > ' ' {
			p[kept] = c
			kept++
		}
	}
	return kept, err
}

// text is the plain text, or what the HTML says.
func (b *body) text() string {
	if text := strings.TrimSpace(b.plain.String()); text != "" {
		return text
	}
	return stripHTML(b.html.String())
}

// clean makes text that every database and page keeps.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return r
		}
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}

// line is clean text on one line.
func line(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }

func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

var (
	addressLike = regexp.MustCompile(`[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}`)
	phoneLike   = regexp.MustCompile(`(?:\+|0)[0-9][0-9 ()/\-.]{5,20}[0-9]`)
	// headLine is a line of the head that mail programs copy along with a text.
	headLine = regexp.MustCompile(`(?i)^\s*(von|from|absender|gesendet|sent|datum|date|an|to|betreff|subject|antwort an|reply-to|cc)\s*:\s*(.*)$`)
)

// findPhone returns the first telephone number that the text names as one.
func findPhone(text string) string {
	for l := range strings.Lines(text) {
		low := strings.ToLower(l)
		if !strings.Contains(low, "tel") && !strings.Contains(low, "mobil") && !strings.Contains(low, "handy") && !strings.Contains(low, "phone") && !strings.Contains(low, "ruf") {
			continue
		}
		if found := phoneLike.FindString(l); found != "" {
			return strings.TrimSpace(found)
		}
	}
	return ""
}

// ParsePasted reads a mail that was copied into a field: as it was sent, with the lines
// that mail programs put above ("Von:", "Betreff:"), or the bare text. Whatever it is,
// it reads something.
func ParsePasted(text string) Mail {
	text = cut(clean(text), 200_000)
	if m, err := ParseMail(strings.NewReader(text)); err == nil && m.Email != "" && m.Text != "" {
		return m
	}
	var m Mail
	var rest []string
	head := true
	for l := range strings.Lines(strings.TrimLeft(text, " \n\t")) {
		l = strings.TrimRight(l, "\n")
		found := headLine.FindStringSubmatch(l)
		if !head || found == nil {
			if strings.TrimSpace(l) != "" || len(rest) > 0 {
				head = false
				rest = append(rest, l)
			}
			continue
		}
		value := line(found[2])
		switch strings.ToLower(found[1]) {
		case "von", "from", "absender":
			m.Name, m.Email = pastedSender(value)
		case "antwort an", "reply-to":
			if _, email := pastedSender(value); email != "" {
				m.Email = email
			}
		case "betreff", "subject":
			m.Subject = value
		}
	}
	m.Text = strings.TrimSpace(strings.Join(rest, "\n"))
	if m.Email == "" {
		m.Email = addressLike.FindString(m.Text)
	}
	m.Phone = findPhone(m.Text)
	return m
}

// pastedSender reads "Jana Uhl <jana@example.de>" as programs show it.
func pastedSender(s string) (name, email string) {
	if a, err := parser.Parse(s); err == nil {
		return line(a.Name), a.Address
	}
	email = addressLike.FindString(s)
	before, _, _ := strings.Cut(s, email)
	if email == "" {
		before = s
	}
	return strings.Trim(strings.TrimSuffix(line(before), "mailto:"), ` <[("'`), email
}
