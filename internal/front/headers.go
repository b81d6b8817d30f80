package front

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"voxpop"
	"voxpop/internal/intake"
	"voxpop/internal/page"
)

//go:embed assets
var assets embed.FS

func assetOf(name string) []byte {
	b, err := assets.ReadFile("assets/" + name)
	if err != nil {
		return nil
	}
	return b
}

// Addresses that change with what they serve.
var (
	sheetURL  = "/sheet/door.css?v=" + fingerprintOf(assetOf("door.css"))
	scriptURL = "/script/door.js?v=" + fingerprintOf(assetOf("door.js"))
	hasScript = len(assetOf("door.js")) > 0
)

const (
	// plainPolicy forbids everything but our style sheets and forms.
	plainPolicy = "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
	// formPolicy allows our own script, and text to it as little as it can.
	formPolicy = "default-src 'none'; script-src 'self'; connect-src 'self'; media-src blob:; style-src 'self'; img-src data:; worker-src 'none'; " +
		"form-action 'self'; frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)

// permissions lists what a page may ask the device for: nothing, or what a
// recording needs.
func permissions(microphone, camera bool) string {
	allow := func(name string, ok bool) string {
		if ok {
			return name + "=(self)"
		}
		return name + "=()"
	}
	return strings.Join([]string{allow("camera", camera), allow("microphone", microphone),
		"accelerometer=()", "autoplay=()", "browsing-topics=()", "clipboard-read=()", "display-capture=()", "fullscreen=()", "geolocation=()",
		"gyroscope=()", "hid=()", "idle-detection=()", "interest-cohort=()", "local-fonts=()", "magnetometer=()", "midi=()", "payment=()",
		"publickey-credentials-get=()", "screen-wake-lock=()", "serial=()", "usb=()", "xr-spatial-tracking=()"}, ", ")
}

// allowScript lets a page run the door's own script.
func allowScript(w http.ResponseWriter, microphone, camera bool) {
	w.Header().Set("Content-Security-Policy", formPolicy)
	w.Header().Set("Permissions-Policy", permissions(microphone, camera))
}

// headers stand on every answer, whatever its status.
func (d *door) headers(h http.Header, r *http.Request) {
	h.Set("Content-Security-Policy", plainPolicy)
	h.Set("Permissions-Policy", permissions(false, false))
	h.Set("Cross-Origin-Embedder-Policy", "require-corp")
	h["Date"] = nil // the second at which somebody was here is nobody's business
	onion := isOnion(r)
	if strings.HasPrefix(d.Options.Public, "https://") && !onion {
		h.Set("Strict-Transport-Security", "max-age=63072000")
	}
	if d.Options.Onion != "" && !onion && r.Method == http.MethodGet {
		h.Set("Onion-Location", strings.TrimRight(d.Options.Onion, "/")+r.URL.EscapedPath()+"?lang="+page.Language(r))
	}
}

func isOnion(r *http.Request) bool {
	host := r.Host
	if i := strings.LastIndexByte(host, ':'); i >= 0 {
		host = host[:i]
	}
	return strings.HasSuffix(strings.ToLower(strings.TrimSuffix(host, ".")), ".onion")
}

// noStore keeps a style sheet out of the cache, which would tell who takes the
// device where it has been.
func noStore(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r2 := *r
		u := *r.URL
		u.RawQuery = ""
		r2.URL = &u
		h.ServeHTTP(w, &r2)
	})
}

var zipped sync.Map // name of an asset to its gzipped bytes

// asset serves the door's own style sheet and script.
func (d *door) asset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	b := assetOf(name)
	types := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
	kind := types[path.Ext(name)]
	if b == nil || kind == "" || (path.Ext(name) == ".js") != strings.HasPrefix(r.URL.Path, "/script/") {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", kind)
	send(w, r, name, b)
}

// send writes what is the same for everybody, small where the browser can.
func send(w http.ResponseWriter, r *http.Request, name string, b []byte) {
	w.Header().Set("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		z, ok := zipped.Load(name)
		if !ok {
			var buf bytes.Buffer
			zw, _ := gzip.NewWriterLevel(&buf, gzip.BestCompression)
			zw.Write(b)
			zw.Close()
			z, _ = zipped.LoadOrStore(name, buf.Bytes())
		}
		w.Header().Set("Content-Encoding", "gzip")
		b = z.([]byte)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	w.Write(b)
}

// words serves a word list to the script, one word a line.
func (d *door) words(w http.ResponseWriter, r *http.Request) {
	lang, ok := strings.CutSuffix(r.PathValue("file"), ".txt")
	if !ok || intake.WordLang(lang) != lang {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	send(w, r, "words/"+lang, []byte(strings.Join(intake.WordList(lang), "\n")+"\n"))
}

// recipients serves the script those to whom it seals.
func (d *door) recipients(w http.ResponseWriter, r *http.Request) {
	c, err := d.find(r.PathValue("slug"))
	if err != nil {
		page.Fail(w, r, d.Log, err)
		return
	}
	if c == nil {
		page.Fail(w, r, d.Log, &voxpop.Error{Kind: voxpop.NotFound, Op: "front.recipients", Message: "there is no such call-out"})
		return
	}
	writeJSON(w, http.StatusOK, c.Recipients)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(append(b, '\n'))
}

// leave is the quick exit: an ordinary page comes. The browser is not asked to
// clear anything: of ours there is no cookie, nothing in storage or a cache,
// and it would clear what the newsroom's other pages keep under the same name,
// slowly.
func (d *door) leave(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Location", d.exit)
	w.WriteHeader(http.StatusSeeOther)
}
