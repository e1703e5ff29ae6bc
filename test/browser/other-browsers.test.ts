// SPDX-License-Identifier: Apache-2.0
// The core of the page in Debian's Firefox and WebKit, as far as they are installed: docs/compatibility.md.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type StaticServer, startStaticServer, type VirtualFile } from '../../cli/static-server.ts';
import { type BuiltPage, buildPage } from '../support/built-page.ts';
import { firefox, type OtherBrowser, webkit } from '../support/other-browsers.ts';
import { tampered } from '../support/signed-assets.ts';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const built: { page?: BuiltPage } = {};

beforeAll(async () => {
  built.page = await buildPage();
});

afterAll(() => built.page?.remove());

/** Serves the page; every test has an origin of its own, so that none sees another's service worker. */
const serve = (options: { headers?: Record<string, string>; virtual?: ReadonlyMap<string, VirtualFile> } = {}) =>
  startStaticServer({ root: built.page!.folder, port: 0, host: '127.0.0.1', ...options });

const STATE = '({ state: document.body.dataset.state, offline: document.documentElement.dataset.offline })';

/** Asks again until the expression is true. */
async function comes(browser: OtherBrowser, expression: string): Promise<void> {
  for (const end = Date.now() + 90_000; Date.now() < end; ) {
    // While a page reloads there is nothing to ask.
    if (await browser.evaluate<boolean>(expression).catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`It does not come: ${expression}; the page has ${JSON.stringify(await browser.evaluate(STATE))}`);
}

async function openPage(browser: OtherBrowser, server: StaticServer): Promise<void> {
  await browser.open(server.url);
  await comes(browser, "['ready', 'failed'].includes(document.body.dataset.state)");
}

async function findsPeople(browser: OtherBrowser): Promise<void> {
  await browser.evaluate("document.querySelector('#samples li:first-child button').click()");
  await comes(browser, "/^[1-9]\\d* (person|people) found/.test(document.querySelector('#status').textContent)");
}

describe.each([firefox, webkit])('$name', { timeout: 180_000 }, (kind) => {
  const opened: { browser?: OtherBrowser } = {};
  const there = kind.missing === undefined;

  beforeAll(async () => {
    if (there) opened.browser = await kind.start();
  }, 150_000);
  afterAll(() => opened.browser?.close());

  if (!there) test.skip(`is not installed: ${kind.missing}`);

  test.runIf(there)('opens the page isolated, checks its signature, finds the people of a sample', async () => {
    const browser = opened.browser!;
    const server = await serve();
    await openPage(browser, server);
    const seen = await browser.evaluate<Record<string, unknown>>(`({
      state: document.body.dataset.state,
      isolated: crossOriginIsolated,
      tier: document.querySelector('#tier').textContent,
      degraded: document.querySelector('#degraded').textContent,
    })`);
    expect(seen).toMatchObject({ state: 'ready', isolated: true, degraded: '' });
    expect(seen.tier).toMatch(/^wasm-(relaxed-)?simd$/);
    await findsPeople(browser);
    await server.close();
  });

  test.runIf(there)('opens the page and finds people with its server stopped', async () => {
    const browser = opened.browser!;
    const server = await serve();
    await openPage(browser, server);
    await comes(browser, "document.documentElement.dataset.offline === 'ready'");
    await server.close();
    await openPage(browser, server);
    await findsPeople(browser);
  });

  test.runIf(there)('becomes isolated on a host without headers', async () => {
    const browser = opened.browser!;
    const server = await serve({ headers: {} });
    await browser.open(server.url);
    // By itself, or where the driver's questions count as the user's touch, by the button that it offers.
    await comes(browser, "(document.querySelector('.notice button')?.click(), crossOriginIsolated)");
    await comes(browser, "document.body.dataset.state === 'ready'");
    await findsPeople(browser);
    await server.close();
  });

  test.runIf(there)('refuses weights with a changed byte', async () => {
    const browser = opened.browser!;
    const name = readdirSync(join(built.page!.folder, 'assets')).find((file) => file.endsWith('.safetensors'))!;
    const body = tampered(readFileSync(join(built.page!.folder, 'assets', name)));
    const virtual = new Map([[`/assets/${name}`, { type: 'application/octet-stream', body }]]);
    const server = await serve({ virtual });
    await openPage(browser, server);
    const problem = await browser.evaluate<string>("document.querySelector('#problem').textContent");
    expect(problem).toMatch(/swarm\.safetensors has \d+ bytes and SHA-256/);
    await server.close();
  });

  test.runIf(there)('keeps a vault: what is put in is there after a reload, and gone when it is wiped', async () => {
    const browser = opened.browser!;
    const body = '<!doctype html><title>vault</title><script type="module" src="/page.js"></script>';
    const code = "import { openVault } from '/src/vault/index.js';\nglobalThis.vault = openVault();\n";
    const virtual = new Map([
      ['/', { type: 'text/html', body }],
      ['/page.js', { type: 'text/javascript', body: code }],
    ]);
    const server = await startStaticServer({ root: DIST, port: 0, host: '127.0.0.1', virtual });
    // What the driver evaluates does not see the page's own globals in Firefox, other than by this name.
    const call = (then: string) =>
      browser.evaluate<unknown>(`(globalThis.wrappedJSObject ?? globalThis).vault.then(${then})`);
    await browser.open(server.url);
    await comes(browser, "'vault' in (globalThis.wrappedJSObject ?? globalThis)");
    await call("(vault) => vault.put('settings', 'mirror')");
    await browser.open(server.url);
    await comes(browser, "'vault' in (globalThis.wrappedJSObject ?? globalThis)");
    expect(await call("(vault) => vault.get('settings')")).toBe('mirror');
    await call('(vault) => vault.wipe()');
    expect(await call("(vault) => vault.get('settings').then((value) => value ?? 'gone')")).toBe('gone');
    await server.close();
  });
});
