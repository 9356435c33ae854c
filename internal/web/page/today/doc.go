// Package today holds the page Heute: whom the firm contacts today and why, and the
// lists behind its lines.
package today
