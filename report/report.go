// Package report is the document that every report is before it becomes a file: title, sections, tables, charts,
// and the rows behind the numbers. app/sections writes it, report/html, report/pdf and report/xlsx draw it, and its
// JSON form is a format of its own. It knows no incident, reads no clock, and imports nothing of ours.
//
// Every visible word and every formatted number is in the document: a renderer owns no word and formats no number.
// Slices are never nil, so that the JSON has [] and not null.
package report

// A Document is one report for one scope, period and language.
type Document struct {
	Kind     string    `json:"kind"`     // "quarterly", "monthly"
	Title    string    `json:"title"`    // "四半期振り返り"
	Scope    string    `json:"scope"`    // the unit's or client's name as printed; "全事業部"
	Period   string    `json:"period"`   // as printed: "2025年度 第4四半期(2026年1月〜3月)"
	Issued   string    `json:"issued"`   // local date "2026-04-01"; every time in a file's metadata is this day, 00:00 UTC
	Version  string    `json:"version"`  // of the program that made it, with its name: "Furikaeri 1.0"
	Lang     string    `json:"lang"`     // "ja" or "en"
	Cover    Cover     `json:"cover"`    //
	Sections []Section `json:"sections"` //
	Data     []Data    `json:"data"`     // the rows behind the numbers, named by Ref.Data
	Labels   Labels    `json:"labels"`   // the words that renderers need
	Seal     string    `json:"seal"`     // hex SHA-256 over the document with Seal "", set by Sealed
	Mark     string    `json:"mark"`     // confidentiality mark for every page's foot; "" for none
	Keywords []string  `json:"keywords"` // document properties
	Accent   string    `json:"accent"`   // the brand's main colour "#1E4E9C"; "" means the house's
	Paper    Paper     `json:"paper,omitempty"`
}

// A Paper is what a PDF is made for; other formats do not look at it.
type Paper string

// The papers.
const (
	A4     Paper = ""       // portrait, to print and to send
	Slides Paper = "slides" // 16:9, to project
)

// A Cover is the first page: what it is, for whom, by whom.
type Cover struct {
	Addressee string  `json:"addressee"` // "株式会社山田商事 御中"; "" in internal reports
	Author    string  `json:"author"`    // own company or team; "" if not set
	Lines     []Entry `json:"lines"`     // issued on, version, prepared by …, in the order to print
	Logo      []byte  `json:"logo"`      // PNG or JPEG; nil for none
}

// An Entry is a label and its text.
type Entry struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// A Section is one thought: the question it answers, then the answer, then what shows it.
type Section struct {
	ID       string   `json:"id"`       // "summary", "slo": unique in the document, [a-z-]+
	Title    string   `json:"title"`    // "サマリ"
	Question string   `json:"question"` // "目標に対していまどこにいるか"; muted under the title
	Blocks   []Block  `json:"blocks"`   //
	Notes    []string `json:"notes"`    // what was left out and why, small and muted at the section's end
}

// A Block is exactly one of its fields; the others are nil.
type Block struct {
	Text    *Text    `json:"text,omitempty"`
	Figures *Figures `json:"figures,omitempty"`
	Table   *Table   `json:"table,omitempty"`
	Chart   *Chart   `json:"chart,omitempty"`
	Cards   *Cards   `json:"cards,omitempty"`
}

// A TextStyle says what part a Text plays.
type TextStyle string

// The styles of a Text.
const (
	Answer     TextStyle = "answer"     // the section's answer, first and a little larger
	Body       TextStyle = "body"       // plain paragraphs
	Warning    TextStyle = "warning"    // what the reader must know before the numbers: a panel with a rule at its left
	Comment    TextStyle = "comment"    // a person's words beside the drafts
	Definition TextStyle = "definition" // each sentence "term: meaning", small
)

