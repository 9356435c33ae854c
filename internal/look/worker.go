package look

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sync"
)

//go:embed static/sw.js
var worker string

// workerFiles are what the counter needs without network, apart from its page.
var workerFiles = []string{"app.css", "counter.css", "counter.js", "stamm.js", "htmx.js", "icons.svg", "figtree-latin.woff2", "figtree-latin-ext.woff2", "figtree-latin-rare.woff2"}

// Worker is the script that serves the counter while the network is away. Its version
// follows from the files that it keeps, so that browsers fetch a new build at once.
var Worker = sync.OnceValue(func() []byte {
	urls := make([]string, len(workerFiles))
	for i, name := range workerFiles {
		urls[i] = URL(name)
	}
	list, err := json.Marshal(urls)
	if err != nil {
		panic("look: addresses of files are no JSON: " + err.Error()) // strings always are
	}
	sum := sha256.Sum256([]byte(worker + string(list)))
	return fmt.Appendf(nil, "const VERSION = %q, FILES = %s;\n%s", hex.EncodeToString(sum[:6]), list, worker)
})
