package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	mrand "math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// A canaryRun sends answers whose every part holds a string that occurs
// nowhere else, and looks for those strings where the door keeps things.
type canaryRun struct {
	*rig
	s     *searcher
	lists map[string]map[string]bool // words of receipts by language

	mu       sync.Mutex
	outcome  map[string]int
	accepted []string // the texts that were acknowledged
	receipts int
	files    int
	hits     map[hit]int
}

func canary(ctx context.Context, args []string) error {
	var c common
	f := flags("canary", &c, 40*time.Minute)
	n := f.Int("n", 10_000, "answers to send; a tenth of them is cut off, oversized or malformed")
	kills := f.Int("kills", -1, "SIGKILLs meanwhile; default one for every 250 answers")
	requests := f.Int("requests", 100_000, "requests from addresses and with agents of their own")
	uploads := f.Int("uploads", 30, "larger files, for the census of sizes")
	selftest := f.Bool("selftest", false, "write one planted string into the door's folder at the end: it must be found")
	f.Parse(args)
	if *kills < 0 {
		*kills = max(*n/250, 2)
	}
	ctx, end, err := c.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	r, err := newRig(ctx, &c, roomy+"\n"+behind+"max_bytes = \"64 MB\"")
	if err != nil {
		return err
	}
	defer r.stop()
	if err := r.open(ctx); err != nil {
		return err
	}
	run := &canaryRun{rig: r, s: newSearcher(), outcome: map[string]int{}, hits: map[hit]int{}, lists: map[string]map[string]bool{}}
	for _, lang := range []string{"en", "fa", "ar"} {
		run.lists[lang] = r.words(ctx, lang)
	}
	started := time.Now()
	if err := run.answers(ctx, *n, *kills); err != nil {
		return err
	}
	if err := run.requests(ctx, *requests); err != nil {
		return err
	}
	var rep report
	rep.say("sent in %.0f s: %d answers and %d requests; %d SIGKILLs; %s", time.Since(started).Seconds(), *n, *requests, *kills, outcomes(run.outcome))
	big, err := run.larger(ctx, *uploads)
	if err != nil {
		return err
	}
	if err := r.stop(); err != nil {
		return fmt.Errorf("the door did not stop cleanly: %w", err)
	}
	if *selftest {
		run.s.plant("self-test", "a word planted by hand")
		if err := os.WriteFile(filepath.Join(r.door, "self-test"), []byte("…61 20776f726420706c616e746564 6f6e65 a word planted by hand"), 0o600); err != nil {
			return err
		}
	}
	run.search(false)
	census(&rep, r.door, run.outcome)
	if *uploads > 0 {
		rep.figure(big.over == 0, fmt.Sprintf("padding of %d files of 64 kB to %d MB", *uploads, big.largest>>20), "≤ 25 % and a head of 2 kB", "most %.1f %%, mean %.1f %%; with the seal's own bytes most %.1f %%", big.most*100, big.mean*100, big.sealed*100)
	}
	logged, _ := os.ReadFile(r.log)
	rep.say("searched %d files, %d MB, and %d bytes of log for %d planted strings, each in up to %d forms", run.s.files, run.s.bytes>>20, len(logged), len(run.s.names), len(formNames))
	found := total(run.hits)
	show(run.hits, 20)
	if *selftest {
		others := 0
		for h := range run.hits {
			if h.what != "self-test" {
				others++
			}
		}
		rep.figure(found > 0 && others == 0, "self-test: the string planted by hand, and no other", "found", "%d hits", found)
	} else {
		rep.figure(found == 0, "planted strings found", "0", "%d", found)
	}
	rep.figure(run.outcome["acknowledged"] >= *n/2, "answers acknowledged", "most of those sent whole", "%d", run.outcome["acknowledged"])
	if err := run.arrived(ctx, &rep); err != nil {
		return err
	}
	return rep.err()
}

// roomy are settings under which one machine may send what many people would.
const roomy = "per_minute = 10000000\nper_day_bytes = \"9 TB\"\nmin_free = \"1 GB\""

