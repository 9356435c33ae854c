package web

import (
	"context"
	"net/http"

	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Told is an entry of the log in words.
type Told struct {
	Who   string
	Did   string
	About string   // what was changed, "" when the words say it
	Lines []string // "Ort: Köln → Bonn"
}

// Tell tells entries of the log in the words of the page Protokoll, for the command line.
// Who reads there is nobody of the team: what belongs to one of them alone stays untold.
func Tell(ctx context.Context, db *store.DB, say *locale.Printer, p firm.Profile, entries []history.Entry) ([]Told, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, logURL, nil)
	if err != nil {
		return nil, err
	}
	s := &server{House: House{DB: db}}
	v := &visit{r: r, say: say, seen: db, facts: facts{firm: p, zone: p.Location()}}
	w, err := s.logWords(v, entries)
	if err != nil {
		return nil, err
	}
	list := make([]Told, len(entries))
	for i, e := range entries {
		told := Told{Who: w.name(v, e.Actor), Did: logSentence(say, e.Verb)}
		if at := logAbout(v, w, e); at != nil {
			told.About = at.Label
		}
		for _, l := range logLines(v, w, e) {
			told.Lines = append(told.Lines, line(l.Label+": "+changed(l.Before, l.After)))
		}
		list[i] = told
	}
	return list, nil
}

// changed is a value as it was and as it is.
func changed(before, after string) string {
	switch {
	case before == "":
		return after
	case after == "":
		return before + " → –"
	}
	return before + " → " + after
}
