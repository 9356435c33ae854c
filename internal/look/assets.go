package look

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed static/app.css static/stamm.js static/board.js static/list.js static/counter.js static/counter.css static/tresen-192.png static/tresen-512.png static/htmx.js static/sse.js static/icons.svg static/figtree-latin.woff2 static/figtree-latin-ext.woff2 static/figtree-latin-rare.woff2
var files embed.FS

// StaticPath is where Handler must be mounted.
const StaticPath = "/static/"

// asset is one file under a name that changes with its content, so that browsers may keep it for ever.
type asset struct {
	url  string
	kind string
	body []byte
	pack func() []byte // compressed body; nil for files that are already compressed
}

type assetSet struct {
	byName map[string]*asset
	byURL  map[string]*asset
}

// The style sheet names the typefaces, so they come first and their final addresses are written into it.
var assets = sync.OnceValue(func() assetSet {
	set := assetSet{byName: map[string]*asset{}, byURL: map[string]*asset{}}
	for _, name := range []string{"figtree-latin.woff2", "figtree-latin-ext.woff2", "figtree-latin-rare.woff2", "icons.svg", "htmx.js", "sse.js", "stamm.js", "board.js", "list.js", "counter.js", "counter.css", "tresen-192.png", "tresen-512.png"} {
		set.add(name, nil)
	}
	set.add("app.css", func(css []byte) []byte {
		for _, font := range []string{"figtree-latin.woff2", "figtree-latin-ext.woff2", "figtree-latin-rare.woff2"} {
			css = bytes.ReplaceAll(css, []byte(`url("`+font+`")`), []byte(`url("`+set.byName[font].url+`")`))
		}
		return css
	})
	return set
})

func (s assetSet) add(name string, change func([]byte) []byte) {
	body, err := files.ReadFile("static/" + name)
	if err != nil {
		panic("look: the binary was built without " + name) // the embed line above names every file
	}
	if change != nil {
		body = change(body)
	}
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	a := &asset{
		url:  StaticPath + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext,
		kind: contentType(ext),
		body: body,
	}
	if ext != ".woff2" && ext != ".png" {
		a.pack = sync.OnceValue(func() []byte { return gzipped(body) })
	}
	s.byName[name], s.byURL[a.url] = a, a
}

func contentType(ext string) string {
	if ext == ".woff2" {
		return "font/woff2"
	}
	return mime.TypeByExtension(ext)
}

func gzipped(body []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid, so there is no error
	_, _ = w.Write(body)                                  // a bytes.Buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

// URL is the address of an embedded file, e.g. URL("app.css") = "/static/app.0123456789ab.css". It panics on a name
// that is not embedded: that is a mistake in a template, and every template is rendered in a test.
func URL(name string) string {
	a, ok := assets().byName[name]
	if !ok {
		panic("look: no file " + name)
	}
	return a.url
}

// Handler serves the embedded files under StaticPath, compressed where the browser takes it and to be kept for ever.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := assets().byURL[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		a.serve(w, r)
	})
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	body := a.body
	if a.pack != nil {
		h.Add("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = a.pack()
		}
	}
	if r.Method == http.MethodGet {
		w.Write(body) // a browser that hangs up is no error of ours
	}
}
