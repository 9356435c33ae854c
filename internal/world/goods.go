package world

import (
	"math/rand/v2"
	"slices"

	"github.com/stammkunde/stammkunde/internal/money"
)

// goods is what a firm sells.
type goods struct {
	categories []category
	articles   []article
	groups     [][]int   // categories that please the same people
	groupShare []float64 // of customers; what is left likes all groups
	gift       int       // article that is given away
	postage    int       // article of the postage line, 0 for none
	forSale    []int     // categories of the groups
	prices     []string  // of the articles, as decimal text
}

type category struct {
	name   string
	margin int // standard margin in basis points, -1 for none
}

type article struct {
	number   string
	name     string
	category int
	price    money.Cents // with or without tax, see basket.gross
	cost     string      // without tax for one unit; "" unknown
	vat      int         // basis points
	weight   float64     // how often it is bought
	amount   float64     // usual quantity
}

// ready computes what follows from the lists.
func (g *goods) ready() *goods {
	for _, group := range g.groups {
		g.forSale = append(g.forSale, group...)
	}
	slices.Sort(g.forSale)
	g.forSale = slices.Compact(g.forSale)
	for _, a := range g.articles {
		g.prices = append(g.prices, money.Decimal{Digits: int64(a.price), Scale: 2}.String())
	}
	return g
}

// taste draws which categories a customer likes and his favourite article.
func (g *goods) taste(r *rand.Rand) (categories []int, favourite int) {
	i := choose(r, append(slices.Clone(g.groupShare), 1-total(g.groupShare)))
	for j, group := range g.groups {
		if i == len(g.groups) || i == j {
			categories = append(categories, group...)
		}
	}
	slices.Sort(categories)
	categories = slices.Compact(categories)
	for len(categories) > 1 && chance(r, .45) {
		at := r.IntN(len(categories))
		categories = slices.Delete(categories, at, at+1)
	}
	return categories, g.pick(r, categories)
}

// pick draws an article that is for sale out of the categories.
func (g *goods) pick(r *rand.Rand, categories []int) int {
	sum := 0.0
	for i := range g.articles {
		if a := &g.articles[i]; slices.Contains(categories, a.category) {
			sum += a.weight
		}
	}
	u := r.Float64() * sum
	best := 0
	for i := range g.articles {
		a := &g.articles[i]
		if a.weight == 0 || !slices.Contains(categories, a.category) {
			continue
		}
		best = i
		if u -= a.weight; u < 0 {
			break
		}
	}
	return best
}

func total(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum
}
