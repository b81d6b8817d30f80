// Command bench reads the output of `go test -bench` and prints a table: each benchmark's median beside the stored baseline, as a ratio.
//
//	bench -baseline FILE           compare; what is slower than -limit times is marked, with -check status 1
//	bench -baseline FILE -write    store the medians as the new baseline
//	bench -growth                  how time grows with size, for benchmarks named after one (Find/10000)
package main

import (
	"bufio"
	"cmp"
	"flag"
	"fmt"
	"maps"
	"math"
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

// sized finds the size in a benchmark's name: a whole number between slashes.
var sized = regexp.MustCompile(`/(\d{3,})(/| |$)`)

// growth prints for each benchmark that ran at several sizes its time, and by
// what it grew for each tenfold: 10 is linear, n log n a little more.
func growth(runs map[string][]float64) {
	type point struct{ n, ns float64 }
	all := map[string][]point{}
	for k, v := range runs {
		m := sized.FindStringSubmatchIndex(k)
		if m == nil || !strings.HasSuffix(k, " ns/op") {
			continue
		}
		n, _ := strconv.ParseFloat(k[m[2]:m[3]], 64)
		name := strings.TrimSuffix(k[:m[2]]+"N"+k[m[3]:], " ns/op")
		all[name] = append(all[name], point{n, median(v)})
	}
	fmt.Printf("%-80s %10s %12s %8s\n", "benchmark", "size", "ms", "tenfold")
	for _, name := range slices.Sorted(maps.Keys(all)) {
		points := all[name]
		slices.SortFunc(points, func(a, b point) int { return cmp.Compare(a.n, b.n) })
		for i, p := range points {
			tenfold := ""
			if i > 0 {
				before := points[i-1]
				tenfold = fmt.Sprintf("%.1f", math.Pow(p.ns/before.ns, 1/math.Log10(p.n/before.n)))
			}
			fmt.Printf("%-80s %10.0f %12.3g %8s\n", name, p.n, p.ns/1e6, tenfold)
		}
	}
}

func main() {
	file := flag.String("baseline", "", "file of stored medians")
	write := flag.Bool("write", false, "store the medians instead of comparing")
	grow := flag.Bool("growth", false, "print how time grows with the size in the name of a benchmark")
	limit := flag.Float64("limit", 3, "a time this many times the baseline is marked")
	check := flag.Bool("check", false, "a time that is marked is a failure: for a machine that does nothing else")
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
	if *grow {
		growth(runs)
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
		fmt.Printf("%d slower than %g times the baseline, or the machine was busy\n", slow, *limit)
		if *check {
			os.Exit(1)
		}
	}
}
