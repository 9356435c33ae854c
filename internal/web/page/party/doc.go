// Package party holds the further pages of a customer: person and contacts, interests,
// agreement, and the sheet for the yearly talk. Handlers fill [View] with words.
package party
