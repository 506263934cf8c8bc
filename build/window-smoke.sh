#!/usr/bin/env bash
# The program as people get it (build/build.sh), on a virtual screen with a window manager: its window appears, a second
# start opens no second one, Ctrl+O opens the machine's own dialog, and the file that is chosen there goes in. Then it
# prints how long the program takes to show Home, from its start, and the memory it needs: of the demo and of
# FURIKAERI_WINDOW_ROWS incidents (800,000). A picture of each: build/bin/window/production*.png.
set -euo pipefail
cd "$(dirname "$0")/.."
. build/window-screen.sh
program=$PWD/build/bin/furikaeri
shots=$PWD/build/bin/window
mkdir -p "$shots"
export FURIKAERI_LANG=ja
background openbox >/dev/null 2>&1
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
windows() { xdotool search --onlyvisible --name '^Furikaeri$'; }
# opens WORKSPACE: starts the program; pid is its process.
opens() {
	from=$(date +%s%N)
	FURIKAERI_WORKSPACE=$1 background "$program" >>"$work/log" 2>&1
	pid=${started[-1]}
}
passed() { echo $((($(date +%s%N) - from) / 1000000)); }

opens "$work/ws"
until_ "its window" windows
echo "  measured: the window appears after $(passed) ms"
window=$(windows | head -1)

first=$pid
opens "$work/ws"
for _ in $(seq 120); do
	kill -0 "$pid" 2>/dev/null || break
	sleep 0.25
done
kill -0 "$pid" 2>/dev/null && fail "a second start stays beside the first"
pid=$first
kill -0 "$pid" 2>/dev/null || fail "the second start ended the first"
[ "$(windows | wc -l)" = 1 ] || fail "a second start opened a second window"
echo "  a second start opens no second window"

cat >"$work/smoke.csv" <<'CSV'
id,number,title,service_id,service_name,team,urgency,priority,created_on,acknowledged_on,resolved_on,resolved_by
Q1,1,disk full,S1,svc one,U1,high,P1,2026-03-02T00:00:00Z,2026-03-02T00:05:00Z,2026-03-02T00:20:00Z,佐伯
CSV
dialog() { xdotool search --onlyvisible --name '取り込むファイルを選ぶ'; }
# The page may not listen yet when the window is there.
asks() {
	dialog && return
	xdotool windowactivate --sync "$window" key --clearmodifiers ctrl+o
	sleep 1.5
	dialog
}
until_ "the dialog" asks
# A dialog that is not drawn yet loses what is typed: then it is typed once more, over what is there.
answered() {
	dialog || return 0
	xdotool windowactivate --sync "$(dialog | head -1)"
	sleep 1
	xdotool key --clearmodifiers ctrl+a
	xdotool type --delay 20 "$work/smoke.csv"
	sleep 1
	xdotool key Return
	sleep 1
	! dialog
}
until_ "the dialog's end" answered
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

# A file that is let go over the report's preview, a page in a frame, goes to the import: it does not replace the program.
sed 's/^Q1,1,/Q2,2,/' "$work/smoke.csv" >"$work/dropped.csv"
cc -o "$work/drag" build/drag.c $(pkg-config --cflags --libs gtk+-3.0)
xdotool windowactivate --sync "$window" key --clearmodifiers ctrl+3
background "$work/drag" "file://$work/dropped.csv" >>"$work/log" 2>&1
held() { xdotool search --onlyvisible --name '^a file to drag$'; }
until_ "the file to drag" held
dragged() {
	counted_drop && return
	xdotool windowactivate --sync "$(held | head -1)"
	xdotool mousemove --window "$(held | head -1)" 60 40 mousedown 1
	for _ in $(seq 12); do
		xdotool mousemove_relative -- 6 6
		sleep 0.05
	done
	xdotool mousemove --window "$window" 900 600
	for _ in 1 2 3 4; do
		sleep 0.3
		xdotool mousemove_relative -- 5 5
	done
	import -window root "$shots/production-dragged.png" 2>/dev/null || true
	xdotool mouseup 1
	sleep 2
	import -window root "$shots/production-dropped.png" 2>/dev/null || true
	xdotool windowactivate --sync "$window" key Return
	sleep 1
	counted_drop
}
counted_drop() { "$program" -w "$work/ws" imports list --json | grep -q dropped.csv; }
until_ "the import of what was dropped" dragged
echo "  a file that was dropped over the preview went in"
stop "$pid"

# shown NAME WORKSPACE: how long it takes until the screen has the picture that then stays, warm: the second start counts.
shown() {
	local name=$1 dir=$2 frame time last
	for round in cold warm; do
		opens "$dir"
		: >"$work/frames"
		while [ "$(passed)" -lt 10000 ]; do
			frame=$(import -window root -crop 1100x800+60+90 -depth 8 rgb:- | md5sum) # without the scroll bar, which fades late
			time=$(passed)
			echo "$time $frame" >>"$work/frames"
		done
		kill -0 "$pid" 2>/dev/null || fail "the program ended"
		import -window root "$shots/production-$name.png" 2>/dev/null || true
		if [ "$round" = warm ]; then
			last=$(awk '{ if ($2 != is) { is = $2; at = $1 } } END { print at }' "$work/frames")
			echo "  measured: Home of $name, from the program's start until the picture stays: $last ms"
			awk '/VmRSS|VmHWM|RssAnon/ { printf "  measured: memory of our process, %s %d MB\n", $1, $2 / 1024 }' "/proc/$pid/status"
		fi
		stop "$pid"
	done
}
rows=${FURIKAERI_WINDOW_ROWS:-800000}
awk -v n="$rows" 'function z(at) { return strftime("%Y-%m-%dT%H:%M:%SZ", at, 1) }
BEGIN {
	print "id,number,title,service_id,service_name,team,urgency,priority,created_on,acknowledged_on,resolved_on,resolved_by"
	for (i = 0; i < n; i++) {
		at = 1711929600 + int(i * 63072000 / n)
		printf "L%d,%d,【警告】監視項目 %d がしきい値を超えました host=web-%d,SV%d,サービス%d,第%dセンター,high,P%d,%s,%s,%s,%s\n",
			i, 100000 + i, i % 400, i % 900, i % 120, i % 120, i % 10, 1 + i % 4, z(at), i % 2 ? z(at + 60 + i % 600) : "",
			z(at + 700 + i % 1900), i % 2 ? "運用 太郎" : ""
	}
}' >"$work/large.csv"
"$program" --quiet -w "$work/large" import "$work/large.csv"
"$program" --quiet demo "$work/demo" >/dev/null
shown demo "$work/demo/workspace"
shown "$rows-incidents" "$work/large"
