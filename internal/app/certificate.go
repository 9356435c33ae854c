package app

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// The firm's own certificate authority lives ten years, the server's certificate one.
const (
	authorityLife   = 10 * 365 * 24 * time.Hour
	certificateLife = 365 * 24 * time.Hour
	renewBefore     = 30 * 24 * time.Hour
)

// Certificate returns a certificate of the firm's own authority for the names and
// addresses of hosts, and the authority's certificate as PEM, which phones install
// once. Both are made when they do not exist or run out, in folder "tls" of dir; the
// keys never leave it.
func Certificate(dir string, hosts []string, now time.Time) (*tls.Certificate, []byte, error) {
	dir = filepath.Join(dir, "tls")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, fmt.Errorf("make the folder of the certificates: %w", err)
	}
	authority, err := loadPair(dir, "authority", now)
	if err != nil {
		return nil, nil, err
	}
	if authority == nil {
		if authority, err = makePair(dir, "authority", &x509.Certificate{
			Subject: pkix.Name{CommonName: "Stammkunde " + now.Format("2006-01-02")}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(authorityLife),
			IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		}, nil); err != nil {
			return nil, nil, err
		}
	}
	server, err := loadPair(dir, "server", now.Add(renewBefore))
	if err != nil {
		return nil, nil, err
	}
	if server == nil || !covers(server.Leaf, hosts) || server.Leaf.CheckSignatureFrom(authority.Leaf) != nil {
		t := &x509.Certificate{
			Subject: pkix.Name{CommonName: hosts[0]}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(certificateLife),
			KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		}
		for _, h := range hosts {
			if ip := net.ParseIP(h); ip != nil {
				t.IPAddresses = append(t.IPAddresses, ip)
			} else {
				t.DNSNames = append(t.DNSNames, h)
			}
		}
		if server, err = makePair(dir, "server", t, authority); err != nil {
			return nil, nil, err
		}
	}
	return server, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority.Leaf.Raw}), nil
}

func covers(leaf *x509.Certificate, hosts []string) bool {
	for _, h := range hosts {
		if leaf.VerifyHostname(h) != nil {
			return false
		}
	}
	return true
}

// loadPair reads a certificate and its key; nil when there is none or it is not valid
// at the time.
func loadPair(dir, name string, at time.Time) (*tls.Certificate, error) {
	pair, err := tls.LoadX509KeyPair(filepath.Join(dir, name+".crt"), filepath.Join(dir, name+".key"))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the certificate %s: %w", name, err)
	}
	if pair.Leaf == nil {
		if pair.Leaf, err = x509.ParseCertificate(pair.Certificate[0]); err != nil {
			return nil, fmt.Errorf("read the certificate %s: %w", name, err)
		}
	}
	if at.After(pair.Leaf.NotAfter) {
		return nil, nil
	}
	return &pair, nil
}

// makePair makes a key and a certificate signed by the authority, or by itself.
func makePair(dir, name string, t *x509.Certificate, authority *tls.Certificate) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	if t.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120)); err != nil {
		return nil, err
	}
	parent, signer := t, any(key)
	if authority != nil {
		parent, signer = authority.Leaf, authority.PrivateKey
	}
	raw, err := x509.CreateCertificate(rand.Reader, t, parent, &key.PublicKey, signer)
	if err != nil {
		return nil, fmt.Errorf("make the certificate %s: %w", name, err)
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	keyPEM := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw})
	if err := errors.Join(os.WriteFile(filepath.Join(dir, name+".key"), keyPEM, 0o600), os.WriteFile(filepath.Join(dir, name+".crt"), certPEM, 0o600)); err != nil {
		return nil, fmt.Errorf("write the certificate %s: %w", name, err)
	}
	pair, err := tls.X509KeyPair(certPEM, keyPEM)
	if err != nil {
		return nil, err
	}
	pair.Leaf, err = x509.ParseCertificate(raw)
	return &pair, err
}
