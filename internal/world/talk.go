package world

import "github.com/stammkunde/stammkunde/internal/interaction"

// The contacts of everybody: how they took place, and of how many something was written
// down.
var (
	talkWays = []struct {
		channel   interaction.Channel
		direction interaction.Direction
	}{
		{interaction.Phone, interaction.In},
		{interaction.Phone, interaction.Out},
		{interaction.Counter, interaction.In},
		{interaction.Mail, interaction.In},
		{interaction.Mail, interaction.Out},
		{interaction.Letter, interaction.Out},
	}
	notedShare = .2
)

// talks makes the contacts of customer id over the observed years, up to twice as many as
// asked for on average; at is his place among the rows.
func (f *filler) talks(id int, at int64) []interaction.Interaction {
	if f.o.Talks <= 0 {
		return nil
	}
	r := draws(f.o.Seed, aspectTalks, id)
	list := make([]interaction.Interaction, r.IntN(2*f.o.Talks+1))
	for i := range list {
		way, day := talkWays[r.IntN(len(talkWays))], f.o.Today.Add(-1-r.IntN(f.w.Years*365))
		t := talkNotes[r.IntN(len(talkNotes))]
		list[i] = interaction.Interaction{
			Customer: at, Day: day, Channel: way.channel, Direction: way.direction, Reason: t.reason, Minutes: r.IntN(20), Source: interaction.Own,
		}
		if chance(r, notedShare) {
			list[i].Tone, list[i].Note = t.tone, t.note
		}
	}
	return list
}
