package demo

// who is a person: an index of world.people, or service.
type who int8

// pagerDuty acts where no user does: an integration, a policy or a timeout.
const pagerDuty who = none

// firstLine are those of the first line, by seat; whoever takes a seat over stands at the end.
var firstLine = []string{
	"佐伯 ほのか", "桐島 悠生", "野々村 灯", "天羽 直哉", "古賀瀬 みのり", "柚木 航太", "榊原 しおり", "三雲 拓真",
	"葛西 こずえ", "蓮見 晴人", "水無瀬 咲良", "鳴海 圭吾", "瀬川 ゆずは", "久遠 大和", "綾部 すみれ", "千種 隼",
	"浅茅 美緒", "早蕨 湊", "夏木 あかね", "若槻 遼", "真柴 つばさ", "乙部 涼", "篠宮 なずな", "伊佐木 朔",
	"雨宮 碧", "深町 千尋",
}

var secondLine = []string{
	"高城 誠司", "望月 千景", "相馬 恒一", "藤代 まどか", "九条 昌平", "長峰 理央", "日向野 渉", "氷室 かなえ", "椎葉 岳", "城ノ内 紗季",
}

// robots are the users under which programs act, from robotsFrom on.
var robots = []string{"運用自動化 (Runbook)", "二次連携エージェント"}

const robotsFrom = "2025-06-02"

// handsOverFrom is the day from which a robot hands what the first line could not solve anyway straight over.
const handsOverFrom = "2025-12-01"

const (
	seats    = 24
	shiftLen = seats / 4
	mover    = 13 // 久遠 大和, who goes to the second line when his seat is taken over
)

// successions are the seats that change hands, each at the end of the night shift of the day.
var successions = []struct {
	seat int
	heir who
	day  string
}{{9, 24, "2025-07-01"}, {mover, 25, "2025-10-01"}}

var policyNames = [unitCount]string{"一次運用(東日本)", "一次運用(西日本)", "一次運用(クラウド)"}
var secondPolicyNames = [unitCount]string{"二次運用(東日本)", "二次運用(西日本)", "二次運用(クラウド)"}

// straight are the services whose alerts go to the second line at once: client and letter of the part.
var straight = []serviceOf{{"株式会社ほむら台電子", 'f'}, {"株式会社凪乃屋百貨店", 'f'}}

// A policy is one escalation policy.
type policy struct{ id, name string }

// A serviceOf names a service by its client and the letter of its part.
type serviceOf struct {
	client string
	part   rune
}

// A Member is a person of the first line and the local days, both included, on which that was so; "" is open.
type Member struct {
	Person
	From, Until string
}

// roster is the first line as the settings want it.
func (w *world) roster() []Member {
	var out []Member
	for _, p := range w.people[:len(firstLine)] {
		out = append(out, Member{Person: p})
	}
	for _, s := range successions {
		out[s.seat].Until, out[s.heir].From = s.day, s.day
	}
	return out
}

// secondLine is the person of the second line that stands at k of its list.
func (w *world) secondLine(k int) who { return who(len(firstLine) + k) }

// robot is the k-th of robots.
func (w *world) robot(k int) who { return who(len(firstLine) + len(secondLine) + k) }

// seated is who has the seat on a day.
func (w *world) seated(seat, day int) who {
	for i, s := range successions {
		if s.seat == seat && day >= w.takenOver[i] {
			return s.heir
		}
	}
	return who(seat)
}

// mate is the person beside p in the shift.
func (w *world) mate(p who, day int) who {
	seat := int(p)
	for _, s := range successions {
		if s.heir == p {
			seat = s.seat
		}
	}
	return w.seated(seat/shiftLen*shiftLen+(seat+1)%shiftLen, day)
}
