package firm

import (
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/stammkunde/stammkunde/internal/cal"
	"github.com/stammkunde/stammkunde/internal/fault"
	"github.com/stammkunde/stammkunde/internal/locale"
	"github.com/stammkunde/stammkunde/internal/money"
)

// Trade is the preset of a line of business.
type Trade string

// The trades.
const (
	Bakery  Trade = "bakery"  // counter trade with small, frequent purchases
	Dealer  Trade = "dealer"  // sells to firms, with contact persons
	Shop    Trade = "shop"    // online or mail order
	Service Trade = "service" // craft and services
	General Trade = "general"
)

// Trades lists all trades in the order of the first page.
var Trades = []Trade{Bakery, Dealer, Shop, Service, General}

// Kinds names the shares of the kinds of relationship that a trade begins with, see package
// kind: who sells to firms has others.
func (t Trade) Kinds() string {
	if t == Dealer || t == Service {
		return "b2b"
	}
	return "default"
}

// Preset is what a trade suggests. Closed days are no part of it: the firm sets them.
type Preset struct {
	DayMinutes int // minutes a day for the care of customers
	MarginBP   int // share of net sales left after goods, in 1/100 %, until cost is known
	VATBP      int // the usual rate in Germany, in 1/100 %
}

// PresetOf returns the preset of a trade; an unknown trade has that of General. The
// margins are starting values that the page marks as estimated.
func PresetOf(t Trade) Preset {
	switch t {
	case Bakery:
		return Preset{DayMinutes: 10, MarginBP: 6000, VATBP: 700}
	case Dealer:
		return Preset{DayMinutes: 45, MarginBP: 2500, VATBP: 1900}
	case Shop:
		return Preset{DayMinutes: 30, MarginBP: 4000, VATBP: 1900}
	case Service:
		return Preset{DayMinutes: 20, MarginBP: 5000, VATBP: 1900}
	case General:
		return Preset{DayMinutes: 20, MarginBP: 4000, VATBP: 1900}
	}
	return PresetOf(General)
}

// Settings are further answers, kept together; a missing one has its zero value.
type Settings struct {
	ImportFolder string `json:"import_folder,omitempty"` // watched for nightly files
	BackupKeep   int    `json:"backup_keep,omitempty"`   // nightly backups kept; 0 is the default

	FileMB int `json:"file_mb,omitempty"` // largest file of a customer; 0 is the default

	Enquiry EnquirySettings `json:"enquiry,omitzero"`

	Times []Times `json:"opening,omitempty"` // hours of work and holidays, by the day from which they hold

	Goodwill GoodwillSettings `json:"goodwill,omitzero"`

	Voice bool `json:"voice,omitempty"` // the page on which everybody can tell something is on

	// LentCurrency says that nobody chose the firm's currency: it is that of practice data
	// and goes with them.
	LentCurrency bool `json:"lent_currency,omitempty"`
}

// EnquirySettings are how enquiries come in and how soon they are answered.
type EnquirySettings struct {
	Form   bool   `json:"form,omitempty"`   // the form for the world is on
	Text   string `json:"text,omitempty"`   // the firm's words above it
	From   int    `json:"from,omitempty"`   // hour from which the firm answered before it had [Times]
	Until  int    `json:"until,omitempty"`  // hour until which it did; 0 is the default of both
	Target int    `json:"target,omitempty"` // open hours that an answer may take; 0 is the default
}

// GoodwillSettings are what may be given away to make good without asking; the zero value sets
// no limit.
type GoodwillSettings struct {
	Base  money.Cents `json:"base_cents,omitempty"` // for everybody
	Share int         `json:"share_bp,omitempty"`   // of what somebody brought in twelve months, in 1/100 %, where that is more
}

// MaxBackups is how many nightly backups can be kept.
const MaxBackups = 365

// BackupsKept is how many nightly backups stay, also when the firm did not say.
func (s Settings) BackupsKept() int {
	if s.BackupKeep == 0 {
		return 14
	}
	return s.BackupKeep
}

// ClosedDay is a single day on which the firm is closed.
type ClosedDay struct {
	Day  cal.Date
	Note string
}

