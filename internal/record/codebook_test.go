package record_test

import (
	"reflect"
	"strings"
	"testing"

	"voxpop"
	"voxpop/internal/record"
)

func TestACodebookAlone(t *testing.T) {
	book := voxpop.Codebook{Version: "3", Codes: []voxpop.Code{
		{ID: "bread", Name: voxpop.Localized{"en": "Bread", "fa": "نان"}, Definition: "d: #1", Example: "“no bread”", Kind: voxpop.Theme, Key: "1", Colour: "teal"},
		{ID: "rye", Name: voxpop.Localized{"en": "Rye"}, Definition: "d", Parent: "bread", Kind: voxpop.Theme, Retired: true},
	}}
	got, err := record.ParseCodebook(record.CodebookYAML(book))
	if err != nil || !reflect.DeepEqual(got, book) {
		t.Errorf("%+v %v", got, err)
	}
	for text, want := range map[string]string{
		"":                            "empty",
		"version: [":                  "not YAML",
		"version: 1\ncodes:\n- id: a": "codes",
		"version: 1\ncodes:\n- {id: a, name: {en: A}, definition: d, kind: theme, colour: mauve}": "colour",
		"\xff\xfe": "UTF-16",
	} {
		if _, err := record.ParseCodebook([]byte(text)); voxpop.KindOf(err) != voxpop.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
