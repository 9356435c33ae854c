// Package app builds the house: every room on one open database, the jobs that keep
// insight fresh, and the server in front of it. It is used by cli and by tests of the
// whole house; it holds no rules.
package app
