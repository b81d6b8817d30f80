package main

import (
	"context"
	"errors"
	"html"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// The commands of scripts that stand for people on the other side of a door.
var receiveCmds = map[string]func(*testscript.TestScript, bool, []string){
	"port":    portCmd,
	"capture": captureCmd,
	"fill":    fillCmd,
	"append":  appendCmd,
	"reach":   reachCmd,
	"answer":  answerCmd,
	"mailbox": mailboxCmd,
	"recall":  recallCmd,
}

// portCmd sets variables to addresses of this machine that nobody listens on:
// port NAME…
func portCmd(ts *testscript.TestScript, _ bool, names []string) {
	for _, name := range names {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		ts.Check(err)
		ts.Setenv(name, l.Addr().String())
		ts.Check(l.Close())
	}
}

// captureCmd sets a variable to the first group of a pattern: capture NAME
// PATTERN FILE.
func captureCmd(ts *testscript.TestScript, _ bool, args []string) {
	m := regexp.MustCompile(`(?m)` + args[1]).FindStringSubmatch(ts.ReadFile(args[2]))
	if m == nil {
		ts.Fatalf("%s has no %s", args[2], args[1])
	}
	ts.Setenv(args[0], m[1])
}

// fillCmd puts the value of a variable in place of its name in braces: fill
// FILE NAME.
func fillCmd(ts *testscript.TestScript, _ bool, args []string) {
	text := strings.ReplaceAll(ts.ReadFile(args[0]), "{"+args[1]+"}", ts.Getenv(args[1]))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// appendCmd adds lines to a file: append FILE LINE…
func appendCmd(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0]) + strings.Join(args[1:], "\n") + "\n"
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// reachCmd waits until somebody listens at an address: reach ADDRESS.
func reachCmd(ts *testscript.TestScript, _ bool, args []string) {
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	for {
		c, err := (&net.Dialer{}).DialContext(ctx, "tcp", args[0])
		if err == nil {
			c.Close()
			return
		}
		if ctx.Err() != nil {
			ts.Fatalf("nobody listens at %s", args[0])
		}
		<-time.After(20 * time.Millisecond)
	}
}

var ticket = regexp.MustCompile(`name="ticket" value="([^"]+)"`)

func ticketOf(ts *testscript.TestScript, page string) string {
	m := ticket.FindStringSubmatch(page)
	if m == nil {
		ts.Fatalf("the page holds no ticket:\n%s", page)
	}
	return html.UnescapeString(m[1])
}

func fetch(ts *testscript.TestScript, address string, values url.Values) string {
	var r *http.Response
	var err error
	if values == nil {
		r, err = http.Get(address)
	} else {
		r, err = http.PostForm(address, values)
	}
	ts.Check(err)
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	ts.Check(err)
	if r.StatusCode != http.StatusOK {
		ts.Check(errors.New(r.Status + "\n" + string(b)))
	}
	return string(b)
}

// answerCmd fills in a form as a browser without script does and sets a
// variable to the digits of the receipt: answer ADDRESS SLUG NAME TEXT.
func answerCmd(ts *testscript.TestScript, _ bool, args []string) {
	form := "http://" + args[0] + "/q/" + args[1] + "?lang=en"
	t := ticketOf(ts, fetch(ts, form, nil))
	<-time.After(3200 * time.Millisecond) // the door takes nothing that came faster than a person types
	var body strings.Builder
	const edge = "edge-of-a-part"
	for _, f := range [][2]string{{"ticket", t}, {"text", args[3]}, {"name_level", "none"}, {"quote", "yes"}, {"receipt", "yes"}} {
		body.WriteString("--" + edge + "\r\nContent-Disposition: form-data; name=\"" + f[0] + "\"\r\n\r\n" + f[1] + "\r\n")
	}
	body.WriteString("--" + edge + "--\r\n")
	r, err := http.Post(form, "multipart/form-data; boundary="+edge, strings.NewReader(body.String()))
	ts.Check(err)
	defer r.Body.Close()
	page, err := io.ReadAll(r.Body)
	ts.Check(err)
	m := regexp.MustCompile(`class="digits"[^>]*>([0-9 ]+)<`).FindSubmatch(page)
	if r.StatusCode != http.StatusOK || m == nil {
		ts.Fatalf("no receipt: %s\n%s", r.Status, page)
	}
	ts.Setenv(args[2], string(m[1]))
}

// mailboxCmd comes back with a receipt and looks for a reply: mailbox ADDRESS
// RECEIPT TEXT.
func mailboxCmd(ts *testscript.TestScript, neg bool, args []string) {
	page := html.UnescapeString(fetch(ts, "http://"+args[0]+"/return?lang=en", url.Values{"receipt": {args[1]}}))
	if strings.Contains(page, args[2]) == neg {
		ts.Fatalf("the reply is there: %v", !neg)
	}
}

// recallCmd takes back what was sent with a receipt: recall ADDRESS SLUG
// RECEIPT.
func recallCmd(ts *testscript.TestScript, _ bool, args []string) {
	values := url.Values{"receipt": {args[2]}, "callout": {args[1]}}
	address := "http://" + args[0] + "/return/withdraw?lang=en"
	values.Set("ticket", ticketOf(ts, fetch(ts, address, values)))
	values.Set("confirm", "yes")
	fetch(ts, address, values)
}