func outcomes(m map[string]int) string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, fmt.Sprintf("%s %d", k, m[k]))
	}
	return strings.Join(out, ", ")
}

func (c *canaryRun) count(what string) {
	c.mu.Lock()
	c.outcome[what]++
	c.mu.Unlock()
}

// word is a new planted string; what is its name in a report.
func (c *canaryRun) word(what string) string {
	t := token()
	c.s.plant(what, t)
	return t
}

// persian is a new planted string of Persian letters.
func (c *canaryRun) persian(what string) string {
	letters := []rune("ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی")
	r := make([]rune, 20)
	for i := range r {
		r[i] = letters[mrand.IntN(len(letters))]
	}
	c.s.plant(what, string(r))
	return string(r)
}

// header plants a word in every header by which a browser or a proxy tells something.
func (c *canaryRun) header() http.Header {
	v6 := make([]byte, 12)
	rand.Read(v6)
	address := fmt.Sprintf("2001:db8:%x:%x:%x:%x:%x:%x", 0x1000+mrand.IntN(0xefff), 0x1000+mrand.IntN(0xefff), 0x1000+mrand.IntN(0xefff), 0x1000+mrand.IntN(0xefff), 0x1000+mrand.IntN(0xefff), 0x1000+mrand.IntN(0xefff))
	c.s.plant("a forwarded address", address)
	return http.Header{
		"User-Agent":      {"Mozilla/5.0 (" + c.word("User-Agent") + ")"},
		"Referer":         {c.url + "/" + c.word("Referer")},
		"Cookie":          {"c=" + c.word("Cookie")},
		"X-Forwarded-For": {address},
		"Forwarded":       {"for=" + c.word("Forwarded")},
		"X-Real-Ip":       {c.word("X-Real-IP")},
		"Via":             {"1.1 " + c.word("Via")},
		"Accept-Language": {"en, x-" + c.word("Accept-Language")[:8]},
		"Authorization":   {"Basic " + c.word("Authorization")},
		"X-Request-Id":    {c.word("X-Request-Id")},
		"If-None-Match":   {`"` + c.word("If-None-Match") + `"`},
		"Sec-Ch-Ua":       {`"` + c.word("Sec-CH-UA") + `"`},
		"From":            {c.word("From")},
	}
}

// source is an address to send from, planted.
func (c *canaryRun) source(ctx context.Context) context.Context {
	a := somewhere()
	c.s.plant("an address", a.String())
	four := a.As4()
	c.s.plantBytes("an address as IPv6", append([]byte{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, four[:]...))
	return from(ctx, a)
}

// answers sends n answers in batches, each form as old as the door wants it.
func (c *canaryRun) answers(ctx context.Context, n, kills int) error {
	const batch = 500
	killed := 0
	for at := 0; at < n; at += batch {
		m := min(batch, n-at)
		forms := make([]form, m)
		langs := []string{"en", "en", "fa", "ar"}
		if err := parallel(ctx, 16, m, func(i int) error {
			var err error
			forms[i], err = c.fetch(c.source(ctx), langs[i%4], c.header())
			return err
		}); err != nil {
			return err
		}
		if err := wait(ctx, ripe); err != nil {
			return err
		}
		var next atomic.Int64
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				for ctx.Err() == nil {
					i := int(next.Add(1)) - 1
					if i >= m {
						return
					}
					if (at+i)%10 == 0 {
						c.misbehave(ctx, (at+i)/10, forms[i])
					} else {
						c.answer(ctx, at+i, forms[i], langs[i%4])
					}
				}
			})
		}
		// Kill it while this batch is on its way, as often as is this batch's share.
		for share := kills * (at + m) / n; killed < share && ctx.Err() == nil; killed++ {
			until := int64(1 + mrand.IntN(m))
			for next.Load() < until/2 && ctx.Err() == nil {
				time.Sleep(time.Millisecond)
			}
			time.Sleep(time.Duration(mrand.IntN(20_000)) * time.Microsecond)
			c.kill()
			c.search(true) // what a dead door leaves, before the next one sweeps
			if err := c.start(ctx); err != nil {
				return err
			}
		}
		wg.Wait()
		c.search(true)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

