// Command bundle builds the script of the form, internal/front/assets/door.js, and the notice of what is in it.
//
// The same sources and packages give the same bytes: the file is checked in,
// and tools/bundle/check.sh builds it again and compares.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	root := flag.String("root", ".", "folder of the repository")
	out := flag.String("out", "", "folder that gets door.js and door.LICENSES.txt; empty = internal/front/assets")
	flag.Parse()
	if *out == "" {
		*out = filepath.Join(*root, "internal/front/assets")
	}
	if err := run(*root, *out); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

func run(root, out string) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	modules := filepath.Join(root, "tools/bundle/node_modules")
	result := api.Build(api.BuildOptions{
		AbsWorkingDir:     root,
		EntryPoints:       []string{"internal/front/script/door.js"},
		NodePaths:         []string{modules},
		Bundle:            true,
		Format:            api.FormatIIFE,
		Platform:          api.PlatformBrowser,
		Target:            api.ES2019,
		Supported:         map[string]bool{"bigint": true}, // the curves need it; a browser without it leaves the plain form alone
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsNone, // they stand in door.LICENSES.txt
		Banner:            map[string]string{"js": "/* Licences: door.LICENSES.txt */"},
		Metafile:          true,
		LogLevel:          api.LogLevelWarning,
	})
	if len(result.Errors) > 0 {
		return fmt.Errorf("%d errors", len(result.Errors))
	}
	notice, err := notice(root, result.Metafile)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(out, "door.js"), result.OutputFiles[0].Contents, 0o666); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "door.LICENSES.txt"), notice, 0o666)
}

// notice lists the packages that the bundle has code of, each with its licence.
func notice(root, metafile string) ([]byte, error) {
	var meta struct {
		Outputs map[string]struct {
			Inputs map[string]struct{ BytesInOutput int }
		}
	}
	if err := json.Unmarshal([]byte(metafile), &meta); err != nil {
		return nil, err
	}
	var dirs []string
	for _, o := range meta.Outputs {
		for in := range o.Inputs {
			_, rest, ok := strings.Cut(in, "node_modules/")
			if !ok {
				continue
			}
			if strings.Contains(rest, "node_modules/") {
				return nil, fmt.Errorf("%s is a second copy of a package: pin one version in tools/bundle/package.json", rest)
			}
			parts := strings.SplitN(rest, "/", 3)
			name := parts[0]
			if strings.HasPrefix(name, "@") {
				name += "/" + parts[1]
			}
			dirs = append(dirs, name)
		}
	}
	slices.Sort(dirs)
	var b strings.Builder
	b.WriteString("door.js is voxpop's (Apache-2.0) and holds code of these packages.\n")
	for _, name := range slices.Compact(dirs) {
		dir := filepath.Join(root, "tools/bundle/node_modules", name)
		raw, err := os.ReadFile(filepath.Join(dir, "package.json"))
		if err != nil {
			return nil, err
		}
		var pkg struct{ Version, License string }
		if err := json.Unmarshal(raw, &pkg); err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "\n%s\n%s %s (%s)\n\n", strings.Repeat("-", 78), name, pkg.Version, pkg.License)
		texts, err := filepath.Glob(filepath.Join(dir, "LICEN[SC]E*"))
		if err != nil {
			return nil, err
		}
		if len(texts) == 0 {
			return nil, fmt.Errorf("%s has no licence text", name)
		}
		text, err := os.ReadFile(texts[0])
		if err != nil {
			return nil, err
		}
		b.WriteString(strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")) + "\n")
	}
	return []byte(b.String()), nil
}
