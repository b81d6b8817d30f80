package inbox

import (
	"bytes"
	"io"
	"math/rand/v2"
	"testing"
	"testing/iotest"

	"voxpop"
)

// opener is a file of which parts are opened, and how often and how much.
type opener struct {
	body          []byte
	opened, given int
	open          int // that are not closed
}

func (o *opener) parts(offset, length int64) (io.ReadCloser, error) {
	if length >= 0 {
		o.body = o.body[:min(int64(len(o.body)), offset+length)]
	}
	o.opened++
	o.open++
	return &counted{bytes.NewReader(o.body[offset:]), o}, nil
}

type counted struct {
	io.Reader
	o *opener
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.o.given += n
	return n, err
}

func (c *counted) Close() error { c.o.open--; return nil }

func TestPartsReadWhatIsAskedFor(t *testing.T) {
	body := make([]byte, 200_000)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range body {
		body[i] = byte(r.Uint32())
	}
	o := &opener{body: body}
	p := &parts{open: o.parts, size: int64(len(body))}
	if err := iotest.TestReader(p, body); err != nil {
		t.Error(err)
	}
	if err := p.Close(); err != nil || o.open != 0 {
		t.Errorf("%v, %d left open", err, o.open)
	}
	o.opened, o.given = 0, 0
	p = &parts{open: o.parts, size: int64(len(body))}
	if n, err := p.Seek(0, io.SeekEnd); err != nil || n != p.size {
		t.Errorf("the end is at %d, %v", n, err)
	}
	if _, err := p.Seek(150_000, io.SeekStart); err != nil || o.opened != 0 {
		t.Errorf("seeking opened it %d times, %v", o.opened, err)
	}
	got := make([]byte, 100)
	if _, err := io.ReadFull(p, got); err != nil || !bytes.Equal(got, body[150_000:150_100]) || o.opened != 1 || o.given > 1000 {
		t.Errorf("%v, opened %d times, %d bytes read", err, o.opened, o.given)
	}
	p.Close()
	if _, err := p.Seek(-1, io.SeekStart); err == nil {
		t.Error("it went before the start")
	}
}

func TestLengths(t *testing.T) {
	for s, want := range map[float64]string{0.4: "0:00", 5: "0:05", 34.6: "0:35", 59.6: "1:00", 61: "1:01", 3600: "60:00"} {
		if got := clock(s); got != want {
			t.Errorf("%v is %s, want %s", s, got, want)
		}
	}
}

// An address holds no word that somebody looks for, and a form all of them.
func TestFilterKeepsWordsOutOfAddresses(t *testing.T) {
	f := Filter{Words: "my sister", Show: ShowAll, Lang: "fa", Medium: voxpop.Voice, Channel: voxpop.Telegram, Coded: "no", Assignee: Nobody, Tag: "x y", Campaign: "c", Day: "2026-09-01", Unread: true, Starred: true, Oldest: true, Code: "cost"}
	if got := filterOf(f.values()); got.Words != "" || got != (Filter{Show: f.Show, Lang: f.Lang, Medium: f.Medium, Channel: f.Channel, Coded: f.Coded, Assignee: f.Assignee, Tag: f.Tag, Campaign: f.Campaign, Day: f.Day, Unread: true, Starred: true, Oldest: true, Code: f.Code}) {
		t.Errorf("the address asks for %+v", got)
	}
	form := map[string][]string{}
	for _, x := range f.fields() {
		form[x.Name] = []string{x.Value}
	}
	if got := filterOf(form); got != f {
		t.Errorf("the form asks for %+v", got)
	}
	bad := filterOf(map[string][]string{"show": {"everything"}, "medium": {"smell"}, "channel": {"pigeon"}, "day": {"yesterday"}, "coded": {"maybe"}, "order": {"x"}})
	if bad != (Filter{}) {
		t.Errorf("nonsense asks for %+v", bad)
	}
}