// Profile is the firm.
type Profile struct {
	Name           string
	Trade          Trade
	Locale         locale.Tag
	Timezone       string        // IANA name
	Currency       string        // ISO code; "" until the first import decides
	GenderStyle    locale.Gender // how nouns for people are written
	AddressForm    string        // how the firm addresses customers: "du" or "sie"
	ClosedWeekdays []int         // time.Sunday = 0
	ClosedDays     []ClosedDay
	DayMinutes     int
	MarginBP       int
	VATBP          int
	Practice       bool     // practice data, to be left in one act
	Today          cal.Date // frozen day of a demo; cal.Never means the real one
	Secret         string   // 64 hexadecimal digits; signs cursors and draws hold-backs
	Settings       Settings
	CreatedAt      cal.Instant
	Version        int64
}

// New returns the profile of a fresh firm with its trade's presets and a new secret
// of 32 bytes from random. It is not saved yet.
func New(name string, trade Trade, tag locale.Tag, random io.Reader) (Profile, error) {
	secret := make([]byte, 32)
	if _, err := io.ReadFull(random, secret); err != nil {
		return Profile{}, fmt.Errorf("draw the firm's secret: %w", err)
	}
	zone := map[locale.Tag]string{locale.DeDE: "Europe/Berlin", locale.DeAT: "Europe/Vienna", locale.DeCH: "Europe/Zurich", locale.EnGB: "Europe/London"}[tag]
	preset := PresetOf(trade)
	return Profile{
		Name: strings.TrimSpace(name), Trade: trade, Locale: tag, Timezone: zone, AddressForm: "sie",
		DayMinutes: preset.DayMinutes, MarginBP: preset.MarginBP, VATBP: preset.VATBP,
		Today: cal.Never, Secret: hex.EncodeToString(secret),
	}, nil
}

// Check reports the first rule that the profile breaks, as fault.Invalid.
func (p *Profile) Check() error {
	switch {
	case strings.TrimSpace(p.Name) == "" || len(p.Name) > 200:
		return fault.New(fault.Invalid, "firm.needs_name")
	case !slices.Contains(Trades, p.Trade):
		return fault.New(fault.Invalid, "firm.trade", string(p.Trade))
	case p.Currency != "" && !isCurrency(p.Currency):
		return fault.New(fault.Invalid, "firm.currency", p.Currency)
	case p.AddressForm != "du" && p.AddressForm != "sie":
		return fault.New(fault.Invalid, "firm.address_form", p.AddressForm)
	case p.DayMinutes < 1 || p.DayMinutes > 480:
		return fault.New(fault.Invalid, "firm.day_minutes", p.DayMinutes)
	case p.MarginBP < 0 || p.MarginBP > 10_000:
		return fault.New(fault.Invalid, "firm.margin")
	case p.VATBP < 0 || p.VATBP > 5_000:
		return fault.New(fault.Invalid, "firm.vat")
	case p.Settings.BackupKeep < 0 || p.Settings.BackupKeep > MaxBackups:
		return fault.New(fault.Invalid, "firm.backup_keep", MaxBackups)
	case len(p.openWeekdays()) == 0:
		return fault.New(fault.Invalid, "firm.always_closed")
	}
	if _, err := time.LoadLocation(p.Timezone); err != nil || p.Timezone == "" || p.Timezone == "Local" {
		return fault.Wrap(err, fault.Invalid, "firm.timezone", p.Timezone)
	}
	for _, d := range p.ClosedDays {
		if !d.Day.Valid() {
			return fault.New(fault.Invalid, "firm.closed_day", d.Day.String())
		}
	}
	return nil
}

func (p *Profile) openWeekdays() []int {
	var open []int
	for w := range 7 {
		if !slices.Contains(p.ClosedWeekdays, w) {
			open = append(open, w)
		}
	}
	return open
}

func isCurrency(s string) bool {
	if len(s) != 3 {
		return false
	}
	for _, c := range []byte(s) {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return true
}

// Location returns the firm's time zone. [Profile.Check] has seen that it exists;
// should the program's zone data lack it later, it is UTC.
func (p *Profile) Location() *time.Location {
	loc, err := time.LoadLocation(p.Timezone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// Day returns the firm's day at now: the frozen one of a demo, else the day of now
// in the firm's zone.
func (p *Profile) Day(now time.Time) cal.Date {
	if p.Today != cal.Never {
		return p.Today
	}
	return cal.Of(now, p.Location())
}
