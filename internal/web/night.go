package web

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/job"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/web/page/settings"
)

// The names of jobs that the pages tell of.
const (
	watchJob  = "intake.watch"
	backupJob = "backup.nightly"
	nightJob  = "insight.nightly"
)

// failedSpan is how long a job that failed is told when nothing came after it.
const failedSpan = 48 * time.Hour

// notesMost is how many notes of one kind stand above a page.
const notesMost = 5

// nightState is what may be wrong in the morning.
type nightState struct {
	missing []intake.Missing
	refused []intake.Import
	failed  []job.Task
}

// nightCache keeps the night for as long as the facts: it is asked for on every page
// that shows it.
type nightCache struct {
	mu  sync.Mutex
	at  time.Time
	day cal.Date
	nightState
}

func (s *server) forgetNight() {
	s.night.mu.Lock()
	defer s.night.mu.Unlock()
	s.night.at = time.Time{}
}

// lastNight returns what may be wrong, at most some seconds old.
func (s *server) lastNight(v *visit) (nightState, error) {
	s.night.mu.Lock()
	defer s.night.mu.Unlock()
	now := s.Now()
	if age := now.Sub(s.night.at); s.night.day == v.facts.today && age >= 0 && age < factsSpan {
		return s.night.nightState, nil
	}
	// Cached for all, so the reading must not end with the visitor who happens to ask.
	n, err := s.readNight(v.lasting(), v)
	if err == nil {
		s.night.nightState, s.night.at, s.night.day = n, now, v.facts.today
	}
	return n, err
}

func (s *server) readNight(ctx context.Context, v *visit) (n nightState, err error) {
	if n.missing, err = s.Intake.MissingDaily(ctx, v.facts.today, v.facts.firm.Calendar()); err != nil {
		return n, err
	}
	if n.refused, err = s.Intake.Refused(ctx); err != nil {
		return n, err
	}
	if s.Jobs != nil {
		n.failed, err = s.failedJobs(ctx)
	}
	return n, err
}

// failedJobs are those that were given up lately and have not gone well since, the
// newest of each kind.
func (s *server) failedJobs(ctx context.Context) ([]job.Task, error) {
	tasks, err := s.Jobs.Failed(ctx, 20)
	if err != nil {
		return nil, err
	}
	since := s.Now().Add(-failedSpan).UnixMicro()
	seen := map[string]bool{}
	var list []job.Task
	for _, t := range tasks {
		if seen[t.Name] || t.FinishedAt < since {
			continue
		}
		seen[t.Name] = true
		later, err := s.Jobs.Recent(ctx, t.Name, 1)
		if err != nil {
			return nil, err
		}
		if len(later) == 0 || later[0].State != "done" {
			list = append(list, t)
		}
	}
	return list, nil
}

// nightNotes tells who manages the firm what did not come or was refused in the night,
// and the owner which work failed. Who cannot do anything about it reads nothing.
func (s *server) nightNotes(v *visit) []look.NoteView {
	if !v.user.Role.Manages() {
		return nil
	}
	n, err := s.lastNight(v)
	if err != nil { // the page itself is worth more than the note
		s.Log.ErrorContext(v.ctx(), "look what the night brought", "err", err)
		return nil
	}
	var notes []look.NoteView
	if v.user.Role == team.Owner {
		for _, t := range n.failed {
			notes = append(notes, look.NoteView{Tone: look.ToneBad, Text: failedWords(v, &t), Link: settingsLink(v, "sicherungen")})
		}
	}
	if s.Watching != nil {
		for _, path := range s.Watching().Unreadable {
			notes = append(notes, look.NoteView{Tone: look.ToneBad, Text: v.say.T("intakerun.folder_unreadable", path), Link: settingsLink(v, "dateien")})
		}
	}
	for _, m := range n.missing[:min(len(n.missing), notesMost)] {
		key := "webnight.missing"
		if m.Day == v.facts.today.Add(-1) {
			key = "webnight.missing.yesterday"
		}
		notes = append(notes, look.NoteView{Tone: look.ToneHoney, Text: v.say.T(key, locale.V{"source": m.Source, "day": m.Day}), Link: settingsLink(v, "dateien")})
	}
	for _, i := range n.refused[:min(len(n.refused), notesMost)] {
		day := cal.Of(i.Started.Time(v.facts.zone), v.facts.zone)
		notes = append(notes, look.NoteView{
			Tone: look.ToneBad, Text: v.say.T("webnight.refused", locale.V{"file": i.File, "when": v.say.Relative(day, v.facts.today), "reason": failureWords(v, i.Error)}),
			Link: &look.LinkView{Label: v.say.T("webnight.see"), Href: importURL(i.ID)},
		})
	}
	return notes
}

