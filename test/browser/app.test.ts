// SPDX-License-Identifier: Apache-2.0
// The app with a real clip in the place of a webcam: from the camera's frames to what is drawn, listed, counted and saved.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../../scripts/chromium.ts';
import type { Pose } from '../../src/pose/pose.ts';
import type { DetectorStats } from '../../src/runtime/stats.ts';
import { type BuiltPage, buildPage, shows, type Visit, type VisitOptions, visit } from '../support/built-page.ts';

declare global {
  /** What the scripts below leave in the page. */
  var told: { stats: DetectorStats; timestampMs?: number }[];
  var stream: MediaStream;
  var axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
}

const CLIP = fileURLToPath(new URL('../../samples/walking.webm', import.meta.url));
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const folder = mkdtempSync(join(tmpdir(), 'poseswarm-camera-'));
const open: { built?: BuiltPage; browser?: Browser } = {};
const visits: Visit[] = [];

beforeAll(async () => {
  const camera = join(folder, 'walking.mjpeg');
  execFileSync('ffmpeg', ['-v', 'error', '-i', CLIP, '-q:v', '3', '-pix_fmt', 'yuvj420p', camera]);
  open.built = await buildPage();
  open.browser = await launchChromium([
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${camera}`,
    '--auto-select-desktop-capture-source=Entire screen',
  ]);
});

afterEach(async () => {
  for (const { close } of visits.splice(0)) await close();
});

afterAll(async () => {
  await open.browser?.close();
  await open.built?.remove();
  rmSync(folder, { recursive: true });
});

async function go(hash = '', options: VisitOptions = {}): Promise<Visit> {
  const made = await visit(open.browser!, open.built!, {
    permissions: ['camera'],
    ...options,
    before: async (page) => {
      await page.addInitScript(listenIn);
      await options.before?.(page);
    },
  });
  visits.push(made);
  if (hash) await made.page.evaluate((to) => location.assign(to), hash);
  return made;
}

/** Keeps what the detector's worker says, and the camera's stream, for the tests to compare with. */
function listenIn(): void {
  globalThis.told = [];
  const { Worker } = globalThis;
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener('message', ({ data }) => {
        if (data.answer?.stats) globalThis.told.push(data.answer);
      });
    }
  };
  const { mediaDevices } = navigator;
  const original = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints) => {
    globalThis.stream = await original(constraints);
    return globalThis.stream;
  };
}

async function startCamera(page: Page): Promise<void> {
  await page.click('#webcam');
  await page.waitForFunction(() => document.querySelector('#status')?.textContent?.startsWith('Webcam: '));
}

/** Waits until the camera has shown somebody with an id. */
async function seesSomebody(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('#poses > li .score') !== null);
}

const framesTold = (page: Page) => page.evaluate(() => told.length);

describe('a camera that sees somebody walk', () => {
  test('is followed from its frames to the drawing: the walker has an id, and is drawn where the list says', async () => {
    const { page, complaints } = await go();
    await startCamera(page);
    await seesSomebody(page);
    await page.click('#pause');
    expect(await page.getAttribute('#pause', 'aria-label')).toBe('Go on');
    await page.waitForTimeout(700); // the frame that was on its way
    const stood = await framesTold(page);
    // With and without skeletons the picture differs where the surest keypoint is, and hardly elsewhere.
    const pixels = (points: number[][]) =>
      page.evaluate((at) => {
        const canvas = document.querySelector('canvas')!;
        const scale = canvas.width / stream.getVideoTracks()[0]!.getSettings().width!;
        const context = canvas.getContext('2d')!;
        return at.map(([x, y]) => [...context.getImageData(canvas.width - x! * scale, y! * scale, 1, 1).data]);
      }, points);
    const { poses } = (await page.evaluate(() => told.at(-1))) as unknown as { poses: Pose[] };
    const [surest] = poses.flatMap(({ keypoints }) => keypoints).sort((a, b) => b.score - a.score);
    const places = [
      [surest!.x, surest!.y],
      [5, 200],
    ];
    const [drawn, beside] = await pixels(places);
    await page.evaluate(() => location.assign('#skeletons=false&labels=false'));
    await expect.poll(async () => (await pixels(places))[0]).not.toEqual(drawn);
    expect((await pixels(places))[1]).toEqual(beside);
    expect(await page.textContent('#poses .name')).toMatch(/^Person \d+$/);
    // Paused is paused, a step is one frame, and going on goes on.
    expect(await framesTold(page)).toBe(stood);
    await page.click('#step');
    await expect.poll(() => framesTold(page)).toBe(stood + 1);
    // All of a camera's frames are of one clock, stepped to or not: recordings and ids go on.
    const [atPause, atStep] = await page.evaluate(() => told.slice(-2).map(({ timestampMs }) => timestampMs));
    expect(atStep! - atPause!).toBeGreaterThan(0);
    expect(atStep! - atPause!).toBeLessThan(60_000);
    await page.click('#pause');
    await expect.poll(() => framesTold(page)).toBeGreaterThan(stood + 2);
    // Chromium has a word about this test's own reading of pixels.
    expect(complaints.filter((line) => !line.includes('willReadFrequently'))).toEqual([]);
  });

  test('unplugged, it is said in a sentence, and the page goes on', async () => {
    const { page, complaints } = await go();
    await startCamera(page);
    // What a browser does when the device goes: the track ends by itself.
    await page.evaluate(() => {
      const [track] = stream.getVideoTracks();
      track!.stop();
      track!.dispatchEvent(new Event('ended'));
    });
    await page.waitForSelector('#problem:not([hidden])');
    expect(await page.textContent('#problem')).toMatch(/^The webcam stopped: it was unplugged/);
    expect(await page.getAttribute('body', 'data-state')).toBe('ready');
    await page.click('#samples li:first-child button');
    await shows(page, 'Waving in a room');
    expect(complaints).toEqual([]);
  });

  test('goes on through a resized window, a turned phone, and a while in the background', async () => {
    const { page, complaints } = await go();
    await startCamera(page);
    for (const viewport of [
      { width: 390, height: 844 },
      { width: 844, height: 390 },
    ]) {
      await page.setViewportSize(viewport);
      await page.waitForFunction(() => {
        const canvas = document.querySelector('canvas')!;
        const { width, height } = canvas.getBoundingClientRect();
        const ratio = Math.min(devicePixelRatio, 2);
        const sharp = Math.abs(canvas.width - width * ratio) <= 2 && Math.abs(canvas.height - height * ratio) <= 2;
        return sharp && width <= innerWidth && Math.abs(width / height - 4 / 3) < 0.02;
      });
      const before = await framesTold(page);
      await expect.poll(() => framesTold(page)).toBeGreaterThan(before);
    }
    const other = await page.context().newPage();
    await other.bringToFront();
    await other.waitForTimeout(800);
    await page.bringToFront();
    await other.close();
    const before = await framesTold(page);
    await expect.poll(() => framesTold(page)).toBeGreaterThan(before + 1);
    expect(await page.getAttribute('body', 'data-state')).toBe('camera');
    expect(complaints).toEqual([]);
  });

  test('the page never waits for the swarm: no task of its own is as long as a frame takes', async () => {
    const { page } = await go();
    await startCamera(page);
    await seesSomebody(page);
    const { longest, frameMs } = await page.evaluate(async () => {
      let longest = 0;
      let last = performance.now();
      const first = told.length;
      const until = last + 1500;
      while (performance.now() < until) {
        await new Promise((resolve) => setTimeout(resolve));
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }
      const all = told.slice(first).map(({ stats }) => stats.lastMs);
      return { longest, frameMs: all.reduce((sum, ms) => sum + ms, 0) };
    });
    // All that time the worker was busy; the page was not, for longer than it takes to draw a frame.
    expect(frameMs).toBeGreaterThan(200);
    expect(longest).toBeLessThan(Math.max(250, frameMs / 3));
  });
});

describe('the dashboard', () => {
  test('says what the detector says, for every number', async () => {
    const { page, complaints } = await go('#tab=swarm');
    await startCamera(page);
    await page.waitForSelector('[data-squad]');
    await page.waitForTimeout(2500);
    await page.click('#pause');
    await page.waitForTimeout(1700); // its numbers are refreshed every second
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save-metrics')]);
    const saved = JSON.parse(readFileSync(await download.path(), 'utf8'));
    const { stats } = await page.evaluate(() => told.at(-1)!);
    // What is not known has no place in JSON.
    expect(saved.detector).toEqual(JSON.parse(JSON.stringify(stats)));
    const text = (id: string) => page.textContent(`#${id}`);
    expect(await text('m-people')).toBe(String(stats.people));
    expect(Number.parseFloat((await text('m-p50'))!)).toBeCloseTo(stats.performance.latency, -1);
    expect(Number.parseFloat((await text('m-p99'))!)).toBeCloseTo(stats.performance.latencyP99, -1);
    expect(await text('m-consensus')).toBe(`${Math.round(stats.agents.consensusRate * 100)} %`);
    expect(await text('m-reputation')).toBe(stats.agents.avgReputation.toFixed(2));
    expect(await text('m-heap')).toBe(`${(stats.resources.wasmHeapSize / 1e6).toFixed(1)} MB`);
    expect(await text('m-memory')).toBe(`${(stats.resources.memoryUsage / 1e6).toFixed(1)} MB`);
    expect(await text('m-active')).toBe(
      String(saved.agents.filter((a: { state: string }) => a.state === 'active').length),
    );
    expect(saved.agents.length).toBeGreaterThanOrEqual(100);
    expect(saved.page.frames).toBeGreaterThanOrEqual((await framesTold(page)) - 2);
    expect(saved.page.trend.length).toBeGreaterThan(0);
    // 0.4 ms a frame at 60 frames a second; at slower rates it is refreshed less often (see pace.test.ts).
    const msPerSecond = (saved.monitoringMs * saved.page.frames) / saved.page.trend.length;
    expect(msPerSecond).toBeLessThan(0.4 * 60);
    // What no page can know is not invented.
    expect(JSON.stringify(saved)).not.toMatch(/gpuUtilization|falsePositiveRate/);
    expect(complaints).toEqual([]);
  });

  test('silences and breaks squads and agents, shows it on the map, and the poses hold', async () => {
    const { page, complaints } = await go('#tab=swarm');
    await page.click('#samples li:first-child button');
    await shows(page, 'Waving in a room');
    await page.waitForSelector('[data-squad="squad-1"]');
    const map = () => page.evaluate(() => document.querySelector<HTMLCanvasElement>('#swarm-map canvas')!.toDataURL());
    const whole = await map();
    await page.click('[aria-label="Silence squad-1"]');
    await page.waitForSelector('[data-squad="squad-1"] .state.silenced');
    await expect.poll(map).not.toBe(whole);
    // The drill has the picture looked at again.
    await page.waitForFunction(() => told.length === 2);
    const [before, after] = await page.evaluate(
      () => told as unknown as { poses: { keypoints: { x: number; y: number; score: number }[] }[] }[],
    );
    const sure = before!.poses[0]!.keypoints.map((point, k) => ({ point, other: after!.poses[0]!.keypoints[k]! }));
    const moved = sure
      .filter(({ point }) => point.score > 0.5)
      .map(({ point, other }) => Math.hypot(point.x - other.x, point.y - other.y));
    expect(moved.length).toBeGreaterThan(5);
    expect(moved.sort((a, b) => a - b)[Math.floor(moved.length / 2)]).toBeLessThan(25); // of 960 px
    await page.click('[aria-label="Restore squad-1"]');
    await page.waitForSelector('[data-squad="squad-1"] .state.active');
    // A single agent, picked by keys.
    await page.focus('#swarm-map');
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    const id = (await page.textContent('#picked'))!;
    await page.click(`[aria-label="Silence ${id}"]`);
    await page.waitForSelector('.picked .state.silenced');
    expect(complaints).toEqual([]);
  });
});

