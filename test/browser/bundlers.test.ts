// SPDX-License-Identifier: Apache-2.0
// examples/page in chromium, as docs/hosting.md says: built by Vite, webpack, Rollup and esbuild, and with no bundler at all, under a
// policy that allows nothing but the page's own server.
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { importMetaAssets } from '@web/rollup-plugin-import-meta-assets';
import { build as bundle } from 'esbuild';
import type { Browser } from 'playwright-core';
import { rollup } from 'rollup';
import { build, createServer } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import webpack from 'webpack';
import { startStaticServer } from '../../cli/static-server.ts';
import { launchChromium } from '../../scripts/chromium.ts';
import { type Shown, shown } from '../support/shown.ts';
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

/** The built page as it is shown, with the example's own markup and picture beside it. */
async function served(
  root: string,
  headers: Record<string, string> = { 'content-security-policy': POLICY },
): Promise<Shown> {
  const server = await startStaticServer({ root, port: 0, host: '127.0.0.1', headers });
  const seen = await shown(await browser.newPage(), server.url);
  await server.close();
  return seen;
}

/** Puts the example's own markup and picture into a folder that a bundler has made. */
async function withMarkup(out: string): Promise<string> {
  await cp(join(project, 'index.html'), join(out, 'index.html'));
  await cp(join(project, 'public'), out, { recursive: true });
  return out;
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
  const seen = await shown(await browser.newPage(), server.resolvedUrls?.local[0] ?? '');
  await server.close();
  expect(seen).toMatchObject({ says: found.says, workers: found.workers });
});

test.each(['production', 'development'] as const)('built by webpack, with nothing set, for %s', async (mode) => {
  const path = join(project, `webpack-${mode}`);
  const compiler = webpack({
    mode,
    context: project,
    entry: './main.js',
    output: { path },
    devtool: false, // its default while one develops is eval, which the policy forbids
    performance: false,
  });
  const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) =>
    compiler?.run((error, done) => (error ? reject(error) : resolve(done))),
  );
  expect(stats?.toJson({ all: false, errors: true, warnings: true })).toEqual({ errors: [], warnings: [] });
  const emitted = Object.keys(stats?.compilation.assets ?? {});
  expect(emitted.filter((name) => name.endsWith('.safetensors'))).toHaveLength(1);
  expect(await served(await withMarkup(path))).toEqual(found);
});

test('built by Rollup, which copies what stands in `new URL(…)`', async () => {
  const complaints: string[] = [];
  const built = await rollup({
    input: join(project, 'main.js'),
    plugins: [nodeResolve(), importMetaAssets()],
    onwarn: ({ message }) => complaints.push(message),
  });
  const dir = join(project, 'rollup');
  await built.write({ dir, format: 'es' });
  await built.close();
  expect(complaints).toEqual([]);
  expect(await served(await withMarkup(dir))).toEqual(found);
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
