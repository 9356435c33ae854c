// Package memo answers: was this made before, of the very same inputs? In goes a [Key]
// that holds every input of a pure function, out comes what the function made of them the
// last time. There is nothing to invalidate: other inputs are another key, and what nobody
// asks for any more is dropped.
package memo
