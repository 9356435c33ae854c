// Package settings holds the settings page: the firm, the own account, who works here.
package settings
