package care

import "github.com/stammkunde/stammkunde/internal/memo"

// AppendKey adds everything that is known of the line to a key, so that two lines with
// the same key are shown alike.
func (s *Step) AppendKey(k memo.Key) memo.Key {
	k = k.Int(s.ID).Int(s.User).Int(int64(s.Day)).Text(string(s.State)).Text(s.Reason).Int(int64(s.Until)).Int(int64(s.Postponed)).
		Int(int64(s.DecidedAt)).Int(s.Contact).Text(s.Kind).Text(s.FullName).Text(s.Number).Text(s.LastName).Text(s.Salutation).
		Text(s.AddressForm).Text(s.Phone).Int(int64(s.LastDay)).Text(s.Relation).Bool(s.Barred).Bool(s.Complains).Bool(s.Strained).Bool(s.Mistrusts).Bool(s.Parted).Bool(s.Contacted).Text(s.Times)
	l := &s.Line
	k = k.Int(l.Customer).Int(int64(l.Position)).Text(string(l.Occasion)).Int(int64(l.Class)).Text(l.Key).Float(l.Score).
		Int(int64(l.Minutes)).Text(string(l.Channel)).Ints(l.Members).Ints(l.HeldBack).Int(int64(l.Customers))
	return l.Facts.appendKey(k)
}

func (f *Facts) appendKey(k memo.Key) memo.Key {
	k = k.Text(f.Rule).Int(int64(f.Day)).Int(int64(f.From)).Int(int64(f.Due)).Int(int64(f.Until)).Int(int64(f.Days)).Int(int64(f.Last)).
		Int(int64(f.First)).Int(int64(f.Begun)).Int(int64(f.Occasions)).Float(f.Interval).Int(int64(f.Longest)).Float(f.Unusual).
		Float(f.Alive).Int(int64(f.Years)).Int(int64(f.Net)).Int(int64(f.Usual)).Int(int64(f.Stake)).Int(int64(f.Quality)).Float(f.Effect).
		Float(f.Urgency).Int(int64(f.Attempt)).Bool(f.Greeted).Texts(f.Signs).Text(f.By).Text(f.Standing).Bool(f.Regular).
		Text(f.Article).Texts(f.Likes).Text(f.Wish).Bool(f.Overlooked).Bool(f.Duty != nil)
	if d := f.Duty; d != nil {
		k = k.Int(d.ID).Int(d.Of).Text(d.Text).Text(d.Clock).Text(d.Way).Text(d.Party).Int(int64(d.Moves)).Text(d.Task)
	}
	return k
}
