// SPDX-License-Identifier: Apache-2.0
// The page as a user gets it: built by vite from today's sources, served by the command's own server, in chromium.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll } from 'vitest';
import { type StaticServer, type StaticServerOptions, startStaticServer } from '../../cli/static-server.ts';
import { launchChromium } from '../../scripts/chromium.ts';
import { buildLibrary } from './build-library.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface BuiltPage {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Builds the library (the page imports it by its name) and the page, the latter into a folder of its own. */
export async function buildPage(): Promise<BuiltPage> {
  await buildLibrary();
  const folder = await mkdtemp(join(tmpdir(), 'poseswarm-page-'));
  await build({
    configFile: join(ROOT, 'app/vite.config.ts'),
    logLevel: 'silent',
    build: { outDir: folder, emptyOutDir: true },
  });
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

/** The built page and a browser, for all tests of the file that calls this. */
export function pageInChromium(): { readonly built?: BuiltPage; readonly browser?: Browser } {
  const open: { built?: BuiltPage; browser?: Browser } = {};
  beforeAll(async () => {
    open.built = await buildPage();
    open.browser = await launchChromium();
  });
  afterAll(async () => {
    await open.browser?.close();
    await open.built?.remove();
  });
  return open;
}

export interface Visit {
  readonly page: Page;
  readonly server: StaticServer;
  /** Console lines, uncaught errors, policy violations and requests to other hosts: all of them unwanted. */
  readonly complaints: string[];
  /** Addresses that were asked for. */
  readonly requests: string[];
  close(): Promise<void>;
}

export interface VisitOptions extends BrowserContextOptions {
  /** Send the headers that isolate the page; default true. Without, no policy header is sent either. */
  readonly isolated?: boolean;
  /** Let the page have its service worker, which test/browser/offline.test.ts is about; default false. */
  readonly offline?: boolean;
  /** Who answers besides the page's files, and what the page's address ends with. */
  readonly dynamic?: StaticServerOptions['dynamic'];
  readonly search?: string;
  /** Called before the page is opened. */
  readonly before?: (page: Page) => Promise<unknown>;
}

/** Opens the page and waits until the swarm is loaded, or could not be. */
export async function visit(browser: Browser, { folder }: BuiltPage, options: VisitOptions = {}): Promise<Visit> {
  const { isolated = true, offline = false, dynamic, search = '', before, ...contextOptions } = options;
  // A host that knows nothing of isolation or policies sends no headers at all.
  const headers = isolated ? {} : { headers: {} };
  const server = await startStaticServer({
    root: folder,
    port: 0,
    host: '127.0.0.1',
    ...headers,
    ...(dynamic && { dynamic }),
  });
  const context = await browser.newContext(contextOptions);
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => complaints.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    requests.push(request.url());
    if (protocol.startsWith('http') && `${origin}/` !== server.url) complaints.push(`request to ${request.url()}`);
  });
  await page.exposeFunction('complain', (complaint: string) => complaints.push(complaint));
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      (globalThis as unknown as { complain(text: string): void }).complain(
        `policy ${violatedDirective} forbids ${blockedURI}`,
      ),
    );
  });
  if (!offline) await page.addInitScript(withoutServiceWorkers);
  await before?.(page);
  await page.goto(server.url + search);
  await page.waitForFunction(() => !['loading', undefined].includes(document.body.dataset.state));
  const close = async () => {
    await context.close();
    await server.close();
  };
  return { page, server, complaints, requests, close };
}

/** As in a browser that has none. */
function withoutServiceWorkers(): void {
  Object.defineProperty(Navigator.prototype, 'serviceWorker', { value: undefined });
}

/** A file as an `<input>`, a drop or a paste gives it. */
export interface LooseFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Drops a file on the page, or pastes it. */
export async function hand(page: Page, event: 'drop' | 'paste', file: LooseFile | undefined): Promise<void> {
  const base64 = file && Buffer.from(file.bytes).toString('base64');
  await page.evaluate(
    ([kind, name, type, data]) => {
      const transfer = new DataTransfer();
      if (data === undefined) transfer.setData('text/plain', 'https://elsewhere.example/picture.jpg');
      else {
        const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
        transfer.items.add(new File([bytes], name ?? '', { type: type ?? '' }));
      }
      const made =
        kind === 'drop'
          ? new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true })
          : new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true });
      document.body.dispatchEvent(made);
    },
    [event, file?.name, file?.type, base64] as const,
  );
}

/** Waits until the page shows what it found in the picture of this name (a file's, or a sample's title). */
export async function shows(page: Page, name: string): Promise<void> {
  await page.waitForFunction(
    (start) => document.querySelector('#canvas')?.getAttribute('aria-label')?.startsWith(start),
    `${name}: `,
  );
}

export interface ListedPose {
  readonly score: number;
  readonly keypoints: readonly {
    readonly name: string;
    readonly x: number;
    readonly y: number;
    readonly score: number;
  }[];
}

/** The people that the page lists, as a user reads them: places in whole px, scores in percent. */
export async function listedPoses(page: Page): Promise<ListedPose[]> {
  // Unfolding makes the tables, at the next turn of the page's events.
  await page.evaluate(() => {
    for (const details of document.querySelectorAll<HTMLDetailsElement>('#poses details')) details.open = true;
  });
  await page.waitForFunction(() =>
    [...document.querySelectorAll('#poses details')].every((details) => details.querySelector('table')),
  );
  return page.evaluate(() =>
    [...document.querySelectorAll('#poses > li')].map((item) => ({
      score: Number.parseFloat(item.querySelector('.score')?.textContent ?? '') / 100,
      keypoints: [...item.querySelectorAll('tbody tr')].map((row) => {
        const [name = '', x = '', y = '', score = ''] = [...row.children].map((cell) => cell.textContent ?? '');
        return { name, x: Number(x), y: Number(y), score: Number.parseFloat(score) / 100 };
      }),
    })),
  );
}
