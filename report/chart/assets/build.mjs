// Bundles entry.js with esbuild. Pictures on paper have no state but the normal one: while the global echartsStill is set, nothing is prepared
// for hovering and selecting. Four places of ECharts are changed for that; each must be found.
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';

const still = 'if (globalThis.echartsStill) return';
const changes = [
  [/echarts\/lib\/util\/states\.js$/, /export function setStatesStylesFromModel\([^)]*\) \{/, `$& ${still};`],
  [/echarts\/lib\/util\/states\.js$/, /export function toggleHoverEmphasis\([^)]*\) \{/, `$& ${still};`],
  [/echarts\/lib\/label\/labelStyle\.js$/, /normal: itemModel\.getModel\(labelName\)\s*\};/, `$& ${still} statesModels;`],
  [/zrender\/lib\/svg\/cssEmphasis\.js$/, /export function createCSSEmphasis\([^)]*\) \{/, `$& ${still};`],
];
const missing = new Set(changes);
const change = {
  name: 'still',
  setup(b) {
    b.onLoad({ filter: /(states|labelStyle|cssEmphasis)\.js$/ }, ({ path }) => {
      let contents = readFileSync(path, 'utf8');
      for (const c of changes) {
        if (!c[0].test(path) || !c[1].test(contents)) continue;
        contents = contents.replace(c[1], c[2]);
        missing.delete(c);
      }
      return { contents, loader: 'js' };
    });
  },
};
await build({
  entryPoints: ['entry.js'], outfile: 'echarts.js', bundle: true, minify: true, format: 'iife', target: 'es2019', legalComments: 'none',
  banner: { js: '/*! Apache ECharts 5.6.0, Apache License 2.0; parts chosen in entry.js, changed as build.mjs says. See LICENSE and NOTICE. */' },
  define: { 'process.env.NODE_ENV': '"production"' }, logLevel: 'warning', plugins: [change],
});
if (missing.size > 0) throw new Error(`ECharts has changed: ${[...missing].map(c => c[1])} not found`);
