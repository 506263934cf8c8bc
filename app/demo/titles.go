package demo

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"unicode/utf8"
)

// render fills the holes of a title: {host} {short} {domain} {ip} {id} {pct} {lim} {n} {ms} {few} {date} {hh} {mm}. The same
// look at the same service gives the same text; only holes vary, so that one title is one alert kind.
func render(b []byte, title string, s *service, look uint64, at int32) []byte {
	next := func(n uint64) uint64 {
		look += 0x9e3779b97f4a7c15
		z := (look ^ look>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		return (z ^ z>>31) % n
	}
	for {
		text, rest, hole := strings.Cut(title, "{")
		b = append(b, text...)
		if !hole {
			return b
		}
		name, after, _ := strings.Cut(rest, "}")
		switch title = after; name {
		case "host":
			b = append(append(b, s.host...), "-prd-0"...)
			b = strconv.AppendUint(b, 1+next(4), 10)
			b = append(append(b, '.'), s.domain...)
		case "short":
			b = append(append(b, s.host...), '0')
			b = strconv.AppendUint(b, 1+next(6), 10)
		case "domain":
			b = append(b, s.domain...)
		case "ip":
			b = append(b, s.net...)
			b = strconv.AppendUint(b, 10+next(30), 10)
		case "id":
			b = append(b, "i-0"...)
			for range 16 {
				b = append(b, "0123456789abcdef"[next(16)])
			}
		case "pct":
			b = strconv.AppendUint(b, 85+next(15), 10)
			b = append(b, '.', byte('0'+next(10)))
		case "lim":
			b = strconv.AppendUint(b, 5*(14+next(5)), 10)
		case "ms":
			b = strconv.AppendUint(b, 2001+next(300)*next(27), 10)
		case "few":
			b = strconv.AppendUint(b, 1+next(24), 10)
		case "date":
			b = dateOf(int(at)/86400).AppendFormat(b, "20060102")
		case "hh":
			b = append(b, '0', byte('5'+next(4)))
		case "mm":
			b = append(b, "0300153045"[2*next(5):][:2]...)
		default:
			b = strconv.AppendUint(b, 1+next(12)*next(90)+next(30), 10)
		}
	}
}

// hostile are titles that break programs which trust them.
var hostile = []string{
	"</script><script>alert(1)</script>",
	`=HYPERLINK("http://example.invalid","請求書")`,
	"🔥🔥 本番DB 応答なし 🔥",
	"𠮷ノ坂屋 オンライン注文 応答異常 (HTTP 503)",
	"\u202eمراقبة الخادم\u202c: تجاوز حد المعالج 95%",
	"【障害】改行を含む件名\n2行目: db-prd-01.c000.example.jp\n3行目",
	"+81 コールバック依頼 <img src=x onerror=alert(2)>",
	"タブ\tと制御文字\u0007 と 終端\u200b不可視",
	"@SUM(1+1)*cmd|' /C calc'!A0",
	`"引用符", カンマ, 'アポストロフィ' & <b>太字</b>`,
	" ", // nothing at all
}

// long is a title of 10,000 characters: a stack trace that somebody pasted.
func long() string {
	var b strings.Builder
	b.WriteString("java.lang.IllegalStateException: 在庫数が不正です ")
	for n := 1; b.Len() < 40_000; n++ {
		b.WriteString("at jp.example.order.Stock.check(Stock.java:" + strconv.Itoa(n) + ") 在庫引当 ")
	}
	end := 0
	s := b.String()
	for range 10_000 {
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
	}
	return s[:end]
}

// spoil gives a few incidents hostile titles, most of them at the large client, all in the last weeks, and a few
// instants that cannot be.
func spoil(rng *rand.Rand, w *world, incidents []incident) {
	titles := append([]string{long()}, hostile...)
	last := incidents[len(incidents)-4000:]
	for i, at := 0, 0; i < len(titles); at = (at + 50 + rng.IntN(250)) % len(last) {
		c := &last[at]
		if c.title != "" || c.hard || c.ack == none || c.resolve == none || (i < 8) != (clients[w.services[c.stream.service].client].name == largeClient) {
			continue
		}
		c.title = titles[i]
		i++
	}
	for n := 0; n < 7; {
		c := &incidents[rng.IntN(len(incidents)-5000)]
		if c.way != byPeople || c.ack == none || c.resolve == none || c.l2 != none || c.wrong != 0 {
			continue
		}
		if n < 6 {
			c.wrong = -int32(5 + rng.IntN(90))
			n++
		} else if int(c.at) < yearDays*86400 && c.byHuman { // of a timeline the resolve is known
			c.wrong, c.ack = -int32(1+rng.IntN(30)), none
			n++
		}
	}
}
