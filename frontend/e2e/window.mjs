// Drives the window in a real browser: the development build serves the very pages with the very Go behind them. Started
// by build/window-e2e.sh, which gives:
//   URL       where the window is
//   WORK      a folder of its own: answers/ for dialogs, ws the workspace, home of everything written
//   SHOTS     where pictures of the pages go
//   PROGRAM   the program, for commands beside the open window
// Exit code 1 if something does not hold. The times it prints are measured, not asserted.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const { URL: url, WORK: work, SHOTS: shots, PROGRAM: program } = process.env;
// Commands end when this program does, also where it fails.
const ending = new AbortController();
const run = (file, args, options) => {
  const said = promisify(execFile)(file, args, { ...options, signal: ending.signal });
  said.catch(() => {}); // who waits for it hears of it
  return said;
};
const answers = join(work, 'answers');
const ja = JSON.parse(readFileSync('../app/lang/ja.json', 'utf8'));
const en = JSON.parse(readFileSync('../app/lang/en.json', 'utf8'));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browserPath = process.env.CHROMIUM ?? (process.env.PATH ?? '').split(delimiter)
  .flatMap((d) => ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'].map((n) => join(d, n))).find(existsSync);
const patience = Number(process.env.PATIENCE ?? 60_000); // machines are slow at times

mkdirSync(shots, { recursive: true });
mkdirSync(answers, { recursive: true });
const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] });
const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, colorScheme: 'light' });
const page = await context.newPage();
page.setDefaultTimeout(patience);
const wrong = [];
page.on('pageerror', (e) => wrong.push(`page error: ${e.message}`));
page.on('console', (m) => {
  // The development server has no source maps of Wails' own scripts, and a browser asks for an icon by itself.
  if (m.type() === 'error' && !/favicon|404/.test(m.text() + m.location().url)) {
    wrong.push(`console: ${m.text()}`);
  }
});
page.on('request', (r) => {
  if (!/^(data|blob|ws):/.test(r.url()) && new globalThis.URL(r.url()).host !== new globalThis.URL(url).host) {
    wrong.push(`asks for ${r.url()}`);
  }
});

let words = ja;
const t = (key, values = {}) => words[key].replace(/\{([a-z_]+)\}/g, (whole, n) => values[n] ?? whole);
const button = (key) => page.getByRole('button', { name: t(key), exact: true });
const heading = (key) => page.getByRole('heading', { name: t(key), exact: true });
let clicks = 0;
const click = async (locator) => {
  clicks++;
  await locator.click();
};
const go = (key) => click(page.getByRole('navigation').getByRole('button', { name: t(key), exact: true }));
const answer = (...paths) => writeFileSync(join(answers, 'open'), paths.join('\n'));
const saved = (name) => readFileSync(join(answers, name));
// Each step says how much memory our process took at most in the one before: resident, with the pages of files, which it
// shares and can give back at any time (some 200 MB of it the drawing libraries of a machine without a graphics card);
// and what is its own.
let own = 0;
setInterval(() => {
  try {
    own = Math.max(own, mb(status(), 'RssAnon'));
  } catch {
    // not begun, or ended
  }
}, 50).unref();
const step = (name) => {
  console.log(`    memory of our process: at most ${mb(status(), 'VmHWM')} MB, of its own ${own} MB`);
  own = 0;
  writeFileSync(`/proc/${process.env.PID}/clear_refs`, '5'); // what it takes at most is counted anew
  console.log(`  ${name}`);
};
const timed = async (what, work) => {
  const from = performance.now();
  await work();
  console.log(`  measured: ${what}: ${Math.round(performance.now() - from)} ms`);
};
const idle = () => page.waitForFunction(() => !document.querySelector('.mantine-Skeleton-root, [aria-busy="true"], .making'), null, { timeout: patience });

