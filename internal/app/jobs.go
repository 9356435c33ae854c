package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/insight"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/job"
	"github.com/stammkunde/stammkunde/internal/portfolio"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Times of the night in the firm's zone. The till files of the day are there by then.
var (
	backupAt  = job.Clock{Hour: 3, Minute: 30}
	tidyAt    = job.Clock{Hour: 2, Minute: 30}
	nightlyAt = job.Clock{Hour: 4, Minute: 30}
)

// watchEvery is how often the watched folders are looked into.
const watchEvery = time.Minute

// jobs lists all work that goes on by itself.
func (a *App) jobs() *job.Queue {
	host, err := os.Hostname()
	if err != nil {
		host = "unnamed"
	}
	q := job.New(a.DB, fmt.Sprintf("%s:%d", host, os.Getpid()), a.Now, a.zone, a.Log)
	for _, k := range []job.Kind{
		{Name: "insight.due", Every: 2 * time.Second, When: a.anyDue, Limit: 10 * time.Minute, Run: a.jobDue},
		{Name: "insight.past", Every: time.Minute, When: a.monthMissing, Limit: time.Hour, Run: a.jobPast},
		{Name: "knowledge.due", Every: 2 * time.Second, When: a.anyKnowledgeDue, Limit: time.Hour, Run: a.jobKnowledge},
		{Name: "relationship.due", Every: 2 * time.Second, When: a.anyKindDue, Limit: time.Hour, Run: a.jobKind},
		{Name: "duplicate.compare", Every: 2 * time.Second, When: a.anyCompare, Limit: time.Hour, Run: a.jobCompare},
		{Name: "watch.look", Every: time.Second, When: a.anyAlert, Limit: 10 * time.Minute, Run: a.jobAlert},
		{Name: "survey.chain", Every: time.Minute, When: a.chainBehind, Limit: time.Hour, Run: a.jobChain},
		{Name: "insight.nightly", Daily: &nightlyAt, Limit: 2 * time.Hour, Run: a.jobNightly},
		{Name: "portfolio.recall", Every: time.Minute, When: a.wantsRecall, Limit: 2 * time.Hour, Run: a.jobRecall},
		{Name: "interest.nightly", Daily: &interestsAt, Limit: 2 * time.Hour, Run: a.jobInterests},
		{Name: "knowledge.nightly", Daily: &learnedAt, Limit: 2 * time.Hour, Run: a.jobLearned},
		{Name: "relationship.nightly", Daily: &learnedAt, Limit: 2 * time.Hour, Run: a.jobKinds},
		{Name: "culture.nightly", Daily: &learnedAt, Limit: time.Hour, Run: a.jobCulture},
		{Name: "intake.watch", Every: watchEvery, When: a.watching, Keep: true, Limit: time.Hour, Run: a.jobWatch},
		{Name: "search.learn", Every: time.Minute, When: a.searchBehind, Limit: 2 * time.Hour, Run: a.jobSearch},
		{Name: "customer.name", Every: time.Minute, When: a.anyUnnamed, Limit: time.Hour, Run: a.jobName},
		{Name: "search.tidy", Daily: &tidyAt, Limit: 2 * time.Hour, Run: a.jobTidy},
		{Name: "sales.reprice", Limit: time.Hour, Run: a.jobReprice},
		{Name: portfolio.LinesVerb, Limit: time.Hour, Run: a.jobLines},
		{Name: "bulk.run", Limit: time.Hour, Run: a.jobBulk},
		{Name: "backup.nightly", Daily: &backupAt, Limit: 2 * time.Hour, Run: a.jobBackup},
		{Name: "attachment.sweep", Daily: &nightlyAt, Limit: time.Hour, Run: a.jobSweepFiles},
		{Name: "team.sweep", Every: time.Hour, Limit: time.Minute, Run: a.jobSweep},
	} {
		q.Add(k)
	}
	return q
}

