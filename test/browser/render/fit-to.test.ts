// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../scripts/chromium.ts';
import type { Point } from '../../../src/render/index.ts';
import type * as InPage from './fit-in-page.ts';

declare global {
  /** What the bundle below leaves in the page. */
  var fitting: typeof InPage;
}

const PIXEL_RATIO = 2;
const open: { browser?: Browser; page?: Page } = {};

beforeAll(async () => {
  const entry = fileURLToPath(new URL('./fit-in-page.ts', import.meta.url));
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, lib: { entry, formats: ['iife'], name: 'fitting' } },
  });
  const [bundle] = Array.isArray(built) ? built : [];
  const [chunk] = bundle?.output ?? [];
  if (chunk?.type !== 'chunk') throw new Error('vite gave no script');
  open.browser = await launchChromium();
  open.page = await open.browser.newPage({ deviceScaleFactor: PIXEL_RATIO, viewport: { width: 600, height: 600 } });
  await open.page.setContent('<!doctype html><meta charset="utf-8"><title>fit</title>');
  await open.page.addScriptTag({ content: chunk.code });
});

afterAll(async () => {
  await open.browser?.close();
});

/** The middle of all that is neither white nor grey on the screen, CSS px of the page. */
async function colouredSpot(): Promise<Point> {
  const png = await open.page!.screenshot();
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  let [count, sumX, sumY] = [0, 0, 0];
  for (let pixel = 0; pixel < info.width * info.height; pixel++) {
    const [red, green, blue] = data.subarray(3 * pixel, 3 * pixel + 3) as unknown as [number, number, number];
    if (Math.max(red, green, blue) - Math.min(red, green, blue) < 100) continue;
    count++;
    sumX += (pixel % info.width) + 0.5;
    sumY += Math.floor(pixel / info.width) + 0.5;
  }
  expect(count).toBeGreaterThan(30);
  return { x: sumX / count / PIXEL_RATIO, y: sumY / count / PIXEL_RATIO };
}

function expectNear(a: Point, b: Point): void {
  expect(Math.hypot(a.x - b.x, a.y - b.y), `${a.x}, ${a.y} for ${b.x}, ${b.y}`).toBeLessThan(0.6);
}

const MIRROR = 'transform: scaleX(-1)';

test.each<[string, InPage.Laid]>([
  ['a picture that is stretched', { tag: 'img', style: 'width: 333px; height: 120px' }],
  [
    'a picture that covers its box, mirrored, with uneven padding and border',
    {
      tag: 'img',
      style: `width: 180.5px; height: 210.3px; padding: 3px 20px 9px 4px; border: 0 solid #888; border-left-width: 7px;
        object-fit: cover; object-position: 80% 10%; ${MIRROR}`,
      options: { mirror: true },
    },
  ],
  [
    'a picture within its box, at its right lower end',
    { tag: 'img', style: 'width: 300px; height: 310px; object-fit: contain; object-position: right 11px bottom 5px' },
  ],
  [
    'a mirrored video as browsers show it: contained',
    { tag: 'video', style: `width: 200px; height: 260px; ${MIRROR}`, options: { mirror: true } },
  ],
  [
    'a mirrored video that covers its box',
    { tag: 'video', style: `width: 300px; height: 120px; object-fit: cover; ${MIRROR}`, options: { mirror: true } },
  ],
  [
    'a canvas that is not scaled, sized by its border',
    {
      tag: 'canvas',
      style: 'width: 280px; height: 200px; object-fit: none; box-sizing: border-box; border: 12px solid #888',
    },
  ],
  [
    'a picture that is scaled down',
    { tag: 'img', style: 'width: 150px; height: 200px; object-fit: scale-down; object-position: 0 100%' },
  ],
  [
    'a picture turned by a quarter',
    {
      tag: 'img',
      style: 'width: 260px; height: 150px; object-fit: contain; object-position: 10% 0; transform: rotate(90deg)',
      options: { rotate: 90 },
    },
  ],
  [
    'a picture upside down',
    { tag: 'img', style: 'width: 260px; height: 150px; transform: rotate(180deg)', options: { rotate: 180 } },
  ],
  [
    'a video turned by three quarters, then mirrored',
    {
      tag: 'video',
      style: 'width: 150px; height: 240px; object-fit: cover; transform: scaleX(-1) rotate(270deg)',
      options: { rotate: 270, mirror: true },
    },
  ],
])('the dot is where fitTo says, and drawPoses draws there: %s', async (_, laid) => {
  const told = await open.page!.evaluate((one) => fitting.show(one), laid);
  expectNear(told, await colouredSpot());
  await open.page!.evaluate((options) => fitting.cover(options), laid.options);
  expectNear(told, await colouredSpot());
});