async function looked(name) {
  await idle();
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const r = await globalThis.axe.run({ exclude: [['iframe.paper']] }, { resultTypes: ['violations'], iframes: false });
    return r.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 200)} ${v.nodes[0].failureSummary}`);
  });
  await page.screenshot({ path: join(shots, `${name}.png`) });
  for (const v of found) {
    wrong.push(`${name}: axe: ${v}`);
  }
  const unknown = await page.evaluate(() => document.body.innerText.match(/⟦[^⟧]*⟧/g) ?? []);
  if (unknown.length > 0) {
    wrong.push(`${name}: unknown words ${unknown.join(' ')}`);
  }
}

const dark = async (on) => {
  await page.getByRole('radiogroup', { name: t('ui.w.nav.colours') }).getByText(t(on ? 'ui.w.nav.dark' : 'ui.w.nav.light'), { exact: true }).click();
  await page.waitForFunction((s) => document.documentElement.dataset.mantineColorScheme === s, on ? 'dark' : 'light');
};

async function firstStart() {
  step('first start: from nothing to the preview of the demo’s report');
  const from = performance.now();
  await page.goto(url);
  await heading('ui.w.welcome.title').waitFor();
  await looked('welcome-light');
  clicks = 0;
  await click(button('ui.w.welcome.demo_open'));
  await page.locator('.working').waitFor();
  await heading('ui.w.home.slo').waitFor({ timeout: 3 * patience }); // two years are made up and read
  await go('ui.w.menu.reports');
  await page.frameLocator('iframe.paper').getByRole('heading', { level: 1 }).first().waitFor();
  console.log(`  measured: demo's preview after ${clicks} clicks and ${Math.round((performance.now() - from) / 1000)} s`);
  await timed("Home of the demo, from an empty page", async () => {
    await page.reload();
    await heading('ui.w.home.slo').waitFor();
  });
  await page.getByRole('navigation').getByRole('button', { name: t('ui.w.menu.reports') }).click();
  await page.frameLocator('iframe.paper').getByRole('heading', { level: 1 }).first().waitFor();
  assert.ok(clicks <= 5, `${clicks} clicks to the demo's preview, want at most 5`);
}

async function reports() {
  step('a report: comment beside it, saved in three formats');
  const comment = 'コメント <b>𠮷野</b> </script> #1';
  const frame = page.frameLocator('iframe.paper');
  const first = page.locator('.mantine-Accordion-control').first();
  await first.click();
  await page.locator('.reports-side textarea').first().fill(comment);
  await frame.getByText(comment).first().waitFor();
  await looked('reports-light');
  await click(button('ui.w.reports.save'));
  await page.getByText(t('ui.w.reports.saved'), { exact: true }).waitFor();
  const name = `${t('ui.w.file.quarterly')}_FY2025Q4`;
  assert.equal(saved(`${name}.pdf`).subarray(0, 5).toString(), '%PDF-');
  assert.equal(saved(`${name}.xlsx`).subarray(0, 2).toString(), 'PK');
  assert.match(saved(`${name}.html`).toString().slice(0, 200), /<!doctype html>/i);
  const { stdout: text } = await run('pdftotext', [join(answers, `${name}.pdf`), '-']);
  assert.match(text, /コメント/, 'the comment is not in the PDF');
  await button('ui.w.reports.folder').click();
  await until(() => existsSync(join(answers, 'revealed')), 'the folder was not shown');
  step('saving once more asks before it replaces the other formats');
  await button('ui.w.reports.save').click();
  await page.getByRole('alertdialog').getByText('.xlsx').waitFor();
  await page.getByRole('alertdialog').getByRole('button', { name: t('ui.w.import.stop') }).click();
  step('a quarterly report of one unit');
  const picker = page.locator('.top .mantine-Select-input').nth(1);
  await picker.click();
  const option = page.getByRole('option').first();
  const unit = (await option.innerText()).trim();
  await option.click();
  await frame.getByText(unit).first().waitFor();
  await idle();
  for (const key of ['ui.w.format.xlsx', 'ui.w.format.html']) {
    await page.getByRole('checkbox', { name: t(key) }).click();
  }
  await button('ui.w.reports.save').click();
  await page.getByText(/_FY2025Q4\.pdf/).and(page.locator('.wrap')).filter({ hasText: t('ui.w.file.quarterly') + '_' }).first().waitFor();
  const ofUnit = () => readdirSync(answers).find((n) => n.startsWith(`${t('ui.w.file.quarterly')}_`) && n.endsWith('.pdf') && n !== `${name}.pdf`);
  await until(() => ofUnit() !== undefined, 'no PDF of the unit');
  const { stdout: one } = await run('pdftotext', [join(answers, ofUnit()), '-']);
  assert.ok(one.replace(/\s/g, '').includes(unit.replace(/\s/g, '')), `the unit ${unit} is not in its PDF`);
  assert.ok(!existsSync(join(answers, ofUnit().replace(/pdf$/, 'xlsx'))), 'a format was written that nobody wanted');
  for (const key of ['ui.w.format.xlsx', 'ui.w.format.html']) {
    await page.getByRole('checkbox', { name: t(key) }).click();
  }
  await page.locator('.top').getByLabel(t('ui.w.scope.clear')).first().click();
  step('a monthly report needs a client');
  await page.getByText(t('ui.w.file.monthly'), { exact: true }).click();
  await page.getByText(t('ui.w.reports.choose_client')).waitFor();
  await page.getByLabel(t('column.client')).first().click();
  await page.getByRole('option').nth(1).click();
  await frame.getByText(/御中/).first().waitFor();
  await page.getByRole('radiogroup', { name: t('ui.w.reports.language') }).getByText('English').click();
  await frame.getByText('Monthly', { exact: false }).first().waitFor();
  await looked('reports-monthly');
}

