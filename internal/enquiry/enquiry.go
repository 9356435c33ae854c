package enquiry

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/money"
)

// State is how far an enquiry is.
type State string

// The states in the order of the board; the texts are stored keys.
const (
	New      State = "new"
	Answered State = "answered"
	Offered  State = "offered"
	Won      State = "won"
	Lost     State = "lost"

	// Withdrawn is an enquiry that was taken down by mistake: it stands in no column and in
	// no list any more.
	Withdrawn State = "withdrawn"
)

// States are the states of the board in their order.
var States = []State{New, Answered, Offered, Won, Lost}

// Closed reports whether nothing more is to come.
func (s State) Closed() bool { return s == Won || s == Lost || s == Withdrawn }

// Origins are the doors through which enquiries come.
var Origins = []string{"form", "mail", "phone", "counter", "visit", "letter", "message", "referral", "other"}

// Reasons are why an enquiry was won or lost, by state; "unknown" says that nobody
// knows and is chosen like the others.
var Reasons = map[State][]string{
	Won:  {"unknown", "quality", "price", "speed", "advice", "known", "other"},
	Lost: {"unknown", "price", "time", "elsewhere", "not_ours", "silent", "postponed", "no_enquiry", "other"},
}

// Limits of what is kept, in runes.
const (
	MaxSought  = 200
	MaxMessage = 20_000
	MaxLine    = 200
	maxFiles   = 50
)

// Enquiry is one enquiry. Instants are 0 and days cal.Never until they are.
type Enquiry struct {
	ID         int64               `json:"-"`
	Customer   int64               `json:"customer_id"`
	Made       bool                `json:"made"` // the customer was taken down because of it
	State      State               `json:"state"`
	StateAt    cal.Instant         `json:"state_at"`
	Origin     string              `json:"origin"`
	Found      string              `json:"found"` // how the asker heard of the firm
	Sought     string              `json:"sought"`
	Message    string              `json:"message"`
	Name       string              `json:"name"`
	Company    string              `json:"company"`
	Email      string              `json:"email"`
	EmailKey   string              `json:"email_key"` // computed as for customers
	Phone      string              `json:"phone"`
	PhoneKey   string              `json:"phone_key"`
	Wish       interaction.Channel `json:"wish"` // "" when nothing was said
	WishTimes  string              `json:"wish_times"`
	Owner      int64               `json:"owner_id"` // 0: whoever is there
	ReceivedAt cal.Instant         `json:"received_at"`
	Received   cal.Date            `json:"received_day"`
	DueAt      cal.Instant         `json:"due_at"`
	AnsweredAt cal.Instant         `json:"answered_at"`
	Answer     int64               `json:"answer_id"` // the contact that was the first answer
	Offer      money.Cents         `json:"offer_cents"`
	OfferDay   cal.Date            `json:"offer_day"`
	OfferUntil cal.Date            `json:"offer_until"`
	OfferText  string              `json:"offer_text"`
	ClosedAt   cal.Instant         `json:"closed_at"`
	Reason     string              `json:"reason"`
	ReasonText string              `json:"reason_text"`
	Files      []string            `json:"files"` // names of attachments; the files stay in the mail
	MessageID  string              `json:"message_id"`
	CreatedBy  int64               `json:"created_by"`
	Contact    int64               `json:"contact_id"` // the person at the firm Customer who asks, or 0
	Version    int64               `json:"-"`
}

// Asker returns how the asker is called in a list.
func (e *Enquiry) Asker() string {
	for _, s := range []string{e.Name, e.Company, e.Email, e.Phone} {
		if s != "" {
			return s
		}
	}
	return ""
}

// row is an enquiry as stored.
type row struct {
	Enquiry
	made  int
	files string
}

