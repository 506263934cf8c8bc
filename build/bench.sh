#!/usr/bin/env bash
# How fast it is: the benchmarks beside the code, five times each, as a table of medians.
# Imports are of 100,000, 400,000 and 1,000,000 rows, of 10,000,000 too if FURIKAERI_BENCH_ROWS says so (default 1,000,000);
# a delta goes into 800,000, reports are made of 400,000, and
# timelines of 3 million entries go in beside as many. Ends with the table, which can be committed as build/bench.md. The
# heap may grow as far as main lets it. For profiles: go test ./app -run '^$' -bench BenchmarkReport -cpuprofile cpu.prof
set -euo pipefail
cd "$(dirname "$0")/.."
rows=${FURIKAERI_BENCH_ROWS:-1000000}
count=${FURIKAERI_BENCH_COUNT:-5}
out=$(mktemp)
trap 'rm -f "$out"; rm -rf "${TMPDIR:-/tmp}"/furikaeri-bench-*' EXIT
load=$(cut -d' ' -f1-3 /proc/loadavg 2>/dev/null || echo unknown)
run() { # BENCHMARK ROWS
	GOGC=200 FURIKAERI_BENCH_ROWS=$2 go test ./app -run '^$' -bench "^$1\$" -benchtime 1x -count "$count" -timeout 120m | tee -a "$out" >&2
}
for n in 100000 400000 1000000 10000000; do
	[ "$n" -le "$rows" ] && run BenchmarkImport "$n"
done
run BenchmarkDelta $((rows < 800000 ? rows : 800000))
run BenchmarkNumbers $((rows < 1000000 ? rows : 1000000))
run BenchmarkReport $((rows < 400000 ? rows : 400000))
run BenchmarkPull 10000
GOGC=200 FURIKAERI_BENCH_ROWS=$((rows < 400000 ? rows : 400000)) go test ./app/store -run '^$' -bench '^BenchmarkTimelines$' -benchtime 1x -count "$count" -timeout 60m | tee -a "$out" >&2
go test ./app/kind ./app/derive ./app/pagerduty ./report/pdf ./report/xlsx ./report/chart -run '^$' -bench . -benchtime 200ms -count "$count" | tee -a "$out" >&2
echo "# Benchmarks"
echo
echo "Commit $(git rev-parse --short HEAD), $(date -u +%Y-%m-%d), $(nproc) cores, load before $load, median of $count."
echo
echo "| what | time | further |"
echo "|---|---|---|"
awk '/^Benchmark/ {
	name = $1; sub(/-[0-9]+$/, "", name); sub(/^Benchmark/, "", name)
	if (!(name in n)) order[++names] = name
	i = ++n[name]; t[name, i] = $3
	more[name] = ""
	for (k = 5; k < NF; k += 2) if ($(k+1) ~ /^(peak-MB|files|MB\/s|charts|[a-z]+-ms)$/) more[name] = more[name] " " $k " " $(k+1)
}
END {
	for (j = 1; j <= names; j++) {
		name = order[j]; m = n[name]
		for (a = 1; a <= m; a++) v[a] = t[name, a] + 0
		for (a = 1; a <= m; a++) for (b = a + 1; b <= m; b++) if (v[b] < v[a]) { x = v[a]; v[a] = v[b]; v[b] = x }
		ns = v[int((m + 1) / 2)]
		shown = ns >= 1e9 ? sprintf("%.2f s", ns / 1e9) : ns >= 1e6 ? sprintf("%.1f ms", ns / 1e6) : ns >= 1e3 ? sprintf("%.1f µs", ns / 1e3) : sprintf("%d ns", ns)
		printf "| %s | %s |%s |\n", name, shown, more[name]
	}
}' "$out"
