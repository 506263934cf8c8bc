#!/bin/sh
# Rebuilds echarts.js, LICENSE, LICENSE.zrender and NOTICE from the npm package echarts. Needs Node and npm, and the network once.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent echarts@5.6.0 esbuild@0.28.2
cp "$here/entry.js" .
npx esbuild entry.js --bundle --minify --format=iife --target=es2019 --legal-comments=none \
  --define:process.env.NODE_ENV='"production"' --outfile=echarts.js --log-level=warning
{ echo '/*! Apache ECharts 5.6.0, Apache License 2.0; parts chosen in entry.js. See LICENSE and NOTICE. */'; cat echarts.js; } >"$here/echarts.js"
cp node_modules/echarts/LICENSE node_modules/echarts/NOTICE "$here/"
cp node_modules/zrender/LICENSE "$here/LICENSE.zrender"
