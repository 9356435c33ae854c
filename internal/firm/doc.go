// Package firm holds the settings of the one firm that a database belongs to: what
// is it called, what kind of trade is it, in which language, zone and currency does
// it work, when is it open?
//
// In go the answers of first run and settings page; out comes one [Profile], read
// often and changed seldom, with the calendar of open days. A trade gives presets
// for what a new firm cannot know yet. A fresh firm has no currency: its first
// import decides.
//
// Published tables: firm_profile, firm_closed_day.
package firm
