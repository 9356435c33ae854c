package intake

import (
	"strings"

	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/intake/mapping"
	"github.com/stammkunde/stammkunde/internal/intake/table"
)

// Notation says how a file is written where that is not to be found out: an empty
// field is as it was the last time this layout came, and [Found] is found anew. What
// was said is remembered with the source.
type Notation struct {
	Encoding  string `json:"encoding,omitempty"`  // "UTF-8", "Windows-1252", "CP850", "UTF-16LE", "UTF-16BE"
	Delimiter string `json:"delimiter,omitempty"` // ";", ",", "tab", "|"
	Decimal   string `json:"decimal,omitempty"`   // "," or "."
	Dates     string `json:"dates,omitempty"`     // "dmy" or "mdy"
}

// Found is the value of a field of [Notation] that is to be found out again.
const Found = "auto"

// Delimiters returns the words for delimiters that [Notation] knows.
func Delimiters() []string { return []string{";", ",", "tab", "|"} }

// words are other ways to say what [Notation] says.
var words = map[string]string{
	"utf8": "UTF-8", "utf-8": "UTF-8", "windows-1252": "Windows-1252", "cp1252": "Windows-1252", "ansi": "Windows-1252", "latin1": "Windows-1252",
	"cp850": "CP850", "dos": "CP850", "utf-16": "UTF-16LE", "utf-16le": "UTF-16LE", "utf-16be": "UTF-16BE",
	"semicolon": ";", "comma": ",", "tabulator": "tab", "\t": "tab", "pipe": "|", "point": ".",
}

// plain is r in the words that are stored.
func (r Notation) plain() Notation {
	for _, f := range []*string{&r.Encoding, &r.Delimiter, &r.Decimal, &r.Dates} {
		low := strings.ToLower(*f)
		if w, ok := words[low]; ok {
			low = w
		}
		*f = low
	}
	return r
}

func (r Notation) check() error {
	for _, f := range []struct {
		key, value string
		known      []string
	}{
		{"intakerun.bad_encoding", r.Encoding, encodings()},
		{"intakerun.bad_delimiter", r.Delimiter, Delimiters()},
		{"intakerun.bad_decimal", r.Decimal, []string{",", "."}},
		{"intakerun.bad_dates", r.Dates, []string{string(mapping.DMY), string(mapping.MDY)}},
	} {
		good := f.value == "" || f.value == Found
		for _, k := range f.known {
			good = good || k == f.value
		}
		if !good {
			return fault.New(fault.Invalid, f.key, f.value)
		}
	}
	return nil
}

func encodings() []string {
	list := []string{}
	for _, e := range table.Encodings() {
		list = append(list, string(e))
	}
	return list
}

// over is what r says, and what was remembered where r says nothing.
func (r Notation) over(remembered Notation) Notation {
	pick := func(now, then string) string {
		switch now {
		case "":
			return then
		case Found:
			return ""
		}
		return now
	}
	return Notation{
		pick(r.Encoding, remembered.Encoding), pick(r.Delimiter, remembered.Delimiter),
		pick(r.Decimal, remembered.Decimal), pick(r.Dates, remembered.Dates),
	}
}

func (r Notation) as() table.As {
	as := table.As{Encoding: table.Encoding(r.Encoding)}
	switch {
	case r.Delimiter == "tab":
		as.Delimiter = '\t'
	case r.Delimiter != "":
		as.Delimiter = r.Delimiter[0]
	}
	return as
}

// hints adds what r says to what the file itself declares.
func (r Notation) hints(h mapping.Hints) mapping.Hints {
	if r.Decimal != "" {
		h.Decimal = r.Decimal[0]
	}
	h.Dates = mapping.DateOrder(r.Dates)
	return h
}
