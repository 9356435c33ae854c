package look

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/a-h/templ"
)

// Tone is the colour of a meaning; the empty Tone is neutral.
type Tone string

// The tones. ToneHoney is today and warm occasions, ToneBad somebody who waits for us, ToneLine an outlined tag or a
// grey bar.
const (
	ToneBrand Tone = "brand"
	ToneHoney Tone = "honey"
	ToneGood  Tone = "good"
	ToneBad   Tone = "bad"
	ToneLine  Tone = "line"
)

// ButtonView is a button or, with Href, a link that looks like one.
type ButtonView struct {
	Label    string
	Icon     string // name in the sprite
	Key      string // letter that presses it ("E"); printed on the button
	Href     string
	Style    string // "" | "primary" (one per view) | "quiet" | "link" | "danger"
	Size     string // "" | "s" | "l"
	IconOnly bool   // the label stays for readers and as a tip
	Desk     bool   // not on phones
	Type     string // "submit" (default) or "button"
	Name     string // form value sent when pressed
	Value    string
	Disabled bool
	Busy     bool // turning icon; Label is then a verb in the present ("Sichert …")
	Attrs    templ.Attributes
}

func (b ButtonView) class() string {
	c := []string{"btn"}
	if b.Style != "" {
		c = append(c, b.Style)
	}
	if b.IconOnly {
		c = append(c, "ico")
	}
	if b.Size != "" {
		c = append(c, b.Size)
	}
	if b.Desk {
		c = append(c, "desk")
	}
	return strings.Join(c, " ")
}

func (b ButtonView) kind() string {
	if b.Type == "" {
		return "submit"
	}
	return b.Type
}

// ActView is one button that changes something: a form of its own, so that it works without script. With Target the
// answer replaces that element instead of loading a page.
type ActView struct {
	Button ButtonView
	URL    string
	Fields []Hidden
	Target string // CSS selector, e.g. "#c-17"
	Swap   string // htmx swap, "outerHTML" when empty
}

// Hidden is a value sent along with a form.
type Hidden struct{ Name, Value string }

func swapOr(swap string) string {
	if swap == "" {
		return "outerHTML"
	}
	return swap
}

// LinkView is a link with its text; Current marks where the reader is.
type LinkView struct {
	Label   string
	Href    string
	Icon    string
	Note    string // e.g. the count beside a tab
	Current bool
}

// TagView is a small rounded word.
type TagView struct {
	Text string
	Icon string
	Tone Tone
}

// AvatarView shows initials: a circle for a person, a rounded square for a firm. Decorative; readers skip it.
type AvatarView struct {
	Initials string
	Firm     bool
	Kind     Kind
	Size     string // "" | "s" | "l"
}

func (a AvatarView) class() string {
	c := "ava"
	if a.Firm {
		c += " org"
	}
	if a.Size != "" {
		c += " " + a.Size
	}
	return c
}

// NoteView is a message in a tinted box: what is, what follows, what to do.
type NoteView struct {
	Text string
	Icon string // chosen by Tone when empty
	Tone Tone
	Link *LinkView // where to do something about it
}

func (n NoteView) icon() string {
	if n.Icon != "" {
		return n.Icon
	}
	switch n.Tone {
	case ToneHoney:
		return "lightbulb"
	case ToneBad:
		return "triangle-alert"
	case ToneGood:
		return "circle-check"
	default:
		return "info"
	}
}

// CardView frames a part of a page. Note stands small at the right of the title, End in its place.
type CardView struct {
	ID    string
	Title string
	Note  string
	End   templ.Component
	Tone  string // "" | "warm" (only the next step or a suggestion) | "soft" | "plain"
	Pad   bool   // wrap the content in padding
	Foot  templ.Component
}

func (c CardView) class() string { return strings.TrimSpace("card " + c.Tone) }

// Option is one choice of a select, a segment or choice cards.
type Option struct {
	Value    string
	Label    string
	Note     string // evidence line of a choice card
	Icon     string
	Kind     Kind // a relationship instead of an icon
	Checked  bool
	IconOnly bool
}

// FieldView is a labelled input. With Options it is a select, with Rows a text area. Error says how to mend the value.
type FieldView struct {
	Name         string
	ID           string // "f-"+Name when empty
	Label        string
	Value        string
	Type         string // "text" when empty
	Placeholder  string
	Hint         string
	Error        string
	Autocomplete string
	Options      []Option
	Rows         int
	Required     bool
	Disabled     bool // with Hint saying why
	Num          bool // tabular figures
	Attrs        templ.Attributes
}

func (f FieldView) id() string {
	if f.ID != "" {
		return f.ID
	}
	return "f-" + f.Name
}