func (c *canaryRun) search(fresh bool) {
	for _, root := range []string{c.door, c.tmp} {
		if err := c.s.under(root, fresh, c.hits); err != nil {
			c.count("could not search")
		}
	}
	if err := c.s.file(c.log, "the log", fresh, c.hits); err != nil {
		c.count("could not search")
	}
}

// answer sends one whole answer and reads the receipt.
func (c *canaryRun) answer(ctx context.Context, i int, f form, lang string) {
	a := answer{form: f, receipt: i%2 == 0, text: "It was " + c.word("the text") + " and then " + c.persian("the text in Persian")}
	a.fill = func(name string) string {
		if name == "age" {
			return "47"
		}
		return c.word("the field " + name)
	}
	if i%3 == 0 {
		a.file = c.someFile(i / 3)
		c.mu.Lock()
		c.files++
		c.mu.Unlock()
	}
	if i%7 == 0 {
		a.more = append(a.more, part{name: c.word("a field's name"), value: c.word("an unknown field")})
	}
	ctx = c.source(ctx)
	header := c.header()
	header.Set("Content-Type", "") // send sets its own
	delete(header, "Content-Type")
	for {
		status, page, err := c.send(ctx, a, header)
		switch {
		case errors.Is(err, syscall.ECONNREFUSED) && ctx.Err() == nil:
			time.Sleep(20 * time.Millisecond) // it is being started again
			continue
		case err != nil:
			c.count("cut off by a SIGKILL")
		case status == 200:
			c.mu.Lock()
			c.outcome["acknowledged"]++
			if a.file != nil {
				c.outcome["acknowledged with a file"]++
			}
			c.accepted = append(c.accepted, a.text)
			c.mu.Unlock()
			if got, ok := readReceipt(page, c.lists[lang]); ok {
				c.plantReceipt(got)
			}
		default:
			c.count(fmt.Sprintf("status %d", status))
		}
		return
	}
}

func (c *canaryRun) plantReceipt(r receiptShown) {
	c.mu.Lock()
	c.outcome["receipts read"]++
	c.mu.Unlock()
	if len(r.words) == 8 {
		for _, sep := range []string{" ", "-", "\n", ", ", `","`, ""} {
			c.s.plant("a receipt's words", strings.Join(r.words, sep))
		}
	}
	if len(r.digits) == 32 {
		c.s.plant("a receipt's digits", r.digits)
		for _, sep := range []string{" ", "-"} {
			var groups []string
			for g := range slices.Chunk([]byte(r.digits), 4) {
				groups = append(groups, string(g))
			}
			c.s.plant("a receipt's digits", strings.Join(groups, sep))
		}
		if n := r.number(); n != nil {
			c.s.plantBytes("a receipt's number", n)
		}
	}
}

