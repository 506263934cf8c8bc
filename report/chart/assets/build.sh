#!/bin/sh
# Rebuilds echarts.js, LICENSE, LICENSE.zrender and NOTICE from the npm package echarts. Needs Node and npm, and the network once.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent echarts@5.6.0 esbuild@0.28.2
cp "$here/entry.js" "$here/build.mjs" .
node build.mjs
cp echarts.js "$here/"
cp node_modules/echarts/LICENSE node_modules/echarts/NOTICE "$here/"
cp node_modules/zrender/LICENSE "$here/LICENSE.zrender"
