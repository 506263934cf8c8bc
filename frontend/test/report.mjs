// Opens HTML reports in a real browser and checks what no parser sees. For each NAME.html and the document NAME.json
// that it is made of:
//   - no violation of accessibility rules (axe-core), 1,280 and 390 px wide, light and dark, and with rows open
//   - no request leaves the page, no error in the console, no page wider than the screen, 1,280 px wide no table
//     either, 390 px wide none of up to four columns
//   - every chart is drawn and says its numbers where the pointer stands, light and dark
//   - every character that the typeface has comes from the page's own
//   - tables sort and filter, a click on a number opens as many rows as it says
//   - without JavaScript every number of the document can be read
//   - the file is valid HTML (html-validate)
//
// usage: node frontend/test/report.mjs FOLDER [NAME...]
// CHROMIUM names the browser where it is not found by itself. Exit code 1 if something does not hold.
import {existsSync, readFileSync, readdirSync} from 'node:fs';
import {createRequire} from 'node:module';
import {delimiter, join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {HtmlValidate} from 'html-validate';
import {chromium} from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const wide = {width: 1280, height: 900}, phone = {width: 390, height: 844};

function browserPath() {
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
  const found = process.env.CHROMIUM ?? (process.env.PATH ?? '').split(delimiter)
    .flatMap(folder => names.map(name => join(folder, name))).find(existsSync);
  if (!found) throw new Error('no Chromium here: run build/setup.sh test, or name one in CHROMIUM');
  return found;
}

// A Check collects what does not hold for one report, and counts what was looked at.
class Check {
  problems = [];
  counted = {};
  constructor(name) { this.name = name; }
  that(holds, problem) { if (!holds) this.problems.push(problem); }
  count(what, n) { this.counted[what] = (this.counted[what] ?? 0) + n; }
}

// opened is a page on which the file has been loaded and settled, with everything suspicious written down.
async function opened(browser, file, check, where, options) {
  const context = await browser.newContext({offline: true, ...options});
  const page = await context.newPage();
  page.on('request', r => check.that(r.url() === file || r.url().startsWith('data:'), `${where}: asks for ${r.url().slice(0, 100)}`));
  // What Chromium 150 and older say when the inspector that typeface() attaches looks at the page's own style sheets.
  const inspector = `Unsafe attempt to load URL ${file} from frame with URL ${file}.`;
  page.on('console', m => check.that(!['error', 'warning'].includes(m.type()) || m.text().startsWith(inspector), `${where}: console: ${m.text().slice(0, 300)}`));
  page.on('pageerror', e => check.that(false, `${where}: ${e}`));
  await page.goto(file, {waitUntil: 'load'});
  return {page, close: () => context.close()};
}

// accessible runs axe: all its rules, or those on colour where only colours differ from what was checked before.
async function accessible(page, check, where, colours) {
  const found = await page.evaluate(async rules => (await globalThis.axe.run(document, {resultTypes: ['violations'], ...rules})).violations
    .map(v => `${v.id}: ${v.help}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 120)} ${v.nodes[0].failureSummary}`),
  colours ? {runOnly: ['cat.color']} : {});
  for (const v of found) check.that(false, `${where}: axe: ${v}`);
  check.count('axe runs', 1);
}

async function screen(browser, file, check, size, scheme) {
  const where = `${size.width} px, ${scheme}`;
  const {page, close} = await opened(browser, file, check, where, {viewport: size, colorScheme: scheme});
  const plots = await page.locator('.plot').count();
  await page.waitForFunction(n => document.querySelectorAll('.plot svg').length === n, plots)
    .catch(() => check.that(false, `${where}: a chart of ${plots} is not drawn`));
  check.count('charts', plots);
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check.that(excess <= 0, `${where}: the page is ${excess} px wider than the screen`);
  const sideways = await page.evaluate(most => [...document.querySelectorAll('.table .scroll')]
    .filter(e => e.scrollWidth > e.clientWidth && e.querySelectorAll('thead th').length <= most)
    .map(e => `${e.closest('.table').id} by ${e.scrollWidth - e.clientWidth} px`), size === wide ? 99 : 4);
  check.that(!sideways.length, `${where}: tables are wider than their place: ${sideways}`);
  if (size === wide) {
    await hovers(page, check, where);
  }
  await page.evaluate(axe);
  await accessible(page, check, where, scheme === 'dark');
  if (size === wide && scheme === 'light') {
    await typeface(page, check);
    await sorts(page, check);
    await filters(page, check);
    await opensRows(page, check);
  }
  await close();
}

// hovers moves the pointer over every chart until something new is to be read in it: numbers that its table has too.
async function hovers(page, check, where) {
  for (const plot of await page.locator('.plot').all()) {
    await plot.scrollIntoViewIfNeeded();
    const box = await plot.boundingBox(), figure = plot.locator('xpath=..');
    const texts = () => plot.locator('svg text').allTextContents();
    const before = await texts(), cells = await figure.locator('.numbers td').allTextContents();
    let said = [];
    for (const [x, y] of hoverPoints) {
      await page.mouse.move(box.x + box.width * x, box.y + box.height * y);
      const rest = [...before];
      said = (await texts()).filter(t => t.trim() && (rest.includes(t) ? (rest.splice(rest.indexOf(t), 1), false) : true));
      if (said.length) break;
    }
    const name = await plot.getAttribute('aria-label');
    check.that(said.length, `${where}: ${name}: the pointer calls up no text`);
    check.that(!said.length || cells.some(c => c.trim() && said.some(s => s.includes(c.trim()))), `${where}: ${name}: no number of it in ${JSON.stringify(said)}`);
    await page.mouse.move(box.x - 5, box.y - 5);
    check.count('charts hovered', 1);
  }
}
// Parts of a chart's width and height: donuts are left of the middle and hollow, waterfalls' bars float.
const hoverPoints = [[.5, .5], [.5, .8], [.12, .5], [.1, .3], [.3, .5], [.5, .2], [.25, .25], [.75, .35], [.18, .75]];

// charactersOf is every character that a TrueType font has glyphs for: the ranges of its character map of format 12 or 4.
function charactersOf(path) {
  const b = readFileSync(path), has = new Set();
  const tables = [...Array(b.readUInt16BE(4)).keys()].map(i => 12 + 16 * i);
  const cmap = b.readUInt32BE(tables.find(t => b.toString('latin1', t, t + 4) === 'cmap') + 8);
  for (let i = 0; i < b.readUInt16BE(cmap + 2); i++) {
    const at = cmap + b.readUInt32BE(cmap + 8 + 8 * i), format = b.readUInt16BE(at);
    if (format === 12) {
      for (let g = at + 16, n = b.readUInt32BE(at + 12); n > 0; n--, g += 12) {
        for (let c = b.readUInt32BE(g); c <= b.readUInt32BE(g + 4); c++) has.add(c);
      }
    }
    if (format === 4) {
      const segments = b.readUInt16BE(at + 6) / 2, start = at + 16 + 2 * segments, offset = start + 4 * segments;
      for (let s = 0; s < segments; s++) {
        const first = b.readUInt16BE(start + 2 * s), last = b.readUInt16BE(at + 14 + 2 * s), skip = b.readUInt16BE(offset + 2 * s);
        const delta = b.readUInt16BE(start + 2 * segments + 2 * s);
        for (let c = first; c <= last && c < 0xffff; c++) {
          const glyph = skip ? b.readUInt16BE(offset + 2 * s + skip + 2 * (c - first)) : (c + delta) & 0xffff;
          if (glyph) has.add(c);
        }
      }
    }
  }
  return has;
}
const characters = charactersOf(new URL('../../report/font/BIZUDPGothic-Regular.ttf', import.meta.url));

// typeface asks the browser which fonts it drew each text with. What the typeface lacks (emoji, Arabic, rare ideographs in
// titles) comes from another: no more glyphs than there are such characters.
async function typeface(page, check) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('DOM.enable');
  await cdp.send('CSS.enable');
  const {root} = await cdp.send('DOM.getDocument', {depth: -1});
  const parents = [];
  const walk = node => {
    if (['SCRIPT', 'STYLE', 'HEAD'].includes(node.nodeName)) return;
    if (node.children?.some(c => c.nodeType === 3 && c.nodeValue.trim())) parents.push(node);
    node.children?.forEach(walk);
  };
  walk(root);
  const textOf = node => node.nodeType === 3 ? node.nodeValue : (node.children ?? []).map(textOf).join('');
  const foreign = new Set();
  await Promise.all(parents.map(async node => {
    const {fonts} = await cdp.send('CSS.getPlatformFontsForNode', {nodeId: node.nodeId});
    const others = fonts.filter(f => !f.isCustomFont), glyphs = others.reduce((n, f) => n + f.glyphCount, 0);
    if (!glyphs) return;
    const text = textOf(node), lacking = [...text].filter(c => !characters.has(c.codePointAt(0)) && c.trim()).length;
    if (glyphs > lacking) foreign.add(`${others.map(f => f.familyName)}, ${glyphs} glyphs, the typeface lacks ${lacking}: ${JSON.stringify(text.slice(0, 60))}`);
  }));
  for (const f of foreign) check.that(false, `drawn with another font: ${f}`);
  check.count('texts in the page\'s own typeface', parents.length);
  await cdp.detach();
}

