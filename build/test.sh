#!/usr/bin/env bash
# Everything that must hold before a change goes in, quickest first. It ends at the first thing that does not, with
# that thing's exit code. The tests come last: their closing lines are the last of the output.
set -euo pipefail
cd "$(dirname "$0")/.."

echo "gofmt"
unformatted=$(find . -name node_modules -prune -o -name '*.go' -print0 | xargs -0 gofmt -l)
if [ -n "$unformatted" ]; then
	printf 'not formatted, run gofmt -w on:\n%s\n' "$unformatted" >&2
	exit 1
fi

echo "go vet"
go vet ./...

echo "staticcheck"
go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

# Reports as people open them: the pages of the sections' own samples, in both languages and with nothing in them.
echo "reports in a browser"
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
FURIKAERI_PAGES=$pages go test -count 1 -run '^TestPagesOfWholeReports$' ./report/html
node frontend/test/report.mjs "$pages" quarterly.ja quarterly.en monthly.ja monthly-empty.ja
rm -rf "$pages"

# The window: what it may call is what is committed, its pages compile, and it works from end to end.
echo "window: bindings, types, pages"
build/bindings.sh check
(cd frontend && npx --no-install tsc && npx --no-install vitest run)
echo "window: end to end"
build/window-e2e.sh
build/build.sh
build/window-smoke.sh

echo "fuzz"
build/fuzz.sh

echo "go test"
# The demo's world is made by one goroutine; looking for races makes it take two minutes longer.
go test ./app/demo
exec go test -race $(go list ./... | grep -v /app/demo$)
