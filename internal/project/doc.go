// Package project answers where the work with a customer stands that is more than a sale:
// a project, a job, an investment, from the first talk to the look back.
//
// In go projects with their joint steps, hours and talks; out come lists by stage, what
// of our steps is due, and the sums that a service firm lives by: hours against budget,
// what they are worth, and the balance of each month where a client pays for hours a month. The look back asks in words, not scores. Each change is an entry
// of the project's history and can be taken back unless it changed since.
//
// Units: time is minutes, amounts are cents in the firm's currency. Everything here may
// be read by the customer.
//
// Published tables: project, project_step, project_term.
package project
