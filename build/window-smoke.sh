#!/usr/bin/env bash
# The program as people get it (build/build.sh), on a virtual screen with a window manager: its window appears, Ctrl+O opens
# the machine's own dialog, and the file that is chosen there goes in. A picture of it: build/bin/window/production.png.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${FURIKAERI_SMOKE_INSIDE:-}" ]; then
	FURIKAERI_SMOKE_INSIDE=1 exec xvfb-run -a -s "-screen 0 1400x1000x24" dbus-run-session -- "$0" "$@"
fi
work=$(mktemp -d)
program=$PWD/build/bin/furikaeri
shots=$PWD/build/bin/window
mkdir -p "$shots"
openbox >/dev/null 2>&1 &
manager=$!
from=$(date +%s%N)
FURIKAERI_LANG=ja FURIKAERI_WORKSPACE="$work/ws" NO_AT_BRIDGE=1 "$program" >"$work/log" 2>&1 &
pid=$!
end() {
	kill "$pid" "$manager" 2>/dev/null || true
	wait 2>/dev/null || true
	rm -rf "$work"
}
trap end EXIT
fail() {
	import -window root "$shots/production-failed.png" 2>/dev/null || true
	echo "$1" >&2
	tail -5 "$work/log" >&2
	exit 1
}
# until WHAT COMMAND...: tries for a minute.
until_() {
	local what=$1
	shift
	for _ in $(seq 240); do
		"$@" >/dev/null 2>&1 && return
		kill -0 "$pid" 2>/dev/null || fail "the program ended before $what"
		sleep 0.25
	done
	fail "it never came to $what"
}
until_ "its window" xdotool search --onlyvisible --name '^Furikaeri$'
echo "  measured: the window appears after $((($(date +%s%N) - from) / 1000000)) ms"
cat >"$work/smoke.csv" <<'CSV'
id,number,title,service_id,service_name,team,urgency,priority,created_on,acknowledged_on,resolved_on,resolved_by
Q1,1,disk full,S1,svc one,U1,high,P1,2026-03-02T00:00:00Z,2026-03-02T00:05:00Z,2026-03-02T00:20:00Z,佐伯
CSV
window=$(xdotool search --onlyvisible --name '^Furikaeri$' | head -1)
dialog() { xdotool search --onlyvisible --name '取り込むファイルを選ぶ'; }
# The page may not listen yet when the window is there.
asks() {
	dialog && return
	xdotool windowactivate --sync "$window" key --clearmodifiers ctrl+o
	sleep 1.5
	dialog
}
until_ "the dialog" asks
xdotool windowactivate --sync "$(dialog | head -1)"
sleep 1
xdotool type --delay 20 "$work/smoke.csv"
sleep 1
xdotool key Return
closed() { ! dialog; }
until_ "the dialog's end" closed
# The button that imports has the focus once the file was looked at.
taken() {
	[ -e "$work/ws/furikaeri.duckdb" ] && return
	xdotool windowactivate --sync "$window" key Return
	sleep 1
	[ -e "$work/ws/furikaeri.duckdb" ]
}
until_ "the import" taken
counted() { "$program" -w "$work/ws" imports list --json | grep -q smoke.csv; }
until_ "the file in the workspace" counted
sleep 1
import -window root "$shots/production.png" 2>/dev/null || true
echo "  the program opened its window and imported a file by its dialog"
