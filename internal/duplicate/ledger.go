package duplicate

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/stammkunde/stammkunde/internal/accord"
	"github.com/stammkunde/stammkunde/internal/attachment"
	"github.com/stammkunde/stammkunde/internal/bulk"
	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/consent"
	"github.com/stammkunde/stammkunde/internal/cost"
	"github.com/stammkunde/stammkunde/internal/customer"
	"github.com/stammkunde/stammkunde/internal/enquiry"
	"github.com/stammkunde/stammkunde/internal/feedback"
	"github.com/stammkunde/stammkunde/internal/field"
	"github.com/stammkunde/stammkunde/internal/history"
	"github.com/stammkunde/stammkunde/internal/history/row"
	"github.com/stammkunde/stammkunde/internal/intake"
	"github.com/stammkunde/stammkunde/internal/interaction"
	"github.com/stammkunde/stammkunde/internal/interest"
	"github.com/stammkunde/stammkunde/internal/knowledge"
	"github.com/stammkunde/stammkunde/internal/lifecycle"
	"github.com/stammkunde/stammkunde/internal/party"
	"github.com/stammkunde/stammkunde/internal/portfolio"
	"github.com/stammkunde/stammkunde/internal/project"
	"github.com/stammkunde/stammkunde/internal/promise"
	"github.com/stammkunde/stammkunde/internal/referral"
	"github.com/stammkunde/stammkunde/internal/relationship"
	"github.com/stammkunde/stammkunde/internal/sales"
	"github.com/stammkunde/stammkunde/internal/store"
	"github.com/stammkunde/stammkunde/internal/value"
	"github.com/stammkunde/stammkunde/internal/warning"
)

// Move is one merge as the ledgers see it; an undoing sees the same From and To.
type Move struct {
	From, To int64 // who goes, who stays
	By       customer.By
	Day      cal.Date // the firm's day
	Currency string   // of the firm
	Arrived  []int64  // undoing: From and all who went into him, whose numbers may have brought rows since
}

// Ledger is what one room knows of customers. Relink gives the rows of Move.From to
// Move.To and returns what moved, to be kept as JSON; Unlink takes it back. Settle
// computes anew what hangs on the rows of other rooms too, once all of them have moved
// or are back. Forget empties the tables of a customer who is deleted.
type Ledger struct {
	Name    string
	Tables  []string // all of the room's that hold a customer, also those that only follow
	Relink  func(ctx context.Context, tx *store.Tx, m Move) (moved any, count int, err error)
	Unlink  func(ctx context.Context, tx *store.Tx, m Move, moved json.RawMessage) error
	Settle  func(ctx context.Context, tx *store.Tx, m Move) error // may be nil
	Forget  func(ctx context.Context, tx *store.Tx, id int64) error
	Deleted string // without Forget: what becomes of the rows of a deleted customer
}

// Lists is a ledger of a room whose verbs move rows by a list of ids.
func Lists(name string, tables []string, relink func(ctx context.Context, tx *store.Tx, from, to int64) ([]int64, error),
	unlink func(ctx context.Context, tx *store.Tx, moved []int64, back int64) error, forget func(ctx context.Context, tx *store.Tx, id int64) error,
) Ledger {
	return Ledger{
		Name: name, Tables: tables, Forget: forget,
		Relink: func(ctx context.Context, tx *store.Tx, m Move) (any, int, error) {
			ids, err := relink(ctx, tx, m.From, m.To)
			return ids, len(ids), err
		},
		Unlink: func(ctx context.Context, tx *store.Tx, m Move, moved json.RawMessage) error {
			var ids []int64
			if err := json.Unmarshal(moved, &ids); err != nil {
				return fmt.Errorf("read what moved in %s: %w", name, err)
			}
			return unlink(ctx, tx, ids, m.From)
		},
	}
}

// one makes a verb for many customers one for a single customer.
func one(forget func(ctx context.Context, tx *store.Tx, ids ...int64) error) func(context.Context, *store.Tx, int64) error {
	return func(ctx context.Context, tx *store.Tx, id int64) error { return forget(ctx, tx, id) }
}

