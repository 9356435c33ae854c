package interaction

import (
	"context"
	"embed"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/search"
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
	Note    Channel = "note" // something noted; no contact took place
)

// Channels lists all channels in the order in which forms offer them.
var Channels = []Channel{Phone, Visit, Counter, Mail, Message, Letter, Insert, Note, Other}

// Direction tells who began.
type Direction string

// The directions; the texts are stored keys.
const (
	In          Direction = "in"  // the customer
	Out         Direction = "out" // the firm
	NoDirection Direction = ""    // not known
)

// Party is one of the two sides.
type Party string

// The sides; the texts are stored keys. A call that was asked for begins with the
// customer, although the firm dials.
const (
	Customer Party = "customer"
	Us       Party = "us"
	Nobody   Party = "" // not known
)

// Reasons are the reasons of a contact in the order in which forms offer them: order,
// question about goods, appointment, complaint, praise, suggestion, demand, invoice, offer,
// without occasion, refusal. Rows of files and of the daily list carry their own.
var Reasons = []string{
	"order", "question", "appointment", "complaint", "praise", "suggestion", "demand", "invoice", Offer, NoOccasion, "refusal",
}

// Offer is the reason of a contact with which the firm made an offer.
const Offer = "offer"

// NoOccasion is the reason of who calls or comes in just to talk.
const NoOccasion = "no_occasion"

// Tones are the tones of a contact. A tone is optional and never required.
var Tones = []string{"factual", "warm", "enthusiastic", "curious", "demanding"}

// Interaction is one contact.
type Interaction struct {
	ID        int64
	Customer  int64
	Day       cal.Date
	At        cal.Instant
	Channel   Channel
	Direction Direction
	StartedBy Party  // Nobody is filled in from the direction
	Contact   int64  // the person of a firm with whom it was, or 0
	Reason    string // one of Reasons, the code of an occasion of care, or words of the source
	Tone      string // as noted: factual, warm, enthusiastic, curious, demanding; "" unknown
	Marks     Marks
	Minutes   int // 0 when none were noted
	Note      string
	User      int64  // who noted it, 0 for a file
	Source    string // "" is Own; with Document the key
	Document  string // "" is given for Own
	Import    int64
	Version   int64 // rises with every amendment; 0 is 1
}

// ready fills in what follows from the rest.
func (i *Interaction) ready() {
	if i.StartedBy == Nobody {
		switch i.Direction {
		case In:
			i.StartedBy = Customer
		case Out:
			i.StartedBy = Us
		case NoDirection:
		}
	}
	if i.Channel == Note {
		i.Direction, i.StartedBy = NoDirection, Nobody
	}
	i.Version = max(i.Version, 1)
}

func (i *Interaction) fields() []any {
	return []any{
		&i.ID, &i.Customer, &i.Day, &i.At, &i.Channel, &i.Direction, &i.StartedBy, &i.Contact, &i.Reason, &i.Tone, &i.Marks, &i.Minutes, &i.Note,
		&i.User, &i.Source, &i.Document, &i.Import, &i.Version,
	}
}

// values are the columns of a row in the order of columns.
func (i *Interaction) values() []any {
	return []any{
		i.ID, i.Customer, i.Day, int64(i.At), string(i.Channel), string(i.Direction), string(i.StartedBy), i.Contact, i.Reason, i.Tone,
		int64(i.Marks), int64(i.Minutes), i.Note, i.User, i.Source, i.Document, i.Import, i.Version,
	}
}

// Append writes one contact with what it is about and returns its id. A document that is handed in makes
// the call safe to repeat: the second time the first one's id comes back and nothing
// is written. It fails with fault.Invalid "interaction.bad_channel".
func Append(ctx context.Context, tx *store.Tx, i Interaction, links ...Link) (int64, error) {
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
	return one[0].ID, link(ctx, tx, one[0].ID, links)
}

// Find returns the id of the contact that a source calls document.
func Find(ctx context.Context, q store.Querier, source, document string) (id int64, found bool, err error) {
	return store.One(ctx, q, interactionSQL.Get("interaction-by-document"), func(id *int64) []any { return []any{id} }, source, document)
}

var columns = []string{
	"id", "customer_id", "day", "at", "channel", "direction", "started_by", "contact_id", "reason", "tone", "marks", "minutes", "note", "user_id",
	"source", "document", "import_id", "version",
}

