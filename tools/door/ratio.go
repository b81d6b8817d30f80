package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/tus/tusd/v2/pkg/filestore"
	"github.com/tus/tusd/v2/pkg/handler"
	"golang.org/x/exp/slog"
)

// ratio compares what sealing, padding and syncing cost: an upload through the
// door beside one to tusd, which stores the same bytes in the clear and does
// not sync; answers a second beside the files a second that the disk can make durable.
func ratio(ctx context.Context, args []string) error {
	var c common
	f := flags("ratio", &c, 15*time.Minute)
	size := f.Int64("size", 64<<20, "bytes of an upload")
	rounds := f.Int("rounds", 12, "pairs of uploads")
	seconds := f.Int("seconds", 10, "of each run of answers and of files")
	workers := f.Int("workers", 32, "that send answers, or write files")
	f.Parse(args)
	ctx, end, err := c.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	r, err := newRig(ctx, &c, roomy+"\n"+behind+"max_bytes = \"1 GB\"")
	if err != nil {
		return err
	}
	defer r.stop()
	if err := r.open(ctx); err != nil {
		return err
	}
	var rep report
	if *rounds > 0 {
		if err := r.uploads(ctx, &rep, *size, *rounds); err != nil {
			return err
		}
	}
	var ours, disk []float64
	for range 3 {
		got, err := r.blast(ctx, blast{seconds: *seconds, threads: 2, connections: *workers, tickets: *seconds * 2500})
		if err != nil {
			return err
		}
		ours = append(ours, got.rate())
		rep.say("answers: %v", got)
		n, err := durable(ctx, filepath.Join(c.dir, "disk"), *workers, time.Duration(*seconds)*time.Second)
		if err != nil {
			return err
		}
		disk = append(disk, n)
		rep.say("files of %d bytes written, synced, renamed, folder synced: %.0f/s", sealedText, n)
	}
	share := median(ours) / median(disk)
	rep.figure(share > 0, "answers/s as a share of the disk's files/s", "printed", "%.2f (%.0f of %.0f)", share, median(ours), median(disk))
	return rep.err()
}

