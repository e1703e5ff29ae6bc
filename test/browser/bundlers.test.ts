// SPDX-License-Identifier: Apache-2.0
// examples/page in chromium, as docs/hosting.md says: built by Vite and by esbuild, and with no bundler at all, under a policy
// that allows nothing but the page's own server.
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import type { Browser } from 'playwright-core';
import { build, createServer } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startStaticServer } from '../../cli/static-server.ts';
import { launchChromium } from '../../scripts/chromium.ts';
import { makeUserProject, type UserProject } from '../support/user-project.ts';

const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src 'self' data:";
let browser: Browser;
let made: UserProject;
/** Its folder. */
let project: string;

beforeAll(async () => {
  made = await makeUserProject('examples/page');
  project = made.folder;
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await made?.remove();
});

interface Shown {
  /** What the page says at last. */
  readonly says: string | undefined;
  readonly workers: number;
  readonly complaints: string[];
}

async function shown(url: string): Promise<Shown> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  await page.goto(url);
  const done = (): boolean => document.querySelector('output')?.value.includes('people') ?? false;
  await page.waitForFunction(done, undefined, { timeout: 20_000 }).catch(() => undefined);
  const says = await page.evaluate(() => document.querySelector('output')?.value);
  // Workers start after the first pose.
  const hasWorker = (): boolean => page.workers().length > 0;
  await vi.waitFor(() => expect(hasWorker()).toBe(true), 10_000).catch(() => undefined);
  const workers = page.workers().length;
  await page.close();
  return { says, workers, complaints };
}

async function served(root: string, headers: Record<string, string> = { 'content-security-policy': POLICY }) {
  const server = await startStaticServer({ root, port: 0, host: '127.0.0.1', headers });
  const seen = await shown(server.url);
  await server.close();
  return seen;
}

const found = { says: '1 people', workers: 1, complaints: [] };

test('built by Vite, with nothing set, under a strict policy', async () => {
  const outDir = join(project, 'vite');
  await build({ root: project, configFile: false, logLevel: 'silent', build: { outDir, target: 'es2022' } });
  expect(await served(outDir)).toEqual(found);
});

test('by Vite while somebody develops', async () => {
  const server = await createServer({ root: project, configFile: false, logLevel: 'silent', server: { port: 0 } });
  await server.listen();
  const seen = await shown(server.resolvedUrls?.local[0] ?? '');
  await server.close();
  expect(seen).toMatchObject({ says: found.says, workers: found.workers });
});

test('built by esbuild, with a copy of the package beside it', async () => {
  const out = join(project, 'esbuild');
  await bundle({ entryPoints: [join(project, 'main.js')], outdir: out, bundle: true, format: 'esm', target: 'es2022' });
  await cp(join(project, 'node_modules/poseswarm/dist'), join(out, 'poseswarm'), { recursive: true });
  await cp(join(project, 'public'), out, { recursive: true });
  await writeFile(join(out, 'assets-url.js'), "globalThis.ASSETS_URL = '/poseswarm/';");
  const page = await readFile(join(project, 'index.html'), 'utf8');
  await writeFile(
    join(out, 'index.html'),
    page.replace('<script type="module"', '<script src="./assets-url.js"></script>\n    $&'),
  );
  expect(await served(out)).toEqual(found);
});

test('with no bundler at all, by an import map', async () => {
  const out = join(project, 'plain');
  await mkdir(out);
  await cp(join(project, 'main.js'), join(out, 'main.js'));
  await cp(join(project, 'public'), out, { recursive: true });
  await symlink(join(project, 'node_modules/poseswarm/dist'), join(out, 'poseswarm'));
  const map = {
    imports: { poseswarm: './poseswarm/src/index.js', 'poseswarm/render': './poseswarm/src/render/index.js' },
  };
  const page = await readFile(join(project, 'index.html'), 'utf8');
  const withMap = `<script type="importmap">${JSON.stringify(map)}</script>\n    $&`;
  await writeFile(join(out, 'index.html'), page.replace('<script type="module"', withMap));
  // An import map is an inline script.
  expect(await served(out, {})).toEqual(found);
});
