// Command bundle builds the scripts of the pages: door.js of the public form and the modules of the desk, with the notices of what is in them, and copies the desk's typeface.
//
// The same sources and packages give the same bytes: the files are checked in,
// and tools/bundle/check.sh builds them again and compares.
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
	out := flag.String("out", "", "folder that gets door/ and desk/; empty = where they are checked in")
	flag.Parse()
	door, desk := filepath.Join(*root, "internal/front/assets"), filepath.Join(*root, "internal/desk/frame/assets")
	if *out != "" {
		door, desk = filepath.Join(*out, "door"), filepath.Join(*out, "desk")
	}
	if err := run(*root, door, desk); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

func run(root, door, desk string) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	for _, dir := range []string{door, desk} {
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return err
		}
	}
	if err := build(root, door, "door", []string{"internal/front/script/door.js"}, api.BuildOptions{
		Format:    api.FormatIIFE,
		Target:    api.ES2019,
		Supported: map[string]bool{"bigint": true}, // the curves need it; a browser without it leaves the plain form alone
	}); err != nil {
		return err
	}
	entries, err := filepath.Glob(filepath.Join(root, "internal/desk/script/*.js"))
	if err != nil {
		return err
	}
	for i, e := range entries {
		if entries[i], err = filepath.Rel(root, e); err != nil {
			return err
		}
	}
	// A screen's module takes from desk.js what the page has loaded already.
	if err := build(root, desk, "desk", entries, api.BuildOptions{Format: api.FormatESModule, Target: api.ES2022, External: []string{"./desk.js", "../desk.js"}}); err != nil {
		return err
	}
	face := filepath.Join(root, "tools/bundle/node_modules/@fontsource-variable/vazirmatn")
	for from, to := range map[string]string{
		"files/vazirmatn-arabic-wght-normal.woff2": "vazirmatn-arabic.woff2", "files/vazirmatn-latin-wght-normal.woff2": "vazirmatn-latin.woff2", "LICENSE": "vazirmatn.LICENSE.txt",
	} {
		b, err := os.ReadFile(filepath.Join(face, from))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(desk, to), b, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// build bundles entries into files of a folder, with the notice name.LICENSES.txt.
func build(root, out, name string, entries []string, o api.BuildOptions) error {
	o.AbsWorkingDir, o.EntryPoints, o.Outdir = root, entries, out
	o.NodePaths = []string{filepath.Join(root, "tools/bundle/node_modules")}
	o.Bundle, o.Platform = true, api.PlatformBrowser
	o.MinifyWhitespace, o.MinifyIdentifiers, o.MinifySyntax = true, true, true
	o.LegalComments = api.LegalCommentsNone // they stand in the notice
	o.Banner = map[string]string{"js": "/* Licences: " + name + ".LICENSES.txt */"}
	o.Metafile, o.LogLevel = true, api.LogLevelWarning
	result := api.Build(o)
	if len(result.Errors) > 0 {
		return fmt.Errorf("%d errors", len(result.Errors))
	}
	notice, err := notice(root, name, result.Metafile)
	if err != nil {
		return err
	}
	for _, f := range result.OutputFiles {
		if err := os.WriteFile(filepath.Join(out, filepath.Base(f.Path)), f.Contents, 0o666); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(out, name+".LICENSES.txt"), notice, 0o666)
}

// notice lists the packages that the bundle has code of, each with its licence.
func notice(root, bundle, metafile string) ([]byte, error) {
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
	b.WriteString(bundle + ".js is voxpop's (Apache-2.0) and holds code of these packages.\n")
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
