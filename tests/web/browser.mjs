// Opens pages of sample runs in Chromium, and gathers what a page must not do.
import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const require = createRequire(process.env.WEB_PACKAGES + '/');
const {chromium} = require('playwright-core');
const {source: axe} = require('axe-core');

const folder = mkdtempSync(join(tmpdir(), 'hrp-web-'));
let browser;

export async function start() {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
}

export async function stop() {
  await browser.close();
  rmSync(folder, {recursive: true});
}

/** The page that hrp makes of a run. */
export function pageOf(run) {
  return execFileSync(process.env.PAGE_MAKER, {input: JSON.stringify(run), maxBuffer: 16 << 20});
}

// Adds up how far parts of the page moved without anybody having touched it.
function watchShifts() {
  window.shifts = 0;
  new window.PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
  }).observe({type: 'layout-shift', buffered: true});
}

let opened = 0;
/** Opens the report of a run from its file; `problems` are errors and anything that was asked of a network. */
export async function open(run, {width = 1280, colours = 'light', zone = 'Europe/Berlin'} = {}) {
  const file = join(folder, `${++opened}.html`);
  writeFileSync(file, pageOf(run));
  const context = await browser.newContext({
    viewport: {width, height: 900},
    colorScheme: colours,
    timezoneId: zone,
    locale: 'en-US',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30000);
  const problems = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => {
    if (request.url() !== 'file://' + file) problems.push('asks for ' + request.url());
  });
  await page.addInitScript(watchShifts);
  await page.addInitScript({content: axe});
  await page.goto('file://' + file);
  await page.waitForSelector('footer');
  return {page, problems, close: () => context.close()};
}

/** What axe-core finds wrong for those who use a keyboard, a screen reader, or little contrast. */
export async function barriers(page) {
  const {violations} = await page.evaluate(() => window.axe.run(document, {resultTypes: ['violations']}));
  return violations.map(
    ({id, nodes}) =>
      `${id}: ${nodes
        .slice(0, 3)
        .map((node) => node.html.slice(0, 200))
        .join(' | ')}`,
  );
}

export function picture(page, name, options = {}) {
  return page.screenshot({path: join(process.env.PICTURES, name + '.png'), ...options});
}
