// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import type { DetectorOptions, EstimateConfig } from '../src/detector/options.ts';
import type { Detector } from '../src/detector/types.ts';
import { createDetector } from '../src/detector.ts';
import type { StreamReset } from '../src/people/follow.ts';
import { boxOf } from '../src/pose/box.ts';
import { KEYPOINT_NAMES } from '../src/pose/keypoints.ts';
import type { Pose } from '../src/pose/pose.ts';
import type { Degradation } from '../src/runtime/degradation.ts';
import { collectGarbage } from './support/allocations.ts';
import { noisePicture } from './support/detectors.ts';
import { addLifters, draftSwarm, encodeDraft, randomSwarm } from './support/random-swarm.ts';
import { signedManifest, tampered } from './support/signed-assets.ts';

const weights = randomSwarm(2);
const kernels = readFileSync(new URL('../assets/kernels.wasm', import.meta.url));
const picture = noisePicture(320, 240);
const boxes = [boxOf(60, 20, 140, 220), boxOf(10, 10, 50, 90)];
const open = (options: DetectorOptions = {}) => createDetector({ weights, minPoseScore: 0, ...options });
const code = (name: string, sentence = /./) =>
  expect.objectContaining({ code: name, message: expect.stringMatching(sentence) });

afterEach(() => void vi.unstubAllGlobals());

/** An option that TypeScript would not let through: what plain JavaScript may pass. */
const slip = (name: string): object => ({ [name]: 1 });

function expectSame(poses: readonly Pose[], others: readonly Pose[], digits: number): void {
  expect(poses.length).toBe(others.length);
  for (const [i, pose] of poses.entries()) {
    expect(pose.score).toBeCloseTo(others[i]!.score, digits);
    for (const [joint, { x, y }] of pose.keypoints.entries()) {
      expect(x).toBeCloseTo(others[i]!.keypoints[joint]!.x, digits);
      expect(y).toBeCloseTo(others[i]!.keypoints[joint]!.y, digits);
    }
  }
}

