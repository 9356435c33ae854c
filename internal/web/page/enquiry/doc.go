// Package enquiry holds the pages of enquiries: the board, one enquiry, its forms, the
// form for the world.
package enquiry
