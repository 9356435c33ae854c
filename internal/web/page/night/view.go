package night

import "github.com/stammkunde/stammkunde/internal/look"

// CertificateView is the page, already in words.
type CertificateView struct {
	Title, Lede string
	Load        look.ButtonView
	Ways        []Way
	Mark        look.Pair // the fingerprint
	Check       string    // how to compare it
	After       string
	Home        look.LinkView
}

// Way is the steps on one kind of device.
type Way struct {
	Title string
	Steps []string
}
