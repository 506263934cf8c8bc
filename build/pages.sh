#!/usr/bin/env bash
# Builds the window's pages into frontend/dist, unless they are newer than all they are made of.
set -euo pipefail
cd "$(dirname "$0")/.."
built=frontend/dist/index.html
if [ -e $built ] && [ -z "$(find frontend/src frontend/wailsjs frontend/index.html frontend/vite.config.ts frontend/package-lock.json app/lang/ja.json app/lang/en.json -newer $built -print -quit)" ]; then
	exit
fi
(cd frontend && npm run --silent build)
[ -e $built ] || {
	echo "the build made no $built" >&2
	exit 1
}