// ready reports whether the first run is over; before it there is nothing to do.
func (a *App) ready(ctx context.Context) (bool, error) {
	_, err := a.Profile(ctx)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return false, nil
	}
	return err == nil, err
}

// anyDue reports whether something changed since insight looked last.
func (a *App) anyDue(ctx context.Context) (bool, error) {
	ok, err := a.ready(ctx)
	if err != nil || !ok {
		return false, err
	}
	n, err := customer.CountDue(ctx, a.DB)
	return n > 0, err
}

// jobDue brings insight up to date after single changes. The firm's figures wait for the
// night, unless so many changed that it was a file or a bulk act that was cut off.
func (a *App) jobDue(ctx context.Context, _, _ string, counts job.Counts) error {
	n, err := customer.CountDue(ctx, a.DB)
	if err != nil || n == 0 {
		return err
	}
	counts["customers"] = n
	day, err := a.Day(ctx)
	if err != nil {
		return err
	}
	_, _, known, err := insight.LatestFigures(ctx, a.DB, day)
	if err != nil {
		return err
	}
	all, err := a.Customers(ctx)
	if err != nil {
		return err
	}
	if !known || n > fewDue && n*100 >= all*fullShare {
		return a.AfterImport(ctx, nil)
	}
	_, err = a.Insight.FollowUp(ctx, day)
	return err
}

// smallBase is up to how many customers all of them are looked at while people work: it takes
// some seconds of one core.
const smallBase = 10_000

// unhurried reports whether work over all customers that nobody waits for may begin now:
// many of them wait for the small hours.
func (a *App) unhurried(ctx context.Context) (bool, error) {
	ok, err := a.ready(ctx)
	if err != nil || !ok {
		return false, err
	}
	n, err := a.Customers(ctx)
	return mayBegin(n, a.Now().In(a.zone()).Hour(), a.Calm), err
}

// mayBegin reports whether work over all of n customers that nobody waits for may begin in
// an hour of the day.
func mayBegin(n int64, hour int, calm bool) bool {
	return n <= smallBase || hour < nightlyAt.Hour && !calm
}

// anyUnnamed reports whether somebody stands in lists as "#2" only.
func (a *App) anyUnnamed(ctx context.Context) (bool, error) {
	ok, err := a.ready(ctx)
	if err != nil || !ok {
		return false, err
	}
	return customer.AnyUnnamed(ctx, a.DB)
}

// jobName calls customers of older versions by what is known of them.
func (a *App) jobName(ctx context.Context, _, _ string, counts job.Counts) error {
	p, err := a.Profile(ctx)
	if err != nil {
		return err
	}
	n, err := customer.NameUnnamed(ctx, a.DB, customer.By{Actor: history.Program, At: cal.At(a.Now()), Region: customer.Region(p.Locale)})
	counts["customers"] = int64(n)
	return err
}

// monthMissing reports whether figures of a past month are to be computed now.
func (a *App) monthMissing(ctx context.Context) (bool, error) {
	ok, err := a.unhurried(ctx)
	if err != nil || !ok {
		return false, err
	}
	day, err := a.Day(ctx)
	if err != nil {
		return false, err
	}
	if _, _, known, err := insight.LatestFigures(ctx, a.DB, day); err != nil || !known {
		return false, err
	}
	_, found, err := insight.MissingMonth(ctx, a.DB, day)
	return found, err
}

// jobPast computes how the firm stood at the end of months before it came here, of few
// customers all of them, of many one at a time.
func (a *App) jobPast(ctx context.Context, _, _ string, counts job.Counts) error {
	day, err := a.Day(ctx)
	if err != nil {
		return err
	}
	n, err := a.Customers(ctx)
	if err != nil {
		return err
	}
	for {
		missing, found, err := insight.MissingMonth(ctx, a.DB, day)
		if err != nil || !found {
			return err
		}
		if err := a.Insight.FillMonth(ctx, missing); err != nil {
			return err
		}
		counts["months"]++
		if n > smallBase {
			debug.FreeOSMemory() // a month of all customers is not needed again
			return nil
		}
	}
}

