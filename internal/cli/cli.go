package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"github.com/stammkunde/stammkunde/internal/app"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/firm"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/store"
)

// The exit codes.
const (
	exitFine    = 0
	exitRefused = 1
	exitUsage   = 2
)

// commands is the whole command line.
type commands struct {
	DB      string `help:"clihelp.db" env:"STAMMKUNDE_DB" default:"stammkunde-data/stammkunde.db" placeholder:"PATH|URL"`
	Data    string `help:"clihelp.data" env:"STAMMKUNDE_DATA" placeholder:"DIR"`
	JSON    bool   `help:"clihelp.json" name:"json"`
	Lang    string `help:"clihelp.lang" env:"STAMMKUNDE_LANG" placeholder:"TAG"`
	Verbose bool   `help:"clihelp.verbose" short:"v"`

	Serve      serveCmd      `cmd:"" help:"clihelp.serve"`
	Demo       demoCmd       `cmd:"" help:"clihelp.demo"`
	Import     importCmd     `cmd:"" help:"clihelp.import"`
	Imports    importsCmd    `cmd:"" help:"clihelp.imports"`
	Today      todayCmd      `cmd:"" help:"clihelp.today"`
	Customers  customersCmd  `cmd:"" help:"clihelp.customers"`
	Customer   customerCmd   `cmd:"" help:"clihelp.customer"`
	Duplicates duplicatesCmd `cmd:"" help:"clihelp.duplicates"`
	Value      valueCmd      `cmd:"" help:"clihelp.value"`
	Portfolio  portfolioCmd  `cmd:"" help:"clihelp.portfolio"`
	Figures    figuresCmd    `cmd:"" help:"clihelp.figures"`
	CLV        clvCmd        `cmd:"" name:"clv" help:"clihelp.clv"`
	Fields     fieldsCmd     `cmd:"" help:"clihelp.fields"`
	Categories categoriesCmd `cmd:"" help:"clihelp.categories"`
	Shipping   shippingCmd   `cmd:"" help:"clihelp.shipping"`
	History    historyCmd    `cmd:"" help:"clihelp.history"`
	Undo       undoCmd       `cmd:"" help:"clihelp.undo"`
	Vcard      vcardCmd      `cmd:"" name:"vcard" help:"clihelp.vcard"`
	Backup     backupCmd     `cmd:"" help:"clihelp.backup"`
	Restore    restoreCmd    `cmd:"" help:"clihelp.restore"`
	Check      checkCmd      `cmd:"" help:"clihelp.check"`
	User       userCmd       `cmd:"" help:"clihelp.user"`
	Bench      benchCmd      `cmd:"" help:"clihelp.bench"`
	Version    versionCmd    `cmd:"" help:"clihelp.version"`
}

// env is what a command gets: where to print, in which language, which settings.
type env struct {
	in       io.Reader
	out, err io.Writer
	version  string
	db, data string
	json     bool
	lang     string
	log      *slog.Logger
}

