package interaction

import (
	"context"
	"embed"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var sqlFiles embed.FS

var interactionSQL = store.Load(sqlFiles)

// Own is the source of contacts that were noted here.
const Own = "own"

// Channel tells by what means.
type Channel string

// The channels; the texts are stored keys.
const (
	Counter Channel = "counter"
	Phone   Channel = "phone"
	Mail    Channel = "mail"
	Letter  Channel = "letter"
	Insert  Channel = "insert" // a card in the parcel
	Visit   Channel = "visit"
	Message Channel = "message"
	Other   Channel = "other"
)

var channels = []Channel{Counter, Phone, Mail, Letter, Insert, Visit, Message, Other}

// Direction tells who began.
type Direction string

// The directions; the texts are stored keys.
const (
	In          Direction = "in"  // the customer
	Out         Direction = "out" // the firm
	NoDirection Direction = ""    // not known
)

// Interaction is one contact.
type Interaction struct {
	ID        int64
	Customer  int64
	Day       cal.Date
	At        cal.Instant
	Channel   Channel
	Direction Direction
	Reason    string // key of the occasion, or words of the source
	Tone      string // as noted: factual, warm, enthusiastic, curious, demanding; "" unknown
	Minutes   int    // 0 when none were noted
	Note      string
	User      int64  // who noted it, 0 for a file
	Source    string // "" is Own; with Document the key
	Document  string // "" is given for Own
	Import    int64
}

func (i *Interaction) fields() []any {
	return []any{
		&i.ID, &i.Customer, &i.Day, &i.At, &i.Channel, &i.Direction, &i.Reason, &i.Tone, &i.Minutes, &i.Note,
		&i.User, &i.Source, &i.Document, &i.Import,
	}
}

// Append writes one contact and returns its id. A document that is handed in makes
// the call safe to repeat: the second time the first one's id comes back and nothing
// is written. It fails with fault.Invalid "interaction.bad_channel".
func Append(ctx context.Context, tx *store.Tx, i Interaction) (int64, error) {
	if i.Source == "" {
		i.Source = Own
	}
	if i.Document != "" {
		id, found, err := Find(ctx, tx, i.Source, i.Document)
		if err != nil || found {
			return id, err
		}
	}
	one := []Interaction{i}
	if err := InsertMany(ctx, tx, one); err != nil {
		return 0, err
	}
	return one[0].ID, nil
}

// Find returns the id of the contact that a source calls document.
func Find(ctx context.Context, q store.Querier, source, document string) (id int64, found bool, err error) {
	return store.One(ctx, q, interactionSQL.Get("interaction-by-document"), func(id *int64) []any { return []any{id} }, source, document)
}

var columns = []string{
	"id", "customer_id", "day", "at", "channel", "direction", "reason", "tone", "minutes", "note", "user_id",
	"source", "document", "import_id",
}

// InsertMany writes contacts in bulk, sets their ids and moves the customers' first
// and last contact. A source and document that exist already fail with a unique key
// error (store.IsUnique).
func InsertMany(ctx context.Context, tx *store.Tx, list []Interaction) error {
	for _, i := range list {
		if !slices.Contains(channels, i.Channel) {
			return fault.New(fault.Invalid, "interaction.bad_channel", string(i.Channel))
		}
	}
	ids, err := tx.IDs(ctx, "interaction", len(list))
	if err != nil {
		return err
	}
	spans := map[int64]customer.Span{}
	for n := range list {
		i := &list[n]
		i.ID = ids[n]
		if i.Document == "" {
			i.Document = fmt.Sprint(i.ID)
		}
		s, ok := spans[i.Customer]
		if !ok {
			s = customer.Span{CustomerID: i.Customer, First: i.Day, Last: i.Day}
		}
		s.First, s.Last = min(s.First, i.Day), max(s.Last, i.Day)
		spans[i.Customer] = s
	}
	n := -1
	if _, err := tx.Bulk(ctx, "interaction", columns, func(dst []any) (bool, error) {
		if n++; n == len(list) {
			return false, nil
		}
		i := list[n]
		copy(dst, []any{
			i.ID, i.Customer, i.Day, int64(i.At), string(i.Channel), string(i.Direction), i.Reason, i.Tone, int64(i.Minutes), i.Note,
			i.User, i.Source, i.Document, i.Import,
		})
		return true, nil
	}); err != nil {
		return fmt.Errorf("note %d contacts: %w", len(list), err)
	}
	touched := make([]customer.Span, 0, len(spans))
	for _, s := range spans {
		touched = append(touched, s)
	}
	slices.SortFunc(touched, func(a, b customer.Span) int { return int(a.CustomerID - b.CustomerID) })
	return customer.TouchContacts(ctx, tx, touched)
}

// RemoveMany removes contacts, for the undo of an import or of a step; ids that do
// not exist are passed over. It returns the customers concerned, whose first and
// last contact the caller may set anew.
func RemoveMany(ctx context.Context, tx *store.Tx, ids []int64) ([]int64, error) {
	var customers []int64
	for _, id := range ids {
		c, err := store.Value[int64](ctx, tx, interactionSQL.Get("interaction-customer"), id)
		if err != nil {
			return nil, fmt.Errorf("remove contact %d: %w", id, err)
		}
		if c == 0 {
			continue
		}
		if _, err := tx.Exec(ctx, interactionSQL.Get("interaction-delete"), id); err != nil {
			return nil, fmt.Errorf("remove contact %d: %w", id, err)
		}
		customers = append(customers, c)
	}
	slices.Sort(customers)
	return slices.Compact(customers), nil
}

// Forget removes all contacts of a customer who is deleted.
func Forget(ctx context.Context, tx *store.Tx, customer int64) error {
	_, err := tx.Exec(ctx, interactionSQL.Get("interaction-of-deleted"), customer)
	return err
}

// Cursor is the place in a list of contacts after which the next page begins.
type Cursor struct {
	Day cal.Date
	ID  int64
}

// Newest is the cursor before the newest contact.
var Newest = Cursor{Day: cal.Never, ID: 1 << 62}

// After returns the cursor behind a contact.
func After(i Interaction) Cursor { return Cursor{i.Day, i.ID} }

// Of returns up to limit contacts of a customer, newest first.
func Of(ctx context.Context, q store.Querier, customer int64, from Cursor, limit int) ([]Interaction, error) {
	return store.All(ctx, q, interactionSQL.Get("interaction-of-customer"), (*Interaction).fields, customer, from.Day, from.ID, limit)
}
