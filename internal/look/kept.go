package look

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"

	"github.com/stammkunde/stammkunde/internal/memo"
)

// The navigation, the palette and the help of the keys stand on every page and are the same
// from page to page, so they are kept as they were written, by everything they are made of.

// frames are parts of frames; that of a reader at one place takes about ten kilobytes.
var frames = memo.New(1 << 20)

// speaker is what Words must be able to do for the frame to be kept: say by a key how they
// speak.
type speaker interface {
	AppendKey(k memo.Key) memo.Key
}

// appendKey adds what the parts around the content are made of; what belongs to the content
// or to the head of the document does not count.
func (p *PageView) appendKey(k memo.Key) memo.Key {
	k = k.Text(p.Firm.Name).Text(p.Firm.Note).Text(p.User.Name).Text(p.User.Role).Text(p.Find).Text(p.Palette).Text(p.SignOut)
	k = p.Contact.appendKey(p.Add.appendKey(k))
	k = appendItems(k, p.Tabs).Int(int64(len(p.Nav)))
	for i := range p.Nav {
		k = appendItems(k.Text(p.Nav[i].Title), p.Nav[i].Items)
	}
	return k
}

func appendItems(k memo.Key, items []NavItem) memo.Key {
	k = k.Int(int64(len(items)))
	for i := range items {
		n := &items[i]
		k = k.Text(n.Label).Text(n.Href).Text(n.Icon).Text(n.Count).Text(n.CountID).Bool(n.Warm).Text(n.Go).Bool(n.Current)
	}
	return k
}

func (l *LinkView) appendKey(k memo.Key) memo.Key {
	if l == nil {
		return k.Bool(false)
	}
	return k.Bool(true).Text(l.Label).Text(l.Href).Text(l.Icon).Text(l.Note).Bool(l.Current)
}

// kept is a part of the frame of p, written anew only when something in it changed.
func kept(p PageView, part string, c templ.Component) templ.Component {
	w, ok := p.Words.(speaker)
	if !ok {
		return c
	}
	return templ.ComponentFunc(func(ctx context.Context, out io.Writer) error {
		key := p.appendKey(w.AppendKey(make(memo.Key, 0, 1024).Text(part)))
		part, there := Recall(frames, key)
		if !there {
			var b strings.Builder
			if err := c.Render(ctx, &b); err != nil {
				return err
			}
			part = Keep(frames, key, b.String())
		}
		return part.Render(ctx, out)
	})
}

// Keep keeps a part of a page as it was written and compressed.
func Keep(in *memo.Kept, key memo.Key, text string) Packed {
	p := Pack(text)
	in.Put(key, p.Text)
	if p.Block != "" {
		in.Put(key.Text("packed"), p.Block)
	}
	return p
}

// Recall returns what was kept.
func Recall(in *memo.Kept, key memo.Key) (p Packed, there bool) {
	if p.Text, there = in.Get(key); there {
		p.Block, _ = in.Get(key.Text("packed"))
	}
	return p, there
}
