#!/usr/bin/env bash
# The window from end to end, on a virtual screen: a browser drives the development build with the real Go behind it
# (frontend/e2e/window.mjs), then the program as people get it opens a window and imports a file by the machine's own
# dialog (build/window-smoke.sh). Pictures of the pages: build/bin/window. FURIKAERI_WINDOW_ROWS is how many rows the large
# import has (800,000).
set -euo pipefail
cd "$(dirname "$0")/.."
build/pages.sh
go build -tags dev,webkit2_41 -o build/bin/furikaeri-dev .
. build/window-screen.sh
port=${PORT:-34115}
export WORK=$work SHOTS="$PWD/build/bin/window" PROGRAM="$PWD/build/bin/furikaeri-dev" URL="http://localhost:$port"
mkdir -p "$WORK/answers" "$SHOTS"
FURIKAERI_LANG=ja FURIKAERI_WORKSPACE="$WORK/ws" FURIKAERI_ANSWERS="$WORK/answers" \
	devserver=localhost:$port assetdir=frontend/dist loglevel=error background "$PROGRAM" >"$WORK/log" 2>&1
export PID=${started[-1]}
for _ in $(seq 240); do
	curl -sf "$URL/" >/dev/null && break
	kill -0 "$PID" 2>/dev/null || {
		cat "$WORK/log" >&2
		exit 1
	}
	sleep 0.5
done
(cd frontend && exec node e2e/window.mjs) &
started+=($!)
wait $! || {
	cp "$WORK/log" "$SHOTS/program.log"
	grep -n -m 3 -A 12 'panic\|fatal\|SIG' "$WORK/log" >&2 || tail -20 "$WORK/log" >&2
	exit 1
}
