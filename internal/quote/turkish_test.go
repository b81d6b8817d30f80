package quote

import "testing"

func TestTurkishMarks(t *testing.T) {
	readsAs(t, "tr", `Belediye Başkanı Kemal Arıcan, "Eski liman yıl sonunda kapanacak" dedi.`,
		"marks-verb Belediye Başkanı Kemal Arıcan > Eski liman yıl sonunda kapanacak")
	readsAs(t, "tr", "Balıkçı Nadir Koç, “Artık yorulduk” diye konuştu.",
		"marks-verb Balıkçı Nadir Koç > Artık yorulduk")
	readsAs(t, "tr", `Bakan Deniz Erol, "Köprü güvenli mi?" sorusuna "Evet" yanıtını verdi.`,
		"marks-verb Bakan Deniz Erol > Evet")
}

func TestTurkishAfter(t *testing.T) {
	readsAs(t, "tr", `"Başka seçeneğimiz yok" dedi Arıcan, "para bitti."`,
		"marks-verb-speaker Arıcan > Başka seçeneğimiz yok … para bitti.")
	readsAs(t, "tr", `"Bu karar hukuka aykırı" diyen Doruk, dava açacaklarını açıkladı.`,
		"marks-verb Doruk > Bu karar hukuka aykırı",
		"noun-verb Doruk > dava açacaklarını")
}

func TestTurkishNoun(t *testing.T) {
	readsAs(t, "tr", "Arıcan, limanın yıl sonunda kapatılacağını söyledi.",
		"noun-verb Arıcan > limanın yıl sonunda kapatılacağını")
	readsAs(t, "tr", "Avukat Selin Doruk, kararın yasalara aykırı olduğunu belirtti.",
		"noun-verb Avukat Selin Doruk > kararın yasalara aykırı olduğunu")
	readsAs(t, "tr", "O, limanın güvenli olmadığını ifade etti.",
		"noun-verb O > limanın güvenli olmadığını")
	readsAs(t, "tr", "Arıcan projenin iptal edildiğini söyledi.",
		"noun-verb Arıcan > projenin iptal edildiğini")
}

func TestTurkishColon(t *testing.T) {
	readsAs(t, "tr", `Ulaştırma Bakanı şöyle konuştu: "Planı yeniden inceleyeceğiz."`,
		"verb-colon Ulaştırma Bakanı > Planı yeniden inceleyeceğiz.")
	readsAs(t, "tr", `Arıcan'ın açıklaması kısa oldu: "İstifa etmiyorum."`,
		"noun Arıcan'ın > İstifa etmiyorum.")
}

func TestTurkishAccording(t *testing.T) {
	readsAs(t, "tr", "Doruk'a göre iki yüz aile bu karardan etkilenecek.",
		"according Doruk'a > iki yüz aile bu karardan etkilenecek")
}

func TestTurkishNone(t *testing.T) {
	readsAs(t, "tr", `Kitabı "Uzun Gece" adıyla yayımlandı.`)
	readsAs(t, "tr", "Hava güzeldi, herkes yürüdü.")
}