// Main runs the command line args and returns the exit code.
func Main(version string, args []string, in io.Reader, out, errw io.Writer) int {
	var c commands
	exited := -1
	say := printerOf(args)
	parser, err := kong.New(&c, kong.Name("stammkunde"), kong.Description(say.T("clihelp.about")+"\n\n"+say.T("clihelp.owner")),
		kong.Writers(out, errw), kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Help(helper(say)), kong.ValueFormatter(valueHelp(say)), kong.Exit(func(code int) { exited = code }))
	if err != nil {
		fmt.Fprintln(errw, err)
		return exitUsage
	}
	speak(parser.Model.Node, say)
	k, err := parser.Parse(args)
	if exited >= 0 {
		return exited // help was shown
	}
	if err != nil {
		fmt.Fprintf(errw, "stammkunde: %s\n", misread(say, err.Error()))
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(history.From(context.Background(), history.CLI), os.Interrupt, syscall.SIGTERM)
	defer stop()
	e := c.env(version, in, out, errw)
	k.BindTo(ctx, (*context.Context)(nil))
	err = k.Run(e)
	var usage *usageError
	switch {
	case err == nil:
		return exitFine
	case errors.As(err, &usage):
		fmt.Fprintf(errw, "stammkunde: %s\n", say.T(usage.key, usage.args...))
		return exitUsage
	}
	fmt.Fprintf(errw, "stammkunde: %s\n", e.told(err))
	return exitRefused
}

func (c *commands) env(version string, in io.Reader, out, errw io.Writer) *env {
	level := slog.LevelWarn
	if c.Verbose {
		level = slog.LevelDebug
	}
	data := c.Data
	if data == "" {
		data = "stammkunde-data"
		if !store.IsPostgres(c.DB) {
			data = filepath.Dir(c.DB)
		}
	}
	return &env{
		in: in, out: out, err: errw, version: version, db: c.DB, data: data, json: c.JSON, lang: c.Lang,
		log: slog.New(slog.NewTextHandler(errw, &slog.HandlerOptions{Level: level})),
	}
}

// usageError is a wrong call that the parser could not see.
type usageError struct {
	key  string
	args []any
}

func wrongUse(key string, args ...any) error { return &usageError{key, args} }

func (u *usageError) Error() string { return u.key }

// told writes a failure for people: the words of a fault, or the plain error of
// something that went wrong on this machine.
func (e *env) told(err error) string {
	if fault.Of(err) != nil {
		return locale.For(e.tag(nil)).Fault(err)
	}
	return err.Error()
}

// tag is the language of the output: the flag, else the firm's.
func (e *env) tag(p *firm.Profile) locale.Tag {
	if t, err := locale.ParseTag(e.lang); err == nil && e.lang != "" {
		return t
	}
	if p != nil {
		return p.Locale
	}
	if strings.HasPrefix(os.Getenv("LANG"), "en") {
		return locale.EnGB
	}
	return locale.DeDE
}

// open opens the house on the database of the flags. A command that only reads or
// changes an existing firm sets mustExist, so that a mistyped path does not become a
// new, empty database.
func (e *env) open(ctx context.Context, mustExist bool, change ...func(*app.Settings)) (*app.App, error) {
	if mustExist && !store.IsPostgres(e.db) {
		if _, err := os.Stat(e.db); err != nil {
			return nil, fault.New(fault.NotFound, "cli.no_database", e.db)
		}
	}
	s := app.Settings{DB: e.db, Data: e.data, Log: e.log}
	for _, f := range change {
		f(&s)
	}
	return app.Open(ctx, s)
}

// with opens the house, runs fn and closes it.
func (e *env) with(ctx context.Context, mustExist bool, fn func(*app.App) error, change ...func(*app.Settings)) error {
	a, err := e.open(ctx, mustExist, change...)
	if err != nil {
		return err
	}
	return errors.Join(fn(a), a.Close())
}

// printer returns the words for the firm of a.
func (e *env) printer(ctx context.Context, a *app.App) (*locale.Printer, error) {
	p, err := a.Profile(ctx)
	if err != nil {
		return nil, err
	}
	return locale.New(locale.Options{Tag: e.tag(&p), Gender: p.GenderStyle, Currency: p.Currency}), nil
}

// print writes v as JSON.
func (e *env) print(v any) error {
	enc := json.NewEncoder(e.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

func (e *env) say(format string, args ...any) { fmt.Fprintf(e.out, format+"\n", args...) }

// terminal reports whether progress would be seen by a person.
func (e *env) terminal() bool {
	f, ok := e.err.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// day is a flag that names a day.
type day struct{ cal.Date }

// UnmarshalText reads YYYY-MM-DD.
func (d *day) UnmarshalText(b []byte) error {
	v, err := cal.Parse(string(b))
	if err != nil {
		return err
	}
	if !v.Valid() {
		return fmt.Errorf("day %s lies outside 1900 to 2199", v)
	}
	d.Date = v
	return nil
}

type versionCmd struct{}

func (versionCmd) Run(e *env) error {
	if e.json {
		return e.print(map[string]string{"version": e.version})
	}
	e.say("stammkunde %s", e.version)
	return nil
}
