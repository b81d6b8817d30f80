package frame

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed assets
var assets embed.FS

// asset is a file of the desk's pages as it is served.
type asset struct {
	kind string
	body []byte
}

// served are the files by name. The style sheets of all screens, in the order
// of their names, are one file: desk.css.
var served = func() map[string]asset {
	all := map[string]asset{}
	var css []byte
	names, err := fs.Glob(assets, "assets/*")
	if err != nil {
		panic(err) // a bad pattern
	}
	for _, name := range names { // sorted
		b, err := assets.ReadFile(name)
		if err != nil {
			continue // a folder
		}
		switch path.Ext(name) {
		case ".css":
			css = append(append(css, b...), '\n')
		case ".js":
			all[path.Base(name)] = asset{"text/javascript; charset=utf-8", b}
		case ".woff2":
			all[path.Base(name)] = asset{"font/woff2", b}
		case ".txt":
			all[path.Base(name)] = asset{"text/plain; charset=utf-8", b}
		}
	}
	all["desk.css"] = asset{"text/css; charset=utf-8", css}
	return all
}()

// AssetPrefix is the path of the desk's own files. It changes with their
// content, so that they may be kept for ever, and modules name each other
// without it.
var AssetPrefix = func() string {
	sum := sha256.New()
	names, _ := fs.Glob(assets, "assets/*")
	for _, name := range names {
		if b, err := assets.ReadFile(name); err == nil {
			sum.Write([]byte(name))
			sum.Write(b)
		}
	}
	return "/desk/" + hex.EncodeToString(sum.Sum(nil))[:12] + "/"
}()

// Asset is the address of a file of the desk's pages.
func Asset(name string) string { return AssetPrefix + name }

// Assets serves the desk's files below [AssetPrefix].
func Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, ok := served[strings.TrimPrefix(r.URL.Path, AssetPrefix)]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", a.kind)
		w.Header().Set("Cache-Control", "private, max-age=31536000, immutable")
		w.Write(a.body)
	})
}
