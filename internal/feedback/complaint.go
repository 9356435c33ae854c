package feedback

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

// Remedy is what was done about a complaint.
type Remedy string

// The remedies; the texts are stored keys.
const (
	Replaced  Remedy = "replaced"
	Refunded  Remedy = "refunded" // wholly or in part
	Reworked  Remedy = "reworked"
	Excused   Remedy = "excused"   // we said sorry
	Explained Remedy = "explained" // nothing was wrong
)

// Remedies lists the remedies as forms offer them.
var Remedies = []Remedy{Replaced, Refunded, Reworked, Excused, Explained}

// Matter is what a complaint is about, in a word that can be counted.
type Matter string

// The matters; the texts are stored keys.
const (
	Goods    Matter = "goods"    // quality of goods or work
	Delivery Matter = "delivery" // late, damaged on the way, not kept
	Mixed    Matter = "order"    // something wrong or missing
	People   Matter = "people"   // how somebody was treated
	Bill     Matter = "bill"     // bill or price
	Contact  Matter = "contact"  // nobody there, no answer, wrong information
	Other    Matter = "other"
)

// Matters lists the matters as forms offer them.
var Matters = []Matter{Goods, Delivery, Mixed, People, Bill, Contact, Other}

// Task is what a complaint needs from us next.
type Task string

// The tasks in their order; the texts are stored keys.
const (
	Acknowledge Task = "ack"     // say that we have it
	Inform      Task = "interim" // say how far we are
	Solve       Task = "solve"
	Reply       Task = "answer" // tell the solution
	Ask         Task = "ask"    // whether all is well again
	Nothing     Task = ""       // closed
)

// Lateness is which clocks of a complaint were missed. A verdict is written when the clock
// stops and stays, whatever the calendar says later.
type Lateness int64

// The clocks.
const (
	LateAck Lateness = 1 << iota
	LateInterim
	LateSolution
	LateAnswer
)

// Verdict is what a customer said afterwards about one part.
type Verdict int64

// The verdicts.
const (
	Unasked Verdict = iota
	No
	Partly
	Yes
)

// Complaint is what somebody was dissatisfied with, and how far we are with it. Instants are
// 0 as long as a step was not made.
type Complaint struct {
	row.Meta
	Customer   int64               `json:"customer_id"`
	Day        cal.Date            `json:"day"`
	At         cal.Instant         `json:"made_at"`
	Since      cal.Instant         `json:"since_at"` // when its clocks began: at the taking or the last reopening
	Channel    interaction.Channel `json:"channel"`
	Words      string              `json:"words"`
	Wish       string              `json:"wanted,omitempty"` // what he would like
	Matter     Matter              `json:"matter,omitempty"`
	Angry      row.Flag            `json:"angry,omitempty"`
	Order      int64               `json:"order_id,omitempty"`
	Talk       int64               `json:"interaction_id,omitempty"`
	Owner      int64               `json:"owner_id"`            // never 0: who takes it owns it
	Former     int64               `json:"former_id,omitempty"` // an earlier complaint about the same matter
	Cause      cost.Cause          `json:"cause,omitempty"`
	Remedy     Remedy              `json:"remedy,omitempty"`
	Solution   string              `json:"solution,omitempty"`
	Cost       int64               `json:"cost_id,omitempty"` // what was given as goodwill
	Said       int64               `json:"said_id,omitempty"` // the contact that the last change noted
	Ack        cal.Instant         `json:"ack_at,omitempty"`
	Interim    cal.Instant         `json:"interim_at,omitempty"`
	Solved     cal.Instant         `json:"solved_at,omitempty"`
	Answered   cal.Instant         `json:"answered_at,omitempty"`
	Unanswered string              `json:"unanswered,omitempty"` // why no answer was possible
	Asked      cal.Instant         `json:"asked_at,omitempty"`
	Result     Verdict             `json:"result,omitempty"` // is it solved
	Manner     Verdict             `json:"manner,omitempty"` // were we kind and just
	Speed      Verdict             `json:"speed,omitempty"`  // was it quick and easy
	Closed     cal.Instant         `json:"closed_at,omitempty"`
	Escalated  cal.Instant         `json:"escalated_at,omitempty"`
	Reopened   int64               `json:"reopened,omitempty"` // how often
	Late       Lateness            `json:"late_clocks,omitempty"`
	Task       Task                `json:"next_step,omitempty"`
	DueAt      cal.Instant         `json:"due_at,omitempty"`
	Due        cal.Date            `json:"due_day"` // cal.Never when closed
	User       int64               `json:"user_id,omitempty"`
	Name       string              `json:"stranger,omitempty"`   // of who is not known, as he wrote it
	Reach      string              `json:"reach,omitempty"`      // how he can be reached
	File       int64               `json:"file_id,omitempty"`    // a photo or mail that came with it
	Rework     cal.Instant         `json:"rework_at,omitempty"`  // until when it is promised to be done again, see [Reworked]
	Message    string              `json:"message_id,omitempty"` // of the mail with which it came
}

