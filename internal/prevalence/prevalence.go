// Package prevalence counts people, not messages: the waterfall, the share of each code with its range, coder agreement, and the words that a share carries.
package prevalence
