// SPDX-License-Identifier: Apache-2.0
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type StaticServer, startStaticServer } from '../../../cli/static-server.ts';
import { launchChromium } from '../../../scripts/chromium.ts';
import type { Backend } from '../../../src/render/index.ts';
import { quietPages } from '../../support/quiet-pages.ts';
import { SOFTWARE_GPU } from '../../support/software-gpu.ts';
import type * as InPage from './in-page.ts';

declare global {
  /** What the bundle below leaves in the page. */
  var render: typeof InPage;
}

const GOLDEN = fileURLToPath(new URL('../../fixtures/render/', import.meta.url));

const pages = quietPages();
const open: { browser?: Browser; page?: Page; server?: StaticServer } = {};

beforeAll(async () => {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: {
        entry: fileURLToPath(new URL('./in-page.ts', import.meta.url)),
        formats: ['iife'],
        name: 'render',
      },
    },
  });
  const [bundle] = Array.isArray(built) ? built : [];
  const [chunk] = bundle?.output ?? [];
  if (chunk?.type !== 'chunk') throw new Error('vite gave no script');
  open.server = await startStaticServer({
    root: GOLDEN,
    port: 0,
    host: '127.0.0.1',
    virtual: new Map([
      [
        '/',
        {
          type: 'text/html; charset=utf-8',
          body: '<!doctype html><meta charset="utf-8"><title>render</title><script src="/render.js"></script>',
        },
      ],
      ['/render.js', { type: 'text/javascript', body: chunk.code }],
    ]),
  });
  open.browser = await launchChromium(SOFTWARE_GPU);
  open.page = await pages.open(open.browser);
  await open.page.goto(open.server.url);
});

afterAll(async () => {
  await open.browser?.close();
  await open.server?.close();
});

interface Difference {
  /** Mean difference of a channel, 0..255. */
  readonly mean: number;
  /** Share of the pixels where some channel differs by more than 48. */
  readonly share: number;
}

async function rgb(png: Buffer): Promise<Buffer> {
  return sharp(png).removeAlpha().raw().toBuffer();
}

async function compare(a: Buffer, b: Buffer): Promise<Difference> {
  const [one, other] = [await rgb(a), await rgb(b)];
  expect(other.length).toBe(one.length);
  let [sum, far] = [0, 0];
  for (let pixel = 0; pixel < one.length; pixel += 3) {
    const apart = [0, 1, 2].map((k) => Math.abs(one[pixel + k]! - other[pixel + k]!));
    sum += apart[0]! + apart[1]! + apart[2]!;
    far += Number(Math.max(...apart) > 48);
  }
  return { mean: sum / one.length, share: far / (one.length / 3) };
}

async function draw(backend: Backend, name: InPage.SceneName): Promise<Buffer> {
  const base64 = await open.page!.evaluate(([how, what]) => render.draw(how, what), [backend, name] as const);
  return Buffer.from(base64, 'base64');
}

const BACKENDS: Backend[] = ['canvas2d', 'webgl2', 'webgpu'];

describe('the same picture', () => {
  // No letters in these: fonts differ from machine to machine.
  test.each(['people', 'mirror', 'space'] as const)('%s, as it was drawn before', async (name) => {
    const golden = `${GOLDEN}${name}.png`;
    // UPDATE_GOLDEN=1 after a change that is meant to be seen; look at the pictures before they are committed.
    if (process.env.UPDATE_GOLDEN) await writeFile(golden, await draw('canvas2d', name));
    const expected = await sharp(golden).png().toBuffer();
    for (const backend of BACKENDS) {
      const { mean, share } = await compare(expected, await draw(backend, name));
      expect(mean, backend).toBeLessThan(0.8);
      expect(share, backend).toBeLessThan(0.002);
    }
  });

  test('a picture larger than any texture, alike by every renderer', async () => {
    const expected = await draw('canvas2d', 'wide');
    for (const backend of ['webgl2', 'webgpu'] as const) {
      const { mean, share } = await compare(expected, await draw(backend, 'wide'));
      expect(mean, backend).toBeLessThan(0.5);
      expect(share, backend).toBeLessThan(0.002);
    }
  });

  test('letters and angles, alike by every renderer', async () => {
    const expected = await draw('canvas2d', 'words');
    for (const backend of ['webgl2', 'webgpu'] as const) {
      const { mean, share } = await compare(expected, await draw(backend, 'words'));
      expect(mean, backend).toBeLessThan(0.9);
      expect(share, backend).toBeLessThan(0.004);
    }
    // And they are there: without them the picture is another.
    const { share } = await compare(expected, await draw('canvas2d', 'mirror'));
    expect(share).toBeGreaterThan(0.01);
  });
});

test('a lost WebGL context is told, draws nothing, and comes back with everything', async () => {
  const { before, after, lost, events } = await open.page!.evaluate(() => render.loseWebGL());
  expect(lost).toBe(true);
  expect(events).toEqual(['the GPU dropped the WebGL 2 context', 'restored']);
  const { mean } = await compare(Buffer.from(before, 'base64'), Buffer.from(after, 'base64'));
  expect(mean).toBeLessThan(0.01);
});

test('a lost WebGPU device is asked for anew, and where none comes that is told, too', async () => {
  const { lost, events } = await open.page!.evaluate(() => render.loseWebGPU());
  expect(lost).toBe(true);
  const why = 'the WebGPU device was lost: Device was destroyed';
  expect(events).toEqual([why, 'restored', why, 'gone']);
});

test('auto takes a 2d context where the GPU is a program; another word is refused', async () => {
  const choose = (backend: string) => open.page!.evaluate((name) => render.choose(name), backend);
  expect(await choose('auto')).toBe('canvas2d');
  expect(await choose('webgl2')).toBe('webgl2');
  expect(await choose('svg')).toBe('bad-option: backend is svg, expected auto, canvas2d, webgl2, webgpu');
});

test('a browser without WebGPU says so', async () => {
  const plain = await launchChromium();
  const page = await pages.open(plain);
  await page.goto(open.server!.url);
  expect(await page.evaluate(() => render.choose('webgpu'))).toMatch(/^unsupported: .+WebGPU/);
  await plain.close();
});

test('three.js shows the people, and the pointer turns the view', async () => {
  const { first, turned, changes } = await open.page!.evaluate(() => render.drawThree());
  expect(changes).toBeGreaterThan(0);
  const shown = await rgb(Buffer.from(first, 'base64'));
  const lit = shown.filter((_, k) => k % 3 === 0 && Math.max(shown[k]!, shown[k + 1]!, shown[k + 2]!) < 250);
  expect(lit.length / (shown.length / 3)).toBeGreaterThan(0.02);
  const { share } = await compare(Buffer.from(first, 'base64'), Buffer.from(turned, 'base64'));
  expect(share).toBeGreaterThan(0.02);
});
