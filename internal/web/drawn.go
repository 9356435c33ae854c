package web

import (
	"bytes"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/care"
	"github.com/stammkunde/stammkunde/internal/list"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/memo"
	"github.com/stammkunde/stammkunde/internal/web/page/today"
)

// drawnBytes is how much of what was drawn is kept, twice: the lists of a day of a large
// team, and the pages of customers that are looked at again and again.
const drawnBytes = 3 << 20

// drawings are parts of pages as they were written the last time, by everything that they
// are made of. They belong to all servers of a process: what is of one firm or one reader
// stands in the key.
var drawings = memo.New(drawnBytes)

// sayKey begins the key of something said by a printer.
func sayKey(kind string, p *locale.Printer) memo.Key {
	return p.AppendKey(make(memo.Key, 0, 1024).Text(kind))
}

// lineKey holds everything that [server.line] makes a line of that is not opened.
func lineKey(v *visit, step *care.Step) memo.Key {
	k := sayKey("line", v.say).Text(string(v.facts.firm.Trade)).Text(v.facts.firm.AddressForm).Bool(seesFigures(v.user.Role)).Int(int64(v.facts.today)).Text(v.facts.zone.String()).Text(stanceOf(v, step.Relation))
	return step.AppendKey(k)
}

// drawnLine is a line in its present look, from what was kept when nothing changed. What
// an opened line shows is read anew each time.
func (s *server) drawnLine(v *visit, step *care.Step, opened bool) (today.Line, error) {
	if opened {
		return s.line(v, step, true)
	}
	key := lineKey(v, step)
	if kept, ok := look.Recall(drawings, key); ok {
		return today.Line{Drawn: kept}, nil
	}
	line, err := s.line(v, step, false)
	if err != nil {
		return line, err
	}
	b := buffers.Get().(*bytes.Buffer)
	defer release(b)
	b.Reset()
	if err := today.LineOf(v.say, line).Render(v.ctx(), b); err != nil {
		return line, err
	}
	return today.Line{Drawn: look.Keep(drawings, key, b.String())}, nil
}

// drawnRows are the rows of a list, from what was kept when nothing in them changed; nil
// where the columns are of the reader's own choice, for they show more than the short row
// has, and behind a list's beginning, where nobody comes by the same page again.
func (s *server) drawnRows(v *visit, w wanted, columns []look.Column, found []list.Row) (templ.Component, error) {
	if len(w.columns) > 0 || w.Full || w.After+w.Before != "" {
		return nil, nil //nolint:nilnil // the table draws its rows by itself
	}
	key := append(make(memo.Key, 0, 256*len(found)), sayKey("rows", v.say)...)
	key = key.Bool(v.user.Role.Writes()).Bool(seesFigures(v.user.Role)).Int(int64(v.facts.today)).Int(int64(len(found)))
	for i := range found {
		key = found[i].AppendKey(key)
	}
	if kept, ok := look.Recall(drawings, key); ok {
		return kept, nil
	}
	b := buffers.Get().(*bytes.Buffer)
	defer release(b)
	b.Reset()
	if err := look.TableRows(columns, s.listRows(v, w, found)).Render(v.ctx(), b); err != nil {
		return nil, err
	}
	return look.Keep(drawings, key, b.String()), nil
}