func (f FieldView) kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// attrs are the attributes that appear only when they say something.
func (f FieldView) attrs() templ.Attributes {
	a := templ.Attributes{}
	for k, v := range f.Attrs {
		a[k] = v
	}
	if f.Placeholder != "" {
		a["placeholder"] = f.Placeholder
	}
	if f.Autocomplete != "" {
		a["autocomplete"] = f.Autocomplete
	}
	if f.Required {
		a["required"] = true
	}
	if f.Disabled {
		a["disabled"] = true
	}
	var told []string
	if f.Error != "" {
		a["aria-invalid"] = "true"
		a["autofocus"] = true // whoever sent the form goes on where it says what is wrong
		told = append(told, f.id()+"-fehler")
	}
	if f.Hint != "" {
		told = append(told, f.id()+"-hinweis")
	}
	if len(told) > 0 {
		a["aria-describedby"] = strings.Join(told, " ")
	}
	return a
}

func (f FieldView) class(base string) string {
	if f.Num {
		return base + " tn"
	}
	return base
}

// CheckView is a tick box with its sentence.
type CheckView struct {
	Name    string
	Value   string // "1" when empty
	Label   string
	Checked bool
	Attrs   templ.Attributes
}

func (c CheckView) value() string {
	if c.Value == "" {
		return "1"
	}
	return c.Value
}

// SegmentView is a row of alternatives in a form. Legend is read aloud, and shown when ShowLegend is set.
type SegmentView struct {
	Name       string
	Legend     string
	ShowLegend bool
	Options    []Option
}

// ChoiceView is a group of cards of which one is chosen; Tall sets icon above text.
type ChoiceView struct {
	Name    string
	Legend  string
	Tall    bool
	Options []Option
}

func choiceClass(tall bool) string {
	if tall {
		return "choice tall"
	}
	return "choice"
}

// Column is a column of a table. On phones the cells of Off columns vanish and those of Wide columns get a line of
// their own.
type Column struct {
	Title   string
	Num     bool // right aligned, tabular figures
	Off     bool
	Wide    bool
	Hidden  bool   // title for readers only
	Href    string // sorts by this column
	Sorted  string // "" | "ascending" | "descending"
	Content templ.Component
	Class   string
	Label   string // stands before the value on a phone, where it has a line of its own
}

func (c Column) class() string {
	var s []string
	for _, p := range []struct {
		on   bool
		name string
	}{{c.Num, "num"}, {c.Off, "off"}, {c.Wide, "wide"}} {
		if p.on {
			s = append(s, p.name)
		}
	}
	if c.Class != "" {
		s = append(s, c.Class)
	}
	return strings.Join(s, " ")
}

func (c Column) headAttrs() templ.Attributes {
	a := templ.Attributes{}
	if c.Num {
		a["class"] = "num"
	} else if c.Class != "" {
		a["class"] = c.Class
	}
	if c.Sorted != "" {
		a["aria-sort"] = c.Sorted
	}
	return a
}

// Cell is one value of a row: Text, or a component in its place.
type Cell struct {
	Text    string
	Content templ.Component
}

// Row is one line of a table; Selected tints it. With Focus the keys J and K stop at it.
type Row struct {
	ID       string
	Selected bool
	Focus    bool
	Cells    []Cell
}

// TableView is a table that scrolls sideways by itself; with Fold its rows become cards on phones.
type TableView struct {
	ID      string // of the tbody, as target of swaps
	Label   string
	Columns []Column
	Rows    []Row
	Drawn   templ.Component // the rows where they were drawn before; Rows is not looked at then
	Fold    bool
	Dense   bool
}

// Body is the rows.
func (t TableView) Body() templ.Component {
	if t.Drawn != nil {
		return t.Drawn
	}
	return TableRows(t.Columns, t.Rows)
}

func (t TableView) class() string {
	c := "tbl"
	if t.Fold {
		c += " fold"
	}
	if t.Dense {
		c += " dense"
	}
	return c
}

// MoreView loads the rows after the last one. While Auto is set it does so when it comes into view.
type MoreView struct {
	Label   string
	Href    string
	Columns int
	Auto    bool
}

func (m MoreView) attrs() templ.Attributes {
	a := templ.Attributes{"hx-get": m.Href, "hx-target": "closest tr", "hx-swap": "outerHTML"}
	if m.Auto {
		a["hx-trigger"] = "intersect once, click"
	}
	return a
}

// KPI is a key figure: name, value, and below it a comparison. Delta stands in front of Note in its tone.
type KPI struct {
	Label     string
	Value     string
	Delta     string
	DeltaTone Tone // ToneGood or ToneBad
	Note      string
}

// longKPI reports whether a value needs the width of two narrow columns.
func longKPI(items []KPI) bool {
	return slices.ContainsFunc(items, func(k KPI) bool { return utf8.RuneCountInString(k.Value) > 8 })
}

