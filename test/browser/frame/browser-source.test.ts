// SPDX-License-Identifier: Apache-2.0
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import sharp, { type Sharp } from 'sharp';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../../../scripts/chromium.ts';
import type * as Source from '../../../src/frame/browser-source.ts';
import { quietPages } from '../../support/quiet-pages.ts';

declare global {
  /** What the script below leaves in the page. */
  var browserSource: typeof Source;
  /** Reads and sums up a source, or says which error it gave. */
  var lookAt: (picture: unknown) => Promise<Look>;
}

interface Look {
  code?: string;
  message?: string;
  size?: [width: number, height: number];
  /** RGB in the middle of the left and of the right half. */
  left?: number[];
  right?: number[];
}

const WIDTH = 40;
const HEIGHT = 24;
const pages = quietPages();
const open: { browser?: Browser; page?: Page } = {};

/** Left half red, right half blue. */
function redBlue(width: number, height: number): Sharp {
  const half = Math.floor(width / 2);
  return sharp({ create: { width, height, channels: 3, background: '#ff0000' } }).composite([
    { input: { create: { width: width - half, height, channels: 3, background: '#0000ff' } }, left: half, top: 0 },
  ]);
}

beforeAll(async () => {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: {
        entry: fileURLToPath(new URL('../../../src/frame/browser-source.ts', import.meta.url)),
        formats: ['iife'],
        name: 'browserSource',
      },
    },
  });
  const [bundle] = Array.isArray(built) ? built : [];
  const [chunk] = bundle?.output ?? [];
  if (chunk?.type !== 'chunk') throw new Error('vite gave no script');

  const png = await redBlue(WIDTH, HEIGHT).png().toBuffer();
  // Orientation 6: stored lying on its left side, to be shown turned a quarter clockwise.
  const upright = await redBlue(WIDTH, HEIGHT).png().toBuffer();
  const turned = await sharp(upright).rotate(-90).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();

  const browser = await launchChromium();
  open.browser = browser;
  const page = await pages.open(browser);
  open.page = page;
  // Both hosts exist in this page only: every request is answered here.
  await page.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>t</title>' });
    if (pathname === '/picture.png') return route.fulfill({ contentType: 'image/png', body: png });
    if (pathname === '/turned.jpg') return route.fulfill({ contentType: 'image/jpeg', body: turned });
    if (pathname === '/broken.png') return route.fulfill({ contentType: 'image/png', body: png.subarray(0, 40) });
    return route.fulfill({ status: 404 });
  });
  await page.goto('http://localhost/');
  await page.addScriptTag({ content: chunk.code.replace(/^var browserSource ?=/, 'globalThis.browserSource =') });
  await page.evaluate(() => {
    const reader = globalThis.browserSource.createBrowserReader();
    globalThis.lookAt = async (picture) => {
      if (!globalThis.browserSource.isBrowserSource(picture)) return { code: 'not-a-browser-source' };
      try {
        const { data, width, height } = await reader.read(picture);
        const rgb = (x: number) => [
          ...data.subarray(4 * (Math.floor(height / 2) * width + Math.floor(x))).subarray(0, 3),
        ];
        return { size: [width, height], left: rgb(width / 4), right: rgb((3 * width) / 4) };
      } catch (error) {
        const { code, message } = error as { code: string; message: string };
        return { code, message };
      }
    };
  });
});

afterAll(() => open.browser?.close());

const RED_BLUE = { size: [WIDTH, HEIGHT], left: [255, 0, 0], right: [0, 0, 255] };

test('a canvas, an offscreen canvas, an image bitmap and a video frame give their pixels', async () => {
  const looks = await open.page!.evaluate(
    async ([width, height]) => {
      const paint = (context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D) => {
        context.fillStyle = '#ff0000';
        context.fillRect(0, 0, width / 2, height);
        context.fillStyle = '#0000ff';
        context.fillRect(width / 2, 0, width / 2, height);
      };
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      paint(canvas.getContext('2d')!);
      const offscreen = new OffscreenCanvas(width, height);
      paint(offscreen.getContext('2d')!);
      const bitmap = await createImageBitmap(canvas);
      const frame = new VideoFrame(canvas, { timestamp: 0 });
      return [await lookAt(canvas), await lookAt(offscreen), await lookAt(bitmap), await lookAt(frame)];
    },
    [WIDTH, HEIGHT] as const,
  );
  expect(looks).toEqual([RED_BLUE, RED_BLUE, RED_BLUE, RED_BLUE]);
});

