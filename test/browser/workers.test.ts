// SPDX-License-Identifier: Apache-2.0
// Module workers in chromium, from the built library: isolated pages share memory, others copy, the answers are the same.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodePicture } from '../../cli/images/decode.ts';
import { type StaticServer, startStaticServer, type VirtualFile } from '../../cli/static-server.ts';
import { launchChromium } from '../../scripts/chromium.ts';
import { buildLibrary } from '../support/build-library.ts';
import { quietPages } from '../support/quiet-pages.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const pages = quietPages();
let browser: Browser;
let server: StaticServer;

beforeAll(async () => {
  await buildLibrary();
  const picture = await decodePicture(join(ROOT, 'samples/astronaut.jpg'));
  const html = { type: 'text/html; charset=utf-8', body: '<!doctype html><title>workers</title>' };
  const virtual = new Map<string, VirtualFile>([
    ['/blank.html', html],
    ['/inner.js', { type: 'text/javascript', body: INNER }],
    ['/picture.jpg', { type: 'image/jpeg', body: await readFile(join(ROOT, 'samples/astronaut.jpg')) }],
    ['/picture.rgba', { type: 'application/octet-stream', body: picture.data }],
  ]);
  server = await startStaticServer({ root: join(ROOT, 'dist'), port: 0, host: '127.0.0.1', virtual });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

async function blank(isolated: boolean): Promise<Page> {
  const page = await pages.open(browser);
  if (!isolated) {
    await page.route('**/*', async (route) => {
      const response = await route.fetch();
      const plain = Object.entries(response.headers()).filter(([name]) => !name.startsWith('cross-origin-'));
      await route.fulfill({ response, headers: Object.fromEntries(plain) });
    });
  }
  await page.goto(`${server.url}blank.html`);
  return page;
}

interface Outcome {
  readonly isolated: boolean;
  readonly info: { readonly workers: number; readonly sharedMemory: boolean };
  readonly degraded: readonly string[];
  /** Poses without workers, and with them. */
  readonly alone: unknown;
  readonly together: unknown;
  readonly jobs: number;
  readonly events: readonly string[];
  /** Longest time that a picture took while the worker hung, ms. */
  readonly longest: number;
}

/** What the page does, as text: it is compiled nowhere, and the library comes from the server. */
const SCENE = `(async () => {
  const { createDetector } = await import('/src/index.js');
  const data = new Uint8Array(await (await fetch('/picture.rgba')).arrayBuffer());
  const picture = { data, width: 512, height: 512 };
  const box = (xMin, yMin, xMax, yMax) => ({ xMin, yMin, xMax, yMax, width: xMax - xMin, height: yMax - yMin });
  const boxes = [box(0, 0, 420, 512), box(20, 10, 440, 500)];
  const solo = await createDetector();
  const alone = await solo.estimatePoses(picture, { boxes });
  const crew = await createDetector({ workers: 1 });
  const events = [];
  crew.on('worker', ({ cause }) => events.push(cause));
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  for (let i = 0; i < 400 && crew.stats.workers.ready === 0; i++) await wait(10);
  let together = await crew.estimatePoses(picture, { boxes });
  let jobs = 0;
  // On a busy machine the worker may sleep through many pictures.
  for (const start = performance.now(); jobs === 0 && performance.now() - start < 8000; ) {
    together = await crew.estimatePoses(picture, { boxes });
    jobs += crew.stats.workers.jobs;
  }
  crew.agents.drill('worker-1', 'hang');
  let longest = 0;
  for (const start = performance.now(); events.length === 0 && performance.now() - start < 8000; ) {
    const before = performance.now();
    await crew.estimatePoses(picture, { boxes });
    longest = Math.max(longest, performance.now() - before);
    await wait(1);
  }
  const outcome = {
    isolated: crossOriginIsolated, info: crew.info, degraded: crew.info.degraded.map(({ code }) => code),
    alone, together, jobs, events, longest,
  };
  crew.dispose();
  solo.dispose();
  return outcome;
})()`;

describe.each([
  ['isolated', true],
  ['not isolated', false],
])('in a page that is %s', (_, isolated) => {
  test('workers help, give the same answers, and one that hangs is replaced', async () => {
    const page = await blank(isolated);
    const outcome = (await page.evaluate(SCENE)) as Outcome;
    expect(outcome.isolated).toBe(isolated);
    expect(outcome.info).toMatchObject({ workers: 1, sharedMemory: isolated });
    expect(outcome.degraded.filter((code) => code !== 'no-lift')).toEqual(isolated ? [] : ['copied-memory']);
    expect(outcome.together).toEqual(outcome.alone);
    expect(outcome.jobs).toBeGreaterThan(0);
    expect(outcome.events).toEqual(['hung']);
    expect(outcome.longest).toBeLessThan(2000);
    // The worker that was just started may still ask for its script.
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.close();
  });
});

/** What a worker of the page does: `name` says how many workers of its own it starts. */
const INNER = `import { createDetector } from '/src/index.js';
  const workers = Number(self.name);
  const detector = await createDetector({ workers });
  const events = [];
  detector.on('worker', ({ cause }) => events.push(cause));
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  for (let i = 0; i < 2000 && detector.stats.workers.ready < workers; i++) await wait(10);
  const { ready } = detector.stats.workers;
  const bitmap = await createImageBitmap(await (await fetch('/picture.jpg')).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const drawn = context.getImageData(0, 0, canvas.width, canvas.height);
  const box = { xMin: 0, yMin: 0, xMax: 420, yMax: 512, width: 420, height: 512 };
  let [fromCanvas, jobs] = [[], 0];
  const start = performance.now();
  do {
    fromCanvas = await detector.estimatePoses(canvas, { boxes: [box] });
    jobs += detector.stats.workers.jobs;
  } while (jobs < workers && performance.now() - start < 8000);
  const fromPixels = await detector.estimatePoses(drawn, { boxes: [box] });
  const found = await detector.estimatePoses(canvas);
  const { degraded } = detector.info;
  detector.dispose();
  postMessage({ ready, jobs, events, fromCanvas, fromPixels, found: found.length, degraded });`;

interface Inner {
  readonly ready: number;
  readonly jobs: number;
  readonly events: readonly string[];
  readonly fromCanvas: readonly { readonly keypoints: readonly unknown[] }[];
  readonly fromPixels: unknown;
  readonly found: number;
  readonly degraded: readonly { readonly code: string }[];
}

test.each([
  ['alone', 0],
  ['with a worker nested in it', 1],
])('the library works inside a worker of the page, %s, and takes an OffscreenCanvas there', async (_, workers) => {
  const page = await blank(true);
  const inner = await page.evaluate((name) => {
    return new Promise<Inner>((resolve, reject) => {
      const worker = new Worker('/inner.js', { type: 'module', name });
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message));
    });
  }, String(workers));
  expect([inner.ready, inner.events]).toEqual([workers, []]);
  expect(inner.jobs > 0).toBe(workers > 0);
  expect(inner.fromCanvas[0]?.keypoints).toHaveLength(17);
  expect(inner.fromCanvas).toEqual(inner.fromPixels);
  expect(inner.found).toBe(1);
  expect(inner.degraded).toEqual([]);
  await page.close();
});

