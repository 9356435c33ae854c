// Package entry holds the pages outside the shell: first run, sign-in, failures.
package entry