// BarRowView is a bar with its name and value above it. Share is 0 to 1.
type BarRowView struct {
	Label string
	Value string
	Share float64
	Tone  Tone
	Kind  Kind
}

// Step is one stage of a path. State is "past", "current" or "" (coming).
type Step struct {
	Label string
	State string
}

// ToastView reports a result that is not visible where the reader looks.
type ToastView struct {
	Text string
	Act  *ActView
}

// EmptyView says what is missing, why, and how to go on (children). With Stamps it celebrates a finished day instead.
type EmptyView struct {
	Icon   string
	Title  string
	Text   string
	Stamps int
}

// ProgressView shows how far a job is. Share is 0 to 1; a negative Share means the length is not known.
type ProgressView struct {
	Icon  string
	Title string
	Count string // "8.412 von 11.906 Zeilen"
	Share float64
	Note  string
	Act   *ActView // "Abbrechen"
}

func percent(share float64) string { return strconv.Itoa(int(clamp(share)*100 + .5)) }

// DayCardView is the stamp card of the day; ID is the target of swaps. Fresh animates the last stamp.
type DayCardView struct {
	ID    string // "tageskarte" when empty
	Done  int
	Total int
	Fresh bool
	Note  string
}

func (d DayCardView) id() string {
	if d.ID == "" {
		return "tageskarte"
	}
	return d.ID
}

// Fact is a small piece of information with an icon.
type Fact struct {
	Text string
	Icon string
	Href string
}

// Pane is a titled part of an opened care line.
type Pane struct {
	Title   string
	Text    string
	Content templ.Component // after Text
}

// CareView is one line of Heute. A mass line has Count instead of initials and Button instead of acts.
type CareView struct {
	ID       string // of the element, e.g. "c-17"
	URL      string // takes the form value act=done|later|no|undo, or reason=VALUE, which means no
	Name     string // who it is about, for announcements
	Avatar   AvatarView
	Say      Sentence
	HowIcon  string // "phone" when empty
	How      string
	With     string
	WithIcon string // "gift" when empty
	Stance   string // how to meet him, "" while that is not clear
	Facts    []Fact // opened line only
	Kind     Kind   // opened line only; shown when known
	Panes    []Pane // opened line only
	Reasons  []Option
	Why      *WhyView
	Count    string      // mass line
	Button   *ButtonView // mass line
	Struck   string      // why the line fell away during the day
	Announce string
}

func (c CareView) howIcon() string {
	if c.HowIcon == "" {
		return "phone"
	}
	return c.HowIcon
}

func (c CareView) withIcon() string {
	if c.WithIcon == "" {
		return "gift"
	}
	return c.WithIcon
}

func (c CareView) target() string { return "#" + c.ID }

// DoneView is a care line that was answered; done, later and not suitable look alike except for the word.
type DoneView struct {
	ID       string
	URL      string
	Text     string // "Wiebke Ahrensböck: erledigt, 8:12 Uhr"
	Announce string // read aloud after a swap
	Fresh    bool   // the stamp falls
}

// WhyView is the answer to "Warum?": the inputs, the version of the rule and the day.
type WhyView struct {
	Rows []Pair
	Rule string
}

// FoldView is something folded that is fetched when somebody unfolds it.
type FoldView struct {
	Title string
	Href  string // of the page that shows it; asked for as a part it answers with nothing else
}

// Pair is a name and its value.
type Pair struct{ Label, Value string }

// TimelineEntry is one thing that happened. Time is for machines ("2026-10-30"), Date for people ("30. Okt.").
type TimelineEntry struct {
	Icon string
	Tone Tone
	Say  Sentence
	Note string
	Tags []TagView
	Date string
	Time string
}

// TimelineMonth is a heading with the entries below it.
type TimelineMonth struct {
	Title   string
	Entries []TimelineEntry
}

// StageView is one stop of the line first customer, repeat customer, regular.
type StageView struct {
	Label   string
	Past    bool
	Current bool
}

// WhoView is the head of a customer page. Phone replaces the passed stages on phones ("Stufe 3 von 3").
type WhoView struct {
	Avatar AvatarView
	Name   string
	Facts  []Fact
	Stages []StageView
	Phone  string
	Marks  []TagView
}

// HeadView is the head of a page: a sentence where possible, the lede below it.
type HeadView struct {
	Title string
	Lede  string
	Back  *LinkView
}

// DialogView is a window in front of the page; it is opened by data-open="ID" or command="show-modal".
type DialogView struct {
	ID    string
	Title string
}

// PaletteGroup is a headed part of the results of the palette.
type PaletteGroup struct {
	Title string
	Items []PaletteItem
}

// PaletteItem is one result: a person (Avatar) or a command or page (Icon).
type PaletteItem struct {
	Label  string
	Note   string
	Href   string
	Icon   string
	Avatar *AvatarView
	Key    string
}
