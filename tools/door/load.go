package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	mrand "math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

//go:embed answers.lua
var answersLua []byte

// behind are the settings of a door behind a proxy, which says who asks: that
// is how one machine can send what many networks would.
const behind = "proxy = \"x-forwarded-for\"\n"

// A blast is one run of wrk.
type blast struct {
	begun                         chan<- struct{} // closed when wrk starts; may be nil
	seconds, threads, connections int
	pace                          int  // answers a second; 0 = all that the door takes
	few                           int  // networks that all requests come from; 0 = one for each
	harvest                       bool // fetches its forms as it goes, half of what it sends
	tickets                       int
}

type blasted struct {
	ok, busy, other, none, forms, broken int
	took                                 time.Duration
	p50, p99, most                       time.Duration
}

func (b blasted) rate() float64 { return float64(b.ok) / b.took.Seconds() }

// collect fetches tickets and writes them to a file, one a line; it returns
// the other fields of the form as they stand in a body.
func (r *rig) collect(ctx context.Context, n int, file string) (fields string, err error) {
	forms := make([]form, n)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}, Timeout: 30 * time.Second}
	err = parallel(ctx, 16, n, func(i int) error {
		req, err := http.NewRequestWithContext(ctx, "GET", r.url+"/q/"+slug+"?lang=en", nil)
		if err != nil {
			return err
		}
		req.Header.Set("X-Forwarded-For", strings.Replace(somewhere().String(), "127.", "12.", 1))
		res, err := client.Do(req)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		page, err := io.ReadAll(res.Body)
		if err == nil && res.StatusCode == 200 {
			forms[i], err = parseForm(string(page))
		}
		return err
	})
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, f := range forms {
		if f.ticket == "" {
			return "", errors.New("a question page came without a form")
		}
		b.WriteString(f.ticket + "\n")
	}
	a := answer{form: forms[0]}
	const boundary = "----x7MA4YWxkTrZu0gW"
	for _, p := range a.parts() {
		if p.name != "ticket" && p.name != "text" && !p.file {
			fields += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + p.name + "\"\r\n\r\n" + p.value + "\r\n"
		}
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		return "", err
	}
	return fields, wait(ctx, ripe)
}

// blast runs wrk.
func (r *rig) blast(ctx context.Context, b blast) (blasted, error) {
	script, tickets := filepath.Join(r.dir, "answers.lua"), filepath.Join(r.dir, "tickets")
	if err := os.WriteFile(script, answersLua, 0o600); err != nil {
		return blasted{}, err
	}
	fields, err := r.collect(ctx, b.tickets, tickets)
	if err != nil {
		return blasted{}, err
	}
	cmd := exec.CommandContext(ctx, "wrk", "-t", strconv.Itoa(b.threads), "-c", strconv.Itoa(b.connections), "-d", strconv.Itoa(b.seconds)+"s", "--timeout", "30s", "-s", script, r.url)
	cmd.Env = append(os.Environ(), "TICKETS="+tickets, "FIELDS="+fields, "ACTION=/q/"+slug, "THREADS="+strconv.Itoa(b.threads), "CONNECTIONS="+strconv.Itoa(b.connections),
		"PACE="+strconv.Itoa(b.pace), "FEW="+strconv.Itoa(b.few), "HARVEST="+strconv.Itoa(b2i(b.harvest)))
	if b.begun != nil {
		close(b.begun)
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		return blasted{}, fmt.Errorf("wrk (Debian's wrk): %w\n%s", err, out)
	}
	m := regexp.MustCompile(`RESULT (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)`).FindSubmatch(out)
	if m == nil {
		return blasted{}, fmt.Errorf("wrk said nothing of use:\n%s", out)
	}
	v := make([]int, 11)
	for i := 1; i < len(v); i++ {
		v[i], _ = strconv.Atoi(string(m[i]))
	}
	us := func(n int) time.Duration { return time.Duration(n) * time.Microsecond }
	return blasted{ok: v[1], busy: v[2], other: v[3], none: v[4], forms: v[5], took: us(v[6]), p50: us(v[7]), p99: us(v[8]), most: us(v[9]), broken: v[10]}, nil
}

