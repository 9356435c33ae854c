package figures

import "github.com/stammkunde/stammkunde/internal/look"

// TrialView is the calculator for first orders that are given away.
type TrialView struct {
	Head   look.HeadView
	URL    string
	Title  string // of the form
	Fields []look.FieldView
	Judge  look.ButtonView
	Answer TrialAnswer
}

// TrialAnswer is what the entries tell: Missing while something lacks, else the verdict.
type TrialAnswer struct {
	Title   string
	Missing string
	Example *look.ButtonView
	Verdict *look.TagView
	Say     []string
	KPIs    []look.KPI
	Lines   []string
	Other   *look.TableView // what another discount would mean
	Heading string          // of Other
	Note    string          // below Other
	Why     look.WhyView
}
