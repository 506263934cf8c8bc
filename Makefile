# What one does with this repository. Every target first installs what it needs and lacks: build/setup.sh.
.PHONY: demo test bench screenshots

# A made-up company: two years of data and every report, in ./demo. Prints where to begin reading.
demo:
	@build/setup.sh demo
	@go run . demo

# Everything that must hold before a change goes in.
test:
	@build/setup.sh test
	@build/test.sh

# How fast it is and how much memory it takes.
bench:
	@build/setup.sh demo
	@build/bench.sh

# The pictures in the READMEs, from the demo's reports.
screenshots:
	@build/setup.sh test
	@build/screenshots.sh
