'use strict';
// Drives a real browser as the test says: one JSON request a line on standard input, one JSON answer a line on standard
// output, until standard input ends. Each page is a browser of its own: nothing is shared, neither cache nor connections.
const fs = require('node:fs');
const http = require('node:http');
const path = require('node:path');
const readline = require('node:readline');
const { chromium } = require('playwright-core');

const SDK = path.join(__dirname, 'node_modules/@harnessio/ff-javascript-client-sdk/dist/sdk.client-iife.js');
const FILES = {
  '/': ['text/html', path.join(__dirname, 'page/index.html')],
  '/page.js': ['text/javascript', path.join(__dirname, 'page/page.js')],
  '/sdk.js': ['text/javascript', SDK],
};
// It talks to whom the test names and to nobody else.
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--metrics-recording-only',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
];

const pages = [];

function serveTestPage() {
  const server = http.createServer((request, response) => {
    const file = FILES[new URL(request.url, 'http://page').pathname];
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': `${file[0]}; charset=utf-8` }).end(fs.readFileSync(file[1]));
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${server.address().port}/`)));
}

function launch() {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({
    executablePath: process.env.FLAGHOIST_CHROMIUM,
    args: [...QUIET, ...asRoot],
    headless: true,
  });
}

async function open(browser, { url, clock }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const told = { requests: [], console: [] };
  page.on('request', (request) => told.requests.push(`${request.method()} ${request.url()}`));
  page.on('console', (message) => told.console.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => told.console.push(`uncaught: ${error}`));
  if (clock) {
    await page.clock.install();
  }
  await page.goto(url);
  return pages.push({ page, told }) - 1;
}

async function answer(request, browser, testPage) {
  const { page, told } = pages[request.page] ?? {};
  switch (request.do) {
    case 'version':
      return browser.version();
    case 'open':
      return open(browser, { ...request, url: request.url ?? testPage });
    case 'evaluate':
      return (await page.evaluate(request.expression)) ?? null;
    case 'requests':
      return told.requests;
    case 'console':
      return told.console;
    case 'pass':
      await page.clock.fastForward(request.ms);
      return true;
    case 'close':
      await page.context().close();
      return true;
    default:
      throw new Error(`nothing is called ${request.do}`);
  }
}

async function main() {
  const testPage = await serveTestPage();
  const browser = await launch();
  for await (const line of readline.createInterface({ input: process.stdin })) {
    let reply;
    try {
      reply = { value: await answer(JSON.parse(line), browser, testPage) };
    } catch (e) {
      reply = { error: String(e?.message ?? e) };
    }
    process.stdout.write(JSON.stringify(reply) + '\n');
  }
  await browser.close();
  process.exit(0); // Standard input has ended: so has the test.
}

main().catch((e) => {
  console.error(e);
  process.exit(1);
});
