// Draws dashboards into PNG files. The page in the browser sees this process alone, no network.
import { readFile, mkdir, rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { answered, seconds } from './prometheus.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ICONS = path.join(HERE, 'node_modules/@grafana/ui/dist/public/img/icons');
const FONTS = path.join(HERE, 'node_modules/@fontsource/inter/files');
const MONOSPACED = path.join(HERE, 'node_modules/@fontsource/roboto-mono/files/roboto-mono-latin-400-normal.woff2');
const FACES = { Regular: '400-normal', Italic: '400-italic', Medium: '500-normal', MediumItalic: '500-italic' };
const ORIGIN = 'http://board.invalid';
const WIDTH = 1600;
const ROW = 38;
const HEAD = 200;
const PATIENCE = 60_000;

const { values: given, positionals: dashboards } = parseArgs({
  allowPositionals: true,
  options: {
    prometheus: { type: 'string' },
    output: { type: 'string' },
    browser: { type: 'string', default: '/usr/bin/chromium' },
    range: { type: 'string', default: '' },
    end: { type: 'string', default: '' },
    'scrape-interval': { type: 'string', default: '15s' },
    variable: { type: 'string', multiple: true, default: [] },
    theme: { type: 'string', default: 'dark' },
    'allow-empty': { type: 'boolean', default: false },
  },
});
if (!given.prometheus || !given.output || dashboards.length === 0) {
  throw new Error('expected --prometheus=URL --output=DIRECTORY DASHBOARD.json...');
}
if (!['dark', 'light'].includes(given.theme)) {
  throw new Error(`theme: ${given.theme}, expected dark or light`);
}

async function page() {
  const { outputFiles } = await build({
    absWorkingDir: HERE,
    entryPoints: ['board.tsx'],
    bundle: true,
    minify: true,
    write: false,
    outdir: 'out',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
    loader: { '.svg': 'dataurl', '.woff': 'dataurl', '.woff2': 'dataurl', '.ttf': 'dataurl', '.png': 'dataurl' },
    logLevel: 'error',
  });
  const content = (ending) => outputFiles.find((file) => file.path.endsWith(ending)).text;
  return { '/board.js': ['text/javascript', content('.js')], '/board.css': ['text/css', content('.css')] };
}

const HTML = `<!doctype html><html lang="en"><meta charset="utf-8"><title>board</title>
<link rel="stylesheet" href="/board.css"><body><div id="board"></div><script src="/board.js"></script></html>`;

async function answer(route, files, problems) {
  const { pathname } = new URL(route.request().url());
  const icon = /^\/public\/build\/img\/icons\/([\w/-]+\.svg)$/.exec(pathname);
  if (files[pathname]) {
    const [contentType, body] = files[pathname];
    return route.fulfill({ contentType, body });
  }
  if (icon) {
    return route.fulfill({ contentType: 'image/svg+xml', body: await readFile(path.join(ICONS, icon[1])) });
  }
  const [, face] = /^\/public\/fonts\/inter\/Inter-(\w+)\.woff2$/.exec(pathname) ?? [];
  if (face) {
    return route.fulfill({ contentType: 'font/woff2', body: await readFile(path.join(FONTS, `inter-latin-${FACES[face]}.woff2`)) });
  }
  if (pathname.startsWith('/public/fonts/roboto/')) {
    return route.fulfill({ contentType: 'font/woff2', body: await readFile(MONOSPACED) });
  }
  if (pathname !== '/favicon.ico') {
    problems.push(`the page wanted ${route.request().url()}`);
  }
  return route.abort();
}

async function draw(browser, files, board, file) {
  const problems = [];
  // Tables draw only the rows in sight, so that all must be.
  const height = HEAD + ROW * Math.max(...board.dashboard.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
  const context = await browser.newContext({ viewport: { width: WIDTH, height }, locale: 'en-GB', timezoneId: 'UTC' });
  const tab = await context.newPage();
  tab.on('pageerror', (error) => problems.push(`exception: ${error.message}`));
  tab.on('console', (line) => line.type() === 'error' && problems.push(`console: ${line.text()}`));
  const served = { ...files, '/': ['text/html', HTML], '/board.json': ['application/json', JSON.stringify({ ...board, theme: given.theme })] };
  await context.route('**/*', (route) => answer(route, served, problems));
  try {
    await tab.clock.setFixedTime(board.range.to * 1000);
    await tab.goto(`${ORIGIN}/`);
    await tab.waitForFunction(() => window.drawn, null, { timeout: PATIENCE });
    problems.push(...(await tab.evaluate(() => window.problems)));
    await mkdir(path.dirname(file), { recursive: true });
    await tab.locator('#board').screenshot({ path: file, animations: 'disabled', timeout: 10_000 });
  } catch (failure) {
    problems.push(failure.message);
  } finally {
    await context.close();
  }
  return given['allow-empty'] ? problems.filter((problem) => !problem.startsWith('no data: ')) : problems;
}

/** Variables are given as BOARD.NAME=VALUE. */
function wantedOf(board) {
  const own = given.variable.filter((each) => each.startsWith(`${board}.`));
  return Object.fromEntries(own.map((each) => each.slice(board.length + 1).split(/=(.*)/s, 2)));
}

/** The end, unless it is given in seconds since 1970, is a little ago: what is being scraped now is not yet there. */
function rangeOf(dashboard) {
  const to = given.end ? Number(given.end) : Math.floor(Date.now() / 1000) - 2;
  const length = seconds(given.range || dashboard.time?.from?.replace(/^now-/, '') || '1h');
  return { from: to - length, to };
}

const profile = await mkdtemp(path.join(tmpdir(), 'pictures-'));
const browser = await chromium.launch({
  executablePath: given.browser,
  args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', `--disk-cache-dir=${profile}`],
});
let failed = false;
try {
  const files = await page();
  for (const source of dashboards) {
    const dashboard = JSON.parse(await readFile(source, 'utf8'));
    const board = await answered(dashboard, {
      address: given.prometheus,
      range: rangeOf(dashboard),
      scrapeInterval: seconds(given['scrape-interval']),
      wanted: wantedOf(path.basename(source, '.json')),
    });
    const file = path.resolve(given.output, `${path.basename(source, '.json')}.png`);
    const problems = await draw(browser, files, board, file);
    problems.forEach((problem) => console.error(`${path.basename(source)}: ${problem}`));
    failed ||= problems.length > 0;
    console.log(file);
  }
} finally {
  await browser.close();
  await rm(profile, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
