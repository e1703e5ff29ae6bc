// SPDX-License-Identifier: Apache-2.0
// The self-test that users open on their devices, served as the package has it, in chromium.
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StaticServer, startStaticServer } from '../../cli/static-server.ts';
import { launchChromium } from '../../scripts/chromium.ts';
import { quietPages } from '../support/quiet-pages.ts';
import { makeUserProject, type UserProject } from '../support/user-project.ts';

const pages = quietPages();
const open: { project?: UserProject; server?: StaticServer; browser?: Browser } = {};

beforeAll(async () => {
  open.project = await makeUserProject('examples/page');
  const root = join(open.project.folder, 'node_modules/poseswarm/dist');
  open.server = await startStaticServer({ root, port: 0, host: '127.0.0.1' });
  open.browser = await launchChromium(['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']);
});

afterAll(async () => {
  await open.browser?.close();
  await open.server?.close();
  await open.project?.remove();
});

test('every way to run finds the same person, and the report says which ways there are', async () => {
  const page = await pages.open(open.browser!);
  await page.goto(`${open.server!.url}self-test/`);
  await page.waitForFunction(() => document.body.dataset.failures, undefined, { timeout: 50_000 });
  const report = await page.inputValue('textarea');
  expect(report).toMatch(/^ok {3}plain JavaScript: 1 people/m);
  expect(report).toMatch(/^ok {3}SIMD: 1 people.*\n {5}wasm-simd, 0 workers/m);
  expect(report).toMatch(
    /^ok {3}the fastest, a worker: 1 people.*\n.*, 1 workers, shared memory true, weights signed/m,
  );
  expect(report).toMatch(/no-webgpu: /);
  expect(report).toContain('All is well.');
  await page.click('#camera');
  await page.waitForFunction(() => document.querySelector('textarea')?.value.includes('camera '), undefined, {
    timeout: 20_000,
  });
  expect(await page.inputValue('textarea')).toMatch(/^camera \d+ x \d+: [1-9]\d* frames in 4 s/m);
  await page.close();
});
