package frame

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf16"

	"voxpop"
	"voxpop/internal/locale"
	"voxpop/internal/page"
)

// Write sends a page or a part of one.
func (q *Request) Write(s *page.Set, name string, data any) error {
	return q.WriteStatus(http.StatusOK, s, name, data)
}

// WriteStatus is [Request.Write] with another status.
func (q *Request) WriteStatus(status int, s *page.Set, name string, data any) error {
	q.tell()
	return s.Write(q.W, status, name, data)
}

// JSON answers a script with v.
func (q *Request) JSON(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return &voxpop.Error{Kind: voxpop.Internal, Op: "frame.JSON", Message: "the answer could not be written", Err: err}
	}
	q.tell()
	q.W.Header().Set("Content-Type", "application/json")
	q.W.Write(b)
	return nil
}

// Nothing answers that all is done and there is nothing to show.
func (q *Request) Nothing() error {
	q.tell()
	q.W.WriteHeader(http.StatusNoContent)
	return nil
}

// Redirect sends the browser to another page of the desk, after a form. The
// notice of what was done goes along.
func (q *Request) Redirect(to string) error {
	if q.notice != nil {
		path, fragment, _ := strings.Cut(to, "#")
		sep := "?"
		if strings.Contains(path, "?") {
			sep = "&"
		}
		to = path + sep + "done=" + url.QueryEscape(q.notice.ID)
		if fragment != "" {
			to += "#" + fragment
		}
	}
	if q.Partial() {
		q.W.Header().Set("HX-Redirect", to)
		q.W.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(q.W, q.Request, to, http.StatusSeeOther)
	return nil
}

// Back sends the browser to where the form stood, else to a page.
func (q *Request) Back(otherwise string) error {
	if u := page.From(q.Request); u != nil {
		query := u.Query()
		query.Del("done")
		u.RawQuery = query.Encode()
		return q.Redirect(Local(u.String()))
	}
	return q.Redirect(otherwise)
}

// tell adds the notice of what was done to an answer that a script asked for.
func (q *Request) tell() {
	if q.notice == nil || !q.Partial() && q.Header.Get("Accept") != "application/json" {
		return
	}
	n := map[string]any{"says": q.notice.Says}
	if q.notice.Kind != "" {
		n["undo"], n["word"] = "/undo/"+q.notice.ID, q.T.Say("frame.undo")
	}
	q.trigger("voxpop:notice", n)
}

// trigger has the script dispatch an event on the page. Headers hold ASCII only.
func (q *Request) trigger(event string, detail any) {
	b, err := json.Marshal(map[string]any{event: detail})
	if err != nil {
		return
	}
	q.W.Header().Set("HX-Trigger", ascii(string(b)))
}

// ascii writes what is not ASCII as JSON escapes.
func ascii(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		for _, u := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, `\u%04x`, u)
		}
	}
	return b.String()
}

// answer ends a request: an error becomes a page, or for a script a notice.
func (q *Request) answer(err error) {
	if err == nil {
		return
	}
	if !q.Partial() && q.Header.Get("Accept") != "application/json" {
		page.Fail(q.W, q.Request, q.F.Log, err)
		return
	}
	status, ref := page.Judge(q.Request, q.F.Log, err)
	says := q.T.Say("desk.error." + strconv.Itoa(status))
	if says == "desk.error."+strconv.Itoa(status) {
		says = q.T.Say("desk.error.other")
	}
	if key, detail := page.Explain(err); key != "" {
		says = q.T.Say(key)
	} else if detail != "" {
		says += " " + locale.Isolate(detail)
	}
	if ref != "" {
		says += " " + q.T.Say("frame.reference", "ref", ref)
	}
	n := map[string]any{"says": says, "error": true}
	q.trigger("voxpop:notice", n)
	q.W.Header().Set("HX-Reswap", "none")
	q.W.Header().Set("Content-Type", "application/json")
	q.W.WriteHeader(status)
	b, _ := json.Marshal(n)
	q.W.Write(b)
}