// InsertMany writes contacts in bulk, sets their ids and moves the customers' first
// and last contact, also in each direction. A source and document that exist already fail with a unique key
// error (store.IsUnique).
func InsertMany(ctx context.Context, tx *store.Tx, list []Interaction) error {
	for _, i := range list {
		if !slices.Contains(Channels, i.Channel) {
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
		i.ready()
		if i.Channel == Note {
			continue
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
		copy(dst, list[n].values())
		return true, nil
	}); err != nil {
		return fmt.Errorf("note %d contacts: %w", len(list), err)
	}
	if err := findable(ctx, tx, list...); err != nil {
		return err
	}
	touched := make([]customer.Span, 0, len(spans))
	for _, s := range spans {
		touched = append(touched, s)
	}
	slices.SortFunc(touched, func(a, b customer.Span) int { return int(a.CustomerID - b.CustomerID) })
	if err := customer.TouchContacts(ctx, tx, touched); err != nil {
		return err
	}
	due := make([]int64, len(touched))
	for n, s := range touched {
		due[n] = s.CustomerID
	}
	if err := customer.MarkDue(ctx, tx, 0, due...); err != nil { // contacts cost something
		return err
	}
	return moveLast(ctx, tx, list)
}

// RemoveMany removes contacts, for the undo of an import or of a step; ids that do
// not exist are passed over. It returns the customers concerned, whose span of contacts
// and last contact in each direction are computed anew.
func RemoveMany(ctx context.Context, tx *store.Tx, ids []int64) ([]int64, error) {
	var gone []Interaction
	var customers []int64
	for _, id := range ids {
		i, found, err := store.One(ctx, tx, interactionSQL.Get("interaction-one"), (*Interaction).fields, id)
		if err != nil {
			return nil, fmt.Errorf("remove contact %d: %w", id, err)
		}
		if !found {
			continue
		}
		if err := remove(ctx, tx, id); err != nil {
			return nil, err
		}
		gone, customers = append(gone, i), append(customers, i.Customer)
	}
	slices.Sort(customers)
	return slices.Compact(customers), settle(ctx, tx, gone...)
}

// findable makes the notes of new contacts findable.
func findable(ctx context.Context, tx *store.Tx, list ...Interaction) error {
	notes := make([]search.Note, 0, len(list))
	for i := range list {
		if list[i].Note != "" {
			notes = append(notes, search.Note{Of: search.OfInteraction, ID: list[i].ID, Text: list[i].Note})
		}
	}
	return search.AddNotes(ctx, tx, notes)
}

// remove deletes one row with its links and what is found of it.
func remove(ctx context.Context, tx *store.Tx, id int64) error {
	for _, name := range []string{"interaction-unlink", "interaction-delete"} {
		if _, err := tx.Exec(ctx, interactionSQL.Get(name), id); err != nil {
			return fmt.Errorf("remove contact %d: %w", id, err)
		}
	}
	return search.RemoveNotes(ctx, tx, search.OfInteraction, id)
}

// Forget removes all contacts of a customer who is deleted, what the history keeps of
// them, and his place as the person of a firm with whom one spoke.
func Forget(ctx context.Context, tx *store.Tx, customer int64) error {
	noted, err := store.All(ctx, tx, interactionSQL.Get("interaction-noted"), func(id *int64) []any { return []any{id} }, customer)
	if err != nil {
		return fmt.Errorf("forget the contacts of customer %d: %w", customer, err)
	}
	if err := search.RemoveNotes(ctx, tx, search.OfInteraction, noted...); err != nil {
		return err
	}
	for _, name := range []string{"interaction-links-of-deleted", "interaction-of-deleted", "interaction-last-of-deleted", "interaction-contact-deleted"} {
		if _, err := tx.Exec(ctx, interactionSQL.Get(name), customer); err != nil {
			return fmt.Errorf("forget the contacts of customer %d: %w", customer, err)
		}
	}
	return history.Erase(ctx, tx, subject, customer)
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

// Many returns the contacts with the given ids, in any order; those that do not exist are
// missing.
func Many(ctx context.Context, q store.Querier, ids []int64) ([]Interaction, error) {
	return store.All(ctx, q, interactionSQL.Get("interaction-many"), (*Interaction).fields, store.List(ids))
}

// Notes returns up to limit notes of contacts from an id on, for [search.Learn].
func Notes(ctx context.Context, q store.Querier, from int64, limit int) ([]search.Note, error) {
	return store.All(ctx, q, interactionSQL.Get("interaction-notes"), func(n *search.Note) []any { return []any{&n.ID, &n.Text} }, from, limit)
}
