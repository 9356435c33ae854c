package archtest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// roomLine is a room in the drawing of the house: its name, then what it is for.
var roomLine = regexp.MustCompile(`(?m)^(?:\w+ )? +(\w+)  +\S|^(look)  +\S`)

// drawn returns the rooms that the page shows.
func drawn(page string) map[string]bool {
	rooms := map[string]bool{}
	for _, m := range roomLine.FindAllStringSubmatch(page, -1) {
		rooms[m[1]+m[2]] = true
	}
	if _, ground, ok := strings.Cut(page, "ground "); ok { // one line names all rooms of the ground
		_, line, _ := strings.Cut(ground, "\n")
		line, _, _ = strings.Cut(line, "\n")
		for _, room := range strings.Fields(line) {
			rooms[room] = true
		}
	}
	return rooms
}

func TestArchitecturePageShowsEveryRoom(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root(t), "docs", "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	shown := drawn(string(page))
	seen := map[string]bool{}
	for _, f := range goFiles(t) {
		room, _, _ := strings.Cut(f.room(), "/") // rooms in rooms are told in their room's line
		if room == "" || seen[room] || f.test() || isAid(f.room()) {
			continue
		}
		seen[room] = true
		if !shown[room] {
			t.Errorf("docs/ARCHITECTURE.md does not show the room %s", room)
		}
	}
}

func TestDrawingIsRead(t *testing.T) {
	got := drawn("roof     cli        subcommands\n         app        builds\nlook                components\n\nground              knows\n         job store\n\ntext with  gap here\n")
	for _, want := range []string{"cli", "app", "look", "job", "store"} {
		if !got[want] {
			t.Errorf("%s is not read from %v", want, got)
		}
	}
	if got["with"] || got["roof"] {
		t.Errorf("too much is read: %v", got)
	}
}
