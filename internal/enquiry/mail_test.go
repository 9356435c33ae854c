package enquiry

import (
	"encoding/base64"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/fault"
)

func TestMailsAreRead(t *testing.T) {
	for name, c := range map[string]struct{ raw, name, email, subject, text, files string }{
		"plain text": {
			"From: Jana Uhl <jana@example.de>\r\nSubject: Torte zum 50.\r\nDate: Mon, 23 Nov 2026 10:15:00 +0100\r\n\r\nGuten Tag,\r\nbitte ein Angebot.\r\n",
			"Jana Uhl", "jana@example.de", "Torte zum 50.", "Guten Tag,\nbitte ein Angebot.", "",
		},
		"umlauts in the head, quoted-printable in Latin-1": {
			"From: =?iso-8859-1?Q?J=F6rg_M=FCller?= <jm@example.de>\nSubject: =?UTF-8?B?" + base64.StdEncoding.EncodeToString([]byte("Größe?")) + "?=\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nSch=F6ne Gr=FC=DFe=\n an alle",
			"Jörg Müller", "jm@example.de", "Größe?", "Schöne Grüße an alle", "",
		},
		"answers go to reply-to": {
			"From: Formular <www@example.com>\nReply-To: Olga <olga@example.de>\nSubject: x\n\ny", "Formular", "olga@example.de", "x", "y", "",
		},
		"text before HTML, attachments by name": {
			"From: a@example.de\nSubject: s\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: multipart/alternative; boundary=C\n\n--C\nContent-Type: text/plain\n\nText\n--C\nContent-Type: text/html\n\n<b>HTML</b>\n--C--\n--B\nContent-Type: application/pdf; name=\"..\\\\plan.pdf\"\nContent-Disposition: attachment\n\nxx\n--B--\n",
			"", "a@example.de", "s", "Text", "plan.pdf",
		},
		"HTML alone becomes words": {
			"From: a@example.de\nSubject: s\nContent-Type: text/html; charset=utf-8\n\n<style>p{}</style><p>Eins &amp; zwei</p><script>alert(1)</script><p>drei<br>vier</p>",
			"", "a@example.de", "s", "Eins & zwei\n\ndrei\nvier", "",
		},
		"an unknown charset keeps the text": {
			"From: a@example.de\nSubject: s\nContent-Type: text/plain; charset=klingon\n\nhallo", "", "a@example.de", "s", "hallo", "",
		},
		"a boundary that never comes": {
			"From: a@example.de\nSubject: s\nContent-Type: multipart/mixed; boundary=B\n\nnothing", "", "a@example.de", "s", "", "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := ParseMail(strings.NewReader(c.raw))
			if err != nil {
				t.Fatal(err)
			}
			if m.Name != c.name || m.Email != c.email || m.Subject != c.subject || m.Text != c.text || strings.Join(m.Files, ",") != c.files {
				t.Errorf("got %+v", m)
			}
		})
	}
}

func TestWhatIsNoMailIsRefused(t *testing.T) {
	for _, raw := range []string{"", "PK\x03\x04", "To: x@example.de\n\nhi"} {
		if _, err := ParseMail(strings.NewReader(raw)); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

func TestPastedMails(t *testing.T) {
	for name, c := range map[string]struct{ raw, name, email, phone, subject, text string }{
		"with the head of a German program": {
			"Von: Jana Uhl <jana@example.de>\nGesendet: Montag, 23. November 2026\nAn: info@example.com\nBetreff: Torte\n\nBitte ein Angebot.\nTel. 030 23125 014",
			"Jana Uhl", "jana@example.de", "030 23125 014", "Torte", "Bitte ein Angebot.\nTel. 030 23125 014",
		},
		"with square brackets": {"From: Olga Sommer [mailto:olga@example.de]\nSubject: Help\n\nHi", "Olga Sommer", "olga@example.de", "", "Help", "Hi"},
		"bare text":            {"Hallo, ich suche Rat. Antwort an rat@example.de", "", "rat@example.de", "", "", "Hallo, ich suche Rat. Antwort an rat@example.de"},
		"as it was sent":       {"From: a@example.de\nSubject: =?utf-8?Q?Gr=C3=BCn?=\nContent-Type: text/plain\n\nText", "", "a@example.de", "", "Grün", "Text"},
	} {
		t.Run(name, func(t *testing.T) {
			m := ParsePasted(c.raw)
			if m.Name != c.name || m.Email != c.email || m.Phone != c.phone || m.Subject != c.subject || m.Text != c.text {
				t.Errorf("got %+v", m)
			}
		})
	}
}

func FuzzParseMail(f *testing.F) {
	f.Add([]byte("From: a@example.de\nSubject: s\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\nx\n--B--"))
	f.Add([]byte("From: =?x?Q?=FF?= <\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\nPGI+"))
	f.Add([]byte("Subject: \xff\xfe\n\n<a<b>&#0;<script"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := ParseMail(strings.NewReader(string(raw)))
		if err != nil {
			m = ParsePasted(string(raw))
		}
		e := m.Enquiry()
		if e.Asker() != "" && e.Sought != "" {
			if err := e.tidy(); err != nil {
				t.Fatalf("what was read is refused: %v in %+v", err, e)
			}
		}
		for _, s := range append([]string{m.Name, m.Email, m.Subject, m.Text, m.ID}, m.Files...) {
			if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
				t.Fatalf("%q is no text", s)
			}
		}
		if strings.ContainsFunc(m.Subject+m.Name, unicode.IsControl) {
			t.Fatalf("control characters in %q, %q", m.Subject, m.Name)
		}
	})
}

func FuzzStripHTML(f *testing.F) {
	f.Add("<p>a<!--b--><script>c</scr")
	f.Add("<<>><ſcript>x</SCRIPT>")
	f.Fuzz(func(t *testing.T, s string) {
		if out := stripHTML(s); strings.Contains(out, "\x00") {
			t.Fatalf("%q", out)
		}
	})
}
