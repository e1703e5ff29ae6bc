// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { createLookBack, type HeldFrame } from '../../../cli/video/look-back.ts';
import type { Pose } from '../../../src/pose/pose.ts';
import { standing } from '../../support/figures.ts';

const SIZE = { width: 640, height: 480 };
const STEP_MS = 100;

/** Somebody who walks to the right, 10 px a frame. */
function walker(id: number, index: number, x = 100): Pose {
  const timeMs = index * STEP_MS;
  return { ...standing({ x: x + index * 10 }), id, confirmed: true, ageMs: 0, lastSeenMs: timeMs };
}

/** A frame whose first byte is its number, so that the second detector knows what it is shown. */
function frameOf(index: number, poses: readonly Pose[], isDone = false): HeldFrame {
  return { index, timeMs: index * STEP_MS, data: Uint8Array.of(index), poses, isDone };
}

/** A second detector that sees `people(index)`, under ids of its own; `shown` are the frames that it was asked for. */
function witness(people: (index: number) => readonly Pose[]) {
  const shown: number[] = [];
  const open = async () => ({
    reset: () => undefined,
    dispose: () => undefined,
    async estimatePoses(image: unknown, _config: unknown, timeMs = 0): Promise<Pose[]> {
      const [index = 0] = (image as { data: Uint8Array }).data;
      shown.push(index);
      return people(index).map((pose) => ({ ...pose, id: (pose.id ?? 0) + 70, lastSeenMs: timeMs }));
    },
  });
  return { open, shown };
}

const ids = (frames: readonly HeldFrame[]) => frames.map(({ poses }) => poses.map(({ id }) => id));

async function run(open: Parameters<typeof createLookBack>[0], frames: readonly HeldFrame[]): Promise<HeldFrame[]> {
  const lookBack = createLookBack(open, SIZE, 20);
  for (const frame of frames) await lookBack.add(frame);
  const all = lookBack.release(true);
  await lookBack.dispose();
  return all;
}

test('who is sure after three sights is found in the frames before them, and is older by as much', async () => {
  const { open, shown } = witness((index) => (index >= 1 ? [walker(1, index)] : []));
  const frames = [0, 1, 2, 3, 4, 5].map((index) =>
    frameOf(index, index >= 3 ? [{ ...walker(1, index), ageMs: (index - 3) * STEP_MS }] : []),
  );
  const all = await run(open, [...frames, frameOf(6, [{ ...walker(1, 6), ageMs: 300 }])]);
  expect(ids(all)).toEqual([[], [1], [1], [1], [1], [1], [1]]);
  expect(shown).toEqual([5, 4, 3, 2, 1, 0]);
  expect(all.map(({ poses }) => poses[0]?.ageMs)).toEqual([undefined, 0, 100, 200, 300, 400, 500]);
  expect(all[1]?.poses[0]).toMatchObject({ confirmed: true, lastSeenMs: 100, box: walker(1, 1).box });
});

test('a gap is filled where the second detector sees somebody, also instead of a prediction', async () => {
  const { open } = witness((index) => (index === 4 ? [] : [walker(1, index)]));
  const frames = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((index) => {
    if (index === 3) return frameOf(index, [{ ...walker(1, index, 130), score: 0.1, lastSeenMs: 200 }]);
    return frameOf(index, index < 3 || index > 5 ? [{ ...walker(1, index), ageMs: index * STEP_MS }] : []);
  });
  // In frame 4 the second detector sees nobody, and shows no prediction either: there the way back ends.
  expect(
    ids(
      await run(
        open,
        frames.map((frame) => ({ ...frame })),
      ),
    ),
  ).toEqual([[1], [1], [1], [1], [], [1], [1], [1], [1]]);
  const { open: better } = witness((index) => [walker(1, index)]);
  const all = await run(better, frames);
  expect(ids(all)).toEqual(Array.from({ length: 9 }, () => [1]));
  expect(all.map(({ poses }) => poses[0]?.ageMs)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].map((index) => index * STEP_MS));
  expect(all[3]?.poses[0]).toMatchObject({ score: walker(1, 3).score, box: walker(1, 3).box });
});