test('a script of another origin is refused by the page, which is told: the page does all the work', async () => {
  const page = await blank(true);
  const outcome = (await page.evaluate(`(async () => {
    const { createDetector } = await import('/src/index.js');
    const detector = await createDetector({ workers: 2, workerUrl: 'https://elsewhere.example/swarm-worker.js' });
    const { workers, degraded } = detector.info;
    const poses = await detector.estimatePoses({ data: new Uint8Array(64 * 64 * 4), width: 64, height: 64 }, {
      boxes: [{ xMin: 0, yMin: 0, xMax: 64, yMax: 64, width: 64, height: 64 }],
    });
    detector.dispose();
    return { workers, degraded, poses: poses.length };
  })()`)) as { workers: number; degraded: { code: string; message: string }[]; poses: number };
  expect([outcome.workers, outcome.poses]).toEqual([0, 1]);
  expect(outcome.degraded).toEqual([
    { code: 'no-workers', message: expect.stringMatching(/elsewhere\.example.+the calling thread does all the work/) },
  ]);
  await page.close();
});

test('two detectors in one page do not disturb each other: not by their work, their drills or their end', async () => {
  const page = await blank(true);
  const outcome = (await page.evaluate(`(async () => {
    const { createDetector } = await import('/src/index.js');
    const data = new Uint8Array(await (await fetch('/picture.rgba')).arrayBuffer());
    const picture = { data, width: 512, height: 512 };
    const upside = { data: data.slice().reverse(), width: 512, height: 512 };
    const boxes = [{ xMin: 0, yMin: 0, xMax: 420, yMax: 512, width: 420, height: 512 }];
    const one = await createDetector({ workers: 1 });
    const alone = await one.estimatePoses(picture, { boxes });
    const other = await createDetector({ workers: 1 });
    const told = [];
    one.on('fault', ({ squad }) => told.push('one ' + squad));
    other.on('fault', ({ squad }) => told.push('other ' + squad));
    const between = [];
    // Both at once, picture by picture, while the other one's squad is damaged and mended.
    for (let i = 0; i < 12; i++) {
      if (i === 4) other.agents.corrupt('squad-2');
      const [mine] = await Promise.all([one.estimatePoses(picture, { boxes }), other.estimatePoses(upside, { boxes })]);
      between.push(JSON.stringify(mine) === JSON.stringify(alone));
      await new Promise((done) => setTimeout(done, 30));
    }
    other.dispose();
    const after = await one.estimatePoses(picture, { boxes });
    const states = one.agents.squads().map(({ state }) => state);
    one.dispose();
    return { between, told, same: JSON.stringify(after) === JSON.stringify(alone), states };
  })()`)) as { between: boolean[]; told: string[]; same: boolean; states: string[] };
  expect(outcome.between).toEqual(Array(12).fill(true));
  expect(outcome.told).toEqual(['other squad-2']);
  expect(outcome.same).toBe(true);
  expect(outcome.states).toEqual(Array(4).fill('active'));
  await page.close();
});
