#!/usr/bin/env bash
# Every fuzz test for a while (FURIKAERI_FUZZTIME, default 30s), two at a time, each on one core. A find is left under the
# package's testdata/fuzz, where go test runs it from then on.
set -euo pipefail
cd "$(dirname "$0")/.."
time=${FURIKAERI_FUZZTIME:-30s}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# -fuzzminimizetime: Go's own minute of making one input smaller would eat all the time there is.
# Go before 1.27 now and then calls the end of -fuzztime a failure, which writes no input (go.dev/issue/75804): that, and
# nothing else, is tried once more.
one() {
	folder=$(dirname "$1")
	name=$2
	log=$3/$(echo "$folder.$name" | tr '/' '_')
	for try in 1 2; do
		if go test "./$folder" -run '^$' -fuzz "^$name\$" -fuzztime "$4" -fuzzminimizetime 1000x -parallel 1 -timeout 10m >"$log" 2>&1; then
			echo "$folder $name: $(grep -o 'execs: [0-9]*' "$log" | tail -n 1)"
			return
		fi
		if ! grep -qx ' *context deadline exceeded' "$log" || grep -q 'Failing input written' "$log"; then
			break
		fi
		echo "$folder $name: the time ended (try $try)" >&2
	done
	echo "$folder $name failed:" >&2
	cat "$log" >&2
	exit 255 # xargs stops
}
export -f one

git ls-files -z '*_test.go' | xargs -0 grep -o '^func Fuzz[A-Za-z0-9_]*' | sed "s/:func / /; s#\$# $out $time#" |
	xargs -P 2 -L 1 bash -c 'one "$@"' _
