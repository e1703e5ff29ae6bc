// SPDX-License-Identifier: Apache-2.0
// Nothing is allocated per frame after warm-up but what the caller is given, and the promises that it comes by.
import { expect, test } from 'vitest';
import { decodePicture } from '../../cli/images/decode.ts';
import { createDetector } from '../../src/index.ts';
import { boxOf } from '../../src/pose/box.ts';
import { createSwarmRuntime } from '../../src/runtime/swarm-runtime.ts';
import { countAllocations } from '../support/allocations.ts';
import { noisePicture, randomDetector } from '../support/detectors.ts';
import { draftSwarm } from '../support/random-swarm.ts';
import { swarmOf, swarmParts } from '../support/swarm-parts.ts';

const WARM_UP = 400;
/** Until V8 has compiled the runtime's functions, so that numbers on the way are in registers: in 400 frames only a fast core gets there. */
const LONG_WARM_UP = 1500;
const FRAMES = 150;
const PICTURE = noisePicture(160, 120);
const BOXES = [boxOf(20, 10, 100, 110), boxOf(60, 10, 150, 115)];
/** Promises and the closures of `async` functions, and numbers that V8 puts into boxes: no arrays, views or records. */
const RUNTIME_BYTES = 3500;
/** A pose is 17 keypoints of six fields with boxed numbers, an array and a box: some 3.5 kB. */
const POSE_BYTES = 5000;
/** Checks of the options, the turn, the report for the statistics. */
const CALL_BYTES = 14_000;

async function perFrame(frame: () => Promise<unknown>, warmUp = WARM_UP): Promise<{ bytes: number; by: string }> {
  for (let i = 0; i < warmUp; i++) await frame();
  const { bytes, by } = await countAllocations(async () => {
    for (let i = 0; i < FRAMES; i++) await frame();
  });
  const most = [...by].map(([where, some]) => `${Math.round(some / FRAMES)} ${where}`);
  return { bytes: bytes / FRAMES, by: most.join('\n') };
}

test('the runtime makes no arrays, views or records a frame, however many people and squads', async () => {
  const { memory, kernels } = swarmParts('wasm-simd');
  const runtime = createSwarmRuntime({ swarm: swarmOf(draftSwarm(6)), memory, kernels, tier: 'wasm-simd', squads: 2 });
  const { bytes, by } = await perFrame(async () => {
    await runtime.show(PICTURE);
    await runtime.vote(BOXES);
  }, LONG_WARM_UP);
  runtime.dispose();
  expect(bytes, by).toBeLessThan(RUNTIME_BYTES);
});

test('a detector makes little more than the poses that it hands over', async () => {
  const detector = await randomDetector({ squads: 2 });
  const { bytes, by } = await perFrame(() => detector.estimatePoses(PICTURE, { boxes: BOXES }));
  detector.dispose();
  expect(bytes, by).toBeLessThan(BOXES.length * POSE_BYTES + CALL_BYTES);
});

test('a video makes no buffers: the typed arrays of its frames are those of its beginning', async () => {
  const detector = await createDetector({ maxPoses: 1 });
  const picture = await decodePicture('samples/waving.jpg');
  let timestampMs = 0;
  const { by } = await perFrame(() => {
    timestampMs += 4;
    return detector.estimatePoses(picture, {}, timestampMs);
  });
  expect(detector.stats.people).toBe(1);
  detector.dispose();
  const views = [...by.matchAll(/([1-9]\d+) (subarray|\w*Array|ArrayBuffer) :/g)].map(([line]) => line);
  expect(views).toEqual([]);
});
