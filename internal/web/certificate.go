package web

import (
	"crypto/sha256"
	"encoding/pem"
	"fmt"
	"net/http"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/web/page/night"
	"github.com/stammkunde/stammkunde/internal/web/page/settings"
)

const (
	certificateURL     = "/zertifikat"
	certificateFileURL = "/zertifikat/stammkunde.crt"
)

// devices are the systems whose steps the page tells, with how many steps each has.
var devices = []struct {
	key   string
	steps int
}{{"iphone", 4}, {"android", 3}, {"windows", 3}, {"mac", 3}}

// authority is the certificate of the firm's own authority as phones take it; not
// found when the program runs without one.
func (s *server) authority() ([]byte, error) {
	block, _ := pem.Decode(s.Authority)
	if block == nil {
		return nil, fault.New(fault.NotFound, "web.no_such_page")
	}
	return block.Bytes, nil
}

// certificatePage tells how a phone or computer comes to trust this house. It can be
// read without signing in: the phone is new here.
func (s *server) certificatePage(v *visit) error {
	raw, err := s.authority()
	if err != nil {
		return err
	}
	say := v.say
	view := night.CertificateView{
		Title: say.T("webnight.cert.title"), Lede: say.T("webnight.cert.lede"),
		Load: look.ButtonView{Label: say.T("webnight.cert.load"), Icon: "download", Style: "primary", Href: certificateFileURL},
		Mark: look.Pair{Label: say.T("webnight.cert.mark"), Value: fingerprint(raw)}, Check: say.T("webnight.cert.check"),
		After: say.T("webnight.cert.after"), Home: look.LinkView{Label: say.T("webnight.cert.home"), Href: "/"},
	}
	for _, d := range devices {
		way := night.Way{Title: say.T("webnight.cert." + d.key)}
		for i := range d.steps {
			way.Steps = append(way.Steps, say.T(fmt.Sprintf("webnight.cert.%s.%d", d.key, i+1)))
		}
		view.Ways = append(view.Ways, way)
	}
	return v.bare(http.StatusOK, look.BareView{Title: view.Title, Width: "slim"}, night.Certificate(view))
}

// certificateFile hands out the certificate; there is no secret in it.
func (s *server) certificateFile(v *visit) error {
	raw, err := s.authority()
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/x-x509-ca-cert")
	h.Set("Content-Disposition", `attachment; filename="stammkunde.crt"`)
	h.Set("Cache-Control", "no-store")
	_, err = v.w.Write(raw)
	return err
}

// fingerprint is the SHA-256 mark by which two people compare a certificate.
func fingerprint(raw []byte) string {
	sum := sha256.Sum256(raw)
	return fmt.Sprintf("% X", sum[:])
}

// devicesCard leads to the certificate, or says why camera and counter without net are
// not there. Nothing is shown where everything works already.
func (s *server) devicesCard(v *visit) *settings.TextView {
	say := v.say
	card := settings.TextView{Title: say.T("webnight.devices")}
	switch raw, err := s.authority(); {
	case err == nil:
		card.Lines = []string{say.T("webnight.devices.tls"), say.T("webnight.cert.mark") + ": " + fingerprint(raw)}
		card.Link = &look.ButtonView{Label: say.T("webnight.devices.open"), Icon: "phone", Href: certificateURL}
	case !s.private(v.r):
		card.Lines = []string{say.T("webnight.devices.hidden"), say.T("webnight.devices.how")}
	default:
		return nil
	}
	return &card
}
