package font

const (
	// notAtStart may not start a line (行頭禁則, JIS X 4051): closing brackets and marks, small kana, marks of
	// repetition and length.
	notAtStart = "、。，．・：；？！!?,.:;)]}）］｝」』】〉》〕〗〙〟’”»›｣､｡･ｰﾞﾟ" +
		"ーゝゞヽヾ々〻゛゜" +
		"ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿｧｨｩｪｫｬｭｮｯ" +
		"‐゠–〜～%％‰℃°′″…‥"
	// notAtEnd may not end one (行末禁則): opening brackets and marks of currency.
	notAtEnd = "([{（［｛「『【〈《〔〖〘〝‘“«‹｢￥¥＄$£€#＃№"
	// beforeNumber stays with the number that follows.
	beforeNumber = "第約計+-−±＋－×▲▼△▽~～."
)

// units stay with the number before them. They are matched in full, so "時" does not hide "時間".
var units = [][]rune{
	[]rune("時間"), []rune("分間"), []rune("分"), []rune("秒"), []rune("件"), []rune("回"), []rune("日間"), []rune("日"),
	[]rune("週間"), []rune("週"), []rune("月"), []rune("年度"), []rune("年"), []rune("か月"), []rune("ヶ月"), []rune("カ月"), []rune("ヵ月"),
	[]rune("四半期"), []rune("半期"), []rune("時"), []rune("人"), []rune("名"), []rune("社"), []rune("円"), []rune("万円"), []rune("倍"), []rune("位"), []rune("種類"), []rune("種"),
	[]rune("ポイント"), []rune("行"), []rune("字"), []rune("部署"), []rune("台"), []rune("割"), []rune("点"), []rune("つ"),
	[]rune("%"), []rune("％"), []rune("pt"), []rune("h"), []rune("min"), []rune("s"), []rune("ms"), []rune("sec"),
	[]rune("hours"), []rune("hour"), []rune("minutes"), []rune("minute"), []rune("seconds"), []rune("days"), []rune("day"),
}

// longestUnit is the longest of units, in characters.
const longestUnit = 7
