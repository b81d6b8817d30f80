package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	mrand "math/rand/v2"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"
)

// How a raw exchange ends.
const (
	reset   = iota // as when a phone loses its network
	closed         // as when a person closes the page
	patient        // the answer is read
)

// raw writes bytes to the door as they are. A refused connection is tried
// again: the door is being started.
func (c *canaryRun) raw(ctx context.Context, b []byte, end int) {
	conn, err := dial(ctx, "tcp", c.front)
	for errors.Is(err, syscall.ECONNREFUSED) && ctx.Err() == nil {
		time.Sleep(20 * time.Millisecond)
		conn, err = dial(ctx, "tcp", c.front)
	}
	if err != nil {
		c.count("could not connect")
		return
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := conn.Write(b); err != nil {
		c.count("cut off by the door")
		return
	}
	switch end {
	case reset:
		time.Sleep(time.Duration(mrand.IntN(3000)) * time.Microsecond)
		conn.(*net.TCPConn).SetLinger(0)
		c.count("cut off by the sender")
	case closed:
		c.count("cut off by the sender")
	case patient:
		head := make([]byte, 12)
		if _, err := io.ReadFull(conn, head); err == nil {
			c.count("malformed: status " + string(head[9:]))
		} else {
			c.count("malformed: no answer")
		}
	}
}

// post writes a whole request; body may be shorter than length says.
func (c *canaryRun) post(path string, header http.Header, body []byte, length int) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "POST %s HTTP/1.1\r\nHost: %s\r\n", path, c.front)
	header.Write(&b)
	if length >= 0 {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", length)
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

// misbehave sends one answer as it should not be sent. i chooses how.
func (c *canaryRun) misbehave(ctx context.Context, i int, f form) {
	ctx = c.source(ctx)
	h := c.header()
	boundary := c.word("the boundary")
	h.Set("Content-Type", "multipart/form-data; boundary="+boundary)
	a := answer{form: f, receipt: true, text: "cut: " + c.word("a text cut off") + " " + c.persian("a text cut off, in Persian"), fill: func(name string) string { return c.word("a field cut off") }} // also where a number belongs
	if i%4 == 0 {
		a.file = c.someFile(i / 4)
	}
	whole := a.body(boundary)
	path := "/q/" + slug
	fields := "/q/" + slug + "?x=" + c.word("the query")
	switch i % 26 {
	case 0, 1, 2:
		c.raw(ctx, c.post(path, h, whole[:mrand.IntN(len(whole))], len(whole)), reset)
	case 3, 4, 5:
		c.raw(ctx, c.post(path, h, whole[:mrand.IntN(len(whole))], len(whole)), closed)
	case 6: // the last byte never comes
		c.raw(ctx, c.post(path, h, whole[:len(whole)-1], len(whole)), closed)
	case 7:
		var long strings.Builder
		for long.Len() < 30_000 {
			long.WriteString(c.word("a text too long") + strings.Repeat(" so it goes", 80))
		}
		a.text = long.String()
		b := a.body(boundary)
		c.raw(ctx, c.post(path, h, b, len(b)), patient)
	case 8: // says that it is larger than the door takes
		a.file = c.someFile(i)
		b := a.body(boundary)
		c.raw(ctx, c.post(path, h, b, 200<<20), closed)
	case 9: // no closing boundary
		c.raw(ctx, c.post(path, h, whole[:len(whole)-len(boundary)-6], len(whole)-len(boundary)-6), patient)
	case 10:
		a.more = []part{{name: "x", value: c.word("a part cut off"), lines: []string{c.word("a line without a colon"), "\x01" + c.word("a bad header") + ": \x02"}}}
		b := a.body(boundary)
		c.raw(ctx, c.post(path, h, b, len(b)), patient)
	case 11:
		for j := range a.form.fields {
			if a.form.fields[j].name == "ticket" {
				a.form.fields = append([]field(nil), a.form.fields...)
				a.form.fields[j].value = c.word("a garbled ticket")
			}
		}
		b := a.body(boundary)
		c.raw(ctx, c.post(path, h, b, len(b)), patient)
	case 12:
		c.raw(ctx, c.post("/q/"+c.word("a path"), h, whole, len(whole)), patient)
	case 13:
		c.raw(ctx, []byte("GET /"+c.word("a path")+"%zz?"+c.word("the query")+" HTTP/1.1\r\nHost: "+c.word("Host")+"\r\n\r\n"), patient)
	case 14:
		c.raw(ctx, []byte(strings.ToUpper(c.word("a method"))+" "+fields+" HTTP/1.1\r\nHost: "+c.front+"\r\nUser-Agent: "+c.word("User-Agent")+"\r\n\r\n"), patient)
	case 15:
		for range 40 {
			h.Add("X-Long", c.word("a header too long")+strings.Repeat("x", 2000))
		}
		c.raw(ctx, c.post(path, h, whole, len(whole)), patient)
	case 16:
		h.Set("Content-Type", "application/json; x="+c.word("Content-Type"))
		b := []byte(`{"text":"` + c.word("a text as JSON") + `"}`)
		c.raw(ctx, c.post(path, h, b, len(b)), patient)
	case 17:
		h.Set("Content-Type", "application/x-www-form-urlencoded")
		b := []byte("ticket=" + f.ticket + "&text=" + c.word("a text as a query"))
		c.raw(ctx, c.post(path, h, b, len(b)), patient)
	case 18:
		c.raw(ctx, []byte("PROXY TCP4 "+c.word("a PROXY line")+" 1 2 3\r\n"+c.word("no HTTP at all")+"\r\n\r\n"), patient)
	case 19:
		h.Set("Transfer-Encoding", "chunked")
		c.raw(ctx, c.post(path, h, []byte("40\r\n--"+boundary+"\r\n"+c.word("a chunk")+"\r\nzz\r\n"+c.word("a bad chunk")), -1), patient)
	case 20: // a resumable upload of something that is not sealed, left half
		h.Set("Tus-Resumable", "1.0.0")
		h.Set("Upload-Length", "100000")
		h.Set("Upload-Metadata", "filename "+base64.StdEncoding.EncodeToString([]byte(c.word("a name in the metadata")))+",ticket "+base64.StdEncoding.EncodeToString([]byte(f.ticket)))
		h.Set("Voxpop-Ticket", f.ticket)
		h.Set("Content-Type", "application/offset+octet-stream")
		b := []byte(c.word("an upload in the clear") + strings.Repeat("x", 1000))
		c.raw(ctx, c.post("/files/", h, b, 100_000), closed)
	case 21:
		h.Set("Content-Type", "application/x-www-form-urlencoded")
		b := []byte("receipt=" + c.word("a word that is no receipt") + "+" + c.word("a word that is no receipt") + "&words=" + c.word("a word that is no receipt"))
		c.raw(ctx, c.post("/return", h, b, len(b)), patient)
	case 22:
		h.Set("Voxpop-Ticket", f.ticket)
		h.Set("Voxpop-Tag", c.word("a tag")[:16])
		h.Set("Content-Type", "application/octet-stream")
		noise := make([]byte, 5000)
		rand.Read(noise)
		b := append([]byte("age-encryption.org/v1\n-> "+c.word("a stanza")+" "+c.word("a body that is not sealed")+"\n"), noise...)
		c.raw(ctx, c.post(path+"/sealed", h, b, len(b)), patient)
	case 23:
		for range 60 {
			a.more = append(a.more, part{name: c.word("a field too many"), value: c.word("a field too many")})
		}
		b := a.body(boundary)
		c.raw(ctx, c.post(path, h, b, len(b)), patient)
	case 24:
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write(whole)
		z.Close()
		h.Set("Content-Encoding", "gzip")
		c.raw(ctx, c.post(path, h, b.Bytes(), b.Len()), patient)
	case 25:
		if i/26%2 == 0 {
			h.Set("Origin", "http://"+c.word("Origin")+".example")
			h.Set("Sec-Fetch-Site", "cross-site")
		} else {
			a.trap = c.word("the field that is not for people")
		}
		b := a.body(boundary)
		c.raw(ctx, c.post(path, h, b, len(b)), patient)
	}
}
