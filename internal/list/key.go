package list

import "github.com/stammkunde/stammkunde/internal/memo"

// AppendKey adds all that a short row is made of: what a full query adds to it is left
// out.
func (r *Row) AppendKey(k memo.Key) memo.Key {
	k = k.Int(r.ID).Text(string(r.Kind)).Text(r.Number).Text(r.Name).Text(r.City).Bool(r.Collective).Bool(r.Duplicate).
		Bool(r.Computed).Text(string(r.Standing)).Text(string(r.Activity)).Bool(r.Former).Int(int64(r.Occasions)).Float(r.IntervalDays).
		Int(int64(r.First)).Int(int64(r.Last)).Int(int64(r.Net12m)).Int(int64(r.NetTotal)).Int(int64(r.Margin12m)).
		Int(int64(r.KnownBP)).Int(int64(r.MeasuredBP)).Int(r.WarningScore).Int(int64(r.WarningColour)).
		Bool(r.Bars.Objected).Bool(r.Bars.DoNotContact).Bool(r.Bars.Deceased).Int(int64(r.Members)).Int(int64(len(r.Recent)))
	for _, day := range r.Recent {
		k = k.Int(int64(day))
	}
	return k
}