// A Text is sentences, each on a line of its own.
type Text struct {
	Title     string     `json:"title"` // "" for none
	Style     TextStyle  `json:"style"`
	Sentences []Sentence `json:"sentences"`
}

// A Sentence is printed as Text; Cells are the numbers it names, each Cell.Text a part of Text.
type Sentence struct {
	Text  string `json:"text"`
	Cells []Cell `json:"cells"`
}

// Figures is a row of big numbers, at most six.
type Figures struct {
	Items []Figure `json:"items"`
}

// A Figure is one big number: "有人対応時間 1,234.5 時間", and under it what it is compared with.
type Figure struct {
	Label string `json:"label"`
	Value Cell   `json:"value"` // Text without the unit
	Unit  Unit   `json:"unit"`  // of Value.Number
	After string `json:"after"` // the unit as printed after the number: "時間", "%", "件"; "" for none
	Note  string `json:"note"`  // muted, under the number: "前年同期比 −21.3%"
	Cells []Cell `json:"cells"` // the numbers named in Note
}

// A Unit says what a number counts, for number formats and axes. Text in heads says it to people.
type Unit string

// The units. Numbers are in the unit itself: 1.5 with Hours is 90 minutes, 97.2 with Percent is 97.2 %.
const (
	None    Unit = ""        // text
	Count   Unit = "count"   // whole number
	Hours   Unit = "hours"   // one decimal
	Minutes Unit = "minutes" // one decimal
	Seconds Unit = "seconds" // whole
	Days    Unit = "days"    // one decimal
	Percent Unit = "percent" // one decimal, 97.2 means 97.2 %
	Change  Unit = "change"  // percent with sign, −21.3 means −21.3 %
	Date    Unit = "date"    // text, sorted as text: "2026-03-31" or "2026-03-31 09:05"
)

// A Table is rows under a head. No cell spans; every row has a cell for every column.
type Table struct {
	ID        string   `json:"id"`    // unique in the document, [a-z0-9-]+
	Title     string   `json:"title"` // "" for none
	Columns   []Column `json:"columns"`
	Rows      [][]Cell `json:"rows"`
	Total     []Cell   `json:"total"`     // the last row in bold under a rule; empty for none
	PaperRows int      `json:"paperRows"` // rows on paper; 0 = all
	PaperNote string   `json:"paperNote"` // where the rest is, printed below on paper where rows are cut
	Empty     string   `json:"empty"`     // the sentence that stands where there are no rows
}

// A Column's Title carries the unit in words: "有人対応(時間)".
type Column struct {
	Title    string `json:"title"`
	Unit     Unit   `json:"unit"`     // None: text, set left; else figures, set right
	Wide     bool   `json:"wide"`     // takes the room that is left: titles, names
	OffPaper bool   `json:"offPaper"` // HTML and Excel only
	Spark    bool   `json:"spark"`    // its cells carry Cell.Spark
}

// A Signal tells a reader where to look; never by colour alone: Cell.Text or the renderer's ▲▼ says it too.
type Signal string

// The signals.
const (
	NoSignal Signal = ""
	Good     Signal = "good"  // better than before, goal reached
	Bad      Signal = "bad"   // worse than before, goal missed
	Muted    Signal = "muted" // said quietly: reference only, no data
)

// A Cell is one value, as shown and as measured.
type Cell struct {
	Text   string     `json:"text"`             // in the document's language; "–" if there is no data
	Number *float64   `json:"number,omitempty"` // in the column's, series' or figure's unit; nil if none
	Ref    *Ref       `json:"ref,omitempty"`    // where the number comes from; nil if it is not a count of Data rows
	Spark  []*float64 `json:"spark,omitempty"`  // a small series, oldest first, nil for a gap; drawn by the renderer
	Signal Signal     `json:"signal,omitempty"` //
}

// A ChartKind is one of the six drawings.
type ChartKind string

