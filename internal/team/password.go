package team

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/stammkunde/stammkunde/internal/fault"
)

// The cost of a hash: the second choice of RFC 9106 is too large for a small server;
// this is the first of the OWASP password storage cheat sheet (2023).
const (
	hashMemory  = 19 * 1024 // KiB
	hashTime    = 2
	hashThreads = 1
	hashBytes   = 32
	saltBytes   = 16
)

// MinPassword is the least number of characters of a password; there is no other
// rule, because others make people choose worse ones (NIST SP 800-63B).
const MinPassword = 10

// maxPassword keeps the work of hashing the input itself small.
const maxPassword = 1000

// hashing lets one hash be computed at a time in this process.
var hashing = make(chan struct{}, 1)

func derive(ctx context.Context, password string, salt []byte, memory, rounds uint32, threads uint8, n uint32) ([]byte, error) {
	select {
	case hashing <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-hashing }()
	key := argon2.IDKey([]byte(password), salt, rounds, memory, threads, n)
	// A sign-in is rare and its memory large: without this the process keeps it, mostly
	// twice, for minutes.
	debug.FreeOSMemory()
	return key, nil
}

func checkPassword(password string) error {
	switch n := utf8.RuneCountInString(password); {
	case n < MinPassword:
		return fault.New(fault.Invalid, "team.password_short", MinPassword)
	case len(password) > maxPassword:
		return fault.New(fault.Invalid, "team.password_long")
	}
	return nil
}

// hashPassword returns the PHC string of password with a salt from random.
func hashPassword(ctx context.Context, password string, random io.Reader) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("draw a salt: %w", err)
	}
	sum, err := derive(ctx, password, salt, hashMemory, hashTime, hashThreads, hashBytes)
	if err != nil {
		return "", err
	}
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashTime, hashThreads,
		enc.EncodeToString(salt), enc.EncodeToString(sum)), nil
}

// noHash is compared with when a login is unknown, so that both cases take the same
// time. Its sum is of the right length and belongs to no password.
var noHash = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashTime, hashThreads,
	strings.Repeat("A", 22), strings.Repeat("A", 43))

// verifyPassword reports whether password has the given PHC string.
func verifyPassword(ctx context.Context, phc, password string) (bool, error) {
	if len(password) > maxPassword {
		password = password[:maxPassword]
		phc = noHash
	}
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, fmt.Errorf("password hash of an unknown form")
	}
	var version, memory, rounds uint32
	var threads uint8
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, fmt.Errorf("password hash of an unknown version")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &rounds, &threads); err != nil {
		return false, fmt.Errorf("password hash with unknown cost: %w", err)
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("salt of a password hash: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(want) != hashBytes {
		return false, fmt.Errorf("password hash of a wrong length")
	}
	got, err := derive(ctx, password, salt, memory, rounds, threads, hashBytes)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}
