// Package voice sees that whoever tells the firm something without being asked gets a word:
// who suggests, who praises, and who complains without being known.
//
// In go what somebody wrote on the public page or said to a colleague, with the firm's open
// hours. Out come suggestions, praise and complaints as the room feedback keeps them, each with
// an owner and a clock from the first second. Nobody becomes a customer by it: people say whose
// it is, and can take that back. A suggestion that is done waits once more, for the thanks.
//
// Units: clocks count open days of the firm. What is written here may be read by whoever said it.
package voice