// Holder is the customer; 0 while nobody knows who it was.
func (c *Complaint) Holder() int64 { return c.Customer }

// Alone is the subject of what came from somebody whom we do not know.
func (c *Complaint) Alone() string { return StrangeComplaint }

// Columns are the values behind id and version.
func (c *Complaint) Columns() []any {
	return []any{
		&c.Customer, &c.Day, &c.At, &c.Since, (*string)(&c.Channel), &c.Words, &c.Wish, (*string)(&c.Matter), &c.Angry, &c.Order, &c.Talk, &c.Owner, &c.Former,
		(*string)(&c.Cause), (*string)(&c.Remedy), &c.Solution, &c.Cost, &c.Said, &c.Ack, &c.Interim, &c.Solved, &c.Answered, &c.Unanswered, &c.Asked,
		(*int64)(&c.Result), (*int64)(&c.Manner), (*int64)(&c.Speed), &c.Closed, &c.Escalated, &c.Reopened, (*int64)(&c.Late), (*string)(&c.Task), &c.DueAt, &c.Due, &c.User,
		&c.Name, &c.Reach, &c.File, &c.Rework, &c.Message,
	}
}

// Satisfied reports whether he was asked and no part was bad.
func (c *Complaint) Satisfied() bool {
	return c.Asked != 0 && c.Result != No && c.Manner != No && c.Speed != No
}

// ready reports the first rule that the complaint breaks.
func (c *Complaint) ready() error {
	c.Words, c.Wish, c.Solution, c.Unanswered = strings.TrimSpace(c.Words), strings.TrimSpace(c.Wish), strings.TrimSpace(c.Solution), strings.TrimSpace(c.Unanswered)
	switch {
	case c.Words == "":
		return fault.New(fault.Invalid, "feedback.words")
	case slices.ContainsFunc([]string{c.Words, c.Wish, c.Solution, c.Unanswered}, func(s string) bool { return utf8.RuneCountInString(s) > maxWords }):
		return fault.New(fault.Invalid, "feedback.too_long", maxWords)
	case max(utf8.RuneCountInString(c.Name), utf8.RuneCountInString(c.Reach)) > maxReach:
		return fault.New(fault.Invalid, "feedback.too_long", maxReach)
	case c.Owner <= 0:
		return fault.New(fault.Invalid, "feedback.complaint.owner")
	case c.Cause != "" && !slices.Contains(cost.Causes, c.Cause):
		return fault.New(fault.Invalid, "cost.cause", string(c.Cause))
	case c.Remedy != "" && !slices.Contains(Remedies, c.Remedy):
		return fault.New(fault.Invalid, "feedback.complaint.remedy", string(c.Remedy))
	case c.Matter != "" && !slices.Contains(Matters, c.Matter):
		return fault.New(fault.Invalid, "feedback.complaint.matter", string(c.Matter))
	case !slices.Contains(interaction.Channels, c.Channel):
		return fault.New(fault.Invalid, "interaction.bad_channel", string(c.Channel))
	case min(c.Result, c.Manner, c.Speed) < Unasked || max(c.Result, c.Manner, c.Speed) > Yes:
		return fault.New(fault.Invalid, "feedback.complaint.verdict")
	case c.Rework != 0 && c.Remedy != Reworked:
		return fault.New(fault.Invalid, "feedback.complaint.rework")
	case c.Solved != 0 && (c.Cause == "" || c.Remedy == ""):
		return fault.New(fault.Invalid, "feedback.complaint.cause")
	case c.Closed != 0 && c.Answered == 0 && c.Unanswered == "":
		return fault.New(fault.Invalid, "feedback.complaint.unanswered")
	case c.Closed != 0 && c.Solved == 0:
		return fault.New(fault.Invalid, "feedback.complaint.unsolved")
	}
	return nil
}