async function home() {
  step('home: every number leads to its incidents');
  await go('ui.w.menu.home');
  const clear = page.locator('.top').getByLabel(t('ui.w.scope.clear'));
  if (await clear.count() > 0) {
    await clear.first().click();
  }
  await page.getByLabel(t('ui.w.scope.period')).first().click();
  await page.getByRole('option', { name: /2025年度 第4四半期/ }).click();
  await heading('ui.w.home.kinds').waitFor();
  await looked('home-light');
  const figure = page.locator('.figure').nth(2);
  const said = await figure.locator('.figure-value').evaluate((e) => e.firstChild.textContent);
  await figure.click();
  const panel = page.getByRole('dialog');
  await panel.getByText(new RegExp(`(^|[^0-9,])${said.replace(/,/g, ',')}`)).first().waitFor();
  await panel.getByRole('row').nth(5).waitFor();
  await looked('incidents');
  step('ten thousand rows scroll');
  await page.waitForFunction(() => Number(document.querySelector('[role=dialog] [role=table]')?.getAttribute('aria-rowcount')) > 5000, null, { timeout: patience });
  const rows = panel.locator('.vt-body');
  await timed('scroll through a long list', () => rows.evaluate(async (e) => {
    for (let at = 0; at < e.scrollHeight; at += e.scrollHeight / 40) {
      e.scrollTop = at;
      await new Promise((next) => requestAnimationFrame(next));
    }
  }));
  assert.ok(await panel.getByRole('row').count() < 80, 'a long list draws all its rows');
  await rows.evaluate((e) => { e.scrollTop = 0; });
  await panel.locator('.vt-button').first().click();
  await panel.getByRole('heading', { name: t('ui.w.incident.timeline') }).waitFor();
  await looked('incident');
  await panel.getByRole('button', { name: t('ui.w.list.back') }).click();
  await panel.getByLabel(t('ui.w.list.search')).fill('no such thing');
  await panel.getByText(t('ui.w.list.empty')).waitFor();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'hidden' });
  step('a filter');
  await timed('another period', async () => {
    await page.getByLabel(t('ui.w.scope.period')).first().click();
    await page.getByRole('option', { name: /2025年度 第3四半期/ }).click();
    await page.locator('.answer').getByText(/第3四半期/).waitFor();
    await idle();
  });
}

