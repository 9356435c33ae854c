package app

import (
	"context"
	"io"
	"net/http"
	"path/filepath"

	"github.com/stammkunde/stammkunde/internal/schema"
	"github.com/stammkunde/stammkunde/internal/web"
)

// Face says how the firm's own interface is reached.
type Face struct {
	Version   string
	Secure    bool   // served over TLS
	PublicURL string // address for the world, "" when there is none
	Proxy     bool   // every request comes through a proxy of our own
	SetupCode string // asked at the first run, "" when only this machine can reach it
	Authority []byte // certificate of the firm's own authority, to be installed on phones
}

// Web returns the firm's own interface.
func (a *App) Web(f Face) http.Handler {
	return web.New(web.House{
		DB: a.DB, Desk: a.Desk, Team: a.Team, Insight: a.Insight, Duplicates: a.Duplicates, Intake: a.Intake, Undo: a.Undoes, Files: a.Files, UploadDir: filepath.Join(a.Data, "imports"), AfterImport: a.AfterImport,
		Now: a.Now, Today: a.Day, Log: a.Log, Random: a.Random,
		Version: f.Version, Secure: f.Secure, PublicURL: f.PublicURL, BehindProxy: f.Proxy, SetupCode: f.SetupCode,
		Practice: a.Practice, LeavePractice: a.LeavePractice, Refreshed: a.Refreshed, Wake: a.Jobs.Wake, Changed: a.Forget, DataEnd: a.DataEnd,
		Customers: a.Customers, Jobs: a.Jobs, Reprice: a.Reprice, Redraw: a.Redraw, Bulk: a.Bulk, NightlyBackups: a.NightlyBackups, Watching: a.Watching, Authority: f.Authority,
		Backup: func(ctx context.Context, w io.Writer) error {
			_, err := schema.Dump(ctx, a.DB, w, a.elsewhere()...)
			return err
		},
	})
}
