// Package money holds amounts in integer minor units and exact decimals.
//
// Rounding is half away from zero, everywhere. Nothing here uses floating point.
package money

import (
	"errors"
	"math"
	"math/big"
	"strings"
)

// Cents is an amount in minor units of a currency (cents, Rappen, pence).
type Cents int64

// ErrRange tells that a number has too many digits to be an amount.
var ErrRange = errors.New("number out of range")

// Decimal is an exact decimal number: Digits / 10^Scale, Scale 0..9.
type Decimal struct {
	Digits int64
	Scale  uint8
}

var pow10 = [19]int64{1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18}

// ParseDecimal reads a plain decimal with a point ("-12.50", "3"): no thousands
// marks, no exponent. More than nine decimals are rounded half away from zero.
func ParseDecimal(s string) (Decimal, error) {
	bad := errors.New("not a decimal number")
	if s == "" {
		return Decimal{}, bad
	}
	neg := false
	if s[0] == '-' || s[0] == '+' {
		neg = s[0] == '-'
		s = s[1:]
	}
	whole, frac, _ := strings.Cut(s, ".")
	if whole == "" && frac == "" {
		return Decimal{}, bad
	}
	round := false
	if len(frac) > 9 {
		for _, c := range []byte(frac[9:]) {
			if c < '0' || c > '9' {
				return Decimal{}, bad
			}
		}
		round = frac[9] >= '5'
		frac = frac[:9]
	}
	var v int64
	for _, part := range [2]string{whole, frac} {
		for _, c := range []byte(part) {
			if c < '0' || c > '9' {
				return Decimal{}, bad
			}
			if v > (math.MaxInt64-9)/10 {
				return Decimal{}, ErrRange
			}
			v = v*10 + int64(c-'0')
		}
	}
	if round {
		v++
	}
	if neg {
		v = -v
	}
	return Decimal{Digits: v, Scale: uint8(len(frac))}, nil
}

// Sign returns -1, 0 or 1.
func (d Decimal) Sign() int {
	switch {
	case d.Digits < 0:
		return -1
	case d.Digits > 0:
		return 1
	}
	return 0
}

// Neg returns -d.
func (d Decimal) Neg() Decimal { return Decimal{-d.Digits, d.Scale} }

// String returns the decimal with a point and without trailing zeros.
func (d Decimal) String() string {
	neg := d.Digits < 0
	u := uint64(d.Digits)
	if neg {
		u = -u
	}
	buf := make([]byte, 0, 24)
	for i := 0; u > 0 || i <= int(d.Scale); i++ {
		if i == int(d.Scale) && i > 0 {
			buf = append(buf, '.')
		}
		buf = append(buf, byte('0'+u%10))
		u /= 10
	}
	for i, j := 0, len(buf)-1; i < j; i, j = i+1, j-1 {
		buf[i], buf[j] = buf[j], buf[i]
	}
	s := string(buf)
	if strings.ContainsRune(s, '.') {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if neg {
		s = "-" + s
	}
	return s
}

// Cents returns the decimal as an amount with the given number of minor digits
// (2 for EUR, CHF, GBP), rounded half away from zero.
func (d Decimal) Cents(minor uint8) (Cents, error) {
	return Product(d, Decimal{Digits: 1}, minor)
}

// Float returns the nearest float, for display and statistics only.
func (d Decimal) Float() float64 { return float64(d.Digits) / float64(pow10[d.Scale]) }

// Product returns quantity x price as an amount with the given number of minor
// digits, rounded once, half away from zero.
func Product(quantity, price Decimal, minor uint8) (Cents, error) {
	scale := int(quantity.Scale) + int(price.Scale)
	if p, ok := mul64(quantity.Digits, price.Digits); ok {
		if scale <= int(minor) {
			if v, ok := mul64(p, pow10[int(minor)-scale]); ok {
				return Cents(v), nil
			}
		} else if scale-int(minor) < len(pow10) {
			return Cents(divRound(p, pow10[scale-int(minor)])), nil
		}
	}
	n := new(big.Int).Mul(big.NewInt(quantity.Digits), big.NewInt(price.Digits))
	if scale <= int(minor) {
		n.Mul(n, big.NewInt(pow10[int(minor)-scale]))
	} else {
		div := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale-int(minor))), nil)
		half := new(big.Int).Rsh(div, 1)
		if n.Sign() < 0 {
			n.Sub(n, half)
		} else {
			n.Add(n, half)
		}
		n.Quo(n, div)
	}
	if !n.IsInt64() {
		return 0, ErrRange
	}
	return Cents(n.Int64()), nil
}

func mul64(a, b int64) (int64, bool) {
	if a == 0 || b == 0 {
		return 0, true
	}
	c := a * b
	if c/b != a || (a == -1 && b == math.MinInt64) || (b == -1 && a == math.MinInt64) {
		return 0, false
	}
	return c, true
}

// divRound returns a/b rounded half away from zero; b > 0.
func divRound(a, b int64) int64 {
	q, r := a/b, a%b
	if r < 0 {
		r = -r
	}
	if r >= b-r {
		if a < 0 {
			q--
		} else {
			q++
		}
	}
	return q
}

// Net takes the value added tax out of a gross amount; rate is in basis points
// (1900 means 19 %). It fails with ErrRange when the amount is too large.
func Net(gross Cents, rate int) (Cents, error) {
	if v, ok := mul64(int64(gross), 10000); ok && rate > -10000 {
		return Cents(divRound(v, int64(10000+rate))), nil
	}
	return 0, ErrRange
}

// Share splits total into parts in proportion to weights so that the parts sum
// to total exactly (largest remainder, ties to the earlier part). Weights must
// not be negative; with all weights zero the first part takes all.
func Share(total Cents, weights []Cents) []Cents {
	parts := make([]Cents, len(weights))
	if len(weights) == 0 {
		return parts
	}
	sum := new(big.Int)
	for _, w := range weights {
		sum.Add(sum, big.NewInt(int64(w)))
	}
	if sum.Sign() == 0 {
		parts[0] = total
		return parts
	}
	neg := total < 0
	t := new(big.Int).Abs(big.NewInt(int64(total)))
	rest := new(big.Int).Set(t)
	rem := make([]*big.Int, len(weights))
	for i, w := range weights {
		q, r := new(big.Int).QuoRem(new(big.Int).Mul(t, big.NewInt(int64(w))), sum, new(big.Int))
		parts[i] = Cents(q.Int64())
		rem[i] = r
		rest.Sub(rest, q)
	}
	for n := rest.Int64(); n > 0; n-- {
		best := 0
		for i := range rem {
			if rem[i].Cmp(rem[best]) > 0 {
				best = i
			}
		}
		parts[best]++
		rem[best].SetInt64(-1)
	}
	if neg {
		for i := range parts {
			parts[i] = -parts[i]
		}
	}
	return parts
}