func (b blasted) String() string {
	s := fmt.Sprintf("%d acknowledged in %.1f s = %.0f/s, p50 %.1f ms, p99 %.1f ms, longest %.0f ms", b.ok, b.took.Seconds(), b.rate(), ms(b.p50), ms(b.p99), ms(b.most))
	if b.busy+b.other+b.broken+b.none > 0 {
		s += fmt.Sprintf("; told to wait %d, refused %d, broken %d, without a ticket left %d", b.busy, b.other, b.broken, b.none)
	}
	return s
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// load measures answers a second while slow uploads go on.
func load(ctx context.Context, args []string) error {
	var c common
	f := flags("load", &c, 30*time.Minute)
	seconds := f.Int("seconds", 60, "of each run")
	uploads := f.Int("uploads", 100, "slow uploads meanwhile")
	size := f.Int64("size", 100<<20, "bytes of each")
	rate := f.Int64("rate", 128<<10, "bytes a second of each")
	connections := f.Int("connections", 32, "of wrk")
	lenient := f.Bool("lenient", false, "judge counts and memory, not times: for a machine that does other things")
	f.Parse(args)
	ctx, end, err := c.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	r, err := newRig(ctx, &c, roomy+"\n"+behind)
	if err != nil {
		return err
	}
	defer r.stop()
	if err := r.open(ctx); err != nil {
		return err
	}
	rep := report{lenient: *lenient}
	alone, err := r.blast(ctx, blast{seconds: *seconds, threads: 2, connections: *connections, tickets: *seconds * 2000})
	if err != nil {
		return err
	}
	rep.say("without uploads, as fast as it takes: %v", alone)
	going, err := r.slowly(ctx, *uploads, *size, *rate)
	if err != nil {
		return err
	}
	for _, pace := range []int{300, 0} {
		cpu, at := r.seconds(), time.Now()
		got, err := r.blast(ctx, blast{seconds: *seconds, threads: 2, connections: *connections * (1 + b2i(pace > 0)), pace: pace, tickets: *seconds * max(pace*5/4, 1800*b2i(pace == 0))})
		if err != nil {
			return err
		}
		busy := (r.seconds() - cpu) / time.Since(at).Seconds()
		what := fmt.Sprintf("%d slow uploads, as fast as it takes", *uploads)
		if pace > 0 {
			what = fmt.Sprintf("%d slow uploads, %d answers/s", *uploads, pace)
		}
		rep.say("%s: %v; the door used %.2f processors", what, got, busy)
		if pace > 0 {
			rep.figure(got.other+got.broken+got.busy == 0, "refused, broken or told to wait", "0", "%d", got.other+got.broken+got.busy)
			rep.timed(got.rate() >= 297, "answers/s at that pace", "300", "%.0f", got.rate())
			rep.timed(got.p99 <= 250*time.Millisecond, "p99 at that pace", "≤ 250 ms", "%.1f ms", ms(got.p99))
		} else {
			rep.timed(got.rate() >= 300, "answers/s", "≥ 300", "%.0f", got.rate())
			rep.timed(got.p99 <= 250*time.Millisecond, "p99", "≤ 250 ms", "%.1f ms", ms(got.p99))
		}
	}
	alive, moved := going()
	rep.figure(alive == *uploads, "slow uploads that still go on", "all", "%d of %d, %d MB so far", alive, *uploads, moved>>20)
	rep.figure(r.peak() <= 128<<20, "most memory (VmHWM)", "≤ 128 MB", "%.1f MB", float64(r.peak())/(1<<20))
	return rep.err()
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// slowly starts slow uploads in a process of their own. going says how many
// are still being sent, and how much was; it ends them.
func (r *rig) slowly(ctx context.Context, n int, size, rate int64) (going func() (alive int, bytes int64), err error) {
	if n == 0 {
		return func() (int, int64) { return 0, 0 }, nil
	}
	me, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, me, "slow", "-url", r.url, "-n", strconv.Itoa(n), "-size", strconv.FormatInt(size, 10), "-rate", strconv.FormatInt(rate, 10))
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	if err := wait(ctx, ripe+2*time.Second); err != nil { // all have begun
		return nil, err
	}
	return func() (alive int, sent int64) {
		in.Close()
		cmd.Wait()
		fmt.Sscanf(out.String(), "%d %d", &alive, &sent)
		return alive, sent
	}, nil
}

// slow sends files slowly until its standard input ends, then prints how many
// were still going or done, and the bytes sent.
func slow(ctx context.Context, args []string) error {
	var c common
	f := flags("slow", &c, time.Hour)
	url := f.String("url", "", "of the door")
	n := f.Int("n", 100, "uploads")
	size := f.Int64("size", 100<<20, "bytes of each")
	rate := f.Int64("rate", 128<<10, "bytes a second of each")
	f.Parse(args)
	ctx, cancel := context.WithTimeout(ctx, c.most)
	defer cancel()
	r := &rig{url: *url, front: strings.TrimPrefix(*url, "http://")}
	if !strings.HasPrefix(r.front, "127.") {
		return errors.New("only an address of this machine is measured")
	}
	forms := make([]form, *n)
	client := http.Header{}
	for i := range forms {
		client.Set("X-Forwarded-For", fmt.Sprintf("100.%d.%d.7", 64+i/256, i%256))
		var err error
		if forms[i], err = r.fetch(ctx, "en", client); err != nil {
			return err
		}
	}
	if err := wait(ctx, ripe); err != nil {
		return err
	}
	var alive, sent atomic.Int64
	noise := make([]byte, 64<<10)
	for i := range noise {
		noise[i] = byte(mrand.Uint32())
	}
	stop := make(chan struct{})
	go func() { io.Copy(io.Discard, os.Stdin); close(stop) }()
	var wg sync.WaitGroup
	for i, f := range forms {
		wg.Go(func() {
			const boundary = "slowslowslow"
			body := answer{form: f, text: "a slow video", file: &part{file: true, filename: "v.mp4", kind: "video/mp4", value: kinds[2].head + "\x00SPLIT"}}.body(boundary)
			before, after, _ := bytes.Cut(body, []byte("SPLIT"))
			conn, err := net.Dial("tcp", r.front)
			if err != nil {
				return
			}
			defer conn.Close()
			ended := make(chan string, 1)
			fmt.Fprintf(conn, "POST /q/%s HTTP/1.1\r\nHost: %s\r\nX-Forwarded-For: 100.%d.%d.7\r\nContent-Type: multipart/form-data; boundary=%s\r\nContent-Length: %d\r\n\r\n", slug, r.front, 64+i/256, i%256, boundary, int64(len(before)+len(after))+*size)
			go func() {
				head := make([]byte, 12)
				io.ReadFull(conn, head)
				ended <- string(head)
			}()
			conn.Write(before)
			piece := int64(16 << 10)
			tick := time.NewTicker(time.Duration(float64(time.Second) * float64(piece) / float64(*rate)))
			defer tick.Stop()
			for left := *size; left > 0; left -= piece {
				select {
				case <-stop:
					alive.Add(1)
					return
				case head := <-ended:
					fmt.Fprintf(os.Stderr, "a slow upload was ended by the door: %q\n", head)
					return
				case <-ctx.Done():
					return
				case <-tick.C:
				}
				m, err := conn.Write(noise[:min(piece, left)])
				sent.Add(int64(m))
				if err != nil {
					return
				}
			}
			conn.Write(after)
			if head := <-ended; strings.HasSuffix(head, " 200") {
				alive.Add(1) // it is done
			} else {
				fmt.Fprintf(os.Stderr, "a slow upload was refused: %q\n", head)
			}
		})
	}
	wg.Wait()
	fmt.Println(alive.Load(), sent.Load())
	return nil
}
