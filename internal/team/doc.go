// Package team knows who works here: users, roles, passwords and sessions. It
// answers: who is this, and what may he see?
//
// In go a login with a password or the token of a session; out comes a [User].
// Passwords are kept as argon2id hashes, computed one at a time because each takes
// 19 MiB; an unknown login costs the same work as a known one. Session tokens are
// random and kept as hashes only, so that a stolen database signs nobody in.
// Attempts are counted in the database, per login and per address, over all
// processes that share it.
//
// A form that makes something is noted when it is sent ([Send]), so that a second click,
// a reload or the way back makes nothing twice.
//
// Colleagues take turns at one till by short numbers of their own ([Desk.Serve]); whoever
// serves has his own rights there, never those of the one who signed in. Devices that keep
// cards for the time without network are listed ([Device]) and emptied when one is lost.
//
// Clock and random source are handed in.
//
// Published tables: team_user.
package team
