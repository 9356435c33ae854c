// Package night draws the page that says how a phone or computer comes to trust the
// certificate of the firm's own authority: what are the steps, and is it the right one?
// In goes a [CertificateView] already in words; out comes HTML.
package night
