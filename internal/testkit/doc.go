// Package testkit answers for tests: what does a person see and get when a page is
// opened? Only _test files import it.
//
// [Chromium] starts a headless browser; each [Page] of it is a visitor of its own
// with empty cache and no cookies, on a [View] (desktop, phone, dark). Out come
// texts, screenshots, accessibility faults, console errors, and what a visit weighs.
// [ParseHTML] reads a response without a browser; [Node] finds elements by a small
// part of CSS.
//
// Chromium is the one that STAMMKUNDE_TEST_CHROMIUM names, else /usr/bin/chromium.
// Without it tests are skipped, with CI=true they fail. Pictures go to the folder
// STAMMKUNDE_TEST_OUTPUT, else ci-output in the project's root.
package testkit
