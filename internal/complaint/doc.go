// Package complaint takes complaints and sees that each is answered: it gives them an owner
// from the first second, runs their clocks, and knows what is to be done next.
//
// In go what somebody said and did about it, with the firm's open hours. Out come the
// complaints as the room feedback keeps them, with the next task, until when it is due, and
// which clocks were missed. What was given away to make good is a cost with its cause, in the
// same transaction. Nothing is closed without an answer or a reason why none was possible.
//
// Units: clocks count open days of the firm, the question afterwards calendar days. What is
// written here may be read by the customer. The rows are those of the room feedback; own are the
// tasks that are to end what comes again and again.
//
// Published tables: complaint_task.
package complaint