test('an image element is waited for and read at its intrinsic size, whatever its size on the page', async () => {
  const seen = await open.page!.evaluate(() => {
    const image = new Image(7, 300);
    image.src = '/picture.png';
    return lookAt(image);
  });
  expect(seen).toEqual(RED_BLUE);
});

test('a blob is decoded, and an EXIF rotation honoured', async () => {
  const [png, turned] = await open.page!.evaluate(async () => [
    await lookAt(await (await fetch('/picture.png')).blob()),
    await lookAt(await (await fetch('/turned.jpg')).blob()),
  ]);
  expect(png).toEqual(RED_BLUE);
  expect(turned!.size).toEqual([WIDTH, HEIGHT]);
  expect(turned!.left![0]).toBeGreaterThan(200);
  expect(turned!.right![2]).toBeGreaterThan(200);
});

test('a playing video gives its frame, and one without a frame is refused', async () => {
  const [empty, playing] = await open.page!.evaluate(
    async ([width, height]) => {
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      const context = canvas.getContext('2d')!;
      const video = document.createElement('video');
      const before = await lookAt(video);
      video.muted = true;
      video.srcObject = canvas.captureStream();
      const ready = new Promise((done) => video.addEventListener('loadeddata', done, { once: true }));
      context.fillStyle = '#ff0000';
      context.fillRect(0, 0, width, height);
      await video.play();
      await ready;
      return [before, await lookAt(video)];
    },
    [WIDTH, HEIGHT] as const,
  );
  expect(empty!.code).toBe('bad-image');
  expect(empty!.message).toContain('readyState 0');
  expect(playing!.size).toEqual([WIDTH, HEIGHT]);
});

test('transparent parts come out black, also after an opaque picture of the same size', async () => {
  const seen = await open.page!.evaluate(
    async ([width, height]) => {
      const image = new Image();
      image.src = '/picture.png';
      await lookAt(image);
      return lookAt(new OffscreenCanvas(width, height).getContext('2d')!.canvas);
    },
    [WIDTH, HEIGHT] as const,
  );
  expect(seen).toEqual({ size: [WIDTH, HEIGHT], left: [0, 0, 0], right: [0, 0, 0] });
});

test('what is no picture is refused: text in a blob, a truncated image, a missing one, a picture of 1 x 1 px', async () => {
  pages.says(/404.+missing\.png/);
  const codes = await open.page!.evaluate(async () => {
    const element = (src: string) => {
      const image = new Image();
      image.src = src;
      return image;
    };
    const tiny = document.createElement('canvas');
    tiny.width = 1;
    tiny.height = 1;
    const looks = [
      await lookAt(new Blob(['no picture'], { type: 'image/png' })),
      await lookAt(await (await fetch('/broken.png')).blob()),
      await lookAt(element('/missing.png')),
      await lookAt(tiny),
    ];
    return looks.map(({ code }) => code);
  });
  expect(codes).toEqual(['decode-failed', 'decode-failed', 'decode-failed', 'bad-size']);
});

test('a picture of another origin, whose pixels the browser keeps to itself, is refused by name', async () => {
  const seen = await open.page!.evaluate(() => {
    const image = new Image();
    image.src = 'http://other.localhost/picture.png';
    return lookAt(image);
  });
  expect(seen.code).toBe('bad-image');
  expect(seen.message).toContain('another origin');
});

test('pixels in memory are no browser source: they need no canvas', async () => {
  const codes = await open.page!.evaluate(async () => {
    const looks = [
      await lookAt(new ImageData(8, 8)),
      await lookAt({ data: [], width: 1, height: 1 }),
      await lookAt(null),
    ];
    return looks.map(({ code }) => code);
  });
  expect(codes).toEqual(Array(3).fill('not-a-browser-source'));
});
