// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSettle } from '../../../cli/video/settle.ts';
import type { Pose } from '../../../src/pose/pose.ts';
import { standing } from '../../support/figures.ts';

const SIZE = { width: 640, height: 480 };
const STEP_MS = 100;
const LEFT_ANKLE = 15;

/** Somebody who walks to the right, 10 px a frame. */
function seen(index: number, x = 100): Pose {
  return { ...standing({ x: x + index * 10 }), id: 1, confirmed: true, lastSeenMs: index * STEP_MS };
}

/** A guess that stays where they were seen in an earlier frame. */
function guessed(from: number, x = 100): Pose {
  return { ...seen(from, x), score: 0.1 };
}

/** Somebody whose left ankle is hidden, and shown at a wrong place. */
function withoutAnkle(index: number): Pose {
  const pose = seen(index);
  return {
    ...pose,
    box: { ...pose.box, yMax: pose.box.yMax - 40, height: pose.box.height - 40 },
    keypoints: pose.keypoints.map((keypoint, joint) =>
      joint === LEFT_ANKLE ? { ...keypoint, x: keypoint.x + 30, y: keypoint.y - 60, score: 0.2 } : keypoint,
    ),
  };
}

/** Settles frames in order, in place as the command does; with `known`, no more than so many are known ahead. */
function run(frames: readonly (readonly Pose[])[], known = frames.length): Pose[][] {
  const settle = createSettle(SIZE);
  const moments = frames.map((poses, index) => ({ timeMs: index * STEP_MS, poses }));
  return moments.map((moment, i) => {
    const later = moments.slice(i + 1, i + 1 + known);
    const poses = settle(moment, later, i + 1 + known >= moments.length);
    moment.poses = poses;
    return poses;
  });
}

test('who is seen again lies between the two sights, with the score of a guess', () => {
  const frames = run([[seen(0)], [guessed(0)], [guessed(0)], [seen(3)]]);
  for (const [index, poses] of frames.entries()) {
    expect(poses).toHaveLength(1);
    expect(poses[0]?.box.xMin).toBeCloseTo(seen(index).box.xMin);
    expect(poses[0]?.keypoints[0]?.x).toBeCloseTo(seen(index).keypoints[0]?.x ?? 0);
  }
  expect(frames.map(([pose]) => pose?.score)).toEqual([seen(0).score, 0.1, 0.1, seen(3).score]);
});

test('between sights that are more than a second apart a guess stays one', () => {
  const gap = Array.from({ length: 11 }, () => [guessed(0)]);
  expect(run([[seen(0)], ...gap, [seen(12)]]).slice(1, 12)).toEqual(gap);
});

test('who was at the side of the picture and is not seen again has left', () => {
  const atTheSide = SIZE.width - seen(0, 0).box.xMax;
  const leaving = [seen(0, atTheSide), guessed(0, atTheSide), guessed(0, atTheSide)];
  const ids = (frames: readonly Pose[][]) => frames.map((poses) => poses.length);
  expect(ids(run([...leaving.map((pose) => [pose]), []]))).toEqual([1, 0, 0, 0]);
  // At the end of the video, too; but where the frames that are known end earlier nobody can tell.
  expect(ids(run(leaving.map((pose) => [pose])))).toEqual([1, 0, 0]);
  expect(ids(run([...leaving.map((pose) => [pose]), []], 1))).toEqual([1, 1, 0, 0]);
});

test('who is lost in the middle of the picture is shown as before', () => {
  const frames = [[seen(0, 200)], [guessed(0, 200)], []];
  expect(run(frames)).toEqual(frames);
});

test('a hidden joint lies between its sights, and the box is round it', () => {
  const [settled] = run([[seen(0)], [withoutAnkle(1)], [seen(2)]])[1] ?? [];
  const truth = seen(1);
  expect(settled?.keypoints[LEFT_ANKLE]?.x).toBeCloseTo(truth.keypoints[LEFT_ANKLE]?.x ?? 0);
  expect(settled?.keypoints[LEFT_ANKLE]?.y).toBeCloseTo(truth.keypoints[LEFT_ANKLE]?.y ?? 0);
  expect(settled?.keypoints[LEFT_ANKLE]?.score).toBe(0.2);
  expect(settled?.box.yMax).toBeGreaterThan(truth.keypoints[LEFT_ANKLE]?.y ?? 0);
  // Other joints are where they were seen.
  expect(settled?.keypoints[0]).toEqual(withoutAnkle(1).keypoints[0]);
});

test('what a frame was put right to is not taken for a sight later on', () => {
  const frames = run([[seen(0)], [withoutAnkle(1)], [withoutAnkle(2)], [withoutAnkle(3)], [seen(4)]]);
  for (const index of [1, 2, 3]) {
    expect(frames[index]?.[0]?.keypoints[LEFT_ANKLE]?.x).toBeCloseTo(seen(index).keypoints[LEFT_ANKLE]?.x ?? 0);
  }
});

test('people without ids, and who is wholly seen, stay as they are', () => {
  const stranger: Pose = { ...standing({ x: 300 }), score: 0.5 };
  const frames = [[seen(0), stranger], [seen(1), stranger], [seen(2)]];
  expect(run(frames)).toEqual(frames);
});

test('nobody is added, moved to where nobody was, or made surer', () => {
  const pose = fc.record({ x: fc.integer({ min: -50, max: 650 }), isSeen: fc.boolean(), isThere: fc.boolean() });
  fc.assert(
    fc.property(fc.array(pose, { maxLength: 12 }), (steps) => {
      const frames = steps.map(({ x, isSeen, isThere }, index) => {
        const at = seen(index, x - index * 10);
        return isThere ? [isSeen ? at : { ...at, lastSeenMs: -1, score: 0.1 }] : [];
      });
      const boxes = frames.flat().map(({ box }) => box);
      const [left, right] = [Math.min(...boxes.map((box) => box.xMin)), Math.max(...boxes.map((box) => box.xMax))];
      for (const [index, poses] of run(frames).entries()) {
        const before = frames[index] ?? [];
        expect(poses.length).toBeLessThanOrEqual(before.length);
        for (const [i, one] of poses.entries()) {
          expect(one.score).toBe(before[i]?.score);
          expect(Number.isFinite(one.box.xMin + one.box.yMax)).toBe(true);
          expect(one.box.xMin).toBeGreaterThan(left - 1e-6);
          expect(one.box.xMax).toBeLessThan(right + 1e-6);
        }
      }
    }),
  );
});

test('who turns out to be another one keeps hidden joints where they are: an id that goes elsewhere takes none along', () => {
  const other = (index: number): Pose => ({ ...seen(index, 400), id: 2 });
  const named = (pose: Pose, id: number): Pose => ({ ...pose, id });
  const hidden = withoutAnkle(3);
  const frames = run([
    [seen(1), other(1)],
    [seen(2), other(2)],
    [hidden, other(3)],
    [named(seen(4), 2), named(other(4), 1)],
  ]);
  expect(frames[2]).toEqual([hidden, other(3)]);
});