describe('a detector', async () => {
  const detector = await open();
  afterAll(() => detector.dispose());

  test('tells who it is', () => {
    expect(detector.info).toMatchObject({ name: 'random-2', trained: 'never', squads: 4, degraded: [] });
    expect(detector.info.weightsBytes).toBe(weights.byteLength);
    expect(detector.info.agents).toBeGreaterThanOrEqual(100);
  });

  test('gives every box one pose, in order, whatever its score', async () => {
    const poses = await detector.estimatePoses(picture, { boxes, maxPoses: 1 });
    expect(poses).toHaveLength(2);
    for (const pose of poses) {
      expect(pose.keypoints.map(({ name }) => name)).toEqual([...KEYPOINT_NAMES]);
      for (const { x, y, score, spread, dissent } of pose.keypoints) {
        expect([x, y, score, spread, dissent].every(Number.isFinite)).toBe(true);
      }
      expect(pose.box.xMin).toBeGreaterThanOrEqual(0);
      expect(pose.box.xMax).toBeLessThanOrEqual(320);
    }
    const [second] = await detector.estimatePoses(picture, { boxes: [boxes[1]!] });
    expect(second).toEqual(poses[1]);
    expect(await detector.estimatePoses(picture, { boxes: [] })).toEqual([]);
  });

  test('searches for people when it gets no boxes, best first, as many as are wanted', async () => {
    const poses = await detector.estimatePoses(picture);
    expect(poses.length).toBeGreaterThan(0);
    expect(poses.length).toBeLessThanOrEqual(10);
    const scores = poses.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(await detector.estimatePoses(picture, { maxPoses: 1 })).toHaveLength(1);
  });

  test('mirrors places but not names when a preview is mirrored', async () => {
    const [plain] = await detector.estimatePoses(picture, { boxes });
    const [flipped] = await detector.estimatePoses(picture, { boxes, flipHorizontal: true });
    expect(flipped?.keypoints[9]).toEqual({ ...plain?.keypoints[9], x: 320 - (plain?.keypoints[9]?.x ?? 0) });
    expect(flipped?.box.xMin).toBeCloseTo(320 - (plain?.box.xMax ?? 0), 9);
  });

  test('takes RGB as well as RGBA', async () => {
    const data = new Uint8Array(320 * 240 * 3).map((_, i) => picture.data[Math.floor(i / 3) * 4 + (i % 3)] ?? 0);
    const rgb = await detector.estimatePoses({ data, width: 320, height: 240 }, { boxes });
    expect(rgb).toEqual(await detector.estimatePoses(picture, { boxes }));
  });

  test('answers calls that come at once as if they came one after the other', async () => {
    const other = noisePicture(100, 200);
    const alone = [await detector.estimatePoses(picture, { boxes }), await detector.estimatePoses(other, { boxes })];
    const atOnce = await Promise.all([
      detector.estimatePoses(picture, { boxes }),
      detector.estimatePoses({ data: new Uint8Array(3), width: 9, height: 9 }).catch((error: unknown) => error),
      detector.estimatePoses(other, { boxes }),
    ]);
    expect([atOnce[0], atOnce[2]]).toEqual(alone);
    expect(atOnce[1]).toEqual(code('bad-image'));
  });

  test('does what it was asked, whatever becomes of the question until its turn', async () => {
    const outside = { ...boxOf(-50, -60, -10, -20) };
    const asked = { boxes: [{ ...boxes[0]! }, outside], flipHorizontal: false };
    const expected = await detector.estimatePoses(picture, { boxes: [boxes[0]!, { ...outside }] });
    const few = { maxPoses: 1 };
    const before = detector.estimatePoses(picture);
    const answers = Promise.all([detector.estimatePoses(picture, asked), detector.estimatePoses(picture, few)]);
    asked.boxes[0]!.xMax = Number.NaN;
    asked.boxes.push(outside);
    asked.flipHorizontal = true;
    few.maxPoses = 0;
    await before;
    const [inBoxes, found] = await answers;
    expect(inBoxes).toEqual(expected);
    expect(inBoxes[1]?.box).not.toBe(outside);
    expect(found).toHaveLength(1);
  });

  test('measures, counts, and forgets', async () => {
    detector.reset();
    expect(detector.stats).toMatchObject({ frames: 0, lastMs: 0, timestampMs: undefined });
    await detector.estimatePoses(picture, { boxes }, 1234.5);
    expect(detector.stats).toMatchObject({ frames: 1, people: 2, scoutMs: 0, timestampMs: 1234.5 });
    expect(detector.stats.squadsMs).toBeGreaterThan(0);
    await detector.estimatePoses(picture);
    expect(detector.stats.frames).toBe(2);
    expect(detector.stats.scoutMs).toBeGreaterThan(0);
    expect(detector.stats.lastMs).toBeGreaterThanOrEqual(detector.stats.scoutMs);
  });

  test.each<[string, Parameters<typeof detector.estimatePoses>, ReturnType<typeof code>]>([
    ['a picture of 0 x 0', [{ data: new Uint8Array(0), width: 0, height: 0 }], code('bad-size', /0 x 0/)],
    ['a picture of 1 x 1', [{ data: new Uint8Array(4), width: 1, height: 1 }], code('bad-size', /1 x 1/)],
    ['a picture of 20000 x 20000', [{ data: new Uint8Array(4), width: 20000, height: 20000 }], code('bad-size')],
    ['a blob, where nobody decodes it', [new Blob(['GIF'])], code('unsupported', /no blobs; expected pixels/)],
    ['two channels', [{ data: new Uint8Array(800), width: 20, height: 20 }], code('bad-image')],
    ['1001 boxes', [picture, { boxes: Array(1001).fill(boxes[0]) }], code('bad-option', /boxes has 1001, expected/)],
    ['a box of NaN', [picture, { boxes: [boxOf(0, 0, Number.NaN, 9)] }], code('bad-option', /boxes\[0\]/)],
    ['nothing for boxes', [picture, { ...{ boxes: null } } as object], code('bad-option', /boxes is/)],
    ['nobody', [picture, { maxPoses: 0 }], code('bad-option', /maxPoses is 0/)],
    ['a slip of the pen', [picture, { ...slip('maxPose') }], code('bad-option', /"maxPose"/)],
    [
      'a flip that is none',
      [picture, { ...slip('flipHorizontal') }],
      code('bad-option', /flipHorizontal is 1, expected true or false/),
    ],
    ['no time', [picture, {}, Number.NaN], code('bad-option', /timestampMs is NaN/)],
  ])('refuses %s', async (_, call, error) => {
    await expect(detector.estimatePoses(...call)).rejects.toEqual(error);
  });
});

