// SPDX-License-Identifier: Apache-2.0
// The built page with its service worker: without a network, on hosts without headers, and when a new version comes.
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { PAGE_HEADERS } from '../../cli/page-headers.ts';
import { startStaticServer } from '../../cli/static-server.ts';
import { launchChromium } from '../../scripts/chromium.ts';
import { type BuiltPage, buildPage, shows, type Visit, type VisitOptions, visit } from '../support/built-page.ts';

const open: { built?: BuiltPage; browser?: Browser } = {};
const visits: Visit[] = [];

beforeAll(async () => {
  open.built = await buildPage();
  open.browser = await launchChromium();
});

afterEach(async () => {
  for (const { close } of visits.splice(0)) await close();
});

afterAll(async () => {
  await open.browser?.close();
  await open.built?.remove();
});

async function go(options: VisitOptions = {}, built = open.built!): Promise<Visit> {
  const made = await visit(open.browser!, built, { offline: true, ...options });
  visits.push(made);
  return made;
}

const offlineState = (page: Page, state: string) =>
  page.waitForFunction((wanted) => document.documentElement.dataset.offline === wanted, state);
const loaded = (page: Page) => page.waitForFunction(() => document.body.dataset.state === 'ready');

async function findsPeople(page: Page): Promise<void> {
  await page.click('#samples li:first-child button');
  await shows(page, 'Waving in a room');
  expect(await page.textContent('#status')).toMatch(/^\d+ (person|people) found/);
}

test('the page opens and finds people with its server stopped', async () => {
  const { page, server, complaints } = await go();
  await offlineState(page, 'ready');
  await server.close();
  await page.reload();
  await loaded(page);
  await findsPeople(page);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(complaints).toEqual([]);

  const second = await page.context().newPage();
  await second.goto(`${server.url}?shared=settings#there`);
  await loaded(second);
  await findsPeople(second);
});

test('on a host without headers, the service worker isolates the page and brings the policy', async () => {
  const server = await startStaticServer({ root: open.built!.folder, port: 0, host: '127.0.0.1', headers: {} });
  const page = await open.browser!.newPage();
  const reloaded = new Promise<void>((resolve) => {
    const seen: string[] = [];
    page.on('framenavigated', (frame) => {
      if (seen.push(frame.url()) === 2) resolve();
    });
  });
  // Evaluating anything in the page would count as the user's touch, and then it asks before it reloads.
  await page.goto(server.url);
  await reloaded;
  await page.waitForFunction(() => crossOriginIsolated);
  await loaded(page);
  await findsPeople(page);
  const headers = await page.evaluate(async () => {
    const response = await fetch('./');
    return Object.fromEntries(response.headers);
  });
  for (const [name, value] of Object.entries(PAGE_HEADERS)) expect(headers[name.toLowerCase()], name).toBe(value);
  expect(await page.evaluate(() => typeof SharedArrayBuffer)).toBe('function');
  await page.context().close();
  await server.close();
});

test('on a host without headers, a page that is in use is not reloaded but asks', async () => {
  const { page } = await go({
    isolated: false,
    before: (fresh) =>
      // The worker comes late: the user was faster.
      fresh.addInitScript(() => {
        const register = ServiceWorkerContainer.prototype.register;
        ServiceWorkerContainer.prototype.register = async function (...args) {
          await new Promise((resolve) => addEventListener('click', resolve, { once: true }));
          return register.apply(this, args);
        };
      }),
  });
  await findsPeople(page);
  await page.waitForSelector('.notice');
  expect(await page.textContent('.notice p')).toBe('The page can run faster after a reload.');
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
});

test('where a browser has no service workers, the page works as it is', async () => {
  const { page, complaints } = await go({
    isolated: false,
    offline: false,
  });
  await offlineState(page, 'unsupported');
  await findsPeople(page);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  expect(complaints).toEqual([]);
});

test('a new version is fetched beside the old one, offered, and taken when the user says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  await cp(open.built!.folder, folder, { recursive: true });
  const { page } = await go({}, { folder, remove: () => rm(folder, { recursive: true }) });
  await offlineState(page, 'ready');
  const elsewhere = 'poseswarm /elsewhere/ 0123456789ab';
  await page.evaluate((name) => caches.open(name), elsewhere);

  await release(folder, (html) => html.replace('<title>poseswarm', '<title>poseswarm 2'));
  await page.reload();
  expect(await page.title()).toBe('poseswarm'); // still whole, and still the old one
  await offlineState(page, 'update');
  expect(await page.textContent('.notice p')).toBe('A new version is ready.');
  await page.click('.notice button:first-of-type');
  await page.waitForFunction(() => document.title === 'poseswarm 2');
  await loaded(page);
  // The old version is gone; what another poseswarm of the same origin keeps is there.
  expect((await page.evaluate(() => caches.keys())).sort()).toEqual(['poseswarm / next', elsewhere]);
  await rm(folder, { recursive: true });
});