async function data() {
  step('data: state, map edited in place and by way of a sheet');
  await go('ui.w.menu.data');
  await heading('ui.w.map.title').waitFor();
  const table = page.getByRole('table', { name: t('ui.w.map.title') });
  await table.getByText(t('ui.w.map.unmapped'), { exact: true }).first().waitFor();
  await looked('data-light');
  const unmapped = () => table.getByText(t('ui.w.map.unmapped'), { exact: true }).count();
  const before = await unmapped();
  const row = table.getByRole('row').nth(1);
  const service = (await row.getByRole('cell').first().innerText()).split('\n')[0].replace(t('ui.w.map.unmapped'), '').trim();
  await row.getByRole('button', { name: new RegExp(t('ui.w.map.edit')) }).click();
  await row.getByLabel(t('column.client')).fill('=新しい</script>顧客');
  await page.keyboard.press('Escape');
  if (await row.getByRole('button', { name: t('ui.w.map.save') }).count() === 0) {
    await row.getByRole('button', { name: new RegExp(t('ui.w.map.edit')) }).click();
    await row.getByLabel(t('column.client')).fill('=新しい</script>顧客');
  }
  await row.getByRole('button', { name: t('ui.w.map.save') }).click();
  await until(async () => (await unmapped()) === before - 1, 'the map did not take the row');
  await page.getByLabel(t('ui.w.map.search')).fill('</script>');
  await table.getByText('=新しい</script>顧客').waitFor();
  assert.equal(await table.getByRole('row').count(), 2, `the map has ${service} more than once`);
  await page.getByLabel(t('ui.w.map.search')).fill('');
  await button('ui.w.map.export').click();
  const sheet = join(answers, `${t('ui.w.file.map')}.xlsx`);
  await until(() => existsSync(sheet), 'the map was not written');
  answer(sheet);
  await button('ui.w.map.import').click();
  await page.getByText(`${t('ui.w.file.map')}.xlsx`).last().waitFor();
}

async function looks() {
  step('dark, and English');
  for (const [key, name] of [['ui.w.menu.home', 'home'], ['ui.w.menu.data', 'data'], ['ui.w.menu.reports', 'reports']]) {
    await dark(true);
    await go(key);
    await idle();
    await looked(`${name}-dark`);
  }
  await dark(false);
  await page.getByRole('radiogroup', { name: /Language/ }).getByText('English').click();
  words = en;
  await page.getByRole('navigation').getByText(en['ui.w.menu.home'], { exact: true }).waitFor();
  for (const [key, name] of [['ui.w.menu.home', 'home'], ['ui.w.menu.data', 'data'], ['ui.w.menu.reports', 'reports']]) {
    await go(key);
    await idle();
    await looked(`${name}-english`);
  }
  await page.keyboard.press('Control+1');
  await heading('ui.w.home.kinds').waitFor();
  await page.getByRole('radiogroup', { name: /Language/ }).getByText('日本語').click();
  words = ja;
  await heading('ui.w.home.kinds').waitFor();
}

const header = 'id,number,title,service_id,service_name,team,urgency,priority,created_on,acknowledged_on,resolved_on,resolved_by';
const hostile = ['</script><script>window.hacked=1</script>', '=cmd|\' /C calc\'!A0', '<img src=x onerror=window.hacked=1>', '𠮷野家 🎉 顧客', '\u202eright to left', 'javascript:window.hacked=1', '{name} <n>', 'x'.repeat(10_000)];
const quoted = (s) => `"${s.replace(/"/g, '""')}"`;

