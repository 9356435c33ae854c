// Package fault holds failures that a person can be told about, in any language.
//
// A rule that is broken makes an [Error] with a kind, a message key and values;
// the face that shows it looks up the words. Other errors are internal: they are
// logged and shown only as "that did not work".
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind tells whose turn it is after the failure.
type Kind int

const (
	Internal  Kind = iota // ours: log it
	Invalid               // the input breaks a rule
	NotFound              // there is no such thing, or it is not visible to the actor
	Conflict              // the state does not allow it (already done, changed meanwhile)
	Forbidden             // the actor may not
	Limit                 // too much or too often; later it may work
)

// Error is a failure with a message key, as in "care.already_done", and the
// values of the message in the key's order.
type Error struct {
	Kind Kind
	Key  string
	Args []any
	Err  error // the cause, for the log only
}

// New returns an Error without a cause.
func New(kind Kind, key string, args ...any) *Error {
	return &Error{Kind: kind, Key: key, Args: args}
}

// Wrap returns an Error that keeps err as its cause.
func Wrap(err error, kind Kind, key string, args ...any) *Error {
	return &Error{Kind: kind, Key: key, Args: args, Err: err}
}

// Error is for logs; faces translate Key and Args instead.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Key)
	for _, a := range e.Args {
		fmt.Fprintf(&b, " %v", a)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Of returns the Error in err's chain, or nil when err is internal.
func Of(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// KindOf returns the kind of err; Internal when it carries none.
func KindOf(err error) Kind {
	if e := Of(err); e != nil {
		return e.Kind
	}
	return Internal
}
