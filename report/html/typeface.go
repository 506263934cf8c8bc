package html

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"furikaeri/report/font"
)

// manyRunes is how many different characters of rows the typeface takes in. Rows with more would make the file too
// large: then only what stands on the page itself is sure to look as designed, and the rest comes from the reader's
// machine.
const manyRunes = 2000

// A runeSet is different characters beyond ASCII; those of ASCII are in every typeface.
type runeSet map[rune]bool

func (s runeSet) add(text string) {
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		s[r] = true
		i += n
	}
}

func (s runeSet) list() []rune {
	list := make([]rune, 0, len(s))
	for r := range s {
		list = append(list, r)
	}
	slices.Sort(list)
	return list
}

// typeface is the style rules that carry the typeface in both weights, so that a page looks alike on every machine,
// also on one without Japanese fonts. Shown are the page's own characters, in any weight; rows are those of the rows
// behind its numbers, which are never bold. What the typeface does not have is left to the fonts named after it.
func typeface(shown, rows runeSet) (string, error) {
	metrics, err := font.New()
	if err != nil {
		return "", err
	}
	regular := shown
	if len(rows) <= manyRunes {
		regular = runeSet{}
		for _, set := range []runeSet{shown, rows} {
			for r := range set {
				regular[r] = true
			}
		}
	}
	var b strings.Builder
	for _, weight := range []struct {
		css   string
		heavy bool
		runes runeSet
	}{{"400", false, regular}, {"700", true, shown}} {
		ttf, err := metrics.Subset(weight.runes.list(), weight.heavy)
		if err != nil {
			return "", err
		}
		woff, err := font.WOFF(ttf)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "@font-face{font-family:'BIZ UDPGothic';font-weight:%s;src:url(data:font/woff;base64,%s) format('woff')}\n",
			weight.css, base64.StdEncoding.EncodeToString(woff))
	}
	return b.String(), nil
}
