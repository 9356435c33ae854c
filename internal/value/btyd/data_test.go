package btyd

import (
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

// rowsOf reads a file of testdata as numbers, without its header.
func rowsOf(t testing.TB, name string) [][]float64 {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cells, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := make([][]float64, 0, len(cells)-1)
	for _, line := range cells[1:] {
		row := make([]float64, len(line))
		for i, c := range line {
			if row[i], err = strconv.ParseFloat(c, 64); err != nil {
				t.Fatal(err)
			}
		}
		out = append(out, row)
	}
	return out
}

// baseOf reads histories in days and counts time in units of so many days.
func baseOf(t testing.TB, name string, days float64) *Base {
	t.Helper()
	b := &Base{}
	for _, r := range rowsOf(t, name) {
		add(t, b, History{int(r[0]), r[1] / days, r[2] / days}, r[3])
	}
	return b
}

func add(t testing.TB, b *Base, h History, weight float64) {
	t.Helper()
	if _, err := b.Add(h, weight); err != nil {
		t.Fatal(err)
	}
}

func valuesOf(t testing.TB) *Spending {
	t.Helper()
	s := &Spending{}
	for _, r := range rowsOf(t, "cdnow-values.csv") {
		if err := s.Add(int(r[0]), r[1], 1); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func near(t testing.TB, what string, got, want, abs float64) {
	t.Helper()
	if !(math.Abs(got-want) <= abs) {
		t.Errorf("%s = %.12g, want %.12g", what, got, want)
	}
}

func param(params []Param, name string) float64 {
	for _, p := range params {
		if p.Name == name {
			return p.Value
		}
	}
	return math.NaN()
}

// gammaOf draws a Gamma(shape, 1) quantity. Source: Marsaglia, Tsang (2000).
func gammaOf(r *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gammaOf(r, shape+1) * math.Pow(1-r.Float64(), 1/shape)
	}
	d := shape - 1./3
	for {
		x := r.NormFloat64()
		v := 1 + x/math.Sqrt(9*d)
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-r.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

func betaOf(r *rand.Rand, a, b float64) float64 {
	x := gammaOf(r, a)
	return x / (x + gammaOf(r, b))
}

// life draws a customer of a process who is watched for age and then for later: his
// history and how often he buys later.
func life(r *rand.Rand, p Process, age, later float64) (h History, bought int) {
	h.Age = age
	var rate, leave, gone float64
	gone = math.Inf(1)
	switch p := p.(type) {
	case Coin:
		rate = gammaOf(r, p.R) / p.Alpha
		if p.A > 0 {
			leave = betaOf(r, p.A, p.B)
		}
		if p.First && r.Float64() < leave {
			return h, 0
		}
	case Pareto:
		rate = gammaOf(r, p.R) / p.Alpha
		gone = r.ExpFloat64() / (gammaOf(r, p.S) / p.Beta)
	}
	for t := r.ExpFloat64() / rate; t < min(gone, age+later); t += r.ExpFloat64() / rate {
		if t <= age {
			h.X++
			h.Last = t
		} else {
			bought++
		}
		if r.Float64() < leave {
			break
		}
	}
	return h, bought
}

// simulated draws a base of n customers who came within the first third of age.
func simulated(t testing.TB, p Process, n int, age float64, seed uint64) *Base {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	b := &Base{}
	for range n {
		h, _ := life(r, p, age*(1-r.Float64()/3), 0)
		add(t, b, h, 1)
	}
	return b
}
