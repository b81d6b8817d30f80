package callouts_test

import (
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// formOf reads the editor's form as a browser would send it.
func formOf(t *testing.T, page string) url.Values {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	v := url.Values{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || !within(n, "callout-form") {
			continue
		}
		at := map[string]string{}
		for _, a := range n.Attr {
			at[a.Key] = a.Val
		}
		_, checked := at["checked"]
		switch {
		case at["name"] == "" || n.Data == "button":
		case n.Data == "textarea":
			text := ""
			for c := range n.ChildNodes() {
				text += c.Data
			}
			v.Add(at["name"], text)
		case n.Data == "select":
			for o := range n.Descendants() {
				for _, a := range o.Attr {
					if a.Key == "selected" {
						for _, b := range o.Attr {
							if b.Key == "value" {
								v.Set(at["name"], b.Val)
							}
						}
					}
				}
			}
		case at["type"] == "checkbox" && !checked:
		default:
			v.Add(at["name"], at["value"])
		}
	}
	if len(v) == 0 {
		t.Fatal("the page has no form")
	}
	return v
}

func within(n *html.Node, class string) bool {
	for p := n; p != nil; p = p.Parent {
		for _, a := range p.Attr {
			if p.Data == "form" && a.Key == "class" && a.Val == class {
				return true
			}
		}
	}
	return false
}

func pairs(v url.Values) (all []string) {
	for name, values := range v {
		for _, x := range values {
			all = append(all, name, x)
		}
	}
	return all
}
