package web

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
)

// How many characters a field takes: a line, and what somebody tells.
const (
	lineLimit = 200
	textLimit = 10_000
)

// limits are how many characters some fields take.
type limits map[string]int

// retry is a form that was not taken: what was typed is shown again, with the words at
// the field of which they speak.
type retry struct {
	err error
	at  string // name of the field, "" for none of them
}

// fits refuses a form of which a field is too long, and remembers which.
func (v *visit) fits(most limits) error {
	for name, limit := range most {
		if n := utf8.RuneCountInString(v.field(name)); n > limit {
			err := fault.New(fault.Invalid, "web.too_long", limit, n)
			v.refused = &retry{err, name}
			return err
		}
	}
	return nil
}

// kept gives a field of the form that is sent to url back what was typed into it, after
// the form was refused.
func (v *visit) kept(url string, f look.FieldView) look.FieldView {
	if v.refused == nil || v.r.URL.Path != url || !v.r.PostForm.Has(f.Name) {
		return f
	}
	f.Value = v.r.PostFormValue(f.Name)
	if v.refused.at == f.Name {
		f.Error = v.say.Fault(v.refused.err)
	}
	return f
}

// faultKey is the message of a failure that a person can be told about, "" of any other.
func faultKey(err error) string {
	if e := fault.Of(err); e != nil {
		return e.Key
	}
	return ""
}

// customerLimits are those of the forms about a customer.
func customerLimits() limits {
	most := limits{}
	for _, f := range formFields() {
		most[string(f)] = lineLimit
	}
	most[string(customer.FieldNote)] = textLimit
	return most
}

// sheetField names the hidden field by which a form is known again.
const sheetField = "blatt"

// mark is the hidden field of a form that makes something. A page that comes from the
// browser's memory carries the mark that it had.
func (s *server) mark(v *visit) look.Hidden {
	if old := v.r.PostForm.Get(sheetField); old != "" {
		return look.Hidden{Name: sheetField, Value: old} // refused, and sent again
	}
	return look.Hidden{Name: sheetField, Value: strconv.FormatInt(s.Now().UnixMicro(), 36) + "-" + strconv.FormatInt(s.seq.Add(1), 36)}
}

// sent notes the form of the request; first is false when it was sent before, and made is
// what it made then. A form without a mark is always the first.
func (s *server) sent(v *visit, tx *store.Tx) (made int64, first bool, err error) {
	mark := v.field(sheetField)
	if mark == "" || len(mark) > lineLimit {
		return 0, true, nil
	}
	return team.Send(v.ctx(), tx, v.user.ID, v.formName(mark), cal.At(s.Now()))
}

// made keeps what the form of the request has made.
func (s *server) made(v *visit, tx *store.Tx, id int64) error {
	mark := v.field(sheetField)
	if mark == "" || len(mark) > lineLimit {
		return nil
	}
	return team.Made(v.ctx(), tx, v.user.ID, v.formName(mark), id)
}

// formName tells forms of one page apart.
func (v *visit) formName(mark string) string { return v.r.URL.Path + " " + mark }

// digest names words without keeping them.
func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// again lets the browser show a form from its memory on the way back, so that it is known
// as the one that was sent; the page holds nothing about anybody yet.
func (v *visit) again() { v.w.Header().Set("Cache-Control", "private, no-cache") }
