#!/usr/bin/env bash
# Installs what the work on this repository needs and this machine lacks: on Debian and Ubuntu by itself, as root or
# with sudo; elsewhere it says what to install. Silent and quick when nothing is missing.
#
#   build/setup.sh demo    a C and C++ compiler and Go: enough to build and to run. A Go too old to fetch the one that go.mod
#                          names (Debian 12's is) gets it from Go's module proxy, into build/bin/go; the Makefile finds it there
#   build/setup.sh build   also what the window is built with: GTK, WebKitGTK, Node and the packages of
#                          frontend/package-lock.json
#   build/setup.sh test    all this, a virtual screen for the window, git, the programs that tests look into PDF files with,
#                          and Chromium, which opens the window's pages and HTML reports (the default)
set -euo pipefail
cd "$(dirname "$0")/.."

want=${1:-test}
case $want in
demo | build | test) ;;
*)
	echo "usage: build/setup.sh [demo|build|test]" >&2
	exit 2
	;;
esac

has() { command -v "$1" >/dev/null 2>&1; }

# The compiler must find the C++ library too: DuckDB is linked with it.
links_cpp() { [ "$(uname)" = Darwin ] || [ -e "$(cc -print-file-name=libstdc++.so)" ]; }

export PATH="$PWD/build/bin/go/bin:$PATH"
missing=()
has go || [ -x /usr/local/go/bin/go ] || ! has apt-get || missing+=(golang-go)
has cc || missing+=(gcc libc6-dev)
has cc && links_cpp || missing+=(g++)
[ "$(uname)" = Darwin ] || [ -n "$(ls /etc/ssl/certs /etc/pki/tls/certs 2>/dev/null)" ] || missing+=(ca-certificates)
if [ "$want" = test ]; then
	has git || missing+=(git)
	has pdftotext && has pdftoppm && has pdffonts || missing+=(poppler-utils)
	has qpdf || missing+=(qpdf)
	[ "$(uname)" != Linux ] || has strace || missing+=(strace)
	[ -n "${CHROMIUM:-}" ] || has chromium || has chromium-browser || has google-chrome-stable || has google-chrome || missing+=(chromium)
	has xvfb-run || missing+=(xvfb xauth)
	has dbus-run-session || missing+=(dbus-x11)
	[ "$(uname)" != Linux ] || has gnome-keyring-daemon || missing+=(gnome-keyring)
	has xdotool || missing+=(xdotool)
	has openbox || missing+=(openbox)
	has import || missing+=(imagemagick)
	has curl || missing+=(curl)
	has fc-list && [ -n "$(fc-list :lang=ja family)" ] || missing+=(fontconfig fonts-noto-cjk)
fi
if [ "$want" != demo ]; then
	has node || missing+=(nodejs)
	has npm || missing+=(npm)
	[ "$(uname)" != Linux ] || { has pkg-config && pkg-config --exists gtk+-3.0 webkit2gtk-4.1; } || missing+=(libgtk-3-dev libwebkit2gtk-4.1-dev pkg-config)
fi

if [ ${#missing[@]} -gt 0 ]; then
	install=(apt-get -o DPkg::Lock::Timeout=600 install -y --no-install-recommends "${missing[@]}")
	if ! has apt-get; then
		echo "Missing here (names as in Debian): ${missing[*]}" >&2
		if has dnf; then
			echo "Install it with: sudo dnf install gcc gcc-c++ libstdc++-devel git poppler-utils qpdf chromium nodejs npm" >&2
		elif has pacman; then
			echo "Install it with: sudo pacman -S --needed gcc git poppler qpdf chromium nodejs npm" >&2
		elif has zypper; then
			echo "Install it with: sudo zypper install gcc gcc-c++ git poppler-tools qpdf chromium nodejs npm" >&2
		elif has brew; then
			echo "Install it with: xcode-select --install; brew install git poppler qpdf node; brew install --cask chromium" >&2
		fi
		exit 1
	fi
	as_root=()
	if [ "$(id -u)" != 0 ]; then
		if ! has sudo; then
			echo "Missing: ${missing[*]}. As root, run: ${install[*]}" >&2
			exit 1
		fi
		as_root=(sudo)
	fi
	echo "Installing ${missing[*]} …" >&2
	# The lists may be old or absent: the first try is then in vain, and cheap.
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}" >/dev/null 2>&1 || {
		"${as_root[@]}" apt-get -o DPkg::Lock::Timeout=600 -qq update >&2
		"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}" >&2
	}
fi

# Go 1.21 and later fetch the version that go.mod names by themselves, unless GOTOOLCHAIN forbids it.
wanted=$(sed -n 's/^go //p' go.mod)
if ! has go; then
	echo "Go is missing. Install Go $wanted or later from https://go.dev/dl/ and put its bin folder into PATH." >&2
	[ -x /usr/local/go/bin/go ] && echo "It is there already: export PATH=\$PATH:/usr/local/go/bin" >&2
	exit 1
fi
# recent: whether the Go that answers here is the wanted one or later.
recent() {
	found=$(go env GOVERSION 2>/dev/null || true)
	found=${found#go}
	found=${found%% *}
	[ -n "$found" ] && [ "$(printf '%s\n' "$wanted" "$found" | sort -V | head -n 1)" = "$wanted" ]
}
# fetch puts the wanted Go into build/bin/go. Go's module proxy has it as a module, and an old Go checks it as any other;
# what a module cannot say is which of its files are programs.
fetch() {
	echo "Fetching Go $wanted …" >&2
	local goroot
	goroot=$(cd / && go mod download -json "golang.org/toolchain@v0.0.1-go$wanted.$(go env GOHOSTOS)-$(go env GOHOSTARCH)" | sed -n 's/^[[:space:]]*"Dir": "\(.*\)",$/\1/p')
	[ -n "$goroot" ] && [ -x "$goroot/bin" ] || {
		echo "Go $wanted could not be fetched. Install it from https://go.dev/dl/ and put its bin folder into PATH." >&2
		exit 1
	}
	chmod -R +x "$goroot/bin" "$goroot/pkg/tool"
	mkdir -p build/bin
	ln -sfn "$goroot" build/bin/go
	hash -r
}
if ! recent && [ "$(cd / && go env GOTOOLCHAIN)" != local ]; then
	fetch
fi
if ! recent; then
	echo "Go $wanted or later is needed, this is $(cd / && go version). Get it from https://go.dev/dl/, or unset GOTOOLCHAIN so that Go fetches it." >&2
	exit 1
fi

if [ "$want" != demo ] && ! node -e 'process.exit(process.versions.node.split(".")[0] < 18 ? 1 : 0)'; then
	echo "Node 18 or later is needed, this is $(node --version)." >&2
	exit 1
fi

# What npm put there last is as old as its own note of it. Nothing of these packages runs while they are installed.
if [ "$want" != demo ] && [ ! frontend/node_modules/.package-lock.json -nt frontend/package-lock.json ]; then
	echo "Installing the packages of frontend/package-lock.json …" >&2
	(cd frontend && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
fi
