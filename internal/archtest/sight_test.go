package archtest

import (
	"fmt"
	"go/ast"
	"maps"
	"slices"
	"strings"
	"testing"
)

// blind are reads that show no customer: settings, colleagues, names of fields and goods,
// counts of the whole firm. A face may hand them the database itself; whatever is not
// named here gets the database as the reader sees it (team.Sight). A room alone stands for
// all its verbs.
var blind = []string{
	"firm", "team", "culture",
	"counter.ReadSetting", "cost.LoadRates", "customer.Count", "customer.CountDue", "sales.Empty", "sales.Totals", "sales.Categories", "sales.CategoryNets",
	"field.All", "field.Get", "field.InUse", "history.Subjects", "insight.LatestFigures", "insight.LatestForecast", "interaction.LastCoverage", "interest.Topics",
	"lifecycle.LoadParams", "list.Fields", "list.GetView", "list.ReadAddress", "list.Views",
	"survey.Find",     // the holder of a link reads the questions that were meant for him
	"feedback.PageAt", // the holder of a link: whose page it opens
	"relationship.Playbooks",
	"feedback.WaitingCalls", // shown to who answers for all relationships only
	"survey.Mistrusting",    // only whom nothing is to be sold to; told on his own page
	"watch.Open",            // likewise, and to whom one was handed
	"eraser.Erased",         // only whether a mail address was deleted
	"bulk.Work",             // writes, in several transactions, what its starter was let through to
}

// desks are the verbs of rooms that bring their own database, by what they are: reading
// something about customers, or changing something. The routes that lead to them are let
// through by team.May, and a test of the face walks every route with every role.
var desks = map[string]string{
	"Desk.Arrive": "own list", "Desk.Arriving": "own list", "Desk.Plan": "own list", "Desk.Jubilees": "counter", "Desk.Welcome": "change", "Desk.DeleteCustomer": "change",
	"Desk.Complete": "change", "Desk.Postpone": "change", "Desk.Reject": "change", "Desk.Undo": "change",
	"Duplicates.Preview": "change", "Duplicates.Dismiss": "change", "Duplicates.Merge": "change", "Duplicates.Unmerge": "change",
	"Duplicates.Assign": "change", "Duplicates.UndoEnquiry": "change",
	"Files.Open": "after attachment.Get", "Files.Add": "change", "Insight.Why": "after customer.Get", "Insight.WhyOf": "after customer.Get", "Insight.PreviewRates": "sums, for who manages", "Insight.MovePortfolio": "change",
	"Undo.Undo": "change", "Undo.Bulk": "change",
	"Intake": "imports, for who manages", "Team": "colleagues and sessions", "Jobs": "what goes on by itself",
}

// sightBreaches finds reads of a face that do not go through the reader's sight.
func sightBreaches(f goFile) []string {
	if f.test() || f.room() != "web" {
		return nil
	}
	var found []string
	ast.Inspect(f.tree, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		verb := selector(call.Fun)
		if slices.ContainsFunc(call.Args, isDB) && !slices.Contains(blind, verb) && !slices.Contains(blind, before(verb)) && !strings.HasSuffix(verb, ".Over") {
			found = append(found, fmt.Sprintf("%s: %s gets the whole database; hand it what the reader sees, or name it among the blind", f.at(call), verb))
		}
		if strings.HasPrefix(verb, "DB.Query") {
			found = append(found, fmt.Sprintf("%s: a face asks no question of its own", f.at(call)))
		}
		return true
	})
	return found
}

// deskBreaches finds verbs of the rooms' desks that nobody has classified.
func deskBreaches(f goFile, used map[string]bool) []string {
	if f.test() || f.room() != "web" {
		return nil
	}
	held := map[string]bool{}
	for verb := range desks {
		held[before(verb)] = true
	}
	var found []string
	ast.Inspect(f.tree, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		outer, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		inner, ok := outer.X.(*ast.SelectorExpr)
		if !ok || selector(inner) != "s."+inner.Sel.Name || !held[inner.Sel.Name] {
			return true
		}
		verb := inner.Sel.Name + "." + outer.Sel.Name
		switch {
		case desks[verb] != "":
			used[verb] = true
		case desks[inner.Sel.Name] != "":
			used[inner.Sel.Name] = true
		default:
			found = append(found, fmt.Sprintf("%s: say what %s shows of customers, and to whom", f.at(call), verb))
		}
		return true
	})
	return found
}

// selector is the last two names of an expression: "list.Find", "DB.Update".
func selector(e ast.Expr) string {
	sel, ok := e.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	switch x := sel.X.(type) {
	case *ast.Ident:
		return x.Name + "." + sel.Sel.Name
	case *ast.SelectorExpr:
		return x.Sel.Name + "." + sel.Sel.Name
	}
	return "." + sel.Sel.Name
}

func isDB(e ast.Expr) bool {
	sel, ok := e.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "DB"
}

func before(verb string) string {
	room, _, _ := strings.Cut(verb, ".")
	return room
}

func TestFacesReadCustomersThroughTheReadersSight(t *testing.T) {
	used := map[string]bool{}
	for name, src := range files(t, ".go") {
		f := parseGo(t, name, src)
		for _, breach := range slices.Concat(sightBreaches(f), deskBreaches(f, used)) {
			t.Error(breach)
		}
	}
	for verb := range maps.Keys(desks) {
		if !used[verb] {
			t.Errorf("%s is classified and not used", verb)
		}
	}
}

func TestSightIsNoticed(t *testing.T) {
	f := parseGo(t, "internal/web/x.go", `package web
func (s *server) x(v *visit) {
	list.Find(v.ctx(), s.DB, q)
	list.Find(v.ctx(), v.seen, q)
	firm.Load(v.ctx(), s.DB)
	s.DB.Query(v.ctx(), q)
	s.Desk.Everybody(v.ctx())
	s.Desk.Plan(v.ctx())
	s.Intake.Anything(v.ctx())
}`)
	if got := sightBreaches(f); len(got) != 2 {
		t.Errorf("%q", got)
	}
	if got := deskBreaches(f, map[string]bool{}); len(got) != 1 || !strings.Contains(got[0], "Desk.Everybody") {
		t.Errorf("%q", got)
	}
}
