// Package cli is the program on the command line: one file per subcommand. It is the
// only package that prints and the only one that reads settings, once, from flags and
// environment. Results go to stdout, in words or with --json for machines; progress and
// failures go to stderr. Exit codes: 0 fine, 1 refused with the reason on stderr, 2
// wrong usage.
package cli
