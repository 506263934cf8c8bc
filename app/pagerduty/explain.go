package pagerduty

import (
	"io"
	"slices"
	"strings"
	"time"
)

// An Explanation says what a file is, by its beginning. A table whose columns cannot all be understood has one too.
type Explanation struct {
	Kind      Kind
	Encoding  string // "" where the file is no text
	Separator string // "," ";" or a tab; "" where the file is no text table
	Headers   []ColumnGuess
	Missing   []string // what an incident table needs beyond what is understood; empty if it is one
}

// A ColumnGuess says what a column of a table may be.
type ColumnGuess struct {
	Header  string
	Field   string   // one of FieldNames; "" = not understood
	Samples []string // up to three values, each different, at most 80 characters
	Sure    bool     // the name is known, or a person said it; otherwise Field is a guess, and not used
}

// explainRows is how many rows are looked at for samples.
const explainRows = 50

// Explain reads the beginning of an input and says what it is. The error is a *FileError.
func Explain(in Input, o Options) (*Explanation, error) {
	o.Progress = nil
	f, err := begin(in, o)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	e := &Explanation{Headers: []ColumnGuess{}, Missing: []string{}}
	if f.decoder != nil {
		e.Encoding = f.decoder.encoding
	}
	if f.kind == "" {
		if err := f.check(); err != nil {
			return nil, err
		}
		f.first.Readings()
		e.Kind = f.Kind()
		return e, nil
	}
	e.Kind, e.Missing = f.kind, f.header.missing()
	samples, err := f.samples()
	if err != nil {
		return nil, err
	}
	if c, ok := f.rows.(*csvRows); ok {
		e.Separator, e.Encoding = string(rune(c.csv.comma)), f.decoder.encoding
	}
	taken := f.header.has
	for i, name := range f.header.names {
		g := ColumnGuess{Header: name, Samples: samples[i]}
		for _, known := range f.header.kept {
			if f.header.at[known] == i {
				g.Field, g.Sure = fieldNames[known], true
			}
		}
		e.Headers = append(e.Headers, g)
	}
	for i := range e.Headers {
		g := &e.Headers[i]
		if g.Sure {
			continue
		}
		if guess := guessField(g.Header, g.Samples); guess != ignored && !taken.has(guess) {
			g.Field = fieldNames[guess]
			taken |= 1 << guess
		}
	}
	return e, nil
}

// samples are up to three different values of each column, from the first rows.
func (f *File) samples() ([][]string, error) {
	f.header.keepAll()
	f.rows.(keeper).keep(f.header.keep())
	out := make([][]string, len(f.header.names))
	for i := range out {
		out[i] = []string{}
	}
	for range explainRows {
		b := &Batch{file: f, header: f.header, name: f.Name}
		err := f.rows.next(b)
		if err == io.EOF || err == errTurn {
			break
		}
		if err != nil {
			return nil, f.fail(err)
		}
		for i := 0; len(b.lines) == 1 && i < len(out) && i < len(b.cells.ends); i++ {
			s := strings.TrimSpace(short(string(b.cells.cell(i))))
			if s == "" || len(out[i]) == 3 || len(out[i]) > 0 && out[i][len(out[i])-1] == s || len(out[i]) > 1 && out[i][0] == s {
				continue
			}
			out[i] = append(out[i], s)
		}
	}
	return out, nil
}

// A keeper is a table's reader that can be told which columns to keep.
type keeper interface{ keep(columns []bool) }

// hints are words in the headers of other tools, in English and Japanese, the more telling first; the order decides where
// several are in one header.
var hints = [...]struct {
	word  string
	field field
}{
	{"escalationpolicy", fPolicy}, {"エスカレーションポリシー", fPolicy},
	{"優先度", fPriority}, {"重要度", fPriority}, {"priority", fPriority}, {"severity", fPriority}, {"緊急度", fUrgency}, {"urgency", fUrgency},
	{"着手日時", fAcknowledged}, {"確認日時", fAcknowledged}, {"応答日時", fAcknowledged}, {"acknowledged", fAcknowledged}, {"acked", fAcknowledged},
	{"解決日時", fResolved}, {"復旧日時", fResolved}, {"完了日時", fResolved}, {"終了日時", fResolved}, {"クローズ", fResolved}, {"resolved", fResolved}, {"closed", fResolved}, {"endtime", fResolved},
	{"更新日時", fUpdated}, {"updated", fUpdated}, {"modified", fUpdated},
	{"発生日時", fCreated}, {"作成日時", fCreated}, {"検知日時", fCreated}, {"発報日時", fCreated}, {"開始日時", fCreated}, {"発生", fCreated},
	{"created", fCreated}, {"opened", fCreated}, {"triggered", fCreated}, {"started", fCreated}, {"starttime", fCreated}, {"timestamp", fCreated}, {"日時", fCreated}, {"date", fCreated},
	{"解決者", fResolver}, {"完了者", fResolver}, {"resolver", fResolver}, {"着手者", fAckNames}, {"担当", fAssignedNames}, {"assignee", fAssignedNames}, {"owner", fAssignedNames},
	{"件名", fTitle}, {"タイトル", fTitle}, {"概要", fTitle}, {"内容", fTitle}, {"メッセージ", fTitle}, {"title", fTitle}, {"subject", fTitle}, {"description", fTitle}, {"summary", fTitle}, {"message", fTitle}, {"alertname", fTitle},
	{"サービス", fService}, {"システム", fService}, {"ホスト", fService}, {"service", fService}, {"system", fService}, {"application", fService}, {"project", fService}, {"host", fService},
	{"チーム", fTeam}, {"team", fTeam}, {"状態", fStatus}, {"ステータス", fStatus}, {"status", fStatus}, {"state", fStatus},
	{"インシデントid", fID}, {"アラートid", fID}, {"管理id", fID}, {"incidentid", fID}, {"alertid", fID}, {"ticketid", fID}, {"uuid", fID}, {"guid", fID},
	{"番号", fNumber}, {"number", fNumber}, {"no.", fNumber}, {"id", fID}, {"key", fID},
}

// guessField is what a column may be whose name nobody knows, by words in its name and by its values.
func guessField(name string, samples []string) field {
	n := strings.NewReplacer(" ", "", "_", "", "-", "", "　", "").Replace(strings.ToLower(name))
	for _, h := range hints {
		if !strings.Contains(n, h.word) || (h.word == "id" || h.word == "key") && !strings.HasSuffix(n, h.word) {
			continue
		}
		times := 0
		for _, s := range samples {
			if _, ok := parseTime(s, time.UTC); ok {
				times++
			}
		}
		isTime := h.field == fCreated || h.field == fAcknowledged || h.field == fResolved || h.field == fUpdated
		if len(samples) > 0 && isTime != (times == len(samples)) {
			continue
		}
		if h.field == fNumber && slices.ContainsFunc(samples, func(s string) bool { _, ok := digits(s); return !ok }) {
			return fID // A-17 is no number, whatever its column is called
		}
		return h.field
	}
	return ignored
}
