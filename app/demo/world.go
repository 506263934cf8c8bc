package demo

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

const (
	east = iota
	west
	cloud
	unitCount
)

var unitNames = [unitCount]string{"東日本サポートセンター", "西日本サポートセンター", "クラウド事業部"}

const (
	largeClient = "株式会社つむぎ野マーケット"
	smallClient = "有限会社さざなみ堂薬局"
	quietClient = "有限会社とんぼ沢精機"
)

// A client's projects are "name:parts", each part one letter of partNames and one service.
type client struct {
	name, short string
	unit        int
	weight      float64 // of its alerts within the unit
	joined      string  // local date, "" for before the demo
	left        string  // the last day, "" for still there
	projects    []string
}

var partNames = map[rune]string{'w': "Web", 'a': "アプリ", 'd': "DB", 'b': "バッチ", 'n': "ネットワーク", 'f': "ファイルサーバー", 'm': "共通基盤"}
var partHosts = map[rune]string{'w': "web", 'a': "app", 'd': "db", 'b': "bat", 'n': "gw", 'f': "fs", 'm': "mgt"}

// clients are invented; likeness to real ones is chance.
var clients = []client{
	{largeClient, "つむぎ野", east, 52, "", "", []string{"ECサイト:wad", "受発注システム:abd", "物流管理:abn", "店舗ネットワーク:nm", "社内基盤:mfd"}},
	{"学校法人こもれび野学園", "こもれび野学園", east, 7, "", "", []string{"教務システム:wd", "学内ネットワーク:nm"}},
	{"灯台町信用サービス株式会社", "灯台町信用", east, 12, "", "", []string{"与信照会:ad", "帳票基盤:bf"}},
	{"株式会社風見野製薬", "風見野製薬", east, 9, "", "", []string{"研究データ基盤:md", "販売管理:bd"}},
	{"有限会社月見坂印刷", "月見坂印刷", east, 2, "", "", []string{"入稿サイト:w"}},
	{"しののめ原物流株式会社", "しののめ原物流", east, 11, "", "", []string{"配車システム:ad", "倉庫管理:bnd"}},
	{"株式会社雫ヶ原ホテルズ", "雫ヶ原ホテルズ", east, 8, "", "", []string{"予約サイト:wad"}},
	{"Fernhollow Japan K.K.", "Fernhollow", east, 6, "", "", []string{"Order Portal:wd"}},
	{"医療法人ひだまり野会", "ひだまり野会", east, 5, "", "", []string{"電子カルテ連携:ad"}},
	{"株式会社ほむら台電子", "ほむら台電子", east, 7, "", "", []string{"生産管理:ab", "設計サーバー:f"}},
	{"株式会社コトノハ橋出版", "コトノハ橋出版", east, 4, "", "", []string{"会員サイト:wd"}},
	{"一般社団法人ななくさ共済会", "ななくさ共済会", east, 4, "", "2025-06-30", []string{"契約管理:ab"}},
	{quietClient, "とんぼ沢精機", east, 0, "", "", []string{"工場ネットワーク:n"}},
	{"株式会社ハルカゼ丘不動産", "ハルカゼ丘不動産", east, 3, "", "", []string{"物件検索:w"}},
	{"株式会社うぐいす原建設", "うぐいす原建設", east, 4, "2025-07-01", "", []string{"現場管理:wa"}},

	{"株式会社凪乃屋百貨店", "凪乃屋百貨店", west, 19, "", "", []string{"POS連携:abd", "外商管理:ad", "社内基盤:mf"}},
	{"学校法人藍ノ宮学院", "藍ノ宮学院", west, 6, "", "", []string{"学務ポータル:wd"}},
	{"凪海汽船株式会社", "凪海汽船", west, 9, "", "", []string{"運航管理:ad", "乗船予約:w"}},
	{"株式会社くすのき浜食品", "くすのき浜食品", west, 11, "", "", []string{"受発注EDI:bd", "工場ネットワーク:nm"}},
	{smallClient, "さざなみ堂薬局", west, 0, "", "", []string{"処方箋受付:w"}},
	{"株式会社鳴砂テクノ", "鳴砂テクノ", west, 8, "", "", []string{"生産管理:abf"}},
	{"ミカン山運輸株式会社", "ミカン山運輸", west, 8, "", "", []string{"配送追跡:wab"}},
	{"株式会社たまゆら観光", "たまゆら観光", west, 5, "", "", []string{"ツアー予約:wd"}},
	{"Saltmarsh Foods K.K.", "Saltmarsh Foods", west, 5, "", "", []string{"SCM Core:ab"}},
	{"株式会社八重雲繊維", "八重雲繊維", west, 4, "", "", []string{"販売管理:b"}},
	{"株式会社ふくろう坂メディカル", "ふくろう坂メディカル", west, 6, "", "", []string{"検査依頼:ad"}},
	{"株式会社灘ノ里酒販", "灘ノ里酒販", west, 3, "", "2025-09-30", []string{"EC店舗:w"}},
	{"株式会社かざぐるま保育サービス", "かざぐるま保育", west, 3.5, "2025-10-01", "", []string{"登降園アプリ:wa"}},

	{"株式会社ソラノハコ", "ソラノハコ", cloud, 15, "", "", []string{"クラウド会計:wad", "API基盤:am", "データ分析:bd"}},
	{"株式会社ペンギン通り", "ペンギン通り", cloud, 12, "", "", []string{"ゲーム配信:wad", "認証:a"}},
	{"Driftglass Inc.", "Driftglass", cloud, 8, "", "", []string{"Streaming:wa"}},
	{"株式会社モノオト", "モノオト", cloud, 7, "", "", []string{"音楽配信:wd", "権利管理:a"}},
	{"株式会社ヨルノトショ", "ヨルノトショ", cloud, 5, "", "", []string{"電子書籍:wd", "書店連携:b"}},
	{"Quillmoss Systems合同会社", "Quillmoss", cloud, 6, "", "", []string{"Ticketing:ad"}},
	{"株式会社まめつぶペイメント", "まめつぶペイメント", cloud, 11, "", "", []string{"決済API:ad", "加盟店管理:w"}},
	{"合同会社ひとふで", "ひとふで", cloud, 2.5, "", "", []string{"電子契約:w"}},
	{"株式会社カゼトミチ", "カゼトミチ", cloud, 6, "", "", []string{"シェアサイクル:ad", "ポート管理:m"}},
	{"株式会社ネコノテ配車", "ネコノテ配車", cloud, 7, "", "2025-08-31", []string{"配車アプリ:wad"}},
	{"株式会社アオイロデータ", "アオイロデータ", cloud, 5, "2025-05-12", "", []string{"IoT基盤:amd"}},
	{"株式会社タビノネ", "タビノネ", cloud, 3.5, "2024-10-01", "", []string{"宿泊予約:w"}},
}