// The kinds of chart.
const (
	Bar       ChartKind = "bar"       // Labels on the x axis; series stacked where they share a Stack; Series.Kind Line draws over
	Line      ChartKind = "line"      // Labels on the x axis; a nil number is a gap
	Pareto    ChartKind = "pareto"    // horizontal bars, Labels are names top down, Series[0] values, Series[1] cumulative share in percent
	Donut     ChartKind = "donut"     // Labels are the parts; one ring a series, side by side
	Waterfall ChartKind = "waterfall" // Series[0]: first and last Labels are totals, those between are signed steps
	Heatmap   ChartKind = "heatmap"   // Labels are the columns, each series a row from the top
)

// A Chart is data and words; report/chart turns it into a drawing, xlsx into a native chart.
type Chart struct {
	ID       string    `json:"id"` // unique in the document, [a-z0-9-]+
	Kind     ChartKind `json:"kind"`
	Title    string    `json:"title"`    // the finding, where it is one
	Subtitle string    `json:"subtitle"` // unit and period
	Labels   []string  `json:"labels"`
	Series   []Series  `json:"series"`
	Marks    []Mark    `json:"marks"`   // goal lines, each labelled at its end
	Empty    string    `json:"empty"`   // the sentence instead of the drawing; "" if there is something to draw
	Horizon  string    `json:"horizon"` // the head of the Labels column in tables made of the chart: "月"
}

// A Tone is the part that a series plays, and so its colour as report/chart has it: one set of tokens for all renderers.
type Tone string

// The tones. Parts beyond five are "その他" in the last.
const (
	ToneMain       Tone = "main"
	ToneBefore     Tone = "before"
	ToneGoal       Tone = "goal"
	ToneGood       Tone = "good"
	ToneBad        Tone = "bad"
	ToneP1         Tone = "P1"
	ToneP2         Tone = "P2"
	ToneP3         Tone = "P3"
	ToneP4         Tone = "P4"
	ToneNoPriority Tone = "none"
	ToneAutomation Tone = "automation"
	ToneRest       Tone = "rest" // what belongs to none of the others: untouched, merged
	ToneHeat       Tone = "heat"
	TonePart       Tone = "part" // by position, for the parts of a whole
)

// A Series is one row of numbers of a chart.
type Series struct {
	Name  string    `json:"name"`
	Unit  Unit      `json:"unit"`
	Kind  ChartKind `json:"kind"`  // Bar or Line inside a Bar chart; "" = the chart's own
	Stack string    `json:"stack"` // series of one name are stacked; "" = beside each other
	Tone  Tone      `json:"tone"`
	Cells []Cell    `json:"cells"` // one for each of the chart's Labels
}

// A Mark is a line across the chart at a value of the first series' unit.
type Mark struct {
	Name string  `json:"name"` // "目標 97%"
	At   float64 `json:"at"`
}

// Cards stand beside each other, each a small story: a fix and its effect.
type Cards struct {
	Items []Card `json:"items"`
}

// A Card is a title, lines, and one drawing at most.
type Card struct {
	Title  string  `json:"title"`
	Signal Signal  `json:"signal"`
	Lines  []Entry `json:"lines"`
	Cells  []Cell  `json:"cells"` // the numbers named in Lines
	Chart  *Chart  `json:"chart,omitempty"`
}

// Data is a neutral named table: the rows behind the numbers.
type Data struct {
	Name    string       `json:"name"`  // [a-z_]+, as Ref.Data names it
	Title   string       `json:"title"` // as people read it
	Columns []DataColumn `json:"columns"`
	Rows    [][]Value    `json:"rows"`
}

// A DataColumn is known to Ref by Name and to people by Title.
type DataColumn struct {
	Name  string `json:"name"` // [a-z0-9_]+
	Title string `json:"title"`
	Unit  Unit   `json:"unit"`
}

// A Value is a text, or a number and how it is shown. Unknown is {"", nil}.
type Value struct {
	Text   string   `json:"t"`
	Number *float64 `json:"n,omitempty"`
}

