// Package cal knows days and the firm's calendar.
//
// A [Date] is a calendar day without a time zone, an [Instant] a point in time in
// microseconds UTC. Spans are half open: [from, until). Nothing here reads the
// clock: today's date is handed in by app and cli.
package cal
