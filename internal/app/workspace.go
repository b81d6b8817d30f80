package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"voxpop"
)

// configText is a new workspace's voxpop.toml: it sets nothing.
const configText = `# voxpop.toml: what differs here from the program's defaults.
# Every key is explained in docs/HOUSE-RULES.md, docs/ENGINES.md and docs/DOOR.md; an unknown key is refused.

# [listen]
# desk = "127.0.0.1:8080"

# [database]
# url = "postgres://voxpop@localhost/voxpop"    # without it: SQLite in this folder

# [house]
# min_cell = 5
#
# [house.ladder.many]
# low = 0.25

# [llm]                                         # nothing is shown to a model unless you name one
# url = "http://127.0.0.1:11434/v1"
# embedding_model = "bge-m3"

# [media]                                       # recordings are made into clean media; ffmpeg is found where it is installed
# workers = 2

# [speech]                                      # nobody writes down what was said unless you name somebody
# engine = "whisper"
# url = "http://127.0.0.1:8178"

# [translate]
# engine = "libretranslate"
# url = "http://127.0.0.1:5000"
# into = ["en"]

# [voice]                                       # reads a checked transcript aloud, instead of the person's own voice
# engine = "espeak-ng"

# [[door]]                                      # a public door on another machine
# url = "https://door.example:8082"
# name = "city"

# [pull]
# every = "15m"

# [backup]
# keep_days = 30
`

// WriteConfig writes voxpop.toml unless it is there.
func WriteConfig(dir string) error {
	f, err := os.OpenFile(filepath.Join(dir, ConfigFile), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return &voxpop.Error{Kind: voxpop.Unavailable, Op: "app.WriteConfig", Place: ConfigFile, Message: "cannot be written", Err: cause(err)}
	}
	if _, err := f.WriteString(configText); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// settlePoll is how often [App.Settle] looks whether the queue is empty: often
// enough not to be noticed, rarely enough not to hold up the writer.
const settlePoll = 25 * time.Millisecond

// Settle runs the jobs that verbs have left until none waits.
func (a *App) Settle(ctx context.Context) error {
	worker, cancel := context.WithCancel(ctx)
	ran := make(chan error, 1)
	go func() { ran <- a.Run(worker, Parts{Worker: true, brief: true}) }()
	tick := time.NewTicker(settlePoll)
	defer tick.Stop()
	for {
		n, err := a.Store.Waiting(ctx)
		if err != nil || n == 0 {
			cancel()
			return errors.Join(err, <-ran)
		}
		select {
		case err := <-ran:
			cancel()
			return errors.Join(err, ctx.Err())
		case <-tick.C:
		}
	}
}
