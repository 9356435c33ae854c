// Package brief holds the sheet that prepares a talk.
package brief
