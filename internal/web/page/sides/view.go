package sides

import (
	"github.com/stammkunde/stammkunde/internal/look"
	"github.com/stammkunde/stammkunde/internal/web/page/party"
)

// View is the page behind the link. Without cards it says only Lede.
type View struct {
	Title   string
	Lede    string
	Done    string // what was just noted
	Problem string // why what was sent was not taken
	Asks    []party.Card
	Both    string // title above what both sides read
	Cards   []party.Card
	Privacy string
	Other   look.LinkView // the other language
}
