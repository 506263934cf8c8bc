#!/usr/bin/env bash
# Pictures of real pages for the READMEs: the demo's reports, from PDF. Writes build/screenshots/*.png.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go run . demo "$work/demo" >/dev/null
mkdir -p build/screenshots
page() { # report, page, name
	pdftoppm -r 72 -f "$2" -l "$2" -singlefile -png "$work/demo/$1.pdf" "build/screenshots/$3"
}
# The page on which a heading stands, found by its text after the contents.
at() { # report, heading
	local n pages
	pages=$(pdfinfo "$work/demo/$1.pdf" | awk '/^Pages:/ {print $2}')
	for n in $(seq 3 "$pages"); do
		if pdftotext -f "$n" -l "$n" "$work/demo/$1.pdf" - | grep -qxF "$2"; then
			echo "$n"
			return
		fi
	done
	echo "no page of $1 has the heading $2" >&2
	return 1
}
page quarterly-ja "$(at quarterly-ja サマリ)" quarterly-summary-ja
page quarterly-ja "$(at quarterly-ja 対応時間の多いアラート)" quarterly-top-ja
page quarterly-en "$(at quarterly-en 'What changed')" quarterly-changes-en
page quarterly-en "$(at quarterly-en Summary)" quarterly-summary-en
page monthly-large-ja "$(at monthly-large-ja SLO達成状況)" monthly-slo-ja
page monthly-large-en "$(at monthly-large-en 'SLO attainment')" monthly-slo-en
ls -l build/screenshots
