// Package bench answers how fast and how large the program is on this machine.
//
// In go a number of customers, an empty database and perhaps an order file; out come
// rows with times, rates, memory and processor seconds ([Row]). [Run] fills the database
// with the shop world, times what the night does, starts the real server, signs in and
// drives every operation over HTTP with one and with several clients; every answer is
// looked at, a wrong one ends the run. Before and after each operation the [reference]
// handler is measured in the same way: a list of fifty rows with nothing around it. The
// ratio to it says more than the milliseconds of a machine that others use, too.
//
// The number of requests and the time for each row are bounded. Nothing is warmed up:
// the first request counts like every other.
package bench
