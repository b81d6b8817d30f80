package page

// Sheet is the style sheet that all pages share, by its name; nil = there is
// none of that name.
func Sheet(name string) []byte {
	if name != "voxpop.css" {
		return nil
	}
	b, err := assets.ReadFile("assets/" + name)
	if err != nil {
		return nil
	}
	return b
}
