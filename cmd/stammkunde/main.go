// Command stammkunde knows, understands, values and cultivates a firm's customers.
package main

import (
	"os"

	"github.com/stammkunde/stammkunde/internal/cli"
)

// version is set by the release script.
var version = "dev"

func main() {
	os.Exit(cli.Main(version, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
