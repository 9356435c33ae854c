// Package survey holds the pages of surveys for those who answer them, and the sheets with
// their links.
package survey