func rowFields(r *row) []any {
	e := &r.Enquiry
	return []any{
		&e.ID, &e.Customer, &r.made, (*string)(&e.State), &e.StateAt, &e.Origin, &e.Found, &e.Sought, &e.Message, &e.Name, &e.Company,
		&e.Email, &e.EmailKey, &e.Phone, &e.PhoneKey, (*string)(&e.Wish), &e.WishTimes, &e.Owner, &e.ReceivedAt, &e.Received, &e.DueAt,
		&e.AnsweredAt, &e.Answer, &e.Offer, &e.OfferDay, &e.OfferUntil, &e.OfferText, &e.ClosedAt, &e.Reason, &e.ReasonText,
		&r.files, &e.MessageID, &e.CreatedBy, &e.Contact, &e.Version,
	}
}

func (r *row) enquiry() (Enquiry, error) {
	r.Made = r.made != 0
	err := json.Unmarshal([]byte(r.files), &r.Files)
	return r.Enquiry, err
}

// values are the columns from customer_id to contact_id.
func (e *Enquiry) values() []any {
	made := 0
	if e.Made {
		made = 1
	}
	files := e.Files
	if files == nil {
		files = []string{}
	}
	names, err := json.Marshal(files)
	if err != nil {
		panic(err) // text always marshals
	}
	return []any{
		e.Customer, made, string(e.State), e.StateAt, e.Origin, e.Found, e.Sought, e.Message, e.Name, e.Company, e.Email, e.EmailKey,
		e.Phone, e.PhoneKey, string(e.Wish), e.WishTimes, e.Owner, e.ReceivedAt, e.Received, e.DueAt, e.AnsweredAt, e.Answer,
		int64(e.Offer), e.OfferDay, e.OfferUntil, e.OfferText, e.ClosedAt, e.Reason, e.ReasonText, string(names), e.MessageID, e.CreatedBy, e.Contact,
	}
}

// tidy trims texts and checks what people typed; it fails with fault.Invalid.
func (e *Enquiry) tidy() error {
	for _, s := range []*string{&e.Sought, &e.Message, &e.Name, &e.Company, &e.Email, &e.Phone, &e.Found, &e.WishTimes, &e.OfferText, &e.ReasonText} {
		*s = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(*s, "\uFFFD"), "\x00", ""))
	}
	if e.Sought == "" {
		e.Sought = firstLine(e.Message)
	}
	if e.Origin == "" {
		e.Origin = "other"
	}
	if len(e.Files) > maxFiles {
		e.Files = e.Files[:maxFiles]
	}
	switch {
	case e.Sought == "":
		return fault.New(fault.Invalid, "enquiry.needs_sought")
	case e.Asker() == "" && e.Customer == 0:
		return fault.New(fault.Invalid, "enquiry.needs_asker")
	case utf8.RuneCountInString(e.Sought) > MaxSought:
		return fault.New(fault.Invalid, "enquiry.too_long", MaxSought)
	case utf8.RuneCountInString(e.Message) > MaxMessage, utf8.RuneCountInString(e.OfferText) > MaxMessage:
		return fault.New(fault.Invalid, "enquiry.too_long", MaxMessage)
	case !slices.Contains(Origins, e.Origin):
		return fault.New(fault.Invalid, "enquiry.bad_choice")
	case e.Wish != "" && !slices.Contains(Wishes, e.Wish):
		return fault.New(fault.Invalid, "enquiry.bad_choice")
	case e.Offer < 0:
		return fault.New(fault.Invalid, "enquiry.bad_offer")
	case e.OfferUntil < e.OfferDay && e.OfferDay != cal.Never:
		return fault.New(fault.Invalid, "enquiry.offer_until")
	}
	for _, s := range []string{e.Name, e.Company, e.Email, e.Phone, e.Found, e.WishTimes} {
		if utf8.RuneCountInString(s) > MaxLine {
			return fault.New(fault.Invalid, "enquiry.too_long", MaxLine)
		}
	}
	return nil
}

// Wishes are the ways in which an asker may wish to be answered.
var Wishes = []interaction.Channel{interaction.Mail, interaction.Phone, interaction.Letter, interaction.Visit, interaction.Message, interaction.Counter}

// firstLine is the beginning of a message that has no subject.
func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	r := []rune(strings.TrimSpace(line))
	if len(r) > 100 {
		return string(r[:99]) + "…"
	}
	return string(r)
}
