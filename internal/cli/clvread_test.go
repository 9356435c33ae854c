package cli

import (
	"bytes"
	"math"
	"testing"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/intake/table"
	"github.com/stammkunde/stammkunde/internal/locale"
)

// Whatever stands in a file: it is fitted, forecast or refused, and no figure is missing
// its value.
func FuzzCLV(f *testing.F) {
	for _, seed := range []string{
		"x,t_x,T\n2,30.4,38.9\n0,0,20\n1,5,4\n", "id,x,t_x,T,zbar\na,2,1,3,17.5\nb,0,0,1,0\n", "x;t_x;T\n1;2,5;3,5\n", "x,t_x,n\n1,1,6\n0,0,6\n",
		"period,active\n0,1000\n1,869\n2,743\n", "x,zbar\n3,12\n1,-1\n", "customer,date,amount\n7,2024-01-03,12.50\n7,2024-02-03,9\n8,2024-02-05,0\n",
		"customer,date\n7,2024-01-03\n", "x,t_x,T\nNaN,Inf,1e999\n", "x,t_x,T\n99999999999,1,2\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<14 {
			return
		}
		file, err := table.OpenReader(bytes.NewReader(data), int64(len(data)), "f.csv", table.Limits{Unpacked: 1 << 20})
		if err != nil {
			return
		}
		r, err := file.Read(0)
		if err != nil {
			return
		}
		defer r.Close()
		d := &clvData{each: true, valued: true}
		if d.read(r) != nil {
			return
		}
		c := clvPredictCmd{clvSource: clvSource{Unit: "week"}}
		out, err := c.fit(d, locale.For(locale.EnGB))
		if err != nil {
			return
		}
		if out.LogLikelihood != nil && (math.IsNaN(*out.LogLikelihood) || math.IsInf(*out.LogLikelihood, 0)) {
			t.Errorf("log-likelihood %g", *out.LogLikelihood)
		}
		for name, v := range out.Params {
			if !(v > 0 && v < math.MaxFloat64) {
				t.Errorf("%s is %g", name, v)
			}
		}
	})
}

func TestPurchasesThatNobodyHasMadeYetAreSetAside(t *testing.T) {
	for name, c := range map[string]struct {
		latest cal.Date
		aside  int
		last   cal.Date
	}{
		"a typing error does not stretch the log": {cal.MustParse("2026-01-01"), 1, cal.MustParse("2024-03-01")},
		"a log that is meant to go on may":        {cal.MustParse("2031-12-31"), 0, cal.MustParse("2031-05-05")},
	} {
		t.Run(name, func(t *testing.T) {
			d := &clvData{latest: c.latest}
			b := newLogBuilder(d)
			for _, day := range []string{"2024-01-01", "2031-05-05", "2024-03-01"} {
				b.add("a", cal.MustParse(day), 10, true)
			}
			if err := b.done(); err != nil || d.aside != c.aside || d.last != c.last {
				t.Errorf("%d set aside, last %v, %v", d.aside, d.last, err)
			}
		})
	}
}
