package sections

import "furikaeri/report"

// Quarterly is the retrospective of a business unit, or of all, for a fiscal quarter or any other period.
func Quarterly(in Input) *report.Document {
	p := newPage(in, "quarterly")
	scope := in.Unit
	if scope == "" {
		scope = p.t("scope.all", "word", in.UnitWord)
	}
	d := p.document(p.t("quarterly.title"), scope)
	d.Sections = p.sections(p.summary(), p.changes(), p.shares(), p.trend(), p.top(), p.attained(), p.misses(), p.handOffs(), p.projects(), p.when(), p.appendix())
	d.Data = []report.Data{p.alertData(), p.monthlyData()}
	return d
}
