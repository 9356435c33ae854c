package team

import (
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Sight says whose customers somebody sees: the one predicate that stands between a reader
// and whatever is known of customers. The zero value sees nobody. The program itself (jobs,
// and the command line, which acts as the firm's owner) reads the database without one.
type Sight struct{ all bool }

// SightOf is what a colleague sees while he does something: all customers, or none. A
// helper meets customers at the counter only, to serve them and to note the talk.
func SightOf(u *User, doing Act) Sight {
	at := doing == Counter || doing == Log
	return Sight{all: May(u.Role, See) || at && May(u.Role, doing)}
}

// Over is db as it is seen: every read of it fails with fault.NotFound where there is
// nobody to see, since customers outside one's sight do not exist. Rooms are handed this
// for whatever shows customers.
func (s Sight) Over(db store.Querier) store.Querier {
	if s.all {
		return db
	}
	return store.Closed(db, fault.New(fault.NotFound, "customer.no_such_customer"))
}

// Holder is what the holder of a signed link sees: what the pages behind it read of the one
// customer to whom it was given. They ask for nothing but his own entries, by his id.
func Holder() Sight { return Sight{all: true} }