// Complain writes down a complaint and returns its id, or what has changed of the one with
// c's id and version. Its clocks are the caller's: the room complaint keeps them.
func Complain(ctx context.Context, tx *store.Tx, by customer.By, c Complaint) (int64, error) {
	if err := c.ready(); err != nil {
		return 0, err
	}
	if c.ID != 0 {
		return c.ID, complaints.Change(ctx, tx, noted(by), c)
	}
	if c.Customer != 0 {
		if err := giver(ctx, tx, c.Customer); err != nil {
			return 0, err
		}
	}
	return complaints.Create(ctx, tx, noted(by), c)
}

// ReadComplaint returns the complaint id, or fault.NotFound.
func ReadComplaint(ctx context.Context, q store.Querier, id int64) (Complaint, error) {
	return complaints.Read(ctx, q, id)
}

// RemoveComplaint takes out a complaint that was a mistake.
func RemoveComplaint(ctx context.Context, tx *store.Tx, by customer.By, id, version int64) error {
	return complaints.Remove(ctx, tx, noted(by), id, version)
}

// ComplaintsBefore returns complaints of a customer newest first: those before day, and those
// of day with an id below id, at most limit.
func ComplaintsBefore(ctx context.Context, q store.Querier, customer int64, day cal.Date, id int64, limit int) ([]Complaint, error) {
	if none, err := store.Empty(ctx, q, "feedback_complaint"); none || err != nil {
		return nil, err
	}
	return complaintsBy(ctx, q, "complaint-before", customer, day, id, limit)
}

// StrangeComplaints returns open complaints of people whom we do not know, the most urgent
// first.
func StrangeComplaints(ctx context.Context, q store.Querier, limit int) ([]Complaint, error) {
	return complaintsBy(ctx, q, "complaint-strange", limit)
}

// OpenComplaints returns what is open, the most urgent first.
func OpenComplaints(ctx context.Context, q store.Querier, limit int) ([]Complaint, error) {
	return complaintsBy(ctx, q, "complaint-open", limit)
}

// ClosedComplaints returns what is closed, the newest first: before an instant, and at it with
// an id below id.
func ClosedComplaints(ctx context.Context, q store.Querier, before cal.Instant, id int64, limit int) ([]Complaint, error) {
	return complaintsBy(ctx, q, "complaint-closed", before, id, limit)
}

// WaitingComplaints returns what is due up to a day and belongs to a user; for who is
// responsible also what is late or escalated, whoever owns it.
func WaitingComplaints(ctx context.Context, q store.Querier, user int64, responsible bool, day cal.Date, now cal.Instant, limit int) ([]Complaint, error) {
	all := 0
	if responsible {
		all = 1
	}
	return complaintsBy(ctx, q, "complaint-waiting", day, user, all, now, limit)
}

// Sums are complaints with the same cause and matter in some time, counted.
type Sums struct {
	Cause      cost.Cause // "" while it is open
	Matter     Matter     // "" where nobody said
	Count      int
	Open       int
	Spot       int // solved when they were taken
	Solved     int
	Acked      int
	LateAck    int
	LateSolved int
	Again      int // opened again, or made about the same matter as an earlier one
	// What was said afterwards: fully yes, of how many who said something.
	Result, ResultOf, Manner, MannerOf, Speed, SpeedOf int
	Goodwill                                           money.Cents // what was given away
	Lately                                             int         // of Count, since the day that was asked for
}

