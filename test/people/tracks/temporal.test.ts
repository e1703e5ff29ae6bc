// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { normal } from '../../../bench/video/simulated-eyes.ts';
import { trackingSettings } from '../../../src/people/tracks/config.ts';
import { type TemporalJudge, temporalFeatures, validated } from '../../../src/people/tracks/temporal.ts';
import { createTracker } from '../../../src/people/tracks/tracker.ts';
import { MIRROR } from '../../../src/pose/keypoints.ts';
import type { Pose } from '../../../src/pose/pose.ts';
import { standing } from '../../support/figures.ts';
import { seededRandom } from '../../support/random.ts';
import { trainedTemporal } from '../../support/trained-temporal.ts';

const { judge } = trainedTemporal();

/** Somebody who stands, seen with noise of 3 px; `change` alters what is seen in frame `at` of 30 and after it. */
function follow(at: number, frames: number, change: (pose: Pose) => Pose, agents?: TemporalJudge): Pose[] {
  const tracker = createTracker(trackingSettings({}, 0.25), undefined, agents);
  const random = seededRandom(4);
  return Array.from({ length: 30 }, (_, i) => {
    const pose = standing({ x: 500, height: 400, y: 600, score: 0.7, noise: () => 3 * normal(random) });
    tracker.advance(i * 33, 1000, 700);
    tracker.update([{ pose: i >= at && i < at + frames ? change(pose) : pose, found: 0.9 }]);
    return tracker.poses(1)[0]!;
  });
}

const truth = standing({ x: 500, height: 400, y: 600 }).keypoints;
/** How far a joint is from the truth at most, px. */
const furthest = (poses: readonly Pose[], joint: number): number =>
  Math.max(
    ...poses.map(({ keypoints }) =>
      Math.hypot(keypoints[joint]!.x - truth[joint]!.x, keypoints[joint]!.y - truth[joint]!.y),
    ),
  );

function exchange(joints: readonly number[]): (pose: Pose) => Pose {
  return (pose) => ({
    ...pose,
    keypoints: pose.keypoints.map((one, j) =>
      joints.includes(j) ? { ...one, x: pose.keypoints[MIRROR[j]!]!.x, y: pose.keypoints[MIRROR[j]!]!.y } : one,
    ),
  });
}

function move(joint: number, dx: number): (pose: Pose) => Pose {
  return (pose) => ({
    ...pose,
    keypoints: pose.keypoints.map((one, j) => (j === joint ? { ...one, x: one.x + dx } : one)),
  });
}

describe('the trained validators veto', () => {
  test.each([
    ['a wrist that jumps', 9, move(9, 150)],
    ['a knee that jumps', 14, move(14, -140)],
    ['arms that change sides', 9, exchange([7, 8, 9, 10])],
  ] as const)('%s', (_, joint, change) => {
    const without = furthest(follow(20, 2, change), joint);
    const jump = furthest(follow(20, 2, change, judge), joint);
    expect(without).toBeGreaterThan(80);
    expect(jump).toBeLessThan(without / 2);
  });

  test('nothing of somebody who stands, or steps aside as a whole', () => {
    const still = follow(99, 0, (pose) => pose, judge);
    for (const { keypoints } of still.slice(2)) for (const { score } of keypoints) expect(score).toBeGreaterThan(0.6);
    const step = (pose: Pose): Pose => ({
      ...pose,
      keypoints: pose.keypoints.map((one) => ({ ...one, x: one.x + 50 })),
      box: { ...pose.box, xMin: pose.box.xMin + 50, xMax: pose.box.xMax + 50 },
    });
    const stepped = follow(20, 10, step, judge)[20]!;
    for (const [j, { x }] of stepped.keypoints.entries()) expect(x - truth[j]!.x).toBeGreaterThan(35);
  });

  test('no joint for ever: one that stays where it jumped is believed', () => {
    const poses = follow(15, 15, move(9, 120), judge);
    expect(poses[29]!.keypoints[9]!.x - truth[9]!.x).toBeGreaterThan(100);
  });
});

describe('what they read', () => {
  const expected = {
    box: standing({ x: 500 }).box,
    x: truth.map(({ x }) => x),
    y: truth.map(({ y }) => y),
    scores: truth.map(() => 0.6),
    variance: truth.map(() => 100),
  };

  test('is off course, other side, scores, spread, uncertainty and what the body is off', () => {
    const features = new Float32Array(17 * 8);
    const pose = standing({ x: 510, height: 400, y: 600, score: 0.7 });
    temporalFeatures(pose, expected, 100, features);
    const [off, other, ...rest] = features.subarray(9 * 8, 9 * 8 + 7);
    expect(off).toBeCloseTo(0, 5);
    expect(other).toBeCloseTo((truth[9]!.x - truth[10]!.x) / 100, 4);
    for (const [i, value] of [0.7, 0.6, 0.02, 0.1, 0.1].entries()) expect(rest[i]).toBeCloseTo(value, 5);
  });

  test('leaves sure joints alone and lowers vetoed ones', () => {
    const pose = standing({ x: 500, score: 0.8 });
    const verdicts = Array.from({ length: 17 }, (_, j) => (j === 9 ? 0.1 : 0.9));
    const { keypoints } = validated(pose, expected, 100, () => verdicts);
    expect(keypoints[9]!.score).toBeCloseTo(0.04, 9);
    expect(keypoints[8]).toBe(pose.keypoints[8]);
  });
});
