// Command bench reads the output of `go test -bench` and prints a table: each benchmark's median beside the stored baseline, as a ratio.
//
//	bench -baseline FILE           compare; status 1 when one is slower than -limit times
//	bench -baseline FILE -write    store the medians as the new baseline
package main

import (
	"bufio"
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var processors = regexp.MustCompile(`-\d+$`)

// line is "BenchmarkName-8  100  12345 ns/op  …"; any unit is kept.
func parse(line string, into map[string][]float64) {
	f := strings.Fields(line)
	if len(f) < 4 || !strings.HasPrefix(f[0], "Benchmark") {
		return
	}
	name := strings.TrimPrefix(processors.ReplaceAllString(f[0], ""), "Benchmark")
	for i := 2; i+1 < len(f); i += 2 {
		if v, err := strconv.ParseFloat(f[i], 64); err == nil {
			into[name+" "+f[i+1]] = append(into[name+" "+f[i+1]], v)
		}
	}
}

func median(v []float64) float64 {
	s := slices.Sorted(slices.Values(v))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

func main() {
	file := flag.String("baseline", "", "file of stored medians")
	write := flag.Bool("write", false, "store the medians instead of comparing")
	limit := flag.Float64("limit", 3, "a time this many times the baseline is a failure")
	flag.Parse()
	runs := map[string][]float64{}
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<20)
	pkg := ""
	for in.Scan() {
		if p, ok := strings.CutPrefix(in.Text(), "pkg: "); ok {
			pkg = p
		}
		one := map[string][]float64{}
		parse(in.Text(), one)
		for k, v := range one {
			runs[pkg+" "+k] = append(runs[pkg+" "+k], v...)
		}
	}
	if len(runs) == 0 {
		fmt.Fprintln(os.Stderr, "bench: no benchmark in the input")
		os.Exit(2)
	}
	keys := slices.Sorted(maps.Keys(runs))
	if *write {
		var b strings.Builder
		for _, k := range keys {
			fmt.Fprintf(&b, "%s %g\n", k, median(runs[k]))
		}
		if err := os.WriteFile(*file, []byte(b.String()), 0o666); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(2)
		}
		return
	}
	base := map[string]float64{}
	stored, err := os.ReadFile(*file)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench: no baseline yet; -write makes one")
	}
	for l := range strings.Lines(string(stored)) {
		if i := strings.LastIndexByte(strings.TrimSpace(l), ' '); i > 0 {
			base[l[:i]], _ = strconv.ParseFloat(strings.TrimSpace(l[i:]), 64)
		}
	}
	slow := 0
	fmt.Printf("%-34s %-44s %14s %14s %7s  %s\n", "package", "benchmark", "now", "baseline", "ratio", "unit")
	for _, k := range keys {
		f := strings.Fields(k)
		now, was := median(runs[k]), base[k]
		ratio := "new"
		if was > 0 {
			ratio = fmt.Sprintf("%.2f", now/was)
			if f[2] == "ns/op" && now/was > *limit {
				slow++
				ratio += " !"
			}
		}
		fmt.Printf("%-34s %-44s %14.4g %14.4g %7s  %s\n", f[0], f[1], now, was, ratio, f[2])
	}
	if slow > 0 {
		fmt.Printf("%d slower than %g times the baseline\n", slow, *limit)
		os.Exit(1)
	}
}
