// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { poseSimilarity } from '../../../src/people/motion/similarity.ts';
import { MIRROR } from '../../../src/pose/keypoints.ts';
import type { Pose } from '../../../src/pose/pose.ts';
import { poseOf, STANDING, stickBody } from '../../support/bodies.ts';

const standing = poseOf(stickBody());
/** One arm, or both, straight up. */
const up = { x: 0, y: -1, z: 0 };
const waving = poseOf(stickBody(STANDING.map((bone, i) => (i === 5 || i === 6 ? up : bone))));
const cheering = poseOf(stickBody(STANDING.map((bone, i) => (i >= 5 && i <= 8 ? up : bone))));

function elsewhere(pose: Pose, grow: number, dx: number, dy: number): Pose {
  return { ...pose, keypoints: pose.keypoints.map((k) => ({ ...k, x: grow * k.x + dx, y: grow * k.y + dy })) };
}

/** The pose as a mirror shows it: left and right are exchanged. */
function inMirror(pose: Pose): Pose {
  const keypoints = pose.keypoints.map((k, joint) => ({ ...pose.keypoints[MIRROR[joint]!]!, name: k.name }));
  return { ...pose, keypoints: keypoints.map((k) => ({ ...k, x: 640 - k.x })) };
}

test('a pose is wholly like itself, wherever and however large it is', () => {
  const grow = fc.double({ min: 0.05, max: 20, noNaN: true });
  const shift = fc.double({ min: -1000, max: 1000, noNaN: true });
  fc.assert(
    fc.property(grow, shift, shift, (size, dx, dy) => {
      expect(poseSimilarity(waving, elsewhere(waving, size, dx, dy))).toBeCloseTo(1, 6);
      const one = poseSimilarity(standing, waving);
      expect(poseSimilarity(elsewhere(standing, size, dx, dy), waving)).toBeCloseTo(one, 6);
      expect(poseSimilarity(waving, standing)).toBeCloseTo(one, 12);
    }),
    { numRuns: 40 },
  );
});

test('the more joints are elsewhere, the less alike two poses are', () => {
  const [one, two] = [poseSimilarity(standing, waving), poseSimilarity(standing, cheering)];
  expect(one).toBeLessThan(0.95);
  expect(two).toBeLessThan(one);
  expect(two).toBeGreaterThanOrEqual(0);
});

test('a mirror makes the waving left arm a waving right arm', () => {
  const other = inMirror(waving);
  expect(poseSimilarity(waving, other)).toBeLessThan(0.9);
  expect(poseSimilarity(waving, other, { mirror: true })).toBeCloseTo(1, 6);
  expect(poseSimilarity(waving, other, { mirror: 'either' })).toBeCloseTo(1, 6);
  expect(poseSimilarity(waving, waving, { mirror: 'either' })).toBeCloseTo(1, 6);
});

test('joints that are not sure in both are not compared, and too few of them say nothing', () => {
  const hidden = {
    ...waving,
    keypoints: waving.keypoints.map((k, i) => ({ ...k, score: i === 7 || i === 9 ? 0.1 : 1 })),
  };
  expect(poseSimilarity(standing, hidden)).toBeCloseTo(1, 6);
  expect(poseSimilarity(standing, hidden, { minScore: 0.05 })).toBeLessThan(0.95);
  const nearlyNobody = { ...waving, keypoints: waving.keypoints.map((k, i) => ({ ...k, score: i < 3 ? 1 : 0 })) };
  expect(poseSimilarity(standing, nearlyNobody)).toBeNaN();
  expect(poseSimilarity(standing, nearlyNobody, { mirror: 'either' })).toBeNaN();
  expect(poseSimilarity(standing, elsewhere(standing, 0, 5, 5))).toBeNaN();
});

test.each([Number.NaN, -0.1, 20])('a score of %d is none', (minScore) => {
  expect(() => poseSimilarity(standing, waving, { minScore, mirror: 'either' })).toThrow(
    expect.objectContaining({ code: 'bad-option', message: `minScore is ${minScore}, expected 0 to 1` }),
  );
});
