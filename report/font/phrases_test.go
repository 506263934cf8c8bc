package font

import (
	"strings"
	"testing"
)

func TestPhrasesEndWhereReadersPause(t *testing.T) {
	for _, c := range []struct{ s, want string }{
		{"前年同期比", "前年|同期比"},
		{"前年同期比 −8.5%(前年 1,758.6時間)", "前年|同期比 |−8.5%|(前年 |1,758.6時間)"},
		{"2026/3", "2026/3"},
		{"1件あたり(分)", "1件あたり|(分)"},
		{"MTTA 中央値(分)", "MTTA |中央値|(分)"},
		{"90%点(分)", "90%点|(分)"},
		{"前年に対する比", "前年に|対する|比"},
		{"一次運用で解決", "一次|運用で|解決"},
		{"対象外(優先度なし)", "対象外|(優先度なし)"},
		{"優先度別", "優先度別"},
		{"しののめ原物流株式会社", "しののめ|原物流|株式会社"},
		{"灯台町信用サービス株式会社", "灯台町信用|サービス|株式会社"},
		{"株式会社つむぎ野マーケット", "株式会社|つむぎ|野|マーケット"},
		{"未達2件 / 対象147件 ・ 残り2件", "未達2件 |/ |対象147件 |・ |残り2件"},
		{"To completion (min)", "To |completion |(min)"},
		{"2026-03-02 11:44", "2026-03-02 |11:44"},
		{"第4四半期", "第4四半期"},
		{"", ""},
	} {
		parts := Phrases(c.s)
		if got := strings.Join(parts, "|"); got != c.want {
			t.Errorf("Phrases(%q): got %s, want %s", c.s, got, c.want)
		}
	}
	for _, s := range []string{"\xff\xfe", "\n\n", strings.Repeat("長い題名", 3000), "😀(😀)"} {
		if got := strings.Join(Phrases(s), ""); got != strings.ToValidUTF8(s, "\uFFFD") && got != string([]rune(s)) {
			t.Errorf("Phrases(%.20q): got other text when joined", s)
		}
	}
}
