package archtest

import "strings"

// floor is one storey of the house. Its rooms are folders under internal, named from
// the bottom up: a room may import rooms before it and every room of lower floors.
type floor struct {
	name  string
	rooms []string
	apart bool // rooms of this floor do not import each other at all
}

// house holds the floors from the ground up. A room not named here has no place, and
// its packages fail the test. A folder inside a room ("page" in web) belongs to the
// room, unless it is named here itself ("intake/table").
var house = []floor{
	{name: "ground", rooms: []string{"stat", "memo", "vcard", "fault", "money", "cal", "locale", "store", "job"}},
	{name: "record", rooms: []string{
		"history", "firm", "team", "search", "match", "customer", "attachment", "field", "sales", "party", "referral", "interest", "accord", "interaction", "cost", "feedback", "promise", "enquiry", "project", "culture",
		"consent", "bulk", "outbox", "timeline", "intake/table", "intake/mapping", "intake",
	}},
	{name: "insight", rooms: []string{
		"lifecycle", "relationship", "satisfaction", "warning", "value/btyd", "value", "ideal", "knowledge",
		"portfolio", "recommend", "effect", "insight", "audience",
	}},
	{name: "acting", rooms: []string{
		"duplicate", "list", "complaint", "voice", "farewell", "gate", "survey", "watch", "loyalty",
		"offer", "campaign", "care", "counter", "undo", "board",
	}},
	{name: "look", rooms: []string{"paper", "look"}},
	{name: "faces", rooms: []string{"post", "phone", "dav", "mcp", "api", "portal", "web"}, apart: true},
	{name: "roof", rooms: []string{"schema", "world", "app", "bench", "cli"}},
}

// aids are packages for tests. Only _test files and other aids import them; they may
// themselves import what they like, since no program contains them.
var aids = []string{"archtest", "testkit", "schema/schematest"}

// place is where a package stands: the higher, the more it may import.
type place struct {
	room   string
	floor  int
	height int // counted through the whole house
}

// placeOf finds the room of a folder under internal ("web/page/today" is in web).
func placeOf(folder string) (place, bool) {
	best, found := place{}, false
	height := 0
	for i, f := range house {
		for _, room := range f.rooms {
			height++
			if within(folder, room) && len(room) > len(best.room) {
				best, found = place{room: room, floor: i, height: height}, true
			}
		}
	}
	return best, found
}

// isAid tells whether a folder under internal holds helpers for tests.
func isAid(folder string) bool {
	for _, aid := range aids {
		if within(folder, aid) {
			return true
		}
	}
	return false
}

// mayImport tells whether a package in from may import one in to, and if not, why.
func mayImport(from, to place) (bool, string) {
	switch {
	case from.room == to.room:
		return true, ""
	case house[from.floor].apart && from.floor == to.floor:
		return false, "rooms of the floor " + house[from.floor].name + " do not know each other"
	case to.height > from.height:
		return false, to.room + " stands above " + from.room + "; let it read rows, or hand the value in"
	}
	return true, ""
}

// ownerOf finds the room that owns a table by the table's name ("customer_alias" is
// customer's).
func ownerOf(table string) (string, bool) {
	prefix, _, _ := strings.Cut(table, "_")
	p, ok := placeOf(prefix)
	return p.room, ok
}

func within(folder, room string) bool {
	return folder == room || strings.HasPrefix(folder, room+"/")
}