async function sorts(page, check) {
  const result = await page.evaluate(() => {
    const problems = [];
    let sorted = 0;
    for (const table of document.querySelectorAll('.table table')) {
      const body = table.tBodies[0], order = () => [...body.rows].map(r => r.textContent).join('\n'), before = order();
      [...table.tHead.rows[0].cells].forEach((th, i) => {
        const button = th.querySelector('button.sort');
        if (!button) return;
        for (let click = 0; click < 2; click++) {
          button.click();
          const numbers = [...body.rows].map(r => r.cells[i].dataset.n).filter(n => n !== undefined).map(Number);
          const sign = th.getAttribute('aria-sort') === 'descending' ? -1 : 1;
          if (!th.hasAttribute('aria-sort')) problems.push(`${th.textContent}: no sign of the order`);
          if (numbers.some((n, at) => at > 0 && sign * (n - numbers[at - 1]) < 0)) problems.push(`${th.textContent}: not in order`);
        }
        button.click();
        if (order() !== before) problems.push(`${th.textContent}: the third click does not bring the order back`);
        sorted++;
      });
    }
    return {problems, sorted};
  });
  for (const p of result.problems) check.that(false, `sorting: ${p}`);
  check.count('columns sorted', result.sorted);
}

async function filters(page, check) {
  for (const box of await page.locator('.table:has(.find)').all()) {
    const input = box.locator('.find input');
    const texts = (await box.locator('tbody tr').allTextContents()).map(s => s.normalize('NFKC').toLowerCase());
    const word = (await box.locator('tbody tr').first().locator('th,td').allTextContents()).map(s => s.trim().split(/\s+/)[0])
      .reduce((a, b) => b.length > a.length ? b : a);
    const want = texts.filter(s => s.includes(word.normalize('NFKC').toLowerCase())).length;
    await input.fill(word);
    const got = await box.locator('tbody tr:visible').count();
    check.that(got === want && got > 0, `searching ${word}: got ${got} rows, want ${want}`);
    await input.fill('no row has these words');
    check.that(await box.locator('tbody tr:visible').count() === 0, 'searching what is nowhere: got rows');
    check.that(await box.locator('.empty:visible').count() === 1, 'searching what is nowhere: nothing says so');
    await input.fill('');
    check.count('tables filtered', 1);
  }
}