async function csv() {
  step('leave the demo; a CSV with bad rows and hostile titles, from the file to a quarterly PDF');
  if (page.url() === 'about:blank') {
    await page.goto(url); // this part alone
  } else {
    await button('ui.w.demo.leave').click();
  }
  await heading('ui.w.welcome.title').waitFor();
  const lines = [header];
  for (let i = 0; i < 400; i++) {
    const at = new Date(Date.UTC(2025, 0, 5 + i, 3, i % 60)).toISOString().slice(0, 19) + 'Z';
    const end = new Date(Date.parse(at) + (300 + i * 11) * 1000).toISOString().slice(0, 19) + 'Z';
    lines.push([`Q${i}`, i + 1, quoted(hostile[i % hostile.length]), `S${i % 5}`, quoted(hostile[(i * 3) % 7]), 'チーム', 'high', `P${1 + i % 3}`, at, at, end, '佐伯'].join(','));
  }
  lines.push('QBAD,900,bad time,S1,svc,team,high,P1,yesterday,,,', 'QBAD2,901,no time,S1,svc,team,high,P1,,,,');
  const file = join(work, '悪い 行.csv');
  writeFileSync(file, lines.join('\r\n'));
  answer(file);
  clicks = 0;
  await click(button('ui.w.drop.choose'));
  await page.getByText(t('ui.kind.csv')).first().waitFor();
  await page.getByText(t('ui.w.look.columns')).first().click();
  await looked('look');
  await click(button('ui.w.import.try'));
  await page.getByText(t('ui.w.import.try_done')).waitFor();
  await click(button('ui.w.import.go'));
  await page.getByText(t('ui.w.import.done'), { exact: true }).waitFor();
  await page.getByRole('table', { name: t('ui.w.import.refused_title') }).getByText('yesterday').waitFor();
  await looked('import');
  await click(button('ui.w.import.look'));
  await heading('ui.w.home.slo').waitFor();
  await looked('home-hostile');
  await page.locator('.figure').nth(2).click();
  await page.getByRole('dialog').getByRole('row').nth(5).waitFor();
  await page.getByRole('dialog').getByText(hostile[0]).first().waitFor();
  await page.getByRole('dialog').locator('.vt-button').nth(1).click();
  await page.getByRole('heading', { name: t('ui.w.incident.timeline') }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await go('ui.w.menu.reports');
  for (const ending of ['pdf', 'xlsx', 'html']) {
    rmSync(join(answers, `${t('ui.w.file.quarterly')}_FY2025Q4.${ending}`), { force: true }); // the demo's
  }
  await click(button('ui.w.reports.save'));
  await page.getByText(t('ui.w.reports.saved'), { exact: true }).waitFor();
  console.log(`  measured: from the CSV to the PDF: ${clicks} clicks`);
  assert.ok(clicks <= 12, `${clicks} clicks from CSV to PDF, want at most 12`);
  assert.equal(await page.evaluate(() => window.hacked), undefined, 'a title was run as code');
  step('the refused rows as a file; the import taken back');
  await go('ui.w.menu.data');
  await page.getByRole('table', { name: t('ui.w.import.past') }).getByText('悪い 行.csv').waitFor();
  await page.getByRole('button', { name: new RegExp(`^${t('ui.w.import.undo')}`) }).click();
  await button('ui.w.import.undo_go').click();
  await heading('ui.w.drop.title').or(page.getByText(t('ui.w.drop.title'))).first().waitFor();
  await until(async () => (await page.getByRole('table', { name: t('ui.w.import.past') }).count()) === 0 || (await page.getByText(t('ui.imports_none')).count()) > 0, 'the import is still there');
  await page.evaluate((path) => window.runtime.EventsEmit('wails:file-drop', 10, 10, [path]), file);
  await click(button('ui.w.import.go'));
  await page.getByText(t('ui.w.import.done'), { exact: true }).waitFor();
  await button('ui.w.import.refused_save').click();
  await until(() => existsSync(join(answers, `${t('ui.w.file.refused')}.csv`)), 'the refused rows were not written');
  assert.match(saved(`${t('ui.w.file.refused')}.csv`).toString(), /yesterday/);
}

async function columns() {
  step('columns that nobody knows are assigned, once for all files with these headers');
  const file = join(work, 'よその表.csv');
  const rows = ['管理コード,どこ,なに,いつ,備考', 'A-1,受付,応答なし,2026-03-02 09:00:00,', `A-2,受付,${quoted(hostile[0])},2026-03-03 10:00:00,`];
  writeFileSync(file, rows.join('\n'));
  answer(file);
  await go('ui.w.menu.data');
  await button('ui.w.drop.choose').click();
  const table = page.getByRole('region', { name: t('ui.w.look.columns') });
  await table.waitFor();
  assert.ok(await button('ui.w.import.go').isDisabled(), 'a table without a title can be imported');
  for (const [header, field] of [['管理コード', 'id'], ['どこ', 'service'], ['なに', 'title'], ['いつ', 'created_at']]) {
    const select = page.getByLabel(`${header} ${t('ui.w.look.taken_for')}`).first();
    await select.fill(t(`ui.field.${field}`));
    await page.getByRole('option', { name: t(`ui.field.${field}`), exact: true }).click();
  }
  await looked('columns');
  await button('ui.w.look.assign').click();
  await page.getByText(t('ui.w.look.remembered')).waitFor();
  await button('ui.w.import.go').click();
  await page.getByText(t('ui.w.import.done'), { exact: true }).waitFor();
  await button('ui.w.drop.choose').click();
  await page.getByText(t('ui.w.look.remembered')).waitFor();
  await button('ui.w.import.stop').click();
}

async function large() {
  const n = Number(process.env.FURIKAERI_WINDOW_ROWS ?? 800_000);
  const file = join(work, 'large.csv');
  const lines = [header];
  const two = 730 * 86400;
  for (let i = 0; i < n; i++) {
    const at = Date.UTC(2024, 3, 1) / 1000 + Math.floor((i * two) / n);
    const ack = i % 2 ? new Date((at + 60 + (i % 600)) * 1000).toISOString().slice(0, 19) + 'Z' : '';
    const end = new Date((at + 700 + (i % 1900)) * 1000).toISOString().slice(0, 19) + 'Z';
    lines.push(`L${i},${100000 + i},【警告】監視項目 ${i % 400} がしきい値を超えました host=web-${i % 900},SV${i % 120},サービス${i % 120},第${i % 10}センター,high,P${1 + i % 4},${new Date(at * 1000).toISOString().slice(0, 19)}Z,${ack},${end},${i % 2 ? '運用 太郎' : ''}`);
    if (lines.length === 50_000) {
      writeFileSync(file, lines.join('\n') + '\n', { flag: 'a' });
      lines.length = 0;
    }
  }
  writeFileSync(file, lines.join('\n'), { flag: 'a' });
  step(`an import of ${n} rows, cancelled; then whole, with a command waiting beside it`);
  answer(file);
  await go('ui.w.menu.data');
  await button('ui.w.drop.choose').click();
  await button('ui.w.import.go').click();
  await page.locator('.working').getByText(/[1-9]\d?%/).waitFor();
  await page.screenshot({ path: join(shots, 'importing.png') });
  await page.locator('.working').getByRole('button', { name: t('ui.w.cancel') }).click();
  await page.getByText(t('ui.w.cancelled')).waitFor();
  assert.equal(await page.getByRole('table', { name: t('ui.w.import.past') }).getByText('large.csv').count(), 0, 'a cancelled import left something');
  await button('ui.w.drop.choose').click();
  await button('ui.w.import.go').click();
  await page.locator('.working').getByText(/[1-9]\d?%/).waitFor();
  const owner = JSON.parse(readFileSync(join(work, 'ws', 'workspace.owner'), 'utf8'));
  assert.equal(owner.command, 'furikaeri', 'the workspace does not say who imports');
  const numbers = () => run(program, ['-w', join(work, 'ws'), 'numbers', '--period', 'FY2025Q4'], { maxBuffer: 1 << 28 });
  const beside = numbers().catch((refused) => refused);
  await timed(`the import of ${n} rows`, () => page.getByText(t('ui.w.import.done'), { exact: true }).waitFor());
  // A command waits for a while; of an import that takes longer, on a slow machine, it says who runs it.
  const waited = await beside;
  if (waited instanceof Error) {
    assert.match(waited.stderr, new RegExp(`furikaeri.*${process.env.PID}`), 'a command beside the import does not say who holds the workspace');
  }
  const { stdout } = waited instanceof Error ? await numbers() : waited;
  assert.equal(JSON.parse(stdout).schema, 1, 'a command beside the import did not wait for it');
  console.log(`  measured: memory of our process while ${n} rows are imported: at most ${mb(status(), 'VmHWM')} MB`);
  writeFileSync(`/proc/${process.env.PID}/clear_refs`, '5');
  await timed(`Home of ${n} incidents, nothing in memory`, async () => {
    await button('ui.w.import.look').click();
    await heading('ui.w.home.slo').waitFor();
    await idle();
  });
  const times = [];
  for (const quarter of [/2025年度 第3四半期/, /2024年度 第4四半期/, /2025年度 第4四半期/, /2025年度 第2四半期/, /2025年度 第1四半期/, /2024年度 第3四半期/, /2025年度 第4四半期/]) {
    await page.getByLabel(t('ui.w.scope.period')).first().click();
    const option = page.getByRole('option', { name: quarter });
    await option.waitFor();
    const from = performance.now();
    await option.click();
    await page.locator('.answer').getByText(quarter).waitFor();
    await idle();
    times.push(Math.round(performance.now() - from));
  }
  console.log(`  measured: a filter change on ${n} incidents: median ${[...times].sort((a, b) => a - b)[times.length >> 1]} ms of ${times.join(', ')}`);
  await page.locator('.figure').nth(2).click();
  await timed('the incidents behind a number, first rows', () => page.getByRole('dialog').getByRole('row').nth(5).waitFor());
  await page.keyboard.press('Escape');
  step('a command runs beside the open, idle window');
  const idleCommand = await run(program, ['-w', join(work, 'ws'), 'report', 'quarterly', '--period', 'FY2025Q4', '-o', join(work, 'beside.html')]);
  assert.ok(existsSync(join(work, 'beside.html')), idleCommand.stderr);
  const atWork = status();
  await page.waitForTimeout(4000); // the window gives back what it does not need when it is idle
  console.log(`  measured: memory of our process: idle ${mb(status(), 'VmRSS')} MB, at work ${mb(atWork, 'VmRSS')} MB, at most ${mb(atWork, 'VmHWM')} MB`);
}

const status = () => readFileSync(`/proc/${process.env.PID}/status`, 'utf8');
const mb = (status, name) => Math.round(Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))[1]) / 1024);

