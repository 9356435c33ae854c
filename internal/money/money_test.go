package money_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/stammkunde/stammkunde/internal/money"
)

func TestParseDecimal(t *testing.T) {
	for in, want := range map[string]string{
		"0": "0", "-0": "0", "12.50": "12.5", "+3": "3", ".5": "0.5", "5.": "5", "-1284.567": "-1284.567",
		"0.1234567894": "0.123456789", "0.1234567895": "0.12345679", "-0.9999999995": "-1",
	} {
		d, err := money.ParseDecimal(in)
		if err != nil || d.String() != want {
			t.Errorf("%q is %s (%v), want %s", in, d, err, want)
		}
	}
	for _, in := range []string{"", ".", "-", "1,5", "1e3", "0x1", " 1", "1.2.3", "٣", "1.12345678901x"} {
		if d, err := money.ParseDecimal(in); err == nil {
			t.Errorf("%q was read as %s", in, d)
		}
	}
	if _, err := money.ParseDecimal("99999999999999999999"); !errors.Is(err, money.ErrRange) {
		t.Errorf("twenty digits: %v", err)
	}
}

func TestRoundingIsHalfAwayFromZero(t *testing.T) {
	for in, want := range map[string]money.Cents{"0.005": 1, "-0.005": -1, "0.0049": 0, "2.675": 268, "-2.675": -268, "1.005": 101, "19.99": 1999} {
		d, err := money.ParseDecimal(in)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := d.Cents(2); err != nil || got != want {
			t.Errorf("%s is %d cents (%v), want %d", in, got, err, want)
		}
	}
}

func TestProductIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := money.Decimal{Digits: rapid.Int64().Draw(t, "q"), Scale: uint8(rapid.IntRange(0, 9).Draw(t, "qs"))}
		p := money.Decimal{Digits: rapid.Int64().Draw(t, "p"), Scale: uint8(rapid.IntRange(0, 9).Draw(t, "ps"))}
		if rapid.Bool().Draw(t, "small") {
			q.Digits %= 1e7
			p.Digits %= 1e7
		}
		got, err := money.Product(q, p, 2)
		// |q*p*100| rounded half away from zero, by another road: (2|n| + d) / 2d.
		n := new(big.Int).Mul(big.NewInt(q.Digits), big.NewInt(p.Digits))
		n.Mul(n, big.NewInt(100))
		d := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(q.Scale)+int64(p.Scale)), nil)
		want := new(big.Int).Abs(n)
		want.Add(want.Lsh(want, 1), d)
		want.Quo(want, new(big.Int).Lsh(d, 1))
		if n.Sign() < 0 {
			want.Neg(want)
		}
		if !want.IsInt64() {
			if !errors.Is(err, money.ErrRange) {
				t.Fatalf("%s x %s does not fit, got %d, %v", q, p, got, err)
			}
			return
		}
		if err != nil || int64(got) != want.Int64() {
			t.Fatalf("%s x %s = %d (%v), want %s", q, p, got, err, want)
		}
	})
}

func TestShareConservesTheTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := money.Cents(rapid.Int64Range(-1e15, 1e15).Draw(t, "total"))
		weights := rapid.SliceOfN(rapid.Map(rapid.Int64Range(0, 1e12), func(v int64) money.Cents { return money.Cents(v) }), 1, 12).Draw(t, "weights")
		parts := money.Share(total, weights)
		sum, all := money.Cents(0), int64(0)
		for i := range parts {
			sum += parts[i]
			all += int64(weights[i])
		}
		if sum != total {
			t.Fatalf("parts sum to %d, total %d", sum, total)
		}
		for i := range parts {
			if all > 0 {
				exact := float64(total) * float64(weights[i]) / float64(all)
				if math.Abs(float64(parts[i])-exact) > 1+math.Abs(exact)*1e-12 {
					t.Fatalf("part %d is %d, exactly it would be %f", i, parts[i], exact)
				}
			}
		}
	})
}

func TestNetAndGross(t *testing.T) {
	for _, tc := range []struct {
		gross money.Cents
		rate  int
		want  money.Cents
	}{{1190, 1900, 1000}, {107, 700, 100}, {-1190, 1900, -1000}, {100, 0, 100}, {1, 1900, 1}, {999, 810, 924}} {
		if got, err := money.Net(tc.gross, tc.rate); err != nil || got != tc.want {
			t.Errorf("net of %d at %d is %d (%v), want %d", tc.gross, tc.rate, got, err, tc.want)
		}
	}
	if _, err := money.Net(math.MaxInt64, 1900); !errors.Is(err, money.ErrRange) {
		t.Error("an amount beyond all bounds is no net amount")
	}
}

func FuzzParseDecimal(f *testing.F) {
	for _, s := range []string{"1.5", "-0.005", "999999999999999999", "0.0000000009", "--1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := money.ParseDecimal(s)
		if err != nil {
			return
		}
		again, err := money.ParseDecimal(d.String())
		if err != nil || again.String() != d.String() {
			t.Errorf("%q -> %s -> %s, %v", s, d, again, err)
		}
		if fmt.Sprintf("%.6g", d.Float()) == "NaN" {
			t.Errorf("%q is no number", s)
		}
	})
}
