package list

import (
	"bytes"
	"compress/flate"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/stammkunde/stammkunde/internal/audience"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/memo"
	"github.com/stammkunde/stammkunde/internal/store"
)

const (
	// maxAddress is how long a rule may be in an address; longer ones are kept as drafts.
	maxAddress = 1200
	// maxRule bounds the text of a rule that an address unfolds to.
	maxRule   = 64 << 10
	draftMark = "~"
	draftDays = 180 // so long a draft is kept after it was last made
)

// Address is a rule as text for an address, packed. It reports false when it is too long
// for one and has to be kept by KeepDraft. The empty rule is "".
func Address(r audience.Rule) (string, bool) {
	if r.Empty() {
		return "", true
	}
	rule := r.String()
	key := memo.Key(nil).Text(rule)
	text, known := addresses.Get(key)
	if !known {
		text = squeeze(rule)
		addresses.Put(key, text)
	}
	return text, len(text) <= maxAddress
}

// addresses are those of rules that were asked for before: a page of the list writes its
// own into several links, and every squeezing takes a large table.
var addresses = memo.New(64 << 10)

// squeeze makes a rule short and fit for an address.
func squeeze(rule string) string {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		panic(err) // the level is one that there is
	}
	_, _ = io.WriteString(w, rule) // a buffer takes everything
	_ = w.Close()
	return base64.RawURLEncoding.EncodeToString(b.Bytes())
}

// ReadAddress reads what Address or KeepDraft returned. It fails with fault.Invalid
// "audience.rule" and fault.NotFound "list.draft_gone".
func ReadAddress(ctx context.Context, db store.Querier, text string) (audience.Rule, error) {
	if text == "" {
		return audience.Rule{}, nil
	}
	if key, kept := strings.CutPrefix(text, draftMark); kept {
		rule, found, err := store.One(ctx, db, statements.Get("draft"), func(s *string) []any { return []any{s} }, key)
		if err != nil {
			return audience.Rule{}, fmt.Errorf("read a draft: %w", err)
		}
		if !found {
			return audience.Rule{}, fault.New(fault.NotFound, "list.draft_gone")
		}
		return audience.Parse(rule)
	}
	packed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return audience.Rule{}, fault.Wrap(err, fault.Invalid, "audience.rule")
	}
	rule, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxRule+1))
	if err != nil || len(rule) > maxRule {
		return audience.Rule{}, fault.Wrap(err, fault.Invalid, "audience.rule")
	}
	return audience.Parse(string(rule))
}

// KeepDraft keeps a rule and returns its short name for an address. The same rule has
// always the same name.
func KeepDraft(ctx context.Context, tx *store.Tx, at cal.Instant, r audience.Rule) (string, error) {
	text := r.String()
	sum := sha256.Sum256([]byte(text))
	key := hex.EncodeToString(sum[:12])
	if _, err := tx.Exec(ctx, statements.Get("keep-draft"), key, text, int64(at)); err != nil {
		return "", fmt.Errorf("keep a draft: %w", err)
	}
	if _, err := tx.Exec(ctx, statements.Get("drop-drafts"), int64(at)-draftDays*24*60*60*1_000_000); err != nil {
		return "", fmt.Errorf("remove old drafts: %w", err)
	}
	return draftMark + key, nil
}
