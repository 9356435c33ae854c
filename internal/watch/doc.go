// Package watch tells who answers for the relationships when something goes wrong, and sees that
// it is taken up: an early warning that turned red, a strained phase, a complaint or enquiry whose
// clock ran out, a low answer, a callback that was not made.
//
// In go the rows that other rooms publish; a job looks at them every second. Out come alerts, one
// for each cause, with whom each went to, when it was seen, what is done about it, and how long
// that took; what lies with each colleague; and once a month a lesson from the firm's own cases.
// What the answer to an alert is, people say. An alert whose cause went by itself closes itself.
//
// Nobody is compared with anybody here: times are told of the firm, and what lies with somebody
// is told so that it can be taken off him.
//
// Units: instants in microseconds, open time of the firm for how long something waited. What is
// written here may be read by the customer.
//
// Published tables: watch_alert, watch_lesson.
package watch