async function busy() {
  step('a workspace that another process holds is named, and asked for again');
  const ws = join(work, 'ws');
  writeFileSync(join(ws, 'workspace.owner'), JSON.stringify({ pid: 4711, command: 'furikaeri pull', since: '2026-04-01T00:00:00Z' }));
  await page.waitForTimeout(3500); // the window lets go when it is idle
  // It holds the lock until its input ends, at the latest when this program does.
  const holder = spawn('flock', [join(ws, 'workspace.lock'), 'cat'], { stdio: ['pipe', 'ignore', 'ignore'] });
  try {
    await page.waitForTimeout(300);
    await page.locator('.figure').nth(3).click();
    await page.getByText(/furikaeri pull/).first().waitFor();
    await page.screenshot({ path: join(shots, 'busy.png') });
  } finally {
    holder.stdin.end();
  }
  await page.getByRole('dialog').getByRole('row').nth(5).waitFor();
  await page.keyboard.press('Escape');
}

async function safe() {
  step('the page goes nowhere');
  assert.equal(await page.evaluate(() => window.open('https://example.com/')), null);
  await page.evaluate(() => {
    const a = Object.assign(document.createElement('a'), { href: 'https://example.com/' });
    document.body.append(a);
    a.click();
    a.remove();
  });
  assert.ok(page.url().startsWith(url), `the page went to ${page.url()}`);
  const refused = await page.evaluate(() => new Promise((done) => {
    document.addEventListener('securitypolicyviolation', (e) => done(e.violatedDirective), { once: true });
    document.head.append(Object.assign(document.createElement('script'), { textContent: 'window.hacked = 1' }));
    setTimeout(() => done(''), 2000);
  }));
  assert.match(refused, /script-src/, 'inline scripts run');
}

async function until(holds, otherwise) {
  for (const end = Date.now() + patience; Date.now() < end; ) {
    if (await holds()) {
      return;
    }
    await new Promise((r) => setTimeout(r, 100));
  }
  assert.fail(otherwise);
}

try {
  const all = { firstStart, reports, home, data, looks, csv, columns, large, busy, safe };
  for (const [name, part] of Object.entries(all)) {
    if (!process.env.ONLY || process.env.ONLY.split(',').includes(name)) {
      await part();
    }
  }
  // The security policy's own complaint is what safe() looks for.
  const left = wrong.filter((w) => !/Content Security Policy/.test(w));
  assert.deepEqual(left, []);
} catch (e) {
  await page.screenshot({ path: join(shots, 'failed.png') }).catch(() => {});
  console.error(wrong.join('\n'));
  throw e;
} finally {
  ending.abort();
  await browser.close();
}
