# What one does with this repository. Every target first installs what it needs and lacks: build/setup.sh.
.PHONY: demo build test faults fuzz bench screenshots

# Where build/setup.sh puts a Go of its own, if the machine's is too old.
export PATH := $(CURDIR)/build/bin/go/bin:$(PATH)

# A made-up company: two years of data and every report, in ./demo. Prints where to begin reading.
demo:
	@build/setup.sh demo
	@go run . demo

# The program with its window: build/bin/furikaeri.
build:
	@build/setup.sh build
	@build/build.sh

# Everything that must hold before a change goes in.
test:
	@build/setup.sh test
	@build/test.sh

# Kills, full disks and damaged files at length; make test tries a sample.
faults:
	@build/setup.sh test
	@FURIKAERI_FAULTS=1000 FURIKAERI_KILLS=1000 FURIKAERI_FLIPS=2000 go test ./app/cli ./app/store -run 'Kill|Disk|Flip|Fault|Damage' -v -count 1 -timeout 6h
	@FURIKAERI_SCHEDULES=1000 go test ./app/pagerduty/rest -run Schedules -count 1 -timeout 2h

# Every fuzz test for FURIKAERI_FUZZTIME (30s).
fuzz:
	@build/setup.sh demo
	@build/fuzz.sh

# How fast it is and how much memory it takes.
bench:
	@build/setup.sh demo
	@build/bench.sh

# The pictures in the READMEs, from the demo's reports.
screenshots:
	@build/setup.sh test
	@build/screenshots.sh
