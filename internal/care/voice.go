package care

import (
	"context"
	"slices"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/team"
	"github.com/stammkunde/stammkunde/internal/voice"
)

// The duties towards who told us something: a suggestion gets an answer, and thanks once it is
// done; praise gets an answer.
const (
	Suggested Occasion = "K16"
	Praised   Occasion = "K17"
)

// voiceDuty are these words: with who owns them on their day, with who is responsible when they
// are late.
func voiceDuty(o Occasion) duty {
	return duty{
		occasion: o, kind: voices, pending: voiceWaits, settle: answerVoice, reopen: reopenVoice,
		open: func(ctx context.Context, q store.Querier, user int64, day cal.Date, zone *time.Location) ([]Line, error) {
			return openVoices(ctx, q, o, user, day, zone)
		},
	}
}

func openVoices(ctx context.Context, q store.Querier, o Occasion, user int64, day cal.Date, zone *time.Location) ([]Line, error) {
	responsible, err := team.OnDuty(ctx, q, day)
	if err = notFound(err); err != nil {
		return nil, err
	}
	list, err := feedback.DueIdeas(ctx, q, user, false, cal.At(day.Add(1).Start(zone)), dutiesShown)
	if err != nil {
		return nil, err
	}
	if responsible == user {
		late, err := feedback.DueIdeas(ctx, q, user, true, cal.At(day.Start(zone)), dutiesShown)
		if err != nil {
			return nil, err
		}
		list = append(list, late...)
	}
	var lines []Line
	seen := map[int64]bool{}
	for i := range list {
		idea := &list[i]
		if (idea.Kind == feedback.Praise) != (o == Praised) || seen[idea.ID] {
			continue
		}
		seen[idea.ID] = true
		due := idea.DueAt.Time(zone)
		f := DutyFacts{ID: idea.ID, Text: idea.Words, Clock: due.Format("15:04"), Task: string(voice.TaskOf(idea))}
		l := dutyLine(o, idea.Customer, idea.Day, cal.Of(due, zone), day, Agreed, f)
		l.Key += ":" + f.Task // the thanks are another line than the answer
		lines = append(lines, l)
	}
	slices.SortStableFunc(lines, func(a, b Line) int { return int(a.Facts.Due - b.Facts.Due) })
	return lines, nil
}

func voiceWaits(ctx context.Context, q store.Querier, l Line) (bool, error) {
	i, err := feedback.Read(ctx, q, l.Facts.Duty.ID)
	return err == nil && i.Waits() && i.Customer == l.Customer && string(voice.TaskOf(&i)) == l.Facts.Duty.Task, notFound(err)
}

// answerVoice says that the word was given.
func answerVoice(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step) (int64, error) {
	f := s.Line.Facts.Duty
	i, err := feedback.Read(ctx, tx, f.ID)
	if err != nil {
		return 0, err
	}
	hours, err := hoursOf(ctx, tx)
	if err != nil {
		return 0, err
	}
	if err := voice.Told(ctx, tx, d.entering(dec), hours, voice.Step{ID: i.ID, Version: i.Version}); err != nil {
		return 0, err
	}
	i, err = feedback.Read(ctx, tx, f.ID)
	return i.Said, err
}

func reopenVoice(ctx context.Context, tx *store.Tx, d *Desk, dec Decision, s *Step) error {
	return notFound(voice.TakeBack(ctx, tx, d.entering(dec), s.Line.Facts.Duty.ID))
}
