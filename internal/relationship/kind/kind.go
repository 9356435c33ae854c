package kind

// Kind is a kind of relationship that a customer wants.
type Kind uint8

// The kinds in the order of all tables; Unknown stands behind them.
const (
	Exchange  Kind = iota // likes it simple
	Partner               // thinks along
	Special               // looks for the special
	Attached              // personally attached
	Informed              // stays in the picture
	Demanding             // expects much
	Unknown               // not yet clear
)

// Kinds is the number of kinds that can be inferred.
const Kinds = int(Unknown)

var keys = [...]string{"exchange", "partner", "special", "attached", "informed", "demanding", "unknown"}

// Key is the text under which a kind is stored and exported.
func (k Kind) Key() string { return keys[min(k, Unknown)] }

// Parse returns the kind of a stored key; ok is false for a text that is none.
func Parse(key string) (k Kind, ok bool) {
	for i, known := range keys {
		if known == key {
			return Kind(i), true
		}
	}
	return Unknown, false
}

// Weights hold a number for each kind: rates, shares, probabilities.
type Weights [Kinds]float64

// best returns the kind with the largest number and the one after it; of equal ones the
// first in the order of the tables.
func (w Weights) best() (first, second Kind) {
	first, second = 0, 1
	if w[1] > w[0] {
		first, second = 1, 0
	}
	for k := Kind(2); k < Unknown; k++ {
		switch {
		case w[k] > w[first]:
			first, second = k, first
		case w[k] > w[second]:
			second = k
		}
	}
	return first, second
}

func (w Weights) sum() (sum float64) {
	for _, x := range w {
		sum += x
	}
	return sum
}

// normed divides by the sum, which must be positive.
func (w Weights) normed() Weights {
	sum := w.sum()
	for k := range w {
		w[k] /= sum
	}
	return w
}