func settingsLink(v *visit, card string) *look.LinkView {
	return &look.LinkView{Label: v.say.T("webnight.to_settings"), Href: "/einstellungen#" + card}
}

// failedWords tells which work failed and why. The reason is what the machine said.
func failedWords(v *visit, t *job.Task) string {
	values := locale.V{"reason": t.Error, "day": cal.Of(time.UnixMicro(t.FinishedAt).In(v.facts.zone), v.facts.zone), "job": t.Name}
	switch t.Name {
	case backupJob:
		if values["day"] == v.facts.today {
			return v.say.T("webnight.failed.backup.today", values)
		}
		return v.say.T("webnight.failed.backup", values)
	case nightJob:
		return v.say.T("webnight.failed.night", values)
	case watchJob:
		return v.say.T("webnight.failed.watch", values)
	}
	return v.say.T("webnight.failed.other", values)
}

const feedsURL = "/einstellungen/dateien"

// feedsCard shows where files come by themselves and what came; after a refused form
// it shows what was typed.
func (s *server) feedsCard(v *visit) (settings.FeedsView, error) {
	say := v.say
	now, err := s.Intake.Arranged(v.ctx())
	if err != nil {
		return settings.FeedsView{}, err
	}
	last := make(map[string]intake.Feed, len(now.Feeds))
	for _, f := range now.Feeds {
		last[f.Source] = f
	}
	if v.r.Method == http.MethodPost && v.r.URL.Path == feedsURL {
		now = typedFeeds(v)
	}
	f := settings.FeedsView{
		Form: settings.Form{
			Title: say.T("webnight.feeds"), Note: say.T("webnight.feeds.note"), URL: feedsURL, Submit: say.T("button.save"),
			Fields: []look.FieldView{folderField(v, "ordner", "webnight.feeds.folder", "webnight.feeds.folder.hint", now.Folder)},
		},
		RunsFor: say.T("webnight.feeds.runs"),
	}
	watched := now.Folder != ""
	for i, feed := range now.Feeds {
		watched = watched || feed.Folder != ""
		n := strconv.Itoa(i)
		known := last[feed.Source]
		row := settings.SourceView{
			Title: feed.Source, Name: look.Hidden{Name: "quelle-" + n, Value: feed.Source}, Note: say.T("webnight.feeds.undated"),
			Folder: folderField(v, "ordner-"+n, "webnight.feeds.own", "", feed.Folder),
		}
		if known.Dated {
			row.Daily = &look.CheckView{Name: "taeglich-" + n, Label: say.T("webnight.feeds.daily"), Checked: feed.Daily}
			row.Note = say.T("webnight.feeds.none")
			if known.LastDay != cal.Never {
				row.Note = say.T("webnight.feeds.last", known.LastDay)
			}
		}
		f.Sources = append(f.Sources, row)
	}
	if err := s.watchRuns(v, &f, watched); err != nil {
		return f, err
	}
	return f, nil
}

// folderField asks for a folder and tells what is wrong with the one that stands there.
func folderField(v *visit, name, label, hint, path string) look.FieldView {
	f := look.FieldView{Name: name, Label: v.say.T(label), Value: path, Autocomplete: "off"}
	if hint != "" {
		f.Hint = v.say.T(hint)
	}
	if err := intake.CheckFolder(path); err != nil {
		f.Error = v.say.Fault(err)
	}
	return f
}

