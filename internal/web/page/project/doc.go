// Package project holds the pages of projects: the list by stage and one project.
package project
