// Package web is the firm's own interface in the browser: what does somebody who
// works here see, and what happens when he presses a button?
//
// In go requests, out come pages in the reader's language; a request of htmx gets the
// part of the page that changes. Every main act is a form that also works without
// script. [House] holds the rooms that the pages need, [New] makes the handler.
//
// routes.go is the map. A handler reads the input, calls one room, makes a view model
// in finished words and renders; it returns its failure, and one wrapper (serve.go)
// turns that into status, page or fragment and log line. Who may come in is decided
// beside the route. Templates stand in page/<topic>.
package web
