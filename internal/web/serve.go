package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/web/page/entry"
)

// maxForm is how much a form may send; routes that take files say so.
const maxForm = 1 << 20

// handle is the one wrapper around every handler: it finds out who asks, calls the
// handler and tells its failure.
func (s *server) handle(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, ended := history.From(r.Context(), history.Web), func() {}
		if rt.view {
			ctx, ended = s.DB.View(ctx)
			defer func() { ended() }()
		}
		r = r.WithContext(ctx)
		v := s.visit(w, r)
		v.ended = ended
		defer func() {
			if p := recover(); p != nil {
				if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
					panic(p)
				}
				s.fail(v, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
			}
		}()
		if !rt.files {
			r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		}
		ok, err := s.enter(v, rt)
		if err == nil && ok {
			err = rt.do(v)
		}
		if err != nil {
			s.fail(v, err)
		}
	})
}

// statuses maps what went wrong to the status of the answer.
var statuses = map[fault.Kind]int{
	fault.Internal:  http.StatusInternalServerError,
	fault.Invalid:   http.StatusUnprocessableEntity,
	fault.NotFound:  http.StatusNotFound,
	fault.Conflict:  http.StatusConflict,
	fault.Forbidden: http.StatusForbidden,
	fault.Limit:     http.StatusTooManyRequests,
}

// status returns the HTTP status of a failure.
func status(err error) int {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return http.StatusRequestEntityTooLarge
	}
	return statuses[fault.KindOf(err)]
}

// fail tells a failure: to the person in words, to the log with its cause.
func (s *server) fail(v *visit, err error) {
	if errors.Is(err, context.Canceled) && v.r.Context().Err() != nil {
		return // nobody is there any more
	}
	code := status(err)
	text := v.say.Fault(err)
	switch {
	case code == http.StatusRequestEntityTooLarge && fault.Of(err) == nil:
		text = v.say.T("web.error.large")
	case store.IsFull(err):
		text = v.say.T("web.error.full")
	}
	id := ""
	if code >= http.StatusInternalServerError {
		id = s.requestID()
		s.Log.ErrorContext(v.r.Context(), "request failed", "request", id, "method", v.r.Method, "path", v.r.URL.Path, "err", err)
	}
	if v.started() {
		return // part of the answer is on its way; the log has the rest
	}
	if e := s.tell(v, code, text, id); e != nil {
		s.Log.ErrorContext(v.r.Context(), "error page failed", "request", id, "err", e)
		http.Error(v.w, text, code)
	}
}

// tell shows a failure: as a message for htmx, else as a page.
func (s *server) tell(v *visit, code int, text, id string) error {
	if code == http.StatusTooManyRequests {
		v.w.Header().Set("Retry-After", "60")
	}
	if v.fragment {
		return v.part(code, toast(look.ToastView{Text: text}))
	}
	title := v.say.T("web.error.title")
	if code == http.StatusNotFound {
		title = v.say.T("web.error.missing")
	}
	return v.bare(code, look.BareView{Title: title, Width: "slim", Centre: true},
		entry.Failure(v.say, entry.FailureView{Title: title, Text: text, Code: id, Home: v.say.T("web.error.home")}))
}

// toast puts a message into the corner of the page that asked.
func toast(t look.ToastView) templ.Component {
	return inside(look.Partial("#meldungen", "beforeend"), look.Toast(t))
}

// inside gives a component its children.
func inside(frame, content templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return frame.Render(templ.WithChildren(ctx, content), w)
	})
}

// all renders components one after the other.
func all(list ...templ.Component) templ.Component { return templ.Join(list...) }

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// release gives a buffer back, unless one large page would be kept for all small ones.
func release(b *bytes.Buffer) {
	if b.Cap() <= 1<<20 {
		buffers.Put(b)
	}
}

// write renders a component completely before the first byte is sent, so that a
// failure still becomes an error page.
func (v *visit) write(code int, c templ.Component) error {
	if v.ended != nil {
		v.ended()
	}
	b := buffers.Get().(*bytes.Buffer)
	defer release(b)
	b.Reset()
	var kept []look.Packed
	if err := c.Render(look.Noting(v.r.Context(), &kept), b); err != nil {
		return fmt.Errorf("render the page: %w", err)
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	if err := v.whole(code, b.Bytes(), kept); err != nil {
		return fmt.Errorf("send the page: %w", err)
	}
	return nil
}

func (v *visit) whole(code int, body []byte, kept []look.Packed) error {
	if a, ok := v.w.(*answer); ok && !a.decided {
		return a.whole(code, body, kept)
	}
	v.w.WriteHeader(code)
	_, err := v.w.Write(body)
	return err
}

// part answers htmx with a piece of a page.
func (v *visit) part(code int, c templ.Component) error { return v.write(code, c) }

// bare answers with a page without the shell.
func (v *visit) bare(code int, b look.BareView, content templ.Component) error {
	b.Words, b.Lang, b.Theme = v.say, v.say.Tag().String(), v.theme()
	return v.write(code, inside(look.Bare(b), content))
}

// redirect sends the browser to another page: after a form with 303, so that reloading
// does not send it again.
func (v *visit) redirect(to string) error {
	if v.fragment {
		v.w.Header().Set("HX-Redirect", to)
		v.w.WriteHeader(http.StatusOK)
		return nil
	}
	http.Redirect(v.w, v.r, to, http.StatusSeeOther)
	return nil
}

// id reads the number in the path; what is none is not found.
func (v *visit) id() (int64, error) {
	id, err := strconv.ParseInt(v.r.PathValue("id"), 10, 64)
	if err != nil || id <= 0 {
		return 0, fault.New(fault.NotFound, "web.no_such_page")
	}
	return id, nil
}

// form reads the fields of the request; what is too large or malformed is told.
func (v *visit) form() error {
	if err := v.r.ParseForm(); err != nil {
		var big *http.MaxBytesError
		if errors.As(err, &big) {
			return err
		}
		return fault.Wrap(err, fault.Invalid, "web.bad_form")
	}
	for _, values := range v.r.PostForm {
		for _, text := range values {
			if !utf8.ValidString(text) || strings.ContainsRune(text, 0) { // no database keeps such text
				return fault.New(fault.Invalid, "web.bad_form")
			}
		}
	}
	return nil
}

// field returns a field of the form without blanks around it.
func (v *visit) field(name string) string { return strings.TrimSpace(v.r.PostFormValue(name)) }

// version reads which version of a row the form was made from.
func (v *visit) version() (int64, error) {
	version, err := strconv.ParseInt(v.field("version"), 10, 64)
	if err != nil {
		return 0, fault.Wrap(err, fault.Invalid, "web.bad_form")
	}
	return version, nil
}

func (s *server) requestID() string {
	return strconv.FormatInt(s.Now().Unix(), 36) + "-" + strconv.FormatInt(s.seq.Add(1), 36)
}
