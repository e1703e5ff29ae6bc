// SPDX-License-Identifier: Apache-2.0
// Node 20 does not take relaxed SIMD, so its binary is compared with the scalar twins in a page, and the baseline one too.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../scripts/chromium.ts';
import { KERNEL_NAMES } from '../../../src/swarm/kernels/kernels.ts';
import { quietPages } from '../../support/quiet-pages.ts';
import { summary } from '../../swarm/kernels/compare-twins.ts';
import type * as TwinsPage from './twins-page.ts';

declare global {
  /** What the bundle of twins-page.ts leaves in the page. */
  var twinsPage: typeof TwinsPage;
}

const pages = quietPages();
const open: { browser?: Browser; page?: Page } = {};

beforeAll(async () => {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: {
        entry: fileURLToPath(new URL('twins-page.ts', import.meta.url)),
        formats: ['iife'],
        name: 'twinsPage',
      },
    },
  });
  const outputs = Array.isArray(built) ? built : [built];
  const chunk = outputs.flatMap((output) => ('output' in output ? output.output : [])).find((o) => o.type === 'chunk');
  if (chunk === undefined) throw new Error('the bundle of twins-page.ts is empty');
  open.browser = await launchChromium();
  open.page = await pages.open(open.browser);
  await open.page.addScriptTag({ content: `${chunk.code}\nglobalThis.twinsPage = twinsPage;` });
});

afterAll(() => open.browser?.close());

test('chromium takes relaxed SIMD, so that the comparison below is one', async () => {
  expect(await open.page!.evaluate(() => twinsPage.relaxedSimdSupported())).toBe(true);
});

test.each(['kernels.relaxed.wasm', 'kernels.wasm'])(
  '%s gives what the scalar twins give, in chromium',
  async (file) => {
    const base64 = (await readFile(new URL(`../../../assets/${file}`, import.meta.url))).toString('base64');
    const comparisons = await open.page!.evaluate((bytes) => twinsPage.comparePosted(bytes, [1, 2]), base64);
    console.info(`${file} against the scalar twins, in chromium\n${summary(comparisons)}`);

    expect(new Set(comparisons.map(({ kernel }) => kernel))).toEqual(new Set(KERNEL_NAMES));
    expect(comparisons.filter((c) => !(c.difference <= c.tolerance) || c.strayBytes > 0)).toEqual([]);
  },
);