// A Fn says what was done with the rows of a Ref.
type Fn string

// The functions. Unknown values are left out of sum, mean and percentiles.
const (
	FnCount Fn = "count" // rows that match Where
	FnSum   Fn = "sum"   // Column summed over them
	FnShare Fn = "share" // FnSum (FnCount where Column is "") of Where divided by the same of Of
	FnMean  Fn = "mean"  // mean of Column
	FnP50   Fn = "p50"   // median of Column, interpolated as Excel's PERCENTILE.INC
	FnP90   Fn = "p90"   // 90th percentile, likewise
)

// A Ref says which rows a number comes from and what was done with them, so that HTML can filter its table, Excel
// can write a live formula and PDF can print a reference. The number is the function's result times Scale (0 means 1):
// hours from seconds have Scale 1/3600, percent from a share has 100.
type Ref struct {
	Data   string  `json:"data"`
	Where  []Eq    `json:"where"` // all must hold; empty = all rows
	Of     []Eq    `json:"of"`    // FnShare only: the whole
	Fn     Fn      `json:"fn"`
	Column string  `json:"column"`
	Scale  float64 `json:"scale"`
}

// An Eq holds for rows whose Column's Value.Text equals Text.
type Eq struct {
	Column string `json:"column"`
	Text   string `json:"text"`
}

// Labels are the words that renderers need. {n}, {page} and {pages} are filled in.
type Labels struct {
	Contents   string `json:"contents"`   // 目次
	Continued  string `json:"continued"`  // (続き)
	Page       string `json:"page"`       // "{page} / {pages}"
	Search     string `json:"search"`     // 表の中を検索
	Rows       string `json:"rows"`       // "{n}行"
	RowsBehind string `json:"rowsBehind"` // "この数値の元データ({n}件)"
	Limited    string `json:"limited"`    // "先頭の{n}件を載せています。全件はExcelにあります。"
	ShowAll    string `json:"showAll"`    // すべて表示
	Close      string `json:"close"`      // 閉じる
	SortBy     string `json:"sortBy"`     // "{name}で並べ替え"
	ChartData  string `json:"chartData"`  // グラフの数値
	Reference  string `json:"reference"`  // 参照
	Glyphs     string `json:"glyphs"`     // "この書体にない文字 {n}字を〓で表しています。"
	CutText    string `json:"cutText"`    // "長い文字列 {n}件を表計算の上限で切っています。"
	Data       string `json:"data"`       // データ
	Notes      string `json:"notes"`      // 注記
	Back       string `json:"back"`       // 表紙へ戻る
	Theme      string `json:"theme"`      // 明るさを切り替える
	NoData     string `json:"noData"`     // データがありません
	Formula    string `json:"formula"`    // 再計算できる数値
	RefLine    string `json:"refLine"`    // "{data}: {what}({where})"; "" = no references on paper
	RefIntro   string `json:"refIntro"`   // what references are, above their list on paper; "" = none
	RefCount   string `json:"refCount"`   // 件数
	RefSum     string `json:"refSum"`     // "{column}の合計"
	RefShare   string `json:"refShare"`   // "{what}の割合", what being RefCount or RefSum
	RefMean    string `json:"refMean"`    // "{column}の平均"
	RefP50     string `json:"refP50"`     // "{column}の中央値"
	RefP90     string `json:"refP90"`     // "{column}の90パーセンタイル"
	RefEq      string `json:"refEq"`      // "{column} = {text}"
	RefEach    string `json:"refEach"`    // "{column}ごと"
	RefAnd     string `json:"refAnd"`     // "、" between conditions
	RefAll     string `json:"refAll"`     // 全行
	RefOf      string `json:"refOf"`      // "{part} ÷ {whole}", conditions of a share
}

// Num is a pointer to n, for Cell.Number and Value.Number.
func Num(n float64) *float64 { return &n }
