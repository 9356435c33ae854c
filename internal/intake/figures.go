package intake

import (
	"encoding/json"

	"github.com/stammkunde/stammkunde/internal/cal"
)

// Figures are what an import did. Created, updated, unchanged and set aside add up
// to rows. The figures of documents are those of the file, whether its rows were new
// or not; a dry run tells what would be.
type Figures struct {
	Rows      int64 `json:"rows"` // data rows without header and blank lines
	Created   int64 `json:"created"`
	Updated   int64 `json:"updated"`
	Unchanged int64 `json:"unchanged"`
	SetAside  int64 `json:"set_aside"`

	Orders               int64 `json:"orders"` // documents, cancellations included
	OrderLines           int64 `json:"order_lines"`
	ReturnLines          int64 `json:"return_lines"` // lines that take back
	Customers            int64 `json:"customers"`    // named in the file
	LinesWithoutCustomer int64 `json:"lines_without_customer"`
	// Amounts in minor units of the file's currency; documents in another one are
	// left out of both sums and counted.
	NetTotalCents                int64 `json:"net_total_cents"`
	NetTotalWithoutCustomerCents int64 `json:"net_total_without_customer_cents"`
	ForeignOrders                int64 `json:"foreign_orders,omitempty"`

	Payments           int64 `json:"payments,omitempty"`
	PaymentsTotalCents int64 `json:"payments_total_cents,omitempty"`
	PaymentsOpen       int64 `json:"payments_open,omitempty"` // whose document is not known (yet)
	// PaymentsAmbiguous are the open ones whose number several sources use: the name of the
	// source decides.
	PaymentsAmbiguous int64 `json:"payments_ambiguous,omitempty"`

	Costs           int64 `json:"costs,omitempty"`
	CostsTotalCents int64 `json:"costs_total_cents,omitempty"`

	// Erased counts customers of the file who were deleted on their wish: they are not
	// made again, and what they buy counts without a customer.
	Erased int64 `json:"erased,omitempty"`
	// ErasedRows are the first rows about them, without what these say.
	ErasedRows []ErasedRow `json:"erased_rows,omitempty"`

	Referrals int64 `json:"referrals,omitempty"` // recommendations that were written down

	// BadValues counts values of own fields that could not be read, and recommendations that
	// could not be written down; their rows were taken without them. BadValueList are the first of them.
	BadValues    int64      `json:"bad_values,omitempty"`
	BadValueList []BadValue `json:"bad_value_list,omitempty"`

	// Kept are the first rows that taking it back has left alone.
	Kept []Kept `json:"kept,omitempty"`

	NewCustomers     int64    `json:"new_customers,omitempty"`
	ChangedCustomers int64    `json:"changed_customers,omitempty"`
	Collective       []int64  `json:"collective,omitempty"` // new customers that look like collective accounts
	BlankRows        int64    `json:"blank_rows,omitempty"`
	SkippedParts     []string `json:"skipped_parts,omitempty"` // sheets or files that are no table of customers, orders ...
	FirstDay         cal.Date `json:"first_day"`               // of the documents; cal.Never without any
	LastDay          cal.Date `json:"last_day"`

	// Joined is the source to which the file was found to belong by its numbers.
	Joined *Join `json:"joined,omitempty"`
	// MayJoin is a source that knows numbers of the file, too few to take it for the same:
	// where these are the same customers, they now stand there twice.
	MayJoin *Join `json:"may_join,omitempty"`

	Seconds float64 `json:"seconds"`
}

func (f *Figures) count(v Verdict, rows int64) {
	switch v {
	case Created:
		f.Created += rows
	case Updated:
		f.Updated += rows
	case Unchanged:
		f.Unchanged += rows
	case SetAside:
		f.SetAside += rows
	}
}

// Sum tells whether every row has a verdict.
func (f *Figures) Sum() bool { return f.Created+f.Updated+f.Unchanged+f.SetAside == f.Rows }

func (f *Figures) text() string {
	text, err := json.Marshal(f)
	if err != nil {
		panic(err) // numbers always marshal
	}
	return string(text)
}

// addMended takes the figures of an import of mended rows into those of the import
// that had set them aside: mended rows were counted already, others are new. sign -1
// takes them out again.
func (f *Figures) addMended(m Figures, mended, sign int64) {
	taken := m.Created + m.Updated + m.Unchanged
	f.Rows += sign * (taken - mended)
	f.Created += sign * m.Created
	f.Updated += sign * m.Updated
	f.Unchanged += sign * m.Unchanged
	f.SetAside -= sign * mended
	f.OrderLines += sign * m.OrderLines
	f.ReturnLines += sign * m.ReturnLines
	f.LinesWithoutCustomer += sign * m.LinesWithoutCustomer
	f.NetTotalCents += sign * m.NetTotalCents
	f.NetTotalWithoutCustomerCents += sign * m.NetTotalWithoutCustomerCents
}
