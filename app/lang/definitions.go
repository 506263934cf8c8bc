package lang

import _ "embed"

// RuleVersion is the version of the rules by which everything is counted, as the definitions' page names it.
const RuleVersion = 1

//go:embed definitions.en.md
var definitionsEnglish string

//go:embed definitions.ja.md
var definitionsJapanese string

// Definitions is the page, in Markdown, that says what every number means and how each doubt was settled: in Japanese for
// "ja", else in English.
func Definitions(code string) string {
	if code == "ja" {
		return definitionsJapanese
	}
	return definitionsEnglish
}
