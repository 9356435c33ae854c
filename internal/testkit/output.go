package testkit

import (
	"os"
	"path/filepath"
	"testing"
)

// OutputFolder is where tests keep pictures and figures for people to look at.
func OutputFolder(t testing.TB) string {
	t.Helper()
	if folder := os.Getenv("STAMMKUNDE_TEST_OUTPUT"); folder != "" {
		return folder
	}
	return filepath.Join(Root(t), "ci-output")
}

// Root is the project's folder: the one with go.mod above the test's package.
func Root(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		above := filepath.Dir(folder)
		if above == folder {
			t.Fatal("no go.mod above the test's folder")
		}
		folder = above
	}
}