// Follows is a ledger of tables of which each moves by its own statements.
func Follows(name string, tables []string, movings []row.Moving, forget func(ctx context.Context, tx *store.Tx, id int64) error) Ledger {
	return Ledger{
		Name: name, Tables: tables, Forget: forget,
		Relink: func(ctx context.Context, tx *store.Tx, m Move) (any, int, error) {
			moved, n := make([][]int64, len(movings)), 0
			for i, table := range movings {
				ids, err := table.Relink(ctx, tx, m.From, m.To)
				if err != nil {
					return nil, 0, err
				}
				moved[i] = ids
				n += len(ids)
			}
			return moved, n, nil
		},
		Unlink: func(ctx context.Context, tx *store.Tx, m Move, text json.RawMessage) error {
			var moved [][]int64
			if err := json.Unmarshal(text, &moved); err != nil {
				return fmt.Errorf("read what moved in %s: %w", name, err)
			}
			for i := len(moved) - 1; i >= 0; i-- {
				if err := movings[i].Unlink(ctx, tx, moved[i], m.From); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

// Derived is a ledger of rows that are computed from others: a merge removes those of
// who goes, and the due customers get theirs anew.
func Derived(name string, tables []string, forget func(ctx context.Context, tx *store.Tx, id int64) error) Ledger {
	return Ledger{
		Name: name, Tables: tables, Forget: forget,
		Relink: func(ctx context.Context, tx *store.Tx, m Move) (any, int, error) {
			return nil, 0, forget(ctx, tx, m.From)
		},
		Unlink: func(context.Context, *store.Tx, Move, json.RawMessage) error { return nil },
	}
}

// Registry lists the ledgers of the rooms below, in the order in which a merge asks
// them; an undoing asks from the end.
func Registry() []Ledger {
	return []Ledger{
		customers(), documents(), bars(),
		Follows("cost", []string{"cost_entry"}, []row.Moving{cost.Moving}, cost.Forget), // before the contacts, whose costs it keeps
		contacts(),
		Lists("promise", []string{"promise", "promise_expectation"}, promise.Relink, promise.Unlink, promise.Forget),
		Lists("lifecycle", []string{"lifecycle_override", "lifecycle_current"}, lifecycle.Relink, lifecycle.Unlink, lifecycle.Forget),
		Follows("party", []string{"party_link", "party_point", "party_form", "party_proposal", "party_departure"}, party.Movings(), one(party.Forget)),
		referrals(),
		Follows("field", []string{"field_value"}, []row.Moving{field.Moving}, field.Forget),
		Follows("bulk", []string{"bulk_item"}, []row.Moving{bulk.Moving}, bulk.Forget),
		interests(),
		Follows("accord", []string{"accord_reason", "accord_wish", "accord_agreement", "accord_matter", "accord_task"}, accord.Movings(), one(accord.Forget)),
		Follows("relationship", []string{"relationship_label"}, relationship.Movings(), one(relationship.Forget)),
		kinds(),
		Follows("feedback", []string{"feedback_idea", "feedback_share", "feedback_complaint", "feedback_call", "feedback_page", "feedback_demand"}, feedback.Movings(), one(feedback.Forget)),
		Lists("enquiry", []string{"enquiry"}, enquiry.Relink, enquiry.Unlink, enquiry.Forget),
		Lists("project", []string{"project"}, project.Relink, project.Unlink, project.Forget),
		Follows("attachment", []string{"attachment"}, []row.Moving{attachment.Moving}, attachment.Forget),
		Derived("value", []string{"value_current", "value_steps", "value_lifetime", "value_referred", "value_referral", "value_loss"}, value.Forget),
		places(),
		Derived("warning", []string{"warning_current"}, warning.DeleteRow),
		imports(), entries(),
		learned(), // last: what the others remove marks the customer here
	}
}

// places are computed, but where somebody stood in months before is told nowhere else: his
// row comes back with him.
func places() Ledger {
	l := Derived("portfolio", []string{"portfolio_current"}, portfolio.Forget)
	l.Relink = func(ctx context.Context, tx *store.Tx, m Move) (any, int, error) {
		kept, err := portfolio.Take(ctx, tx, m.From)
		return kept, 0, err
	}
	l.Unlink = func(ctx context.Context, tx *store.Tx, m Move, moved json.RawMessage) error {
		var kept *portfolio.Kept
		if len(moved) > 0 { // merges of earlier versions kept nothing
			if err := json.Unmarshal(moved, &kept); err != nil {
				return fmt.Errorf("read where customer %d stood: %w", m.From, err)
			}
		}
		return portfolio.Give(ctx, tx, m.From, kept)
	}
	return l
}

// kinds are computed, but what stood at the ends of earlier months is told nowhere else: it
// comes back with the customer.
func kinds() Ledger {
	l := Derived("kinds", []string{"relationship_current", "relationship_month", "relationship_due"}, one(relationship.Forget))
	l.Relink = func(ctx context.Context, tx *store.Tx, m Move) (any, int, error) {
		kept, err := relationship.Take(ctx, tx, m.From)
		return kept, 0, err
	}
	l.Unlink = func(ctx context.Context, tx *store.Tx, m Move, moved json.RawMessage) error {
		var kept *relationship.Kept
		if len(moved) > 0 { // merges of earlier versions kept nothing
			if err := json.Unmarshal(moved, &kept); err != nil {
				return fmt.Errorf("read the earlier kinds of customer %d: %w", m.From, err)
			}
		}
		return relationship.Give(ctx, tx, m.From, kept)
	}
	return l
}

// learned is what a customer was asked, and what follows from all that is known of him.
func learned() Ledger {
	return Follows("knowledge", []string{"knowledge_asked", "knowledge_current", "knowledge_due"}, []row.Moving{knowledge.Moving}, knowledge.Forget)
}

// subjects are the kinds of entries in the history that bear the id of a customer.
var subjects = []string{"customer", "interaction", "promise"}

// HistorySubjects are the kinds of entries that bear the id of a customer, and are erased
// with him.
func HistorySubjects() []string { return slices.Clone(subjects) }

// entries are the changes of customers and of what hangs on them.
func entries() Ledger {
	return Lists("history", []string{"history_entry"},
		func(ctx context.Context, tx *store.Tx, from, to int64) ([]int64, error) {
			return history.Relink(ctx, tx, subjects, from, to)
		}, history.Unlink,
		func(ctx context.Context, tx *store.Tx, id int64) error {
			for _, subject := range subjects {
				if err := history.Erase(ctx, tx, subject, id); err != nil {
					return err
				}
			}
			return history.ErasePairs(ctx, tx, id)
		})
}

// customers are the tables of the room customer beside the row itself.
func customers() Ledger {
	return Ledger{
		Name: "customer",
		Tables: []string{
			"customer", "customer_alias", "customer_imported", "customer_duplicate", "customer_due", "customer_arrival", "search_entry", "match_key", "match_due", "insight_card",
		},
		Relink: func(ctx context.Context, tx *store.Tx, m Move) (any, int, error) {
			moved, err := customer.Relink(ctx, tx, m.From, m.To, m.By.At)
			return moved, len(moved.Contacts), err
		},
		Unlink: func(ctx context.Context, tx *store.Tx, m Move, moved json.RawMessage) error {
			var was customer.Relinked
			if err := json.Unmarshal(moved, &was); err != nil {
				return fmt.Errorf("read what moved of customer %d: %w", m.From, err)
			}
			return customer.Unlink(ctx, tx, was, m.From)
		},
		Deleted: "customer.Delete removes them with the row",
	}
}

// documents are orders and payments.
func documents() Ledger {
	books := func(m Move) sales.Books { return sales.Books{Currency: m.Currency, At: m.By.At} }
	return Ledger{
		Name: "sales", Tables: []string{"sales_order", "sales_payment", "sales_month"},
		Relink: func(ctx context.Context, tx *store.Tx, m Move) (any, int, error) {
			moved, err := books(m).Relink(ctx, tx, m.From, m.To)
			return moved, len(moved.Orders), err
		},
		Unlink: func(ctx context.Context, tx *store.Tx, m Move, moved json.RawMessage) error {
			var was sales.Relinked
			if err := json.Unmarshal(moved, &was); err != nil {
				return fmt.Errorf("read the documents that moved of customer %d: %w", m.From, err)
			}
			arrived, err := m.arrivals(ctx, tx, "sales_order")
			if err != nil {
				return err
			}
			return books(m).Unlink(ctx, tx, was, arrived, m.From)
		},
		Deleted: "they go to the row without a customer, so that the sums of all periods stay",
	}
}

// arrivals are the rows of a table that came under the numbers of who is put back.
func (m Move) arrivals(ctx context.Context, tx *store.Tx, table string) ([]int64, error) {
	var all []int64
	for _, id := range m.Arrived {
		ids, err := customer.Arrivals(ctx, tx, id, table)
		if err != nil {
			return nil, err
		}
		all = append(all, ids...)
	}
	return all, nil
}

// interests follow; what is computed from them asks for the purchases too.
func interests() Ledger {
	l := Follows("interest", []string{"interest_evidence", "interest_preference", "interest_quiet", "interest_current", "interest_question"}, interest.Movings(), one(interest.Forget))
	l.Settle = func(ctx context.Context, tx *store.Tx, m Move) error {
		return interest.Refresh(ctx, tx, m.Day, m.From, m.To)
	}
	return l
}

// referrals follow at both ends, unless that would close a circle.
func referrals() Ledger {
	return Ledger{
		Name: "referral", Tables: []string{"referral"}, Forget: referral.Forget,
		Relink: func(ctx context.Context, tx *store.Tx, m Move) (any, int, error) {
			moved, err := referral.Relink(ctx, tx, m.From, m.To, m.By.At)
			return moved, len(moved.Referred) + len(moved.Referrer), err
		},
		Unlink: func(ctx context.Context, tx *store.Tx, m Move, moved json.RawMessage) error {
			var was referral.Relinked
			if err := json.Unmarshal(moved, &was); err != nil {
				return fmt.Errorf("read the recommendations that moved of customer %d: %w", m.From, err)
			}
			return referral.Unlink(ctx, tx, was, m.From, m.By.At)
		},
	}
}

func bars() Ledger {
	return Ledger{
		Name: "consent", Tables: []string{"consent_bar", "consent_current"},
		Relink: func(ctx context.Context, tx *store.Tx, m Move) (any, int, error) {
			moved, err := consent.Relink(ctx, tx, m.From, m.To, m.Day, m.By.Actor, m.By.At)
			return moved, len(moved.Statements), err
		},
		Unlink: func(ctx context.Context, tx *store.Tx, m Move, moved json.RawMessage) error {
			var was consent.Relinked
			if err := json.Unmarshal(moved, &was); err != nil {
				return fmt.Errorf("read the bars that moved of customer %d: %w", m.From, err)
			}
			return consent.Unlink(ctx, tx, was, m.From)
		},
		Forget: func(ctx context.Context, tx *store.Tx, id int64) error { return consent.Forget(ctx, tx, id) },
	}
}

// contacts are the interactions; those that came under his number go back with him.
func contacts() Ledger {
	l := Lists("interaction", []string{"interaction", "interaction_last"}, interaction.Relink, interaction.Unlink, interaction.Forget)
	back := l.Unlink
	l.Unlink = func(ctx context.Context, tx *store.Tx, m Move, moved json.RawMessage) error {
		if err := back(ctx, tx, m, moved); err != nil {
			return err
		}
		arrived, err := m.arrivals(ctx, tx, "interaction")
		if err != nil {
			return err
		}
		return interaction.Unlink(ctx, tx, arrived, m.From)
	}
	return l
}

// imports keep what they changed under the id that they changed: the undoing of an
// import leaves merged customers alone, and is whole again after the merge is undone.
func imports() Ledger {
	return Ledger{
		Name: "intake", Tables: []string{"intake_change"},
		Relink: func(context.Context, *store.Tx, Move) (any, int, error) { return nil, 0, nil },
		Unlink: func(context.Context, *store.Tx, Move, json.RawMessage) error { return nil },
		Forget: func(ctx context.Context, tx *store.Tx, id int64) error { return intake.Forget(ctx, tx, id) },
	}
}
