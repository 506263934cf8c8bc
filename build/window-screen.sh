# A screen that nobody sees and a message bus of its own, for the scripts that test the window; they source this file.
# Sets DISPLAY, DBUS_SESSION_BUS_ADDRESS and work, a folder of the test's own. What is started goes through background;
# all of it ends, and the folder goes, when the script does, however it ends.
work=$(mktemp -d)
started=()
# background COMMAND...: starts it; its process is $!.
background() {
	"$@" &
	started+=($!)
}
# stop PID: ends a process, patiently at first.
stop() {
	kill "$1" 2>/dev/null || return 0
	for _ in $(seq 50); do
		kill -0 "$1" 2>/dev/null || break
		sleep 0.1
	done
	kill -9 "$1" 2>/dev/null || true
	wait "$1" 2>/dev/null || true
}
# The last that started ends first: what draws before the screen that it draws on.
end_all() {
	trap - EXIT INT TERM HUP
	for ((i = ${#started[@]} - 1; i >= 0; i--)); do
		stop "${started[i]}"
	done
	rm -rf "$work"
}
trap end_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
background Xvfb -displayfd 3 -screen 0 1400x1000x24 -nolisten tcp 3>"$work/display" >/dev/null 2>&1
background dbus-daemon --session --nofork --print-address=3 3>"$work/bus" >/dev/null 2>&1
for _ in $(seq 100); do
	[ -s "$work/display" ] && [ -s "$work/bus" ] && break
	sleep 0.1
done
DISPLAY=:$(cat "$work/display")
DBUS_SESSION_BUS_ADDRESS=$(cat "$work/bus")
export DISPLAY DBUS_SESSION_BUS_ADDRESS NO_AT_BRIDGE=1