test('nobody is added where somebody else is, nor in frames that a run before has written', async () => {
  const { open } = witness((index) => [walker(1, index)]);
  const seen = (first: number, isDone: boolean) =>
    [0, 1, 2, 3, 4].map((index) =>
      frameOf(index, index < 2 ? [walker(first, index)] : [walker(1, index)], isDone && index < 2),
    );
  expect(ids(await run(open, seen(2, false)))).toEqual([[2], [2], [1], [1], [1]]);
  const written = [0, 1, 2, 3, 4].map((index) => frameOf(index, index < 2 ? [] : [walker(1, index)], index < 1));
  expect(ids(await run(open, written))).toEqual([[], [1], [1], [1], [1]]);
});

test('chance sights, doubtful people and those who were there from the start need no second detector', async () => {
  const none = async (): Promise<never> => Promise.reject(new Error('it was opened'));
  const chance = [0, 1, 2, 3].map((index) => frameOf(index, index % 2 ? [walker(1, index)] : []));
  expect(ids(await run(none, chance))).toEqual([[], [1], [], [1]]);
  const doubtful = [0, 1, 2, 3, 4].map((index) =>
    frameOf(index, index ? [{ ...walker(1, index), confirmed: false }] : []),
  );
  expect(ids(await run(none, doubtful))).toEqual([[], [1], [1], [1], [1]]);
  expect(
    ids(
      await run(
        none,
        [0, 1, 2, 3].map((index) => frameOf(index, [walker(1, index)])),
      ),
    ),
  ).toEqual([[1], [1], [1], [1]]);
});

test('who is confirmed was somebody in the frames that are held', async () => {
  const none = async (): Promise<never> => Promise.reject(new Error('it was opened'));
  const frames = [0, 1, 2, 3].map((index) =>
    frameOf(index, [
      { ...walker(1, index), confirmed: index > 1 },
      { ...walker(2, index, 400), confirmed: false },
    ]),
  );
  const all = await run(none, frames);
  expect(all.map(({ poses }) => poses.map(({ confirmed }) => confirmed))).toEqual(
    Array.from({ length: 4 }, () => [true, false]),
  );
});

test('frames are held for a second, large ones for as long as 256 MB last', async () => {
  const lookBack = createLookBack(witness(() => []).open, SIZE, 20);
  const released: number[] = [];
  for (let index = 0; index < 13; index++) {
    await lookBack.add(frameOf(index, []));
    released.push(...lookBack.release().map((frame) => frame.index));
  }
  expect(released).toEqual([0, 1, 2]);
  expect(lookBack.release(true)).toHaveLength(10);
  const large = createLookBack(witness(() => []).open, { width: 4096, height: 4096 }, 20);
  for (let index = 0; index < 6; index++) await large.add(frameOf(index, []));
  expect(large.release().map((frame) => frame.index)).toEqual([0, 1]);
});

test('frames are settled as they are released, those of a run before excepted', async () => {
  const none = async (): Promise<never> => Promise.reject(new Error('it was opened'));
  const asked: (readonly [index: number, later: readonly number[], isWhole: boolean])[] = [];
  const lookBack = createLookBack(none, SIZE, 20, ({ timeMs }, later, isWhole) => {
    asked.push([timeMs / STEP_MS, later.map((one) => one.timeMs / STEP_MS), isWhole]);
    return [];
  });
  const frames = [0, 1, 2].map((index) => frameOf(index, [walker(1, index)], index === 0));
  for (const frame of frames) await lookBack.add(frame);
  expect(lookBack.release()).toEqual([]);
  expect(ids(lookBack.release(true))).toEqual([[1], [], []]);
  expect(asked).toEqual([
    [0, [1, 2], true],
    [1, [2], true],
    [2, [], true],
  ]);
});

test('that the second detector cannot be opened is told once', async () => {
  const lookBack = createLookBack(() => Promise.reject(new Error('no weights')), SIZE, 20);
  const frames = [0, 1, 2, 3].map((index) => frameOf(index, index > 0 ? [walker(1, index)] : []));
  const told: unknown[] = [];
  for (const frame of frames) await lookBack.add(frame).catch((error: unknown) => told.push(error));
  await expect(lookBack.dispose()).resolves.toBeUndefined();
  expect(told).toEqual([new Error('no weights')]);
});