async function opensRows(page, check) {
  const buttons = page.locator('main .ref:visible');
  const all = await buttons.count();
  const picked = all ? [...new Set([0, Math.floor(all / 3), Math.floor(2 * all / 3), all - 1])] : [];
  for (const i of picked) {
    const button = buttons.nth(i), shown = (await button.innerText()).trim();
    await button.click();
    const panel = page.locator('#panel');
    check.that(await panel.isVisible(), `${shown}: a click opens nothing`);
    check.that((await page.locator('#panel-v').innerText()).trim() === shown, `${shown}: the panel names another number`);
    const numberIn = async id => Number((await page.locator(id).innerText()).replaceAll(',', '').match(/\d+/)?.[0]);
    const said = await page.locator('#panel-l:visible').count() ? await numberIn('#panel-l') : await numberIn('#panel-h');
    const rows = await page.locator('#panel tbody tr').count();
    check.that(rows === Math.min(said, 200), `${shown}: got ${rows} rows, said are ${said}`);
    if (i === picked[0]) await accessible(page, check, 'with rows open');
    await page.keyboard.press('Escape');
    check.that(!await panel.isVisible(), `${shown}: Escape does not close the rows`);
    check.that(await button.evaluate(b => b === document.activeElement), `${shown}: the focus does not come back`);
    check.count('numbers opened', 1);
  }
}

