#!/usr/bin/env bash
# Writes frontend/wailsjs anew: what the window may call, in TypeScript. Needs Go alone, no display and no GTK. With
# "check" it fails if what is committed is not that.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -tags bindings -o "$work/bindings" .
# It talks much, and is heard only where it fails.
generate() { tsoutputtype=interfaces "$work/bindings" >"$work/log" 2>&1 || { cat "$work/log" >&2; return 1; }; }
if [ "${1:-}" = check ]; then
	mkdir "$work/frontend"
	cp wails.json "$work/"
	(cd "$work" && generate)
	if ! diff -r "$work/frontend/wailsjs" frontend/wailsjs >&2; then
		echo "frontend/wailsjs is not what the Go code says; run build/bindings.sh" >&2
		exit 1
	fi
	exit
fi
generate
