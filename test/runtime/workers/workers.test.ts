// SPDX-License-Identifier: Apache-2.0
// Real threads, through the front door: the same answers, whatever happens to the workers.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { decodePicture } from '../../../cli/images/decode.ts';
import { createDetector, type Detector, type DetectorOptions, type WorkerEvent } from '../../../src/index.ts';
import { boxOf } from '../../../src/pose/box.ts';
import { refuseSharedMemory } from '../../support/without-shared-memory.ts';
import { buildWorker } from '../../support/worker-file.ts';

// The swarm that comes along and a person: squads that see nothing but noise do not agree, and are watched for it.
const picture = await decodePicture(fileURLToPath(new URL('../../../samples/astronaut.jpg', import.meta.url)));
const boxes = [boxOf(0, 0, 420, 512), boxOf(20, 10, 440, 500), boxOf(0, 20, 400, 512)];
const opened: Detector[] = [];
let workerUrl: URL;
let expected: unknown;

async function open(options: DetectorOptions = {}): Promise<Detector> {
  const detector = await createDetector({ minPoseScore: 0, workerUrl, ...options });
  opened.push(detector);
  return detector;
}

const settled = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until votes come from workers; true when they do. */
async function untilWorkersHelp(detector: Detector): Promise<void> {
  for (let i = 0; i < 200 && detector.stats.workers.ready === 0; i++) await settled(20);
  expect(detector.stats.workers.ready).toBeGreaterThan(0);
}

/** Has pictures answered as expected until workers have helped with one: on a busy machine they come too late for many. */
async function jobsOfWorkers(detector: Detector): Promise<number> {
  for (const start = performance.now(); performance.now() - start < 10_000; ) {
    expect(await detector.estimatePoses(picture, { boxes })).toEqual(expected);
    if (detector.stats.workers.jobs > 0) break;
  }
  return detector.stats.workers.jobs;
}

beforeAll(async () => {
  workerUrl = await buildWorker();
  expected = await (await open()).estimatePoses(picture, { boxes });
});
afterAll(() => {
  for (const detector of opened) detector.dispose();
});

describe.each(['shared', 'copied'])('with workers on %s memory', (memory) => {
  const sharedMemory = memory === 'shared';
  // What a page says of itself that is not isolated.
  beforeAll(() => void (sharedMemory || vi.stubGlobal('crossOriginIsolated', false)));
  afterAll(() => void vi.unstubAllGlobals());

  test('the answers are the same, from the first picture on and when the workers are there', async () => {
    const detector = await open({ workers: 2 });
    expect(detector.info).toMatchObject({ workers: 2, sharedMemory });
    expect(detector.info.degraded.map(({ code }) => code)).toEqual(sharedMemory ? [] : ['copied-memory']);
    expect(await detector.estimatePoses(picture, { boxes })).toEqual(expected);
    await untilWorkersHelp(detector);
    expect(await jobsOfWorkers(detector)).toBeGreaterThan(0);
  });

  test.each(['hang', 'kill', 'slow'] as const)(
    'a worker that is made to %s: no picture without its answer, and it is replaced',
    async (what) => {
      if (!sharedMemory && what !== 'hang') return; // the rest is the same code
      const detector = await open({ workers: 1 });
      const events: WorkerEvent[] = [];
      detector.on('worker', (event) => events.push(event));
      await untilWorkersHelp(detector);
      detector.agents.drill('worker-1', what);
      const start = performance.now();
      let longest = 0;
      while (events.length === 0 && performance.now() - start < (what === 'slow' ? 600 : 10_000)) {
        const before = performance.now();
        expect(await detector.estimatePoses(picture, { boxes })).toEqual(expected);
        longest = Math.max(longest, performance.now() - before);
        await settled(1);
      }
      // A slow worker need not be one that hangs: its votes come too late and are dropped.
      if (what !== 'slow') expect(events.map(({ worker, cause }) => [worker, cause])).toEqual([[1, 'hung']]);
      expect(longest).toBeLessThan(1000);
      await untilWorkersHelp(detector);
      expect(await detector.estimatePoses(picture, { boxes })).toEqual(expected);
    },
  );
});

test('where shared memory is refused workers have their own, and the answers are the same', async () => {
  const allow = refuseSharedMemory();
  const detector = await open({ workers: 1 });
  allow();
  expect(detector.info).toMatchObject({ workers: 1, sharedMemory: false });
  expect(detector.info.degraded.map(({ code }) => code)).toEqual(['copied-memory']);
  await untilWorkersHelp(detector);
  expect(await jobsOfWorkers(detector)).toBeGreaterThan(0);
});

test('a worker script that is none is told, is not tried for ever, and the calling thread does all the work', async () => {
  const detector = await open({ workers: 1, workerUrl: new URL('file:///nowhere/worker.mjs') });
  const events: WorkerEvent[] = [];
  detector.on('worker', (event) => events.push(event));
  for (let i = 0; i < 100 && events.length < 3; i++) await settled(20);
  expect(events.map(({ cause }) => cause)).toEqual(['crashed', 'crashed', 'crashed']);
  expect(events[2]?.message).toMatch(/not replaced/);
  expect(detector.info.workers).toBe(0);
  expect(detector.info.degraded).toEqual([{ code: 'no-workers', message: expect.stringMatching(/worker 1 is gone/) }]);
  expect(await detector.estimatePoses(picture, { boxes })).toEqual(expected);
});

test('a page that lets nobody start workers is told, and the calling thread does all the work', async () => {
  const forbid = class {
    constructor() {
      throw new DOMException('the script cannot be accessed from this origin', 'SecurityError');
    }
  };
  vi.stubGlobal('Worker', forbid);
  const detector = await open({ workers: 2 });
  vi.unstubAllGlobals();
  expect(detector.info.workers).toBe(0);
  expect(detector.info.degraded).toEqual([
    { code: 'no-workers', message: expect.stringMatching(/cannot be accessed from this origin: the calling thread/) },
  ]);
  expect(await detector.estimatePoses(picture, { boxes })).toEqual(expected);
});

test('many detectors come and go', async () => {
  for (let i = 0; i < 5; i++) {
    const detector = await open({ workers: 1, tier: 'wasm-simd' });
    await detector.estimatePoses(picture, { boxes: boxes.slice(0, 1) });
    detector.dispose();
  }
});

test.each([
  [{ workers: 9 }, /workers is 9, expected a whole number from 0 to 8/],
  [{ workers: 1.5 }, /workers is 1.5/],
])('%j: refused', async (options, message) => {
  await expect(open(options)).rejects.toMatchObject({ code: 'bad-option', message: expect.stringMatching(message) });
});