describe('frames of a video', () => {
  // A minute a frame: with all the time everybody would be looked at twice, and random squads see something else each time.
  const openVideo = (options: DetectorOptions = {}) => open({ maxPoses: 3, budgetMs: 60_000, ...options });

  test('have people with ids, whom the next frames know again', async () => {
    // A swarm whose random people are far enough apart, and often enough in one place.
    const detector = await openVideo({ weights: randomSwarm(4) });
    const first = await detector.estimatePoses(picture, {}, 1000);
    const second = await detector.estimatePoses(picture, {}, 1040);
    // What random squads see in noise jumps about: it takes a few frames until it has been seen often enough in one place.
    for (const timeMs of [1080, 1120, 1160]) await detector.estimatePoses(picture, {}, timeMs);
    const third = await detector.estimatePoses(picture, {}, 1200);
    expect(first.length).toBeGreaterThan(1);
    expect(new Set(first.map(({ id }) => id)).size).toBe(first.length);
    for (const pose of first) expect(pose).toMatchObject({ ageMs: 0, lastSeenMs: 1000, confirmed: false });
    const known = new Set(first.map(({ id }) => id));
    expect(second.filter(({ id }) => known.has(id)).length).toBeGreaterThan(0);
    expect(third.some(({ id, confirmed }) => known.has(id) && confirmed)).toBe(true);
    expect(third.some(({ id, ageMs }) => known.has(id) && ageMs === 200)).toBe(true);
  });

  test('need the scouts from time to time only', async () => {
    const detector = await open({ maxPoses: 1, minPoseScore: 0.01 });
    await detector.estimatePoses(picture, {}, 0);
    expect(detector.stats.scoutMs).toBeGreaterThan(0);
    await detector.estimatePoses(picture, {}, 33);
    expect(detector.stats).toMatchObject({ scoutMs: 0, people: 1 });
  });

  test.each([
    ['time that stands still', picture, 1000, 'time'],
    ['time that goes backwards', picture, 10, 'time'],
    ['a picture of another shape', noisePicture(100, 200), 1040, 'size'],
  ] as const)('%s: strangers, which is told, and all goes on', async (_, next, timeMs, reason) => {
    const detector = await openVideo();
    const heard: StreamReset[] = [];
    detector.on('reset', (event) => heard.push(event));
    const before = await detector.estimatePoses(picture, {}, 1000);
    const after = await detector.estimatePoses(next, {}, timeMs);
    expect(heard).toEqual([code(reason, /expected a later one|100 x 200/)]);
    const known = new Set(before.map(({ id }) => id));
    expect(after.some(({ id }) => known.has(id))).toBe(false);
    await detector.estimatePoses(next, {}, timeMs + 33);
    expect(heard).toHaveLength(1);
  });

  test('tracking: false shows each frame as the picture that it is', async () => {
    const detector = await openVideo({ tracking: false, budgetMs: Number.POSITIVE_INFINITY });
    expect(await detector.estimatePoses(picture, {}, 7)).toEqual(await detector.estimatePoses(picture));
  });

  test('smoothing: false shows joints where they are seen', async () => {
    const [raw, smooth] = [await openVideo({ smoothing: false }), await openVideo()];
    const other = { ...picture, data: picture.data.map((value) => 255 - value) };
    for (const detector of [raw, smooth]) await detector.estimatePoses(picture, {}, 0);
    const shown = await raw.estimatePoses(other, {}, 33);
    expect(shown).not.toEqual(await smooth.estimatePoses(other, {}, 33));
  });

  test('pictures without a time do not disturb them', async () => {
    const [disturbed, plain] = [await openVideo(), await openVideo()];
    for (const detector of [disturbed, plain]) await detector.estimatePoses(picture, {}, 0);
    await disturbed.estimatePoses(noisePicture(64, 64));
    expect(await disturbed.estimatePoses(picture, {}, 33)).toEqual(await plain.estimatePoses(picture, {}, 33));
  });

  test.each([2, 6, 8, 10])('reset() after %i steps forgets the picture at hand, too', async (steps) => {
    const detector = await openVideo();
    const heard: StreamReset[] = [];
    detector.on('reset', (event) => heard.push(event));
    const looking = detector.estimatePoses(picture, {}, 1000);
    for (let i = 0; i < steps; i++) await Promise.resolve();
    detector.reset();
    const before = await looking;
    expect(detector.stats).toMatchObject({ frames: 0, timestampMs: undefined });
    const after = await detector.estimatePoses(picture, {}, 100);
    expect(heard).toEqual([]);
    const known = new Set(before.map(({ id }) => id));
    expect(after.some(({ id }) => known.has(id))).toBe(false);
    for (const pose of after) expect(pose).toMatchObject({ ageMs: 0, lastSeenMs: 100, confirmed: false });
  });

  test('reset() by whoever hears that time does not go on, and nobody is older than the stream', async () => {
    const detector = await openVideo();
    detector.on('reset', () => detector.reset());
    for (const timeMs of [2000, 1000, 500]) {
      const poses = await detector.estimatePoses(picture, {}, timeMs);
      for (const pose of poses) expect(pose).toMatchObject({ ageMs: 0, lastSeenMs: timeMs, confirmed: false });
    }
  });

  test('reset() forgets everybody, and ids go on', async () => {
    const detector = await openVideo();
    const before = await detector.estimatePoses(picture, {}, 1000);
    detector.reset();
    const after = await detector.estimatePoses(picture, {}, 5);
    const most = Math.max(...before.map(({ id }) => id ?? 0));
    expect(Math.min(...after.map(({ id }) => id ?? 0))).toBeGreaterThan(most);
  });
});

