// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import {
  boxDistance,
  courseDistance,
  type Expected,
  jointDistance,
  poseDistance,
  returnDistance,
} from '../../../src/people/tracks/distance.ts';
import { boxOf } from '../../../src/pose/box.ts';
import { type Figure, standing } from '../../support/figures.ts';

/** A track that expects exactly this figure. */
function expecting(figure: Figure, variance = 0): Expected {
  const { box, keypoints } = standing(figure);
  return {
    box,
    x: keypoints.map(({ x }) => x),
    y: keypoints.map(({ y }) => y),
    scores: keypoints.map(({ score }) => score),
    variance: keypoints.map(() => variance),
  };
}

describe.each([
  ['boxes', boxDistance],
  ['joints', jointDistance],
  ['courses', courseDistance],
  ['poses', poseDistance],
])('the distance of %s', (_, distance) => {
  test('is 0 where somebody is expected, grows with the distance, and is at most 1', () => {
    const track = expecting({ x: 300 });
    const distances = [0, 10, 30, 60, 400].map((dx) => distance(standing({ x: 300 + dx }), track));
    expect(distances[0]).toBeCloseTo(0, 9);
    for (let i = 1; i < distances.length; i++) expect(distances[i]).toBeGreaterThan(distances[i - 1]!);
    expect(distances[4]).toBeCloseTo(1, 6);
  });

  test('compares boxes when joints are unsure', () => {
    const unsure = standing({ x: 320, score: 0.1 });
    expect(distance(unsure, expecting({ x: 300 }))).toBeCloseTo(boxDistance(unsure, expecting({ x: 300 })), 9);
  });
});

test('joints are given leave by how uncertain the expectation is', () => {
  const pose = standing({ x: 330 });
  expect(jointDistance(pose, expecting({ x: 300 }, 900))).toBeLessThan(
    jointDistance(pose, expecting({ x: 300 })) / 1.5,
  );
});

test('swinging limbs are far in joints, and on course', () => {
  let calls = 0;
  const swinging = standing({ x: 300, noise: () => (calls++ % 4 < 2 ? 15 : -15) });
  const track = expecting({ x: 300 });
  expect(courseDistance(swinging, track)).toBeLessThan(0.1);
  expect(jointDistance(swinging, track)).toBeGreaterThan(0.2);
});

describe('who comes back', () => {
  const here = boxOf(100, 100, 150, 250);
  test('is near, and nearer at once than after a while', () => {
    const there = boxOf(180, 100, 230, 250);
    expect(returnDistance(here, here, 0)).toBe(0);
    expect(returnDistance(there, here, 0.1)).toBeGreaterThan(1);
    expect(returnDistance(there, here, 1)).toBeLessThan(1);
    expect(returnDistance(boxOf(800, 100, 850, 250), here, 100)).toBeGreaterThan(1);
  });
  test('is of about the same size', () => {
    expect(returnDistance(boxOf(50, 0, 200, 400), here, 3)).toBeGreaterThan(1);
  });
});
