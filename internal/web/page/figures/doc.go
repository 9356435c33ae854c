// Package figures shows the firm's figures of a day: what it has, keeps and wins, how
// its revenue runs and on how many shoulders it rests. In go views in finished words.
package figures
