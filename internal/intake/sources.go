package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/intake/table"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Source is what is remembered of a system's file layout. A source can have several
// layouts, because a shop sends orders and customers under one name and the same
// customer numbers.
type Source struct {
	ID       int64
	Name     string
	Layout   string // signature of the columns
	Kind     mapping.Kind
	Profile  string
	Mapping  mapping.Proposal
	VAT      string // "net", "gross" or "" for as the layout says
	Currency string
	Notation Notation // how somebody said that it is written
	Plain    string   // signature of the columns as they show without Notation
	// For files that come by themselves.
	WatchFolder string
	ExpectDaily bool
	LastDay     cal.Date // of its documents, cal.Never without any
}

func (s *sourceRow) scan() []any {
	return []any{&s.ID, &s.Name, &s.Layout, (*string)(&s.Kind), &s.Profile, &s.mapping, &s.VAT, &s.Currency, &s.WatchFolder, &s.ExpectDaily, &s.LastDay, &s.notation, &s.Plain}
}

type sourceRow struct {
	Source
	mapping, notation string
}

func (s *sourceRow) source() (Source, error) {
	if err := json.Unmarshal([]byte(s.mapping), &s.Mapping); err != nil {
		return Source{}, fmt.Errorf("mapping of source %s: %w", s.Name, err)
	}
	if err := json.Unmarshal([]byte(s.notation), &s.Notation); err != nil {
		return Source{}, fmt.Errorf("notation of source %s: %w", s.Name, err)
	}
	return s.Source, nil
}

// Sources returns all remembered layouts by name.
func (s *Service) Sources(ctx context.Context) ([]Source, error) { return sources(ctx, s.db) }