describe('videos, recordings and settings', () => {
  test('a video file plays, can be sought, and its recording is saved as JSON, CSV and WebM', async () => {
    const { page, complaints } = await go();
    await page.setInputFiles('#file', CLIP);
    await shows(page, 'walking.webm');
    await page.waitForSelector('#poses > li');
    await page.click('#record');
    await page.waitForFunction(() => Number.parseFloat(document.querySelector('.count')?.textContent ?? '') > 1);
    await page.click('.menu summary');
    expect(await page.textContent('[data-format="webm"] small')).toBe('Stop the recording first.');
    await page.click('#record');
    await page.click('.menu summary');
    const save = async (format: string) => {
      await page.waitForSelector(`[data-format="${format}"]:enabled`);
      const [download] = await Promise.all([page.waitForEvent('download'), page.click(`[data-format="${format}"]`)]);
      expect(download.suggestedFilename()).toBe(`walking.${format}`);
      return readFileSync(await download.path());
    };
    const { frames, width, height } = JSON.parse((await save('json')).toString());
    expect([width, height]).toEqual([480, 360]);
    expect(frames.length).toBeGreaterThan(3);
    expect(frames.at(-1).timeMs).toBeGreaterThan(900);
    expect(frames.some(({ poses }: { poses: { id?: number }[] }) => poses.some(({ id }) => id !== undefined))).toBe(
      true,
    );
    expect((await save('csv')).toString().split('\n').length).toBeGreaterThan(5);
    const webm = await save('webm');
    expect(webm.subarray(0, 4).toString('hex')).toBe('1a45dfa3'); // the mark of EBML, which WebM is
    // A browser's own film does not say how long it is; the page finds out.
    await page.setInputFiles('#file', { name: 'film.webm', mimeType: 'video/webm', buffer: webm });
    await shows(page, 'film.webm');
    const end = Number(await page.getAttribute('input.place', 'max'));
    expect(end).toBeGreaterThan(0.5);
    expect(end).toBeLessThan(60);
    expect(await page.getAttribute('input.place', 'aria-valuetext')).toMatch(/^[\d.]+ of [\d.]+ seconds$/);
    await page.setInputFiles('#file', CLIP);
    await shows(page, 'walking.webm');
    await page.click('#pause');
    await page.fill('input.place', '0.5');
    await page.waitForFunction(
      () => Math.abs(Number(document.querySelector<HTMLInputElement>('.place')!.value) - 0.5) < 0.05,
    );
    // Pausing again at once, while the video is on its way to another place, is no error.
    await page.evaluate(() => {
      const place = document.querySelector<HTMLInputElement>('.place')!;
      place.value = '0.2';
      place.dispatchEvent(new Event('input', { bubbles: true }));
      for (let k = 0; k < 4; k++) document.querySelector<HTMLButtonElement>('#pause')?.click();
    });
    // A recording ends with its source, and keeps its name and size.
    await page.click('#record');
    await page.click('#step');
    await page.waitForSelector('.count.live');
    await page.click('#close');
    expect(await page.getAttribute('body', 'data-state')).toBe('ready');
    await page.waitForSelector('.count:not(.live)');
    await page.click('#samples li:first-child button');
    await shows(page, 'Waving in a room');
    await page.click('.menu summary');
    expect(JSON.parse((await save('json')).toString())).toMatchObject({ file: 'walking.webm', width: 480 });
    await page.click('text=Discard the recording');
    expect(await page.locator('.count').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('a video that cannot be played is said in a sentence', async () => {
    const { page } = await go();
    const broken = { name: 'broken.mp4', mimeType: 'video/mp4', buffer: Buffer.from('no video') };
    await page.setInputFiles('#file', broken);
    await page.waitForSelector('#problem:not([hidden])');
    expect(await page.textContent('#problem')).toMatch(/^“broken.mp4” is no video .+ MP4 or WebM file\.$/);
    const sound = join(folder, 'sound.mp4');
    execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'sine=duration=1', '-c:a', 'aac', sound]);
    await page.setInputFiles('#file', sound);
    await expect
      .poll(() => page.textContent('#problem'), { timeout: 20_000 })
      .toBe('“sound.mp4” holds sound alone, no picture. Choose an MP4 or WebM file.');
  });

  test('settings are shared by the address, and another renderer takes over live', async () => {
    const { page, complaints } = await go('#boxes=true&fit=cover&nonsense=1');
    await page.click('#samples li:first-child button');
    await shows(page, 'Waving in a room');
    expect(await page.getAttribute('#fit', 'aria-pressed')).toBe('true');
    const stage = (await page.locator('#frame').boundingBox())!;
    const canvas = (await page.locator('#canvas').boundingBox())!;
    expect(Math.abs(stage.width - canvas.width)).toBeLessThan(4);
    await page.click('#tab-settings');
    expect(await page.isChecked('[name=boxes]')).toBe(true);
    await page.check('[name=angles]');
    expect(await page.evaluate(() => location.hash)).toBe('#fit=cover&boxes=true&angles=true&tab=settings');
    const picture = () => page.locator('#canvas').screenshot();
    const before = await picture();
    await page.selectOption('[name=renderer]', 'canvas2d');
    await page.waitForFunction(() => document.querySelector('#backend')?.textContent === '2d context draws now.');
    expect((await picture()).equals(before)).toBe(true);
    // Without a GPU there is no WebGPU: it is said, and something else draws.
    await page.selectOption('[name=renderer]', 'webgpu');
    await page.waitForSelector('#notice:not([hidden])');
    expect(await page.textContent('#notice')).toMatch(/WebGPU.+A 2d context draws instead\.$/);
    expect((await picture()).equals(before)).toBe(true);
    expect(complaints.filter((line) => !line.includes('No available adapters'))).toEqual([]);
  });

  test('where no worker can be had the swarm runs in the page, and the page says so', async () => {
    const { page } = await go('', {
      before: (page) =>
        page.addInitScript(() => {
          globalThis.Worker = class {
            constructor() {
              throw new Error('workers are switched off');
            }
          } as unknown as typeof Worker;
        }),
    });
    expect(await page.textContent('#where')).toBe('the page');
    expect(await page.textContent('#degraded')).toContain('workers are switched off');
    await page.click('#samples li:first-child button');
    await page.waitForSelector('#poses > li');
  });

  test('threads help when they are asked for, and the webcam goes on meanwhile', async () => {
    const { page, complaints } = await go('#workers=1&tab=settings');
    await page.click('#webcam');
    await page.waitForFunction(() => document.querySelector('#status')?.textContent?.startsWith('Webcam: '));
    expect(await page.inputValue('[name=workers]')).toBe('1');
    const says = (words: string) =>
      page.waitForFunction((expected) => document.querySelector('#where')?.textContent === expected, words);
    const choose = async (workers: string) => {
      await page.click('#tab-settings');
      await page.selectOption('[name=workers]', workers);
      await page.click('#tab-people');
    };
    await choose('0');
    await says('a worker');
    await choose('2');
    await says('a worker, 2 help');
    const picture = () => page.evaluate(() => document.querySelector('canvas')!.toDataURL());
    const before = await picture();
    await expect.poll(picture, { timeout: 20_000 }).not.toBe(before);
    expect(await page.getAttribute('body', 'data-state')).toBe('camera');
    expect(complaints).toEqual([]);
  });

  test('keys do what buttons do', async () => {
    const { page } = await go();
    await page.keyboard.press('c');
    await page.waitForFunction(() => document.querySelector('#status')?.textContent?.startsWith('Webcam: '));
    await page.keyboard.press('Space');
    expect(await page.getAttribute('#pause', 'aria-label')).toBe('Go on');
    // A webcam is mirrored by itself.
    await page.keyboard.press('m');
    expect(await page.getAttribute('#mirror', 'aria-pressed')).toBe('false');
    await page.keyboard.press('3');
    expect(await page.getAttribute('#canvas', 'role')).toBe('application');
    await page.keyboard.press('c');
    expect(await page.textContent('#status')).toBe('The webcam is off.');
  });

  test('keys go on working after the mouse, and Space is a button’s that was reached by keys', async () => {
    const { page } = await go('#tab=settings');
    await startCamera(page);
    await page.keyboard.press('Space');
    expect(await page.getAttribute('#pause', 'aria-label')).toBe('Go on');
    expect(await page.getAttribute('body', 'data-state')).toBe('camera');
    await page.click('[name=boxes]');
    await page.keyboard.press('f');
    expect(await page.getAttribute('#fit', 'aria-pressed')).toBe('true');
    await page.keyboard.press('Space');
    expect(await page.isChecked('[name=boxes]')).toBe(false);
    await page.focus('#webcam');
    await page.keyboard.press('Space');
    expect(await page.textContent('#status')).toBe('The webcam is off.');
  });
});

test.each(['light', 'dark'] as const)('nobody is shut out: axe finds nothing, in %s colours', async (colorScheme) => {
  // Colours on their way from one to the other are neither.
  const { page } = await go('', { colorScheme, reducedMotion: 'reduce' });
  await page.click('#samples li:nth-child(5) button');
  await page.waitForSelector('#poses > li');
  const script = readFileSync(AXE, 'utf8');
  for (const tab of ['people', 'swarm', 'settings']) {
    await page.click(`#tab-${tab}`);
    if (tab === 'swarm') await page.waitForSelector('[data-squad]');
    // Put in from outside, where the page's policy does not count.
    const violations = await page.evaluate(`${script}; axe.run().then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' ')))`);
    expect(violations, tab).toEqual([]);
  }
});