describe('the time there is', () => {
  const one = { boxes: boxes.slice(0, 1) };

  test('a still image gets all squads; a budget or a rate, and a frame without either, as many as there is time for', async () => {
    for (const [options, timestampMs, votes] of [
      [{}, undefined, 4],
      [{ budgetMs: 1e-3 }, undefined, 1],
      [{ targetFps: 1000 }, undefined, 1],
      [{ budgetMs: Number.POSITIVE_INFINITY }, 5, 4],
      [{ budgetMs: 1e5 }, 5, 4],
    ] as const) {
      const detector = await open({ tier: 'js', ...options });
      await detector.estimatePoses(picture, one, timestampMs);
      await detector.estimatePoses(picture, one, timestampMs && timestampMs + 5);
      expect(detector.stats.votes, JSON.stringify(options)).toBe(votes);
      detector.dispose();
    }
  });

  test('frames that wait give way to the newest, and get its answer', async () => {
    const detector = await open({ budgetMs: 5 });
    const answers = await Promise.all([0, 1, 2, 3].map((ms) => detector.estimatePoses(picture, {}, ms)));
    expect(detector.stats).toMatchObject({ frames: 1, dropped: 3, timestampMs: 3 });
    expect(answers[0]).toEqual(answers[3]);
    expect(answers[0], 'whoever sorts it sorts their own').not.toBe(answers[3]);
    await Promise.all([0, 1, 2].map(() => detector.estimatePoses(picture)));
    expect(detector.stats).toMatchObject({ frames: 4, dropped: 3 });
  });

  test('no frame gives way to a picture that is none, nor to a call that asks for something else', async () => {
    const detector = await open({ budgetMs: 5 });
    const none = { data: new Uint8Array(3), width: 16, height: 16 };
    const ask = (config: EstimateConfig, ms: number, image = picture) => detector.estimatePoses(image, config, ms);
    const [first, second, bad] = await Promise.allSettled([ask({}, 1), ask({}, 2), ask({}, 3, none)]);
    expect([first.status, second.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(bad).toEqual({ status: 'rejected', reason: code('bad-image') });
    expect(detector.stats).toMatchObject({ frames: 1, dropped: 1, timestampMs: 2 });
    const three = [...boxes, boxes[0]!];
    const calls = [
      ask({}, 4),
      ask({ boxes: three }, 5),
      ask({ boxes }, 6),
      ask({ flipHorizontal: true }, 7),
      ask({}, 8),
    ];
    const [, inThree, inTwo, flipped, plain] = await Promise.all(calls);
    expect([inThree, inTwo].map((poses) => poses?.length)).toEqual([3, 2]);
    expect(flipped).not.toEqual(plain);
    expect(detector.stats).toMatchObject({ frames: 6, dropped: 1, timestampMs: 8 });
  });
});

test('a squad whose weights were damaged is told to be faulty, mended, and shown in the statistics', async () => {
  const detector = await open();
  const told: string[] = [];
  detector.on('fault', ({ squad, cause }) => told.push(`${squad} ${cause}`));
  detector.on('recovery', ({ squad, recovered }) => told.push(`${squad} ${recovered}`));
  expect(detector.stats.agents).toMatchObject({ active: detector.info.agents, faulty: 0, avgReputation: 1 });
  detector.agents.corrupt('squad-3');
  await new Promise((resolve) => setTimeout(resolve, 260));
  await detector.estimatePoses(picture, { boxes });
  expect(told).toEqual(['squad-3 weights', 'squad-3 true']);
  expect(detector.stats.agents.faulty).toBe(detector.agents.squads()[3]?.agents);
  expect(detector.stats.agents.avgReputation).toBeLessThanOrEqual(0.9);
  detector.dispose();
  expect(() => detector.agents).toThrow(code('disposed'));
});

test('listeners that throw disturb neither the detector nor each other', async () => {
  const reported: unknown[] = [];
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
  const error = new Error('of the listener');
  const angry = (): void => {
    throw error;
  };
  const detector = await open({ squads: 2 });
  const told: string[] = [];
  for (const name of ['degraded', 'reset', 'fault', 'recovery', 'worker'] as const) detector.on(name, angry);
  expect(reported).toEqual([error]);
  detector.on('fault', ({ squad }) => told.push(squad));
  detector.agents.corrupt('squad-1');
  await new Promise((resolve) => setTimeout(resolve, 260));
  expect(await detector.estimatePoses(picture, { boxes })).toHaveLength(2);
  expect(told).toEqual(['squad-1']);
  expect(detector.agents.squads()[1]?.state).toBe('probation');
  expect(reported).toEqual([error, error, error]);
  expect(() => detector.on('degrade' as 'degraded', angry)).toThrow(code('bad-option', /event is "degrade", expected/));
  detector.dispose();
});

describe('options', () => {
  test('tier: all give the same poses, and info says which one runs', async () => {
    const js = await open({ tier: 'js' });
    const simd = await open({ tier: 'wasm-simd' });
    expect([js.info.tier, simd.info.tier]).toEqual(['js', 'wasm-simd']);
    const one = { boxes: boxes.slice(0, 1) };
    expectSame(await js.estimatePoses(picture, one), await simd.estimatePoses(picture, one), 2);
  }, 60_000);

  test('tier webgpu: where there is none the kernels run, which is told', async () => {
    const detector = await open({ tier: 'webgpu' });
    const plain = await open();
    expect(detector.info.tier).toBe(plain.info.tier);
    expect(detector.info.degraded).toEqual([code('no-webgpu', /^there is no WebGPU here.+ run on tier wasm/)]);
    expect(await detector.estimatePoses(picture, { boxes })).toEqual(await plain.estimatePoses(picture, { boxes }));
  });

  test('wasm: bytes, a module or an address', async () => {
    const expected = await (await open()).estimatePoses(picture, { boxes });
    for (const wasm of [
      new Uint8Array(kernels),
      new WebAssembly.Module(kernels),
      new URL('../assets/kernels.wasm', import.meta.url),
    ]) {
      const detector = await open({ wasm, tier: 'wasm-simd' });
      expectSame(await detector.estimatePoses(picture, { boxes }), expected, 2);
    }
  });

  test('squads: fewer of them vote, which is told', async () => {
    const detector = await open({ squads: 2 });
    const heard: Degradation[] = [];
    detector.on('degraded', (event) => heard.push(event));
    expect(detector.info.squads).toBe(2);
    expect(detector.info.degraded).toEqual([code('few-squads', /2 squads vote, expected 4/)]);
    expect(heard).toEqual(detector.info.degraded);
    expect(await detector.estimatePoses(picture, { boxes })).not.toEqual(
      await (await open()).estimatePoses(picture, { boxes }),
    );
  });

  test('maxPoses and minPoseScore: fewer people', async () => {
    const all = await (await open()).estimatePoses(picture);
    expect(all.length).toBeGreaterThan(1);
    expect(await (await open({ maxPoses: 1 })).estimatePoses(picture)).toHaveLength(1);
    const bar = all[1]!.score;
    const sure = await (await open({ minPoseScore: bar })).estimatePoses(picture);
    expect(sure.every(({ score }) => score >= bar)).toBe(true);
    expect(sure.length).toBeLessThanOrEqual(all.length);
    expect(await (await open({ minPoseScore: 1 })).estimatePoses(picture)).toEqual([]);
  });

  test('weights: other bytes are another swarm', async () => {
    const other = await open({ weights: randomSwarm(4) });
    expect(other.info.name).toBe('random-4');
    expect(await other.estimatePoses(picture, { boxes })).not.toEqual(
      await (await open()).estimatePoses(picture, { boxes }),
    );
  });

  test('lift: people in space, as tall as they are said to be, mirrored like the picture', async () => {
    const lifting = { weights: encodeDraft(addLifters(draftSwarm(2))), lift: true };
    const [pose] = await (await open(lifting)).estimatePoses(picture, { boxes });
    expect(pose?.keypoints3D?.map(({ name }) => name)).toEqual([...KEYPOINT_NAMES]);
    const wrist = pose?.keypoints3D?.[9];
    expect(wrist?.score).toBe(pose?.keypoints[9]?.score);
    const [tall] = await (await open({ ...lifting, personHeight: 2.55 })).estimatePoses(picture, { boxes });
    expect(tall?.keypoints3D?.[9]?.z).toBeCloseTo(1.5 * (wrist?.z ?? 0), 9);
    const [flipped] = await (await open(lifting)).estimatePoses(picture, { boxes, flipHorizontal: true });
    expect(flipped?.keypoints3D?.[9]).toEqual({ ...wrist, x: -(wrist?.x ?? 0) });
    const [flat] = await (await open({ ...lifting, lift: false })).estimatePoses(picture, { boxes });
    expect(flat?.keypoints3D).toBeUndefined();
  });

  test('lift(): poses that were changed are put into space when they are asked for', async () => {
    const detector = await open({ weights: encodeDraft(addLifters(draftSwarm(2))), lift: true });
    const inSpace = await detector.estimatePoses(picture, { boxes });
    const flat = await detector.estimatePoses(picture, { boxes, lift: false });
    expect(flat.map(({ keypoints3D }) => keypoints3D)).toEqual([undefined, undefined]);
    expect(detector.lift(flat)).toEqual(inSpace);
    const [one, two] = inSpace;
    const swapped = { ...one!, keypoints: two!.keypoints };
    expect(detector.lift([swapped])[0]?.keypoints3D, 'what was lifted before is lifted anew').toEqual(two?.keypoints3D);
    expect(() => detector.lift([{ ...one!, keypoints: [] }])).toThrow(code('bad-option', /keypoints none, expected/));
    await expect(detector.estimatePoses(picture, { lift: 1 } as object)).rejects.toEqual(
      code('bad-option', /lift is 1/),
    );
    detector.dispose();
    expect(() => detector.lift(flat)).toThrow(code('disposed'));
    const without = await open();
    expect(() => without.lift(flat)).toThrow(code('unsupported', /expected createDetector\({ lift: true }\)/));
  });

  test('lift: weights without lifters are told, and give poses without space', async () => {
    const detector = await open({ lift: true });
    expect(detector.info.degraded).toEqual([code('no-lift', /weights have no lifters/)]);
    const [pose] = await detector.estimatePoses(picture, { boxes });
    expect(pose?.keypoints3D).toBeUndefined();
    expect(detector.lift([pose!])).toEqual([pose]);
  });

  const nanScale = (() => {
    const draft = draftSwarm();
    draft.tensors.get('squad-0/stem/w.scale')?.data.fill(Number.NaN, 0, 1);
    return encodeDraft(draft);
  })();

  test.each<[string, DetectorOptions, ReturnType<typeof code>]>([
    [
      'a person of 17 metres',
      { personHeight: 17 },
      code('bad-option', /personHeight is 17, expected 0\.3 to 3 metres/),
    ],
    ['truncated weights', { weights: weights.slice(0, 5000) }, code('bad-weights')],
    ['weights with a NaN', { weights: nanScale }, code('bad-weights', /holds NaN at index 0/)],
    [
      'weights that are not there',
      { weights: new URL('file:///nowhere/swarm.safetensors') },
      code('bad-weights', /ENOENT/),
    ],
    [
      'kernels that are none',
      { wasm: Uint8Array.of(1, 2, 3), tier: 'wasm-simd' },
      code('unsupported', /3 bytes do not compile/),
    ],
    ['five squads', { squads: 5 }, code('bad-option', /squads is 5, expected a whole number from 1 to 4/)],
    ['no squad', { squads: 0 }, code('bad-option', /squads is 0/)],
    ['no people', { maxPoses: 0 }, code('bad-option', /maxPoses is 0/)],
    ['a score above 1', { minPoseScore: 2 }, code('bad-option', /minPoseScore is 2/)],
    ['no tracking', { ...slip('tracking') }, code('bad-option', /tracking is 1, expected true, false or an object/)],
    ['nothing for tracking', { ...{ tracking: null } } as object, code('bad-option', /tracking is null/)],
    ['no smoothing', { ...slip('smoothing') }, code('bad-option', /smoothing is 1, expected true, false or an object/)],
    [
      'a slip within smoothing where nobody is followed',
      { tracking: false, smoothing: { ...slip('beta') } },
      code('bad-option', /smoothing has "beta"/),
    ],
    ['a gate below 0', { tracking: { gate: -1 } }, code('bad-option', /tracking\.gate is -1/)],
    ['a slip within tracking', { tracking: { ...slip('maxAge') } }, code('bad-option', /tracking has "maxAge"/)],
    ['a slip within smoothing', { smoothing: { ...slip('beta') } }, code('bad-option', /smoothing has "beta"/)],
    ['an option that is none', { ...slip('modelUrl') }, code('bad-option', /"modelUrl"/)],
  ])('%s: refused', async (_, options, error) => {
    await expect(open(options)).rejects.toEqual(error);
  });

  test('kernels that cannot be had are told, and scalar ones run, unless a tier was asked for', async () => {
    const detector = await open({ wasm: Uint8Array.of(1, 2, 3) });
    expect(detector.info.tier).toBe('js');
    const heard: Degradation[] = [];
    const stop = detector.on('degraded', (event) => heard.push(event));
    stop();
    expect(heard).toEqual([code('no-kernels', /scalar kernels run/)]);
    expect(await detector.estimatePoses(picture, { boxes: [boxes[0]!] })).toHaveLength(1);
  });
});

describe('what is loaded', () => {
  const relaxed = readFileSync(new URL('../assets/kernels.relaxed.wasm', import.meta.url));
  const files = { 'swarm.safetensors': weights, 'kernels.wasm': kernels, 'kernels.relaxed.wasm': relaxed };
  const integrity = signedManifest(files);

  test('is checked: what comes along by its signature, the caller’s own if there is one', async () => {
    expect((await createDetector()).info.trust).toEqual({ weights: 'signed', kernels: 'signed' });
    expect((await open()).info.trust).toEqual({ weights: 'unchecked', kernels: 'signed' });
    expect((await open({ integrity })).info.trust).toEqual({ weights: 'signed', kernels: 'signed' });
    expect((await open({ tier: 'js' })).info.trust).toEqual({ weights: 'unchecked', kernels: undefined });
    expect((await open({ wasm: new WebAssembly.Module(kernels) })).info.trust.kernels).toBe('unchecked');
  });

  test.each<[string, DetectorOptions, ReturnType<typeof code>]>([
    ['weights', { weights: tampered(weights), integrity }, code('bad-hash', /swarm\.safetensors has .* was changed/)],
    ['kernels', { wasm: tampered(kernels), integrity, tier: 'wasm-simd' }, code('bad-hash', /kernels\.wasm has/)],
    [
      'a manifest',
      { integrity: { ...integrity, manifest: tampered(integrity.manifest) } },
      code('bad-signature', /is not signed by/),
    ],
  ])('a changed byte of %s is a refusal with its reason', async (_, options, error) => {
    await expect(open(options)).rejects.toEqual(error);
  });

  test('changed kernels are refused before they are compiled, even where scalar ones could run', async () => {
    const wasm = Uint8Array.of(1, 2, 3); // would not compile: then, code `unsupported`
    await expect(open({ wasm, integrity })).rejects.toEqual(code('bad-hash', /has 3 bytes/));
  });
});

test.each([1, 2, 3, 4, 5])('a detector that is disposed %i steps into its work says so', async (steps) => {
  const detector = await open();
  const working = detector.estimatePoses(picture);
  for (let i = 0; i < steps; i++) await Promise.resolve();
  detector.dispose();
  await expect(working).rejects.toEqual(code('disposed'));
});

test.each([2, 3, 4, 5, 6])('disposed after %i steps it shows nothing but what is there', async (steps) => {
  const detector = await open();
  const poses = await detector.estimatePoses(picture, { boxes });
  await detector.estimatePoses(noisePicture(100, 200), { boxes });
  const working = detector.estimatePoses(picture, { boxes }).catch((error: unknown) => error);
  for (let i = 0; i < steps; i++) await Promise.resolve();
  detector.dispose();
  expect([code('disposed'), poses]).toContainEqual(await working);
});

test('a detector that was disposed refuses, also those who were waiting', async () => {
  const detector = await open();
  const waiting = detector.estimatePoses(picture);
  detector.dispose();
  detector.dispose();
  await expect(waiting).rejects.toEqual(code('disposed'));
  await expect(detector.estimatePoses(picture)).rejects.toEqual(code('disposed'));
  expect(() => detector.reset()).toThrow(code('disposed'));
});

test('a detector that is held by `using` is disposed at the end of its block', async () => {
  let kept: Detector | undefined;
  {
    using detector = await open();
    kept = detector;
    expect(await detector.estimatePoses(picture, { boxes })).not.toEqual([]);
  }
  expect(() => kept.reset()).toThrow(code('disposed'));
});

test.each<[string, DetectorOptions]>([
  ['people are followed', { smoothing: { filter: 'blend' } }],
  ['people are lifted', { weights: encodeDraft(addLifters(draftSwarm(2))), lift: true }],
  ['frames stand alone', { tracking: false }],
])('a detector that was disposed holds no memory, also where %s', async (_, options) => {
  const memories: WeakRef<object>[] = [];
  const { Memory } = WebAssembly;
  class Watched extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memories.push(new WeakRef(this), new WeakRef(this.buffer));
    }
  }
  WebAssembly.Memory = Watched;
  const detector = await open(options).finally(() => {
    WebAssembly.Memory = Memory;
  });
  for (const timeMs of [0, 33]) await detector.estimatePoses(picture, {}, timeMs);
  const watched = () => memories.map((memory) => memory.deref() !== undefined);
  expect(watched()).toEqual([true, true]);
  const { info, stats } = detector;
  detector.dispose();
  // V8 lets go of what its stack and its optimised code held a moment later.
  await expect.poll(() => collectGarbage().then(watched), { timeout: 10_000 }).toEqual([false, false]);
  expect([detector.info, detector.stats]).toEqual([info, stats]);
});
