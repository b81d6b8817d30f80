package bitext

import (
	"fmt"
	"strings"
	"sync"

	"voxpop/internal/text"
)

// Halves, money and the halves of a day stand beside numbers and change them as
// much as a digit does. A sentence is compared as a whole: what only one side
// says is let pass, what the two say otherwise is not.

// halfRoots begin the words that say a half, or a number that stands for one.
var halfRoots = map[string]string{
	"en": "half halv midday midnight middle noon fifty thirty mid semi",
	"fa": "نیم نصف پنجاه سی وسط ظهر پنجم", "ar": "نصف نص منتصف خمسين خمسون ثلاثين ثلاثون وسط الظهر ظهر",
	"tr": "yarı buçuk elli otuz orta öğle", "es": "medi mitad cincuenta treinta", "fr": "demi moitié mi cinquante trente",
	"de": "halb hälfte halft anderthalb eineinhalb zweieinhalb dreieinhalb fünfzig dreißig mitt", "ru": "пол пятьдесят тридцать середин",
}

// halfWords are those that say it beyond doubt.
var halfWords = map[string]string{"en": "half", "fa": "نیم نصف نصفش", "ar": "نصف", "tr": "yarım yarısı", "es": "mitad", "fr": "demi moitié", "de": "hälfte", "ru": "половина половину половины полчаса"}

var halfTables = sync.OnceValue(func() map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for lang, list := range halfWords {
		out[lang] = looseSet(list)
	}
	return out
})

// currencies are words of money, by what they are. A lira is also called a pound.
const currencies = `toman=تومان=تومن=تومانی=toman=tomans=томан=томанов rial=ریال=ريال=rial=rials=riyal=riyals=риал=риалов
	dollar=دلار=دولار=دولارات=دلاری=dollar=dollars=dolar=dolara=dolares=dólar=dólares=доллар=доллара=долларов euro=یورو=يورو=اورو=euro=euros=avro=евро
	dinar=دینار=دينار=دنانير=dinar=dinars=dinares=dinara=динар=динаров lira=لیر=لیره=ليرة=ليرات=lira=liras=lires=лира=лир=лиры=جنيه=جنيها=جنيهات=پوند=pound=pounds=фунт=фунтов
	ruble=روبل=ruble=rubles=rouble=roubles=rublo=rublos=rubel=рубль=рубля=рублей=руб afghani=افغانی=افغاني=afghani=afghanis=афгани rupee=روپیه=روپے=روپیہ=روبية=rupee=rupees=rupi=roupies=rupias`

var currencyOf = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	for list := range strings.FieldsSeq(currencies) {
		names := strings.Split(list, "=")
		for _, n := range names {
			out[text.LooseString(n)] = names[0]
		}
	}
	return out
})

// Words of the first and of the second half of a day. Night and noon are in
// neither: two at night is in the first.
var (
	forenoon = sync.OnceValue(func() map[string]bool {
		return looseSet("صبح صباحا الصبح sabah sabahın утра matin morgens morning")
	})
	afternoon = sync.OnceValue(func() map[string]bool {
		return looseSet("عصر بعدازظهر غروب مساء المساء العصر عصرا akşam вечера tarde soir abends nachmittags evening afternoon")
	})
)

// measures compares what stands beside numbers.
func (c *comparison) measures(p pairOf) {
	if c.from == c.to {
		return
	}
	c.halfOf(p)
	c.money(p)
	c.dayHalf(p)
}

func (c *comparison) halfOf(p pairOf) {
	if halfRoots[c.from] == "" || halfRoots[c.to] == "" {
		return
	}
	if at, ok := saysHalf(p.s); ok && !mayHalf(p.t) {
		c.add(Number, p.s.at(at), p.t.whole(), fmt.Sprintf("%s is a half; the translation seems to have none.", quote(p.s.text(at))))
	} else if at, ok := saysHalf(p.t); ok && !mayHalf(p.s) {
		c.add(Number, p.s.whole(), p.t.at(at), fmt.Sprintf("%s is a half; the source seems to have none.", quote(p.t.text(at))))
	}
}

func saysHalf(s side) (text.Span, bool) {
	for _, w := range s.words {
		if halfTables()[s.lang][text.LooseString(w.fold)] {
			return w.Span, true
		}
	}
	return text.Span{}, false
}

// mayHalf reports whether a sentence holds anything that a half may have become:
// also a fraction or percentage in digits.
func mayHalf(s side) bool {
	if hasDigit(s.runes) || strings.ContainsRune(string(s.runes), '½') {
		return true
	}
	for _, w := range s.words {
		f := text.LooseString(w.fold)
		for root := range strings.FieldsSeq(halfRoots[s.lang]) {
			root = text.LooseString(root)
			if strings.HasPrefix(f, root) || s.lang == "ar" && strings.Contains(f, root) || s.lang == "fa" && strings.Contains(f, root) && len(root) > 4 || s.lang == "de" && strings.Contains(f, root) {
				return true
			}
		}
	}
	return false
}

// money reports two sentences that both speak of money, and not of the same.
func (c *comparison) money(p pairOf) {
	find := func(s side) (map[string]bool, text.Span) {
		kinds, at := map[string]bool{}, text.Span{}
		for _, w := range s.words {
			if k := currencyOf()[text.LooseString(w.fold)]; k != "" {
				if len(kinds) == 0 {
					at = w.Span
				}
				kinds[k] = true
			}
		}
		return kinds, at
	}
	a, at := find(p.s)
	b, to := find(p.t)
	if len(a) == 0 || len(b) == 0 || len(quantities(p.s.runes, p.s.lang)) == 0 {
		return
	}
	for k := range a {
		if b[k] {
			return
		}
	}
	c.add(Number, p.s.at(at), p.t.at(to), fmt.Sprintf("The source speaks of %s, the translation of %s.", quote(p.s.text(at)), quote(p.t.text(to))))
}

// dayHalf reports an hour of the morning that became one of the evening in
// English, and the other way round.
func (c *comparison) dayHalf(p pairOf) {
	en, other, swapped := p.t, p.s, false
	if c.from == "en" {
		en, other, swapped = p.s, p.t, true
	} else if c.to != "en" {
		return
	}
	am, pm, at := false, false, text.Span{}
	its := items(en.runes)
	for i, it := range its {
		if i == 0 || its[i-1].digits == nil {
			continue
		}
		switch {
		case it.word == "am", it.word == "a" && i+1 < len(its) && its[i+1].word == "m":
			am, at = true, it.Span
		case it.word == "pm", it.word == "p" && i+1 < len(its) && its[i+1].word == "m":
			pm, at = true, it.Span
		}
	}
	early, late, where := false, false, text.Span{}
	for _, w := range other.words {
		switch f := text.LooseString(w.fold); {
		case forenoon()[f]:
			early, where = true, w.Span
		case afternoon()[f]:
			late, where = true, w.Span
		}
	}
	if am == pm || early == late || am == early {
		return
	}
	from, to := other.at(where), en.at(at)
	if swapped {
		from, to = to, from
	}
	c.add(Number, from, to, fmt.Sprintf("%s and %s are not one half of the day.", quote(other.text(where)), quote(en.text(at))))
}
