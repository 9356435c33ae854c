// Package store opens the database and runs SQL on it; it knows no business.
//
// The same SQL text serves SQLite (the default, one file) and PostgreSQL. Rooms
// write their statements into .sql files in named blocks (see [Parse]) with $1, $2
// parameters, hand instants over as integer microseconds, days as text
// (cal.Date) and money as integer cents. Where the databases must differ, a block
// has two bodies marked "[sqlite]" and "[postgres]".
//
// SQLite has one writer connection, on which [DB.Update] runs its transactions one
// after the other, and a few readers that never block it (WAL). PostgreSQL has one
// pool for both, and one for the views of pages, whose statements are planned once, and
// where [Together] sends the questions of several functions in one turn. A failed
// statement ends its transaction: never go on after an error.
package store