func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	if len(s) == 0 {
		return 0
	}
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// uploads alternates between the door and tusd, twice each in turn.
func (r *rig) uploads(ctx context.Context, rep *report, size int64, rounds int) error {
	store := filepath.Join(r.dir, "tusd")
	plain, end, err := anchor(ctx, store, false)
	if err != nil {
		return err
	}
	defer end()
	synced, end2, err := anchor(ctx, store, true)
	if err != nil {
		return err
	}
	defer end2()
	noise := make([]byte, size)
	rand.Read(noise)
	copy(noise, kinds[2].head)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1, WriteBufferSize: 256 << 10}}
	one, all := func() error {
		f, err := r.fetch(ctx, "en", http.Header{"X-Forwarded-For": {strings.Replace(somewhere().String(), "127.", "12.", 1)}})
		if err != nil {
			return err
		}
		if err := wait(ctx, ripe); err != nil {
			return err
		}
		body := answer{form: f, text: "a video", file: &part{file: true, filename: "v.mp4", kind: "video/mp4", value: "\x00SPLIT"}}.body("alternate")
		before, after, _ := bytes.Cut(body, []byte("\x00SPLIT"))
		req, err := http.NewRequestWithContext(ctx, "POST", r.url+"/q/"+slug, io.MultiReader(bytes.NewReader(before), bytes.NewReader(noise), bytes.NewReader(after)))
		if err != nil {
			return err
		}
		req.ContentLength = int64(len(before)+len(after)) + size
		req.Header.Set("Content-Type", "multipart/form-data; boundary=alternate")
		req.Header.Set("X-Forwarded-For", strings.Replace(somewhere().String(), "127.", "12.", 1))
		return expect(client, req, 200)
	}, map[string][]float64{}
	tus := func(at string) error {
		return upload(ctx, client, "http://"+at, map[string]string{"filename": "v.mp4"}, noise)
	}
	// The door's own resumable upload takes what a page sealed: an item as the
	// door made it, which lies in its folder, is as good.
	again := func() error {
		var sealed []byte
		each(r.door, func(rel string, info fs.FileInfo) {
			if itemName.MatchString(info.Name()) && info.Size() > size && sealed == nil {
				sealed, _ = os.ReadFile(filepath.Join(r.door, rel))
			}
		})
		f, err := r.fetch(ctx, "en", http.Header{"X-Forwarded-For": {strings.Replace(somewhere().String(), "127.", "12.", 1)}})
		if err != nil {
			return err
		}
		if err := wait(ctx, ripe); err != nil {
			return err
		}
		began := time.Now()
		err = upload(ctx, client, r.url, map[string]string{"callout": slug, "ticket": f.ticket, "tag": "0123456789abcdef"}, sealed)
		all["resumable"] = append(all["resumable"], float64(len(sealed))/time.Since(began).Seconds()/(1<<20))
		return err
	}
	ways := map[string]func() error{"door": one, "tusd": func() error { return tus(plain) }, "synced": func() error { return tus(synced) }}
	timed := func(what string) error {
		began := time.Now()
		err := ways[what]()
		took := time.Since(began)
		if what == "door" {
			took -= ripe // the form had to age; that is not the upload
		}
		all[what] = append(all[what], float64(size)/took.Seconds()/(1<<20))
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		return nil
	}
	var pairs, fair []float64
	order := []string{"door", "tusd", "synced"}
	for i := range rounds + 1 {
		for _, what := range order {
			if err := timed(what); err != nil {
				return err
			}
		}
		if err := again(); err != nil {
			return fmt.Errorf("the door's resumable upload: %w", err)
		}
		order = append(order[1:], order[0])
		if i == 0 {
			clear(all) // the first of each warms up
			continue
		}
		pairs = append(pairs, all["door"][i-1]/all["tusd"][i-1])
		fair = append(fair, all["door"][i-1]/all["synced"][i-1])
		os.RemoveAll(store)
		os.MkdirAll(store, 0o700)
	}
	for _, x := range [][2]string{{"door", "sealed, padded and synced by the door"}, {"resumable", "sealed by the sender, resumable"}, {"synced", "in the clear by tusd, and synced"}, {"tusd", "in the clear by tusd as it is, unsynced"}} {
		v := all[x[0]]
		rep.say("%d uploads of %d MB in turn, %-40s %4.0f MB/s (%.0f to %.0f)", rounds, size>>20, x[1]+":", median(v), slices.Min(v), slices.Max(v))
	}
	rep.figure(median(pairs) >= 0.8, "sealed uploads beside tusd's, unsynced", "≥ 0.8", "%.2f (%.2f to %.2f)", median(pairs), slices.Min(pairs), slices.Max(pairs))
	rep.figure(median(fair) >= 0.8, "sealed uploads beside tusd's, synced", "≥ 0.8", "%.2f (%.2f to %.2f)", median(fair), slices.Min(fair), slices.Max(fair))
	return nil
}