// fewDue is up to how many changed customers no file came, however few there are in all.
const fewDue = 500

// watching reports whether any folder is watched for files.
func (a *App) watching(ctx context.Context) (bool, error) {
	ok, err := a.ready(ctx)
	if err != nil || !ok {
		return false, err
	}
	now, err := a.Intake.Arranged(ctx)
	return now.Folder != "" || slices.ContainsFunc(now.Feeds, func(f intake.Feed) bool { return f.Folder != "" }), err
}

// jobWatch takes in the files that came into watched folders. What was refused leaves
// everything as it was before.
func (a *App) jobWatch(ctx context.Context, _, _ string, counts job.Counts) error {
	arrived, err := a.Intake.Watch(ctx)
	var unreadable []string
	taken := false
	for _, f := range arrived {
		switch {
		case f.Folder:
			unreadable = append(unreadable, f.File)
			continue
		case f.Err != nil:
			counts["refused"]++
			a.Log.Warn("a file in the watched folder was refused", "file", f.File, "err", f.Err)
		default:
			taken = true
		}
		counts["files"]++
	}
	if err != nil {
		return err
	}
	a.lookedInto(unreadable, counts)
	if !taken {
		return nil
	}
	return a.AfterImport(ctx, nil)
}

func (a *App) jobNightly(ctx context.Context, slot, _ string, _ job.Counts) error {
	ok, err := a.ready(ctx)
	if err != nil || !ok {
		return err
	}
	day, err := a.Day(ctx)
	if err != nil {
		return err
	}
	if night, err := cal.Parse(slot); err == nil && day != night {
		a.Log.Info("the house works on another day", "day", day.String(), "slot", slot)
	}
	return a.Nightly(ctx, day)
}

// wantsRecall reports whether the portfolio is there, its past is not, and may be told now.
func (a *App) wantsRecall(ctx context.Context) (bool, error) {
	ok, err := a.unhurried(ctx)
	if err != nil || !ok {
		return false, err
	}
	day, err := a.Day(ctx)
	if err != nil {
		return false, err
	}
	return portfolio.WantsRecall(ctx, a.DB, day)
}

// jobRecall computes where customers stood in months before the first portfolio.
func (a *App) jobRecall(ctx context.Context, _, _ string, _ job.Counts) error {
	day, err := a.Day(ctx)
	if err != nil {
		return err
	}
	return a.Insight.RecallPortfolio(ctx, day)
}

func (a *App) jobSweep(ctx context.Context, _, _ string, _ job.Counts) error {
	if err := a.Team.Sweep(ctx); err != nil {
		return err
	}
	return a.DB.Update(ctx, func(tx *store.Tx) error { return enquiry.Sweep(ctx, tx, cal.At(a.Now())) })
}

// jobBackup writes the nightly backup and removes the oldest ones.
func (a *App) jobBackup(ctx context.Context, slot, _ string, counts job.Counts) error {
	ok, err := a.ready(ctx)
	if err != nil || !ok {
		return err
	}
	p, err := a.Profile(ctx)
	if err != nil || p.Practice {
		return err
	}
	dir := a.backups()
	path := filepath.Join(dir, nightlyPrefix+slot+nightlySuffix)
	if _, err := os.Stat(path); err == nil {
		return nil // an earlier attempt of this night
	}
	if err := a.Backup(ctx, path); err != nil {
		return err
	}
	removed, err := removeOldest(dir, p.Settings.BackupsKept())
	counts["removed"] = int64(removed)
	return err
}

func removeOldest(dir string, keep int) (int, error) {
	names, err := nightlyFiles(dir)
	if err != nil {
		return 0, err
	}
	removed := 0
	for len(names) > keep {
		if err := os.Remove(filepath.Join(dir, names[0])); err != nil {
			return removed, err
		}
		names = names[1:]
		removed++
	}
	return removed, nil
}
