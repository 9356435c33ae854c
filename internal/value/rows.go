package value

import (
	"context"
	"embed"
	"fmt"
	"math"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/money"
	"github.com/stammkunde/stammkunde/internal/store"
)

//go:embed *.sql
var sqlFiles embed.FS

var valueSQL = store.Load(sqlFiles)

// Row is what is published of one customer's value on Day. Year means the twelve
// months up to Day. A margin speaks for the known part of the net only.
type Row struct {
	Customer                  int64
	NetYear, NetPast, NetEver money.Cents // this year, the one before, all
	MarginYear, MarginEver    money.Cents // DB I where the cost is known, 0 where KnownYear is 0
	KnownYear                 int         // basis points of the year's net whose cost is known
	MeasuredYear              int         // of it measured rather than standard
	OrdersYear, OrdersEver    int         // documents that are (part of) purchase occasions
	Stake                     money.Cents // what a year with him is worth, see AtStake
	StakeQuality              int         // 0 no basis, 1 estimated, 2 measured
	Rule                      string
	Day                       cal.Date
}

// RowOf publishes the sums of a day. presetMargin is the trade's margin in basis
// points, for the net whose cost is unknown.
func RowOf(customer int64, w Windows, ordersYear, ordersEver, presetMargin int, day cal.Date) Row {
	row := Row{
		Customer: customer, NetYear: w.Year.Net, NetPast: w.YearPast.Net, NetEver: w.Ever.Net,
		OrdersYear: ordersYear, OrdersEver: ordersEver, Rule: Rule, Day: day,
	}
	row.MarginYear, _ = w.Year.DB1()
	row.MarginEver, _ = w.Ever.DB1()
	s := w.Year.Shares()
	row.KnownYear = int(math.Round(1e4 * (s.Measured + s.Estimated)))
	row.MeasuredYear = int(math.Round(1e4 * s.Measured))
	stake := AtStake(w.Year, presetMargin)
	row.Stake = stake.Amount
	switch {
	case w.Year == Margin{}:
	case stake.Estimated:
		row.StakeQuality = 1
	default:
		row.StakeQuality = 2
	}
	return row
}

func (r *Row) fields() []any {
	return []any{
		&r.Customer, &r.NetYear, &r.NetPast, &r.NetEver, &r.MarginYear, &r.MarginEver, &r.KnownYear, &r.MeasuredYear,
		&r.OrdersYear, &r.OrdersEver, &r.Stake, &r.StakeQuality, &r.Rule, &r.Day,
	}
}

var rowColumns = []string{
	"customer_id", "net_12m_cents", "net_before_cents", "net_total_cents", "margin_12m_cents", "margin_total_cents", "known_12m_bp",
	"measured_12m_bp", "orders_12m", "orders_total", "stake_cents", "stake_quality", "rule", "day",
}

// WriteRows publishes rows, one per customer, in place of those before.
func WriteRows(ctx context.Context, tx *store.Tx, rows []Row) error {
	i := -1
	_, err := tx.MergeOver(ctx, "value_current", rowColumns, valueSQL.Get("value-keep-row"), valueSQL.Get("value-merge-rows"), func(dst []any) (bool, error) {
		if i++; i == len(rows) {
			return false, nil
		}
		r := &rows[i]
		for n, v := range [...]any{
			r.Customer, int64(r.NetYear), int64(r.NetPast), int64(r.NetEver), int64(r.MarginYear), int64(r.MarginEver), int64(r.KnownYear),
			int64(r.MeasuredYear), int64(r.OrdersYear), int64(r.OrdersEver), int64(r.Stake), int64(r.StakeQuality), r.Rule, r.Day,
		} {
			dst[n] = v
		}
		return true, nil
	})
	return err
}

// DeleteRow removes what is published of a customer who is gone.
func DeleteRow(ctx context.Context, tx *store.Tx, customer int64) error {
	if _, err := tx.Exec(ctx, valueSQL.Get("value-delete-row"), customer); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, valueSQL.Get("value-delete-steps"), customer); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, valueSQL.Get("value-delete-lifetime"), customer)
	return err
}

// Forget removes all that is published of a customer who is deleted or goes into another
// record, also of his recommendations; those at their other ends are computed anew.
func Forget(ctx context.Context, tx *store.Tx, customer int64) error {
	for _, name := range []string{"referral-forget", "referral-forget-pairs", "loss-drop"} {
		if _, err := tx.Exec(ctx, valueSQL.Get(name), customer); err != nil {
			return fmt.Errorf("forget the value of customer %d: %w", customer, err)
		}
	}
	return DeleteRow(ctx, tx, customer)
}

// GetRow returns what is published of a customer; found is false before the first
// computation.
func GetRow(ctx context.Context, q store.Querier, customer int64) (r Row, found bool, err error) {
	return store.One(ctx, q, valueSQL.Get("value-row"), (*Row).fields, customer)
}

// FirmFigures are the firm's figures of a day in the form of the room that computed
// them.
type FirmFigures struct {
	Day        cal.Date
	Figures    string // JSON
	ComputedAt cal.Instant
}

// SaveFirm publishes the firm's figures of a day.
func SaveFirm(ctx context.Context, tx *store.Tx, f FirmFigures) error {
	_, err := tx.Exec(ctx, valueSQL.Get("value-save-firm"), f.Day, f.Figures, int64(f.ComputedAt))
	return err
}

// FirmMonths returns the last figures of each month from one day to the other, oldest
// first; months in which nothing was computed are absent.
func FirmMonths(ctx context.Context, q store.Querier, from, to cal.Date) ([]FirmFigures, error) {
	return store.All(ctx, q, valueSQL.Get("value-firm-months"), func(f *FirmFigures) []any {
		return []any{&f.Day, &f.Figures, &f.ComputedAt}
	}, from, to)
}

// ForgetFirm drops the firm's figures as of days before the given one.
func ForgetFirm(ctx context.Context, tx *store.Tx, before cal.Date) error {
	_, err := tx.Exec(ctx, valueSQL.Get("value-forget-firm"), before)
	return err
}

// LatestFirm returns the latest figures as of a day not after until; found is false
// before the first complete run.
func LatestFirm(ctx context.Context, q store.Querier, until cal.Date) (f FirmFigures, found bool, err error) {
	return store.One(ctx, q, valueSQL.Get("value-firm"), func(f *FirmFigures) []any {
		return []any{&f.Day, &f.Figures, &f.ComputedAt}
	}, until)
}