// anchor starts tusd in a process of its own.
func anchor(ctx context.Context, store string, synced bool) (address string, end func(), err error) {
	me, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	at := l.Addr().String()
	l.Close()
	cmd := exec.CommandContext(ctx, me, "tusd", "-store", store, "-listen", at, "-sync="+strconv.FormatBool(synced))
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	end = func() { cmd.Process.Kill(); cmd.Wait() }
	for try := 0; ; try++ {
		conn, err := net.Dial("tcp", at)
		if err == nil {
			conn.Close()
			return at, end, nil
		}
		if try > 200 {
			end()
			return "", nil, err
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// upload sends bytes by the tus protocol, in one piece.
func upload(ctx context.Context, client *http.Client, host string, metadata map[string]string, b []byte) error {
	req, err := http.NewRequestWithContext(ctx, "POST", host+"/files/", nil)
	if err != nil {
		return err
	}
	var pairs []string
	for k, v := range metadata {
		pairs = append(pairs, k+" "+base64.StdEncoding.EncodeToString([]byte(v)))
	}
	req.Header.Set("Tus-Resumable", "1.0.0")
	req.Header.Set("Upload-Length", strconv.Itoa(len(b)))
	req.Header.Set("Upload-Metadata", strings.Join(pairs, ","))
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	res.Body.Close()
	if res.StatusCode != 201 {
		return errors.New("creating an upload: " + res.Status)
	}
	at := res.Header.Get("Location")
	if strings.HasPrefix(at, "/") {
		at = host + at
	}
	req, err = http.NewRequestWithContext(ctx, "PATCH", at, bytes.NewReader(b))
	if err != nil {
		return err
	}
	req.Header.Set("Tus-Resumable", "1.0.0")
	req.Header.Set("Upload-Offset", "0")
	req.Header.Set("Content-Type", "application/offset+octet-stream")
	return expect(client, req, 204)
}

func expect(client *http.Client, req *http.Request, status int) error {
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	io.Copy(io.Discard, res.Body)
	if res.StatusCode != status {
		return errors.New(res.Status)
	}
	return nil
}

// sealedText is the size of a sealed text with two recipients, about.
const sealedText = 24<<10 + 3300

// durable counts the files that workers make durable in a time.
func durable(ctx context.Context, dir string, workers int, d time.Duration) (float64, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	folder, err := os.Open(dir)
	if err != nil {
		return 0, err
	}
	defer folder.Close()
	b := make([]byte, sealedText)
	rand.Read(b)
	began := time.Now()
	var mu sync.Mutex
	var n int
	var bad error
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := 0; time.Since(began) < d && ctx.Err() == nil; i++ {
				name := filepath.Join(dir, fmt.Sprintf("%d-%d", w, i))
				err := func() error {
					f, err := os.Create(name + ".part")
					if err != nil {
						return err
					}
					defer f.Close()
					if _, err := f.Write(b); err != nil {
						return err
					}
					if err := f.Sync(); err != nil {
						return err
					}
					if err := os.Rename(name+".part", name); err != nil {
						return err
					}
					return folder.Sync()
				}()
				mu.Lock()
				n++
				if err != nil {
					bad = err
				}
				mu.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	return float64(n) / time.Since(began).Seconds(), bad
}

// tusd is the anchor: tusd's own handler on tusd's own file store, as its
// binary runs them, without hooks.
func tusd(ctx context.Context, args []string) error {
	var c common
	f := flags("tusd", &c, time.Hour)
	store := f.String("store", "", "folder")
	listen := f.String("listen", "", "address")
	sync := f.Bool("sync", false, "sync file and folder before an upload is answered; tusd itself does not")
	f.Parse(args)
	if !strings.HasPrefix(*listen, "127.") {
		return errors.New("only an address of this machine is measured")
	}
	if err := os.MkdirAll(*store, 0o700); err != nil {
		return err
	}
	composer := handler.NewStoreComposer()
	filestore.New(*store).UseIn(composer)
	config := handler.Config{BasePath: "/files/", StoreComposer: composer, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))}
	if *sync {
		config.PreFinishResponseCallback = func(hook handler.HookEvent) (handler.HTTPResponse, error) {
			for _, name := range []string{hook.Upload.Storage[filestore.StorageKeyPath], *store} {
				file, err := os.Open(name)
				if err != nil {
					return handler.HTTPResponse{}, err
				}
				err = file.Sync()
				file.Close()
				if err != nil {
					return handler.HTTPResponse{}, err
				}
			}
			return handler.HTTPResponse{}, nil
		}
	}
	h, err := handler.NewHandler(config)
	if err != nil {
		return err
	}
	server := &http.Server{Addr: *listen, Handler: http.StripPrefix("/files/", h), ErrorLog: log.New(io.Discard, "", 0)}
	context.AfterFunc(ctx, func() { server.Close() })
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