// watchRuns tells when the folders were looked into and what was found.
func (s *server) watchRuns(v *visit, f *settings.FeedsView, watched bool) error {
	if !watched {
		f.Lines = []string{v.say.T("webnight.feeds.off")}
		return nil
	}
	if s.Watching != nil {
		w := s.Watching()
		if w.At.IsZero() {
			f.Lines = append(f.Lines, v.say.T("webnight.feeds.next", v.say.Clock(w.Next.In(v.facts.zone))))
		} else {
			f.Lines = append(f.Lines, v.say.T("webnight.feeds.looked", v.say.Clock(w.At.In(v.facts.zone)), v.say.Clock(w.Next.In(v.facts.zone))))
		}
	}
	if s.Jobs == nil {
		return nil
	}
	tasks, err := s.Jobs.Recent(v.ctx(), watchJob, 5)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		var c struct{ Files, Refused, Unreadable int64 }
		if err := json.Unmarshal([]byte(t.Counts), &c); err != nil {
			return err
		}
		at := time.UnixMicro(cmp.Or(t.FinishedAt, t.RunAt)).In(v.facts.zone)
		text := v.say.T("webnight.run", locale.V{"files": c.Files, "refused": c.Refused})
		switch {
		case t.Error != "":
			text = v.say.T("webnight.run.failed", t.Error)
		case c.Files == 0 && c.Unreadable > 0:
			text = v.say.T("webnight.run.unreadable")
		case t.State != "done":
			continue
		}
		f.Runs = append(f.Runs, look.Pair{Label: v.say.RelativeLabel(cal.Of(at, v.facts.zone), v.facts.today) + ", " + v.say.ClockShort(at), Value: text})
	}
	return nil
}

// typedFeeds reads the form of the folders.
func typedFeeds(v *visit) intake.Arrangement {
	a := intake.Arrangement{Folder: v.field("ordner")}
	for i := 0; v.field(fmt.Sprintf("quelle-%d", i)) != ""; i++ {
		a.Feeds = append(a.Feeds, intake.Feed{
			Source: v.field(fmt.Sprintf("quelle-%d", i)), Folder: v.field(fmt.Sprintf("ordner-%d", i)), Daily: v.field(fmt.Sprintf("taeglich-%d", i)) != "",
		})
	}
	return a
}

func (s *server) saveFeeds(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	if err := s.Intake.Arrange(v.ctx(), v.user.ID, typedFeeds(v)); err != nil {
		if fault.KindOf(err) == fault.Internal {
			return err
		}
		return s.showSettings(v, status(err), "", v.facts.firm, err)
	}
	s.forget()
	s.forgetNight()
	return v.redirect("/einstellungen?gesichert=dateien")
}

// nightlyCard shows the owner the backups of the nights.
func (s *server) nightlyCard(v *visit, view *settings.View) error {
	if v.user.Role != team.Owner || s.NightlyBackups == nil {
		return nil
	}
	say := v.say
	files, err := s.NightlyBackups()
	if err != nil {
		return err
	}
	n, err := s.lastNight(v)
	if err != nil {
		return err
	}
	c := settings.NightlyView{
		Form: settings.Form{
			Title: say.T("webnight.backups"), URL: "/einstellungen/sicherungen", Submit: say.T("button.save"),
			Fields: []look.FieldView{{
				Name: "behalten", Label: say.T("webnight.backups.keep"), Value: strconv.Itoa(v.facts.firm.Settings.BackupsKept()), Num: true, Hint: say.T("webnight.backups.keep.hint"),
			}},
		},
	}
	for _, t := range n.failed {
		if t.Name == backupJob {
			c.Problem = failedWords(v, &t)
		}
	}
	c.Lines = []string{say.T("webnight.backups.text"), say.T("webnight.backups.none")}
	if len(files) > 0 {
		at := files[0].At.In(v.facts.zone)
		c.Lines[1] = say.T("webnight.backups.newest", locale.V{
			"day": cal.Of(at, v.facts.zone), "clock": say.Clock(at), "size": megabytes(v, files[0].Size), "n": len(files),
		})
	}
	if v.facts.firm.Practice {
		c.Lines = append(c.Lines, say.T("webnight.backups.practice"))
	}
	view.Nightly = &c
	return nil
}

func megabytes(v *visit, bytes int64) string {
	return v.say.Float(max(0.1, float64(bytes)/1e6), 1) + "\u00a0MB"
}

// saveKept takes how many nightly backups stay.
func (s *server) saveKept(v *visit) error {
	if err := v.form(); err != nil {
		return err
	}
	keep, err := strconv.Atoi(v.field("behalten"))
	if err != nil || keep < 1 {
		err = fault.New(fault.Invalid, "firm.backup_keep", firm.MaxBackups)
	} else {
		err = s.DB.Update(v.ctx(), func(tx *store.Tx) error {
			return firm.ChangeSettings(v.ctx(), tx, v.user.ID, cal.At(s.Now()), func(f *firm.Settings) { f.BackupKeep = keep })
		})
	}
	if err != nil {
		if fault.KindOf(err) == fault.Internal {
			return err
		}
		return s.showSettings(v, status(err), "", v.facts.firm, err)
	}
	s.forget()
	return v.redirect("/einstellungen?gesichert=sicherungen")
}