// numbersOf is the text of every cell with a number that a document's sections hold.
function numbersOf(value, found = []) {
  if (value && typeof value === 'object') {
    if (typeof value.text === 'string' && typeof value.number === 'number') found.push(value.text);
    Object.values(value).forEach(v => numbersOf(v, found));
  }
  return found;
}

async function withoutScript(browser, file, check, document) {
  const {page, close} = await opened(browser, file, check, 'without JavaScript', {viewport: wide, javaScriptEnabled: false});
  const squeezed = s => s.replace(/\s+/g, '');
  const text = squeezed(await page.locator('body').innerText());
  const numbers = numbersOf(document.sections).filter(Boolean);
  for (const n of new Set(numbers)) {
    const want = numbers.filter(other => other === n).length, got = text.split(squeezed(n)).length - 1;
    check.that(got >= want, `without JavaScript: ${n} is to be read ${got} times, want ${want}`);
  }
  check.count('numbers without JavaScript', numbers.length);
  await close();
}

const validator = new HtmlValidate({extends: ['html-validate:recommended'], rules: {
  'long-title': 'off', // it names report, scope and period
  'no-trailing-whitespace': 'off',
  'require-sri': 'off', // there is nothing from elsewhere
}});

async function valid(path, check) {
  const report = await validator.validateString(readFileSync(path, 'utf8'), path);
  for (const result of report.results) {
    for (const m of result.messages.slice(0, 20)) check.that(false, `html-validate: ${m.line}:${m.column} ${m.ruleId}: ${m.message}`);
  }
  check.count('files validated', 1);
}

const [folder, ...named] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node frontend/test/report.mjs FOLDER [NAME...]');
  process.exit(2);
}
const names = named.length ? named : readdirSync(folder).filter(f => f.endsWith('.html')).map(f => f.slice(0, -5)).sort();
if (!names.length) throw new Error(`no report in ${folder}`);
const browser = await chromium.launch({executablePath: browserPath(), args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking']});
let failed = false;
try {
  for (const name of names) {
    const began = Date.now(), check = new Check(name), path = resolve(folder, name + '.html'), file = pathToFileURL(path).href;
    const document = JSON.parse(readFileSync(resolve(folder, name + '.json'), 'utf8'));
    await Promise.all([
      ...[wide, phone].flatMap(size => ['light', 'dark'].map(scheme => screen(browser, file, check, size, scheme))),
      withoutScript(browser, file, check, document),
      valid(path, check),
    ]);
    console.log(`${check.problems.length ? 'FAIL' : 'ok  '} ${name}: ${Object.entries(check.counted).map(([what, n]) => `${n} ${what}`).join(', ')}, ${((Date.now() - began) / 1000).toFixed(1)} s`);
    for (const p of [...new Set(check.problems)].slice(0, 40)) console.log(`     ${p}`);
    failed ||= check.problems.length > 0;
  }
} finally {
  await browser.close();
}
process.exit(failed ? 1 : 0);