/** Another page, with the service worker that a build would have made for it. */
async function release(folder: string, change: (html: string) => string): Promise<void> {
  const integrity = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  const worker = await readFile(join(folder, 'service-worker.js'), 'utf8');
  const next = worker
    .replace(integrity(html), integrity(change(html)))
    .replace(/"version":"\w+"/, '"version":"next"')
    .replace(/version:`\w+`|version:"\w+"/, 'version:"next"');
  expect(next).not.toBe(worker);
  await writeFile(join(folder, 'index.html'), change(html));
  await writeFile(join(folder, 'service-worker.js'), next);
}

test('a version that is not whole is not taken: the old one goes on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  await cp(open.built!.folder, folder, { recursive: true });
  const { page, server } = await go({}, { folder, remove: () => rm(folder, { recursive: true }) });
  await offlineState(page, 'ready');
  await release(folder, (html) => html.replace('<title>poseswarm', '<title>poseswarm 2'));
  // The host has the new service worker, but not yet the page that it speaks of.
  await writeFile(join(folder, 'index.html'), 'half a page');
  await page.reload();
  const outcome = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update().catch(() => undefined);
    const fresh = registration.installing ?? registration.waiting;
    if (fresh?.state === 'installing') {
      await new Promise((resolve) => fresh.addEventListener('statechange', resolve, { once: true }));
    }
    return { state: fresh?.state ?? 'redundant', waiting: registration.waiting !== null };
  });
  expect(outcome).toEqual({ state: 'redundant', waiting: false });
  await server.close();
  await page.reload();
  expect(await page.title()).toBe('poseswarm');
  await loaded(page);
  await rm(folder, { recursive: true });
});

test('the page can be installed', async () => {
  const { page } = await go();
  await offlineState(page, 'ready');
  const session = await page.context().newCDPSession(page);
  const { errors, data } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data ?? '{}');
  expect(manifest).toMatchObject({ name: 'poseswarm', display: 'standalone', start_url: './' });
  expect(manifest.icons.map(({ purpose }: { purpose: string }) => purpose)).toEqual(['any', 'any', 'maskable']);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // A private context, as tests have it, can install nothing; nothing else stands in the way.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
});

test('a part of a file is answered as one, which is how videos are read', async () => {
  const { page } = await go();
  await offlineState(page, 'ready');
  await page.reload();
  const parts = await page.evaluate(async () => {
    const ask = async (range: string) => {
      const response = await fetch('./manifest.webmanifest', { headers: { Range: range } });
      return [response.status, response.headers.get('content-range'), (await response.text()).length];
    };
    const whole = (await (await fetch('./manifest.webmanifest')).text()).length;
    return { whole, answers: await Promise.all(['bytes=0-', 'bytes=2-5', 'bytes=-3', 'bytes=999999-'].map(ask)) };
  });
  const { whole } = parts;
  expect(parts.answers).toEqual([
    [206, `bytes 0-${whole - 1}/${whole}`, whole],
    [206, `bytes 2-5/${whole}`, 4],
    [206, `bytes ${whole - 3}-${whole - 1}/${whole}`, 3],
    [416, `bytes */${whole}`, 0],
  ]);
});

test('the built page is on no list but its own: what the worker keeps is what the host serves', async () => {
  const server = await startStaticServer({ root: open.built!.folder, port: 0, host: '127.0.0.1' });
  const worker = await (await fetch(`${server.url}service-worker.js`)).text();
  const kept = [...worker.matchAll(/"(\.\/[^"]*)","(sha256-[^"]+)"/g)];
  expect(kept.length).toBeGreaterThan(10);
  for (const [, path = '', integrity] of kept) {
    const bytes = new Uint8Array(await (await fetch(new URL(path, server.url))).arrayBuffer());
    expect(`sha256-${createHash('sha256').update(bytes).digest('base64')}`, path).toBe(integrity);
  }
  await server.close();
});