// unmapped are services that somebody made without telling whoever keeps the map.
var unmapped = [...]struct{ client, name string }{
	{largeClient, "つむぎ野 店舗タブレット(試行) アプリ"},
	{"株式会社ソラノハコ", "ソラノハコ 検証環境 アプリ"},
}

// A service is one PagerDuty service.
type service struct {
	id, name, project string // project is "" for a service that the map lacks
	client            int
	unit              int
	weight            float64
	from, until       int // days, half-open
	mapFrom, mapUntil string
	part              rune   // of partNames
	host, domain      string // "web", "c034.example.jp"
	net               string // "10.34.2."
	straight          bool   // its alerts go to the second line at once
	forgets           bool   // an acknowledge ends after half an hour
}

// A world is everything that does not happen: who and what there is.
type world struct {
	calendar    *calendar
	services    []service
	policies    [2][unitCount]policy // the first and the second line's
	people      []Person             // firstLine, secondLine, robots
	takenOver   [2]int               // days of the successions
	maintenance []Maintenance
}

func newWorld(rng *rand.Rand) *world {
	w := &world{calendar: newCalendar()}
	taken := map[string]bool{}
	draw := func(rng *rand.Rand) string {
		for {
			b := []byte("P......")
			for i := 1; i < len(b); i++ {
				b[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"[rng.IntN(36)]
			}
			if s := string(b); !taken[s] {
				taken[s] = true
				return s
			}
		}
	}
	id := func() string { return draw(rng) }
	// Those who came into this world later than the incidents draw elsewhere: nothing that was there changes.
	later := rand.New(rand.NewPCG(1, 0x706f6c6963696573))
	for i, n := range slices.Concat(firstLine, secondLine, robots) {
		if i < seats || i >= len(firstLine) && i < len(firstLine)+len(secondLine) {
			w.people = append(w.people, Person{id(), n})
			continue
		}
		w.people = append(w.people, Person{draw(later), n})
	}
	for u := range unitCount {
		w.policies[0][u], w.policies[1][u] = policy{id(), policyNames[u]}, policy{draw(later), secondPolicyNames[u]}
	}
	for i, s := range successions {
		w.takenOver[i] = dayOf(s.day)
	}
	for ci, c := range clients {
		first := len(w.services)
		for _, p := range c.projects {
			project, parts, _ := strings.Cut(p, ":")
			for _, part := range parts {
				s := w.service(ci, len(w.services)-first)
				s.id, s.project, s.name, s.host = id(), c.short+" "+project, c.short+" "+project+" "+partNames[part], partHosts[part]
				s.part = part
				s.weight = 0.5 + rng.Float64()
				s.straight = slices.ContainsFunc(straight, func(x serviceOf) bool { return x.client == c.name && x.part == part })
				s.forgets = len(w.services)%9 == 4 && !s.straight
				w.services = append(w.services, s)
			}
		}
		share(w.services[first:], c.weight)
	}
	for i, u := range unmapped {
		ci := slices.IndexFunc(clients, func(c client) bool { return c.name == u.client })
		s := w.service(ci, 50+i)
		s.id, s.name, s.part, s.host, s.weight = id(), u.name, 'a', "app", 1.5
		s.mapFrom, s.mapUntil = "", ""
		s.from = dayOf("2025-09-08") + 70*i
		w.services = append(w.services, s)
	}
	return w
}

func (w *world) service(ci, n int) service {
	c := clients[ci]
	s := service{client: ci, unit: c.unit, until: days, mapFrom: c.joined, mapUntil: c.left}
	if c.joined != "" {
		s.from = dayOf(c.joined)
	}
	if c.left != "" {
		s.until = dayOf(c.left) + 1
	}
	code := strconv.Itoa(100 + ci)[1:]
	s.domain = "c0" + code + ".example.jp"
	s.net = "10." + strconv.Itoa(20+ci) + "." + strconv.Itoa(n) + "."
	return s
}

// share scales the services' weights so that they sum to the client's.
func share(s []service, weight float64) {
	sum := 0.0
	for _, x := range s {
		sum += x.weight
	}
	for i := range s {
		s[i].weight *= weight / sum
	}
}

// pick draws n different services of the unit, the heavier ones more often, and gives them in the order of the world.
func (w *world) pick(rng *rand.Rand, n int, fits func(service) bool) []int {
	type drawn struct {
		at  int
		key float64
	}
	var all []drawn
	for i, s := range w.services {
		if s.weight > 0 && fits(s) {
			// The keys of Efraimidis and Spirakis: the n smallest are a weighted sample without replacement.
			all = append(all, drawn{i, rng.ExpFloat64() / s.weight})
		}
	}
	slices.SortFunc(all, func(a, b drawn) int { return cmp.Compare(a.key, b.key) })
	var out []int
	for _, d := range all[:min(n, len(all))] {
		out = append(out, d.at)
	}
	slices.Sort(out)
	return out
}
