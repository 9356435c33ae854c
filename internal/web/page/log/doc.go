// Package log is the page of the operation log and that of a customer's files.
package log