func sources(ctx context.Context, q store.Querier) ([]Source, error) {
	rows, err := store.All(ctx, q, statements.Get("sources"), (*sourceRow).scan)
	if err != nil {
		return nil, err
	}
	list := make([]Source, len(rows))
	for i := range rows {
		if list[i], err = rows[i].source(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// findSource returns the remembered layout, of the named source when name is not
// empty, else of the one used last.
func findSource(ctx context.Context, q store.Querier, layout, name string) (*Source, error) {
	row, found, err := store.One(ctx, q, statements.Get("source-of-layout"), (*sourceRow).scan, layout, name)
	if err != nil || !found {
		return nil, err
	}
	src, err := row.source()
	return &src, err
}

func saveSource(ctx context.Context, tx *store.Tx, src Source, at cal.Instant) error {
	for i := range src.Mapping.Columns { // examples are data of customers
		src.Mapping.Columns[i].Examples = nil
	}
	_, err := tx.Exec(ctx, statements.Get("save-source"), src.Name, src.Layout, string(src.Kind), src.Profile,
		asJSON(src.Mapping), src.VAT, src.Currency, src.LastDay, at, asJSON(src.Notation), src.Plain)
	if err != nil {
		return fmt.Errorf("remember source %s: %w", src.Name, err)
	}
	return nil
}

// Inspection is what a file is taken for, for the wizard to show and correct.
type Inspection struct {
	Parts []Part
}

// Part is one table of a file.
type Part struct {
	Index    int
	Name     string
	Info     table.Info
	Header   []string
	Sample   [][]string // the first rows
	Proposal mapping.Proposal
	Source   string   // name under which its documents will be kept
	Known    bool     // the layout was imported before
	VAT      string   // as remembered or asked for: "net", "gross", ""
	Currency string   // as remembered or asked for, "" for the firm's
	Notation Notation // as remembered or asked for; what is empty was found out
	Join     *Join    // the source that knows the numbers of a new layout, or nil
	New      bool     // Source is a new name that nobody asked for
	// Skip is the message key why the part will not be read, "" when it will.
	Skip string

	saved *Source
	plain string // signature of the header as it shows without Notation
	own   int    // columns of a file for mending that stand before those of the table
}

// sampleShown is how many rows the wizard sees.
const sampleShown = 8

// Inspect looks at a file without importing it; the request's kind, source, map and
// VAT change the proposal.
func (s *Service) Inspect(ctx context.Context, r Request) (Inspection, error) {
	r.Notation = r.Notation.plain()
	if err := r.Notation.check(); err != nil {
		return Inspection{}, err
	}
	file, err := table.Open(r.Path, s.limits)
	if err != nil {
		return Inspection{}, r.named(err)
	}
	defer func() { _ = file.Close() }()
	parts, err := s.inspect(ctx, file, r)
	for i := range parts {
		parts[i].Sample = parts[i].Sample[:min(len(parts[i].Sample), sampleShown)]
	}
	return Inspection{parts}, r.named(err)
}

// inspect takes every part of a file for what it is. Parts that are nothing that can
// be imported carry a reason; if all do, the first reason is the error.
func (s *Service) inspect(ctx context.Context, file *table.File, r Request) ([]Part, error) {
	list := file.Parts()
	parts := make([]Part, 0, len(list))
	usable := 0
	var refused error
	for i := range list {
		p, err := s.inspectPart(ctx, file, i, r)
		if err != nil {
			if f := fault.Of(err); f != nil && len(list) > 1 {
				refused = errors.Join(refused, err)
				p = Part{Index: i, Name: list[i].Name, Skip: f.Key}
			} else {
				return nil, err
			}
		}
		if p.Skip == "" && len(list) > 1 {
			if _, err := mapping.NewMapper(p.Proposal, mapping.Options{}); err != nil {
				refused = errors.Join(refused, err)
				p.Skip = "intakerun.nothing_usable"
			}
		}
		if p.Skip == "" {
			usable++
		} else if len(list) == 1 {
			return nil, fault.New(fault.Invalid, p.Skip, p.Name)
		}
		parts = append(parts, p)
	}
	if usable == 0 {
		if refused != nil {
			return nil, refused
		}
		return nil, fault.New(fault.Invalid, "intakerun.nothing_usable", r.name())
	}
	return parts, nil
}

func (s *Service) inspectPart(ctx context.Context, file *table.File, index int, r Request) (p Part, err error) {
	if err := p.look(file, index); err != nil || p.Skip != "" {
		return p, err
	}
	p.plain = mapping.Signature(p.Header)
	if p.saved, err = findSource(ctx, s.db, p.plain, r.Source); err != nil {
		return p, err
	}
	if p.saved != nil {
		p.Notation = p.saved.Notation
	}
	if p.Notation = r.Notation.over(p.Notation); p.Notation.as() != (table.As{}) {
		if err := p.look(file, index); err != nil || p.Skip != "" {
			return p, err
		}
		if layout := mapping.Signature(p.Header); p.saved == nil || p.saved.Layout != layout {
			if p.saved, err = findSource(ctx, s.db, layout, r.Source); err != nil {
				return p, err
			}
		}
	}
	hints := p.Notation.hints(mapping.Hints{Kind: r.Kind, Decimal: p.Info.Decimal, Delimiter: p.Info.Delimiter})
	if hints.Kind == "" && p.saved != nil {
		hints.Kind = p.saved.Kind
	}
	p.Proposal = mapping.Recognise(p.Header, p.Sample, hints)
	if p.saved != nil && p.saved.Kind == p.Proposal.Kind {
		if err := p.Proposal.Override(remembered(&p.saved.Mapping, &p.Proposal), p.Sample, hints); err != nil {
			return p, err
		}
	}
	if err := p.override(r, hints); err != nil {
		return p, err
	}
	if err := s.ownColumns(ctx, &p.Proposal); err != nil {
		return p, err
	}
	p.Known = p.saved != nil
	p.Source = r.Source
	if p.saved != nil {
		p.VAT, p.Currency = p.saved.VAT, p.saved.Currency
		if p.Source == "" {
			p.Source = p.saved.Name
		}
	}
	if p.saved == nil {
		p.Currency = p.Proposal.HeaderCurrency()
	}
	if p.Source == "" {
		if err := s.nameSource(ctx, &p); err != nil {
			return p, err
		}
	}
	if r.VAT != "" {
		p.VAT = r.VAT
	}
	if r.Currency != "" {
		p.Currency = strings.ToUpper(r.Currency)
	}
	return p, nil
}

// look reads header and sample of a part as p.Notation says.
func (p *Part) look(file *table.File, index int) (err error) {
	reader, err := file.ReadAs(index, p.Notation.as())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	info := reader.Info()
	p.Index, p.Name, p.Info, p.Header, p.Sample = index, info.Name, info, reader.Header(), reader.Sample()
	if len(p.Sample) == 0 && reader.HeaderOnly() {
		p.Skip = "intakerun.header_only"
		return nil
	}
	if p.own = mendColumns(p.Header); p.own > 0 {
		p.Header = unguarded(p.Header[p.own:])
		for i := range p.Sample {
			p.Sample[i] = unguarded(p.Sample[i][p.own:])
		}
	}
	return nil
}

// remembered are the columns that were corrected the last time this layout came.
func remembered(was, now *mapping.Proposal) map[mapping.Field]string {
	set := map[mapping.Field]string{}
	for i := range min(len(was.Columns), len(now.Columns)) {
		old, cur := was.Columns[i].Field, now.Columns[i].Field
		if old == cur {
			continue
		}
		if old != mapping.None {
			set[old] = fmt.Sprintf("#%d", i+1)
		}
		if _, ok := set[cur]; cur != mapping.None && !ok && was.Column(cur) < 0 {
			set[cur] = ""
		}
	}
	return set
}

// override applies what the user said about columns.
func (p *Part) override(r Request, hints mapping.Hints) error {
	if len(r.Map) == 0 {
		return nil
	}
	set := make(map[mapping.Field]string, len(r.Map))
	for key, column := range r.Map {
		f, err := mapping.ParseField(key)
		if err != nil || f == mapping.None {
			return fault.Wrap(err, fault.Invalid, "intakerun.no_such_field", key)
		}
		set[f] = column
	}
	return p.Proposal.Override(set, p.Sample, hints)
}

// eof tells the plain end of a table.
func eof(err error) bool { return errors.Is(err, io.EOF) }
