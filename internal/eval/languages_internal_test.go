package eval

import "testing"

func TestFirstWords(t *testing.T) {
	for _, c := range []struct {
		s    string
		n    int
		want string
	}{
		{"one two three", 2, "one two"}, {" one  two", 1, "one"}, {"one", 3, "one"}, {"a b", 0, "a b"}, {"می‌روم خانه", 1, "می‌روم"}, {"我们要坐船", 2, "我们要坐"}, {"", 2, ""},
	} {
		if got := firstWords(c.s, c.n); got != c.want {
			t.Errorf("%d words of %q: %q, want %q", c.n, c.s, got, c.want)
		}
	}
}
