package app

import (
	"crypto/x509"
	"testing"
	"time"
)

func TestCertificateIsTrustedByItsAuthorityAndRenewed(t *testing.T) {
	dir := t.TempDir()
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	hosts := []string{"localhost", "127.0.0.1", "kasse.local"}
	pair, authority, err := Certificate(dir, hosts, now)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(authority) {
		t.Fatal("the authority is no certificate")
	}
	for _, h := range hosts {
		if _, err := pair.Leaf.Verify(x509.VerifyOptions{DNSName: h, Roots: pool, CurrentTime: now}); err != nil {
			t.Errorf("%s: %v", h, err)
		}
	}
	again, same, err := Certificate(dir, hosts, now.AddDate(0, 1, 0))
	if err != nil || string(same) != string(authority) || again.Leaf.SerialNumber.Cmp(pair.Leaf.SerialNumber) != 0 {
		t.Errorf("a month later another certificate is made: %v", err)
	}
	for name, change := range map[string]struct {
		hosts []string
		now   time.Time
	}{"shortly before its end": {hosts, now.AddDate(0, 11, 15)}, "for a new name": {append(hosts, "neu.local"), now}} {
		renewed, same, err := Certificate(dir, change.hosts, change.now)
		if err != nil || string(same) != string(authority) || renewed.Leaf.SerialNumber.Cmp(pair.Leaf.SerialNumber) == 0 {
			t.Errorf("%s: not renewed by the same authority: %v", name, err)
		}
	}
}