// kinds are the heads of files that a phone makes.
var kinds = []struct{ ext, kind, head string }{
	{"ogg", "audio/ogg", "OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x13OpusHead\x01\x01\x00\x00\x80\xbb\x00\x00\x00\x00\x00"},
	{"webm", "video/webm", "\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm\x42\x87\x81\x04\x42\x85\x81\x02"},
	{"mp4", "video/mp4", "\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41"},
	{"m4a", "audio/mp4", "\x00\x00\x00\x18ftypM4A \x00\x00\x02\x00M4A isom"},
	{"mp3", "audio/mpeg", "ID3\x03\x00\x00\x00\x00\x00\x00\xff\xfb\x90\x64"},
	{"wav", "audio/wav", "RIFF\x24\x10\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data\x00\x10\x00\x00"},
	{"aac", "audio/aac", "\xff\xf1\x50\x80\x02\x1f\xfc"},
	{"amr", "audio/amr", "#!AMR\n\x3c"},
	{"3gp", "video/3gpp", "\x00\x00\x00\x18ftyp3gp4\x00\x00\x02\x003gp4isom"},
	{"jpg", "image/jpeg", "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"},
	{"png", "image/png", "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90\x77\x53\xde"},
	{"webp", "image/webp", "RIFF\x24\x00\x00\x00WEBPVP8 \x18\x00\x00\x00\x30\x01\x00\x9d\x01\x2a"},
	{"heic", "image/heic", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"},
}

// someFile is a small file with planted words in its name, type, header and content.
func (c *canaryRun) someFile(i int) *part {
	k := kinds[i%len(kinds)]
	noise := make([]byte, 2000+mrand.IntN(30_000))
	rand.Read(noise)
	content := k.head + strings.Repeat("\x00", 64) + c.word("a file's content") + string(noise) + c.persian("a file's content in Persian")
	p := &part{file: true, value: content, kind: k.kind, filename: c.word("a file's name") + "." + k.ext, lines: []string{"X-Part: " + c.word("a part's header")}}
	if i%2 == 0 {
		p.kind = "audio/x-" + c.word("a file's type")
	}
	return p
}

// requests asks n times for a page, each from an address and with an agent of its own.
func (c *canaryRun) requests(ctx context.Context, n int) error {
	paths := []string{"/", "/q/" + slug, "/about", "/return", "/health", "/nothing", "/q/nothing", "/leave"}
	failed := atomic.Int64{}
	err := parallel(ctx, 24, n, func(i int) error {
		agent := token()
		c.s.plant("an agent", agent)
		_, _, err := get(c.source(ctx), c.url+paths[i%len(paths)], http.Header{"User-Agent": {agent}})
		if err != nil {
			failed.Add(1)
		}
		return nil
	})
	c.outcome["requests without an answer"] = int(failed.Load())
	return err
}

// paddings is what files became on the disk, as shares of the files.
type paddings struct {
	largest    int64
	most, mean float64 // what padding added
	sealed     float64 // what padding and seal added, at most
	over       int     // files that were padded by more than a quarter
}

// larger sends files one after the other and compares each with what it became on the disk.
func (c *canaryRun) larger(ctx context.Context, n int) (paddings, error) {
	var p paddings
	forms, err := c.forms(ctx, n)
	if err != nil {
		return p, err
	}
	before := items(c.door)
	text := int64(1 << 62) // the smallest item is a text: 24 KiB and what a seal adds
	for _, size := range before {
		text = min(text, size)
	}
	for i, f := range forms {
		size := int64(float64(64<<10) * pow(float64(500), (float64(i)+mrand.Float64())/float64(n)))
		noise := make([]byte, size)
		rand.Read(noise)
		copy(noise, kinds[2].head)
		status, _, err := c.send(from(ctx, somewhere()), answer{form: f, text: "a video", file: &part{file: true, filename: "v.mp4", kind: "video/mp4", value: string(noise)}}, nil)
		if err != nil || status != 200 {
			return p, fmt.Errorf("an upload of %d bytes: status %d, %v", size, status, err)
		}
		after := items(c.door)
		for name, sealed := range after {
			if _, ok := before[name]; ok {
				continue
			}
			seal := text - 24<<10 + sealed>>16<<4
			padding := float64(sealed-seal-size) / float64(size)
			p.most, p.mean, p.sealed = max(p.most, padding), p.mean+padding/float64(n), max(p.sealed, float64(sealed-size)/float64(size))
			if padding > 0.25+2048/float64(size) {
				p.over++
			}
		}
		p.largest, before = max(p.largest, size), after
	}
	return p, nil
}

// arrived lets the newsroom fetch everything: what was planted must be there,
// or the search above looked for something that was never sent.
func (c *canaryRun) arrived(ctx context.Context, rep *report) error {
	if err := c.start(ctx); err != nil {
		return err
	}
	texts, err := c.fetched(ctx)
	if err != nil {
		return err
	}
	missing := 0
	for _, t := range c.accepted {
		if texts[t] != 1 {
			missing++
		}
	}
	rep.figure(missing == 0, "acknowledged answers that the newsroom opened", "all, once each", "%d of %d", len(c.accepted)-missing, len(c.accepted))
	c.stop()
	clear(c.hits)
	c.search(true)
	found := total(c.hits)
	show(c.hits, 20)
	rep.figure(found == 0, "planted strings found after the newsroom came", "0", "%d", found)
	return nil
}