// Add adds other sums; cause and matter stay.
func (s *Sums) Add(o *Sums) {
	s.Count, s.Open, s.Spot, s.Solved, s.Acked = s.Count+o.Count, s.Open+o.Open, s.Spot+o.Spot, s.Solved+o.Solved, s.Acked+o.Acked
	s.LateAck, s.LateSolved, s.Again = s.LateAck+o.LateAck, s.LateSolved+o.LateSolved, s.Again+o.Again
	s.Result, s.ResultOf, s.Manner, s.MannerOf = s.Result+o.Result, s.ResultOf+o.ResultOf, s.Manner+o.Manner, s.MannerOf+o.MannerOf
	s.Speed, s.SpeedOf, s.Goodwill, s.Lately = s.Speed+o.Speed, s.SpeedOf+o.SpeedOf, s.Goodwill+o.Goodwill, s.Lately+o.Lately
}

// SumComplaints counts the complaints of the days from one until another by cause and matter;
// lately says from which day on they count in Lately.
func SumComplaints(ctx context.Context, q store.Querier, from, until, lately cal.Date) ([]Sums, error) {
	list, err := store.All(ctx, q, statements.Get("complaint-sums"), func(s *Sums) []any {
		return []any{
			(*string)(&s.Cause), (*string)(&s.Matter), &s.Count, &s.Open, &s.Spot, &s.Solved, &s.Acked, &s.LateAck, &s.LateSolved, &s.Again,
			&s.Result, &s.ResultOf, &s.Manner, &s.MannerOf, &s.Speed, &s.SpeedOf, &s.Goodwill, &s.Lately,
		}
	}, from, until, lately)
	if err != nil {
		return nil, fmt.Errorf("count complaints: %w", err)
	}
	return list, nil
}

// ComplaintTimes are the medians of the time from the taking to our first word and to the
// solution, of acked and solved complaints of the days from one until another; 0 where there
// are none.
func ComplaintTimes(ctx context.Context, q store.Querier, from, until cal.Date, acked, solved int) (answer, solution time.Duration, err error) {
	for _, m := range []struct {
		name string
		n    int
		to   *time.Duration
	}{{"complaint-answer-time", acked, &answer}, {"complaint-solution-time", solved, &solution}} {
		if m.n == 0 {
			continue
		}
		us, found, err := store.One(ctx, q, statements.Get(m.name), func(us *int64) []any { return []any{us} }, from, until, (m.n-1)/2)
		if err != nil {
			return 0, 0, fmt.Errorf("read how long complaints took: %w", err)
		}
		if found {
			*m.to = time.Duration(us) * time.Microsecond
		}
	}
	return answer, solution, nil
}

func complaintsBy(ctx context.Context, q store.Querier, name string, args ...any) ([]Complaint, error) {
	list, err := store.All(ctx, q, statements.Get(name), row.Scan[Complaint], args...)
	if err != nil {
		return nil, fmt.Errorf("read complaints: %w", err)
	}
	return list, nil
}

// Complaining returns the customers with an open complaint, whom nothing is offered
// meanwhile.
func Complaining(ctx context.Context, q store.Querier) (map[int64]bool, error) {
	if none, err := store.Empty(ctx, q, "feedback_complaint"); none || err != nil {
		return nil, err
	}
	ids, err := store.All(ctx, q, statements.Get("complaint-unsettled"), func(id *int64) []any { return []any{id} })
	if err != nil {
		return nil, fmt.Errorf("read who waits for a solution: %w", err)
	}
	set := make(map[int64]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set, nil
}

// Complains reports whether a customer has an open complaint.
func Complains(ctx context.Context, q store.Querier, id int64) (bool, error) {
	if none, err := store.Empty(ctx, q, "feedback_complaint"); none || err != nil {
		return false, err
	}
	n, err := store.Value[int](ctx, q, statements.Get("complaint-busy"), id)
	return n > 0, err
}
