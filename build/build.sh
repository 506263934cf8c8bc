#!/usr/bin/env bash
# Builds the program with its window: build/bin/furikaeri.
set -euo pipefail
cd "$(dirname "$0")/.."
build/pages.sh
version=$(git describe --tags --always --dirty 2>/dev/null || echo dev)
go build -tags desktop,production,webkit2_41 -trimpath -ldflags "-s -w -X main.version=$version" -o build/bin/furikaeri .
echo "build/bin/furikaeri"
