package store

import (
	"database/sql/driver"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
)

var defaultConverter = driver.DefaultParameterConverter

// SQL is a named statement with its text for each database.
type SQL struct {
	Name     string
	sqlite   string
	postgres string
	lite     string // the SQLite text as it is run, see positional
}

// New returns a statement with one text for both databases.
func New(name, text string) SQL {
	return SQL{Name: name, sqlite: text, postgres: text, lite: positional(text)}
}

func (q SQL) text(d Dialect) string {
	if d == Postgres {
		return q.postgres
	}
	return q.lite
}

// Text returns the statement's text for d as it was written, for tests of query plans.
func (q SQL) Text(d Dialect) string {
	if d == Postgres {
		return q.postgres
	}
	return q.sqlite
}

// Set holds the named statements of a room.
type Set map[string]SQL

// Get returns the statement called name and panics when it does not exist, which
// a room's first test shows.
func (s Set) Get(name string) SQL {
	q, ok := s[name]
	if !ok {
		panic("store: no statement " + name)
	}
	return q
}

// Load reads every .sql file of fsys; see [Parse]. It panics on a malformed file,
// because the files are part of the program.
func Load(fsys fs.FS) Set {
	set := Set{}
	files, err := fs.Glob(fsys, "*.sql")
	if err != nil {
		panic(err)
	}
	for _, name := range files {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			panic(err)
		}
		if err := Parse(set, name, string(text)); err != nil {
			panic(err)
		}
	}
	return set
}

// limitMark is a bound LIMIT. SQLite looks at its value while it plans, and therefore
// plans anew at every execution, which costs more than most of our statements do; a sum
// it takes as it comes.
var limitMark = regexp.MustCompile(`\b(?:LIMIT|OFFSET)\s+\$\d+`)

// mark is a bound value.
var mark = regexp.MustCompile(`\$\d+`)

// positional writes $1, $2, ... as ?, when each stands there once and in this order: the
// driver asks for the name of every parameter, and SQLite searches long for it.
func positional(text string) string {
	for i, m := range mark.FindAllString(text, -1) {
		if m != "$"+strconv.Itoa(i+1) {
			return text
		}
	}
	return mark.ReplaceAllLiteralString(text, "?")
}

// Parse reads statements in named blocks into set:
//
//	-- name: margin-by-customer
//	-- One row per customer ...
//	SELECT ...
//
// A block whose name line ends in [sqlite] or [postgres] is the text for that
// database only; both must then exist. Comments that follow the name line are
// dropped from the text that is sent.
func Parse(set Set, file, text string) error {
	var name, only string
	var body []string
	flush := func() error {
		if name == "" {
			return nil
		}
		sql := strings.TrimSuffix(strings.TrimSpace(strings.Join(body, "\n")), ";")
		if sql == "" {
			return fmt.Errorf("%s: statement %s is empty", file, name)
		}
		q := set[name]
		q.Name = name
		if (only != "postgres" && q.sqlite != "") || (only != "sqlite" && q.postgres != "") {
			return fmt.Errorf("%s: statement %s stands twice", file, name)
		}
		if only != "postgres" {
			q.sqlite = limitMark.ReplaceAllString(sql, "$0 + 0")
			q.lite = positional(q.sqlite)
		}
		if only != "sqlite" {
			q.postgres = sql
		}
		set[name] = q
		return nil
	}
	for _, line := range strings.Split(text, "\n") {
		if rest, ok := strings.CutPrefix(line, "-- name:"); ok {
			if err := flush(); err != nil {
				return err
			}
			name, only, body = strings.TrimSpace(rest), "", nil
			if i := strings.Index(name, " ["); i > 0 {
				name, only = name[:i], strings.Trim(name[i+2:], "] ")
			}
			continue
		}
		if strings.HasPrefix(strings.TrimSpace(line), "--") {
			continue
		}
		body = append(body, line)
	}
	if err := flush(); err != nil {
		return err
	}
	for n, q := range set {
		if q.sqlite == "" || q.postgres == "" {
			return fmt.Errorf("%s: statement %s lacks its text for one database", file, n)
		}
	}
	return nil
}

// Marks returns "$from, $from+1, ..." for n values, for IN lists of the builder
// (at most about 100 values).
func Marks(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", from+i)
	}
	return b.String()
}
