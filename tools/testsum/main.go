// Command testsum reads `go test -json` and prints what a person wants to see: a line for each package, the output of what failed, and one closing line.
//
// A skipped test counts as a failure: the machine that runs it says that it
// has everything, so a skip hides a test that nobody runs.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64
}

func main() {
	output := map[string][]string{} // by package and test
	var passed, failed, skipped int
	var bad []string
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var e event
		if err := json.Unmarshal(in.Bytes(), &e); err != nil {
			fmt.Println(in.Text()) // the go command itself speaks
			continue
		}
		key := e.Package + " " + e.Test
		switch e.Action {
		case "output":
			output[key] = append(output[key], e.Output)
		case "pass":
			if e.Test != "" {
				passed++
			} else {
				fmt.Printf("ok    %-40s %6.1fs\n", e.Package, e.Elapsed)
			}
			delete(output, key)
		case "skip":
			if e.Test != "" {
				skipped++
				bad = append(bad, "SKIP  "+key+"\n"+strings.Join(output[key], ""))
			}
		case "fail", "build-fail":
			if e.Test != "" {
				failed++
			} else {
				fmt.Printf("FAIL  %-40s %6.1fs\n", e.Package, e.Elapsed)
			}
			bad = append(bad, "FAIL  "+key+"\n"+strings.Join(output[key], ""))
		}
	}
	slices.Sort(bad)
	for _, b := range bad {
		fmt.Print("\n", b)
	}
	fmt.Printf("\n%d passed, %d failed, %d skipped\n", passed, failed, skipped)
	if err := in.Err(); err != nil || passed == 0 || len(bad) > 0 {
		if passed == 0 {
			fmt.Println("no test ran")
		}
		os.Exit(1)
	}
}
