package chart

import (
	"furikaeri/report"
	"furikaeri/report/font"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// family is the type of every chart: the embedded typeface, and what a browser without it has.
const family = "'BIZ UDPGothic','Hiragino Sans','Yu Gothic UI','Noto Sans CJK JP',sans-serif"

// Sizes of text in px.
const (
	small  = 10.0
	normal = 11.0
)

// A drawing is one option in the making. go-echarts holds its shape and hands the pieces to the Visit methods, which
// put in what go-echarts has no field for.
type drawing struct {
	charts.BaseConfigurationVisitor
	c             *report.Chart
	p             Palette
	m             *font.Metrics
	width, height float64

	grid    box
	x, y    []axis
	series  []series
	titles  []title
	legend  *legend
	tooltip tooltip
	graphic []any
}

// A box is the plot's place: distances from the four edges in px, or none.
type box struct {
	Left   float64 `json:"left"`
	Right  float64 `json:"right"`
	Top    float64 `json:"top"`
	Bottom float64 `json:"bottom"`
}

// An axis is go-echarts' with numbers where it has texts.
type axis struct {
	opts.XAxis
	ID          string            `json:"id"`
	Show        bool              `json:"show"`
	Z           int               `json:"z,omitempty"`
	Offset      float64           `json:"offset,omitempty"`
	Interval    float64           `json:"interval,omitempty"`
	BoundaryGap *bool             `json:"boundaryGap,omitempty"`
	AxisLabel   *axisLabel        `json:"axisLabel,omitempty"`
	AxisLine    line              `json:"axisLine"`
	AxisTick    line              `json:"axisTick"`
	SplitLine   line              `json:"splitLine"`
	AxisPointer *opts.AxisPointer `json:"axisPointer,omitempty"`
}

// A line is shown or not, with its stroke.
type line struct {
	Show      bool            `json:"show"`
	OnZero    *bool           `json:"onZero,omitempty"`
	LineStyle *opts.LineStyle `json:"lineStyle,omitempty"`
}

type axisLabel struct {
	Show          bool    `json:"show"`
	Interval      *int    `json:"interval,omitempty"`
	Margin        float64 `json:"margin"`
	Formatter     string  `json:"formatter,omitempty"`
	HideOverlap   bool    `json:"hideOverlap,omitempty"`
	Color         string  `json:"color"`
	FontSize      float64 `json:"fontSize"`
	LineHeight    float64 `json:"lineHeight,omitempty"`
	Align         string  `json:"align,omitempty"`
	VerticalAlign string  `json:"verticalAlign,omitempty"`
}

// A series is go-echarts' with what it lacks. The rows of Data are arrays that begin with the coordinates and end with
// the cell's text, so that labels and tooltips show the words of the document and not a number of their own.
type series struct {
	charts.SingleSeries
	BarWidth      any             `json:"barWidth,omitempty"`
	BarMax        float64         `json:"barMaxWidth,omitempty"`
	BarGap        string          `json:"barGap,omitempty"`
	Dimensions    []any           `json:"dimensions,omitempty"`
	Encode        any             `json:"encode,omitempty"`
	Data          []datum         `json:"data"`
	Label         *label          `json:"label,omitempty"`
	LabelLine     *labelLineStyle `json:"labelLine,omitempty"`
	ItemStyle     *itemStyle      `json:"itemStyle,omitempty"`
	MarkLine      *markLine       `json:"markLine,omitempty"`
	Emphasis      any             `json:"emphasis,omitempty"`
	StartAngle    float64         `json:"startAngle,omitempty"`
	Tooltip       any             `json:"tooltip,omitempty"`
	Silent        bool            `json:"silent,omitempty"`
	EmptyCircle   *itemStyle      `json:"emptyCircleStyle,omitempty"`
	Strategy      string          `json:"stackStrategy,omitempty"`
	Line          *opts.LineStyle `json:"lineStyle,omitempty"`
	Area          any             `json:"areaStyle,omitempty"`
	ShowAllSymbol *bool           `json:"showAllSymbol,omitempty"`
	Z             int             `json:"z,omitempty"`
}

type datum struct {
	Name       string          `json:"name,omitempty"`
	Value      any             `json:"value"`
	Symbol     string          `json:"symbol,omitempty"`
	SymbolSize float64         `json:"symbolSize,omitempty"`
	Label      *label          `json:"label,omitempty"`
	LabelLine  *labelLineStyle `json:"labelLine,omitempty"`
	ItemStyle  *itemStyle      `json:"itemStyle,omitempty"`
}

type label struct {
	Show       bool     `json:"show"`
	Position   any      `json:"position,omitempty"`
	Distance   *float64 `json:"distance,omitempty"`
	Offset     []int    `json:"offset,omitempty"`
	Formatter  string   `json:"formatter,omitempty"`
	Color      string   `json:"color,omitempty"`
	FontSize   float64  `json:"fontSize,omitempty"`
	FontWeight string   `json:"fontWeight,omitempty"`
	LineHeight float64  `json:"lineHeight,omitempty"`
	Background string   `json:"backgroundColor,omitempty"`
}

type labelLineStyle struct {
	Show bool `json:"show"`
}

type itemStyle struct {
	Color       string  `json:"color,omitempty"`
	BorderColor string  `json:"borderColor,omitempty"`
	BorderWidth float64 `json:"borderWidth,omitempty"`
	BorderType  string  `json:"borderType,omitempty"`
}

type markLine struct {
	Silent    bool            `json:"silent"`
	Symbol    string          `json:"symbol"`
	Z         int             `json:"z,omitempty"`
	Label     label           `json:"label"`
	LineStyle *opts.LineStyle `json:"lineStyle"`
	Data      []any           `json:"data"`
}

type legend struct {
	Left       any       `json:"left"`
	Top        float64   `json:"top"`
	Padding    float64   `json:"padding"`
	ItemWidth  float64   `json:"itemWidth"`
	ItemHeight float64   `json:"itemHeight"`
	ItemGap    float64   `json:"itemGap"`
	Data       []any     `json:"data"`
	TextStyle  textStyle `json:"textStyle"`
}

type textStyle struct {
	Color      string  `json:"color,omitempty"`
	FontSize   float64 `json:"fontSize,omitempty"`
	FontFamily string  `json:"fontFamily,omitempty"`
	FontWeight string  `json:"fontWeight,omitempty"`
	LineHeight float64 `json:"lineHeight,omitempty"`
}

type title struct {
	Text    string    `json:"text"`
	Left    string    `json:"left"`
	Top     string    `json:"top"`
	Align   string    `json:"textAlign"`
	VAlign  string    `json:"textVerticalAlign"`
	Padding float64   `json:"padding"`
	Style   textStyle `json:"textStyle"`
}

type tooltip struct {
	opts.Tooltip
	RenderMode  string    `json:"renderMode"`
	Confine     bool      `json:"confine"`
	BorderWidth float64   `json:"borderWidth"`
	TextStyle   textStyle `json:"textStyle"`
	Transition  float64   `json:"transitionDuration"`
}
