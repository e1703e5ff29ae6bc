// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { assemblePose, closerBox, flipPose, KEYPOINT_FLOATS } from '../../src/people/assemble.ts';
import { boxOf } from '../../src/pose/box.ts';
import { KEYPOINT_NAMES } from '../../src/pose/keypoints.ts';

const BOX = boxOf(-20, 10, 120, 180);

/** Joints on a diagonal from (10, 20) on, ten px each, with these scores. */
function person(scores: readonly number[], boxScore = 1) {
  const keypoints = new Float32Array(17 * KEYPOINT_FLOATS);
  for (let joint = 0; joint < 17; joint++) {
    keypoints.set([10 + joint * 10, 20 + joint * 10, scores[joint] ?? 0, 1.5, 0.25], joint * KEYPOINT_FLOATS);
  }
  return { box: BOX, boxScore, keypoints };
}

describe('a pose', () => {
  test('has 17 named keypoints with what the swarm says about them', () => {
    const { keypoints } = assemblePose(person(Array(17).fill(0.5)), 400, 300);
    expect(keypoints.map(({ name }) => name)).toEqual([...KEYPOINT_NAMES]);
    expect(keypoints[3]).toEqual({ name: 'left_ear', x: 40, y: 50, score: 0.5, spread: 1.5, dissent: 0.25 });
  });

  test('scores as its sure keypoints do, less where the scouts doubted', () => {
    const scores = [0.8, 0.6, 0.19, 0.1];
    expect(assemblePose(person(scores), 400, 300).score).toBeCloseTo(0.7, 6);
    expect(assemblePose(person(scores, 0.25), 400, 300).score).toBeCloseTo(0.35, 6);
    expect(assemblePose(person([]), 400, 300).score).toBe(0);
  });

  test('has the score of the agent that judged it', () => {
    expect(assemblePose({ ...person([0.8]), score: 0.123 }, 400, 300).score).toBe(0.123);
  });

  test('has the box of its sure joints and what bodies have beyond them, within the picture', () => {
    const { box } = assemblePose(person([0.5, 0.5, 0.5, 0.5, 0.5]), 400, 300);
    // Joints from (10, 20) to (50, 60): 0.15 of the width on each side, 0.14 of the height above, 0.1 below.
    expect([box.xMin, box.xMax, box.yMax]).toEqual([4, 56, 64]);
    expect(box.yMin).toBeCloseTo(14.4);
    expect(assemblePose(person([0.5, 0.5, 0.5, 0.5, 0.5]), 40, 300).box.xMax).toBe(40);
  });

  test('with fewer than four sure joints has the box that it was looked for in, within the picture', () => {
    const { box } = assemblePose(person([0.5, 0.5, 0.5]), 400, 150);
    expect(box).toEqual(boxOf(0, 10, 120, 150));
  });

  test('has the box that it was looked for in when its sure joints lie outside the picture, or on a line', () => {
    const sure = [0.5, 0.5, 0.5, 0.5, 0.5];
    expect(assemblePose(person(sure), 400, 14).box).toEqual(boxOf(0, 10, 120, 14));
    const level = person(sure);
    for (let joint = 0; joint < 17; joint++) level.keypoints[joint * KEYPOINT_FLOATS + 1] = 50;
    expect(assemblePose(level, 400, 300).box).toEqual(boxOf(0, 10, 120, 180));
    const outside = boxOf(500, 10, 520, 60);
    expect(assemblePose({ ...person([]), box: outside }, 400, 300).box).toEqual(outside);
  });

  test('flips with the picture, and is itself after two flips', () => {
    const pose = assemblePose(person(Array(17).fill(0.5)), 400, 300);
    const flipped = flipPose(pose, 400);
    expect(flipped.keypoints[5]).toMatchObject({ name: 'left_shoulder', x: 400 - 60, y: 70 });
    expect(flipped.box.xMin).toBeCloseTo(400 - pose.box.xMax, 9);
    expect(flipped.box.width).toBeCloseTo(pose.box.width, 9);
    expect(flipPose(flipped, 400).keypoints).toEqual(pose.keypoints);
    expect(flipped.keypoints3D).toBeUndefined();
    const space = pose.keypoints.map(({ name, score }) => ({ x: 0.2, y: 0.3, z: 0.4, score, name }));
    expect(flipPose({ ...pose, keypoints3D: space }, 400).keypoints3D?.[5]).toMatchObject({ x: -0.2, y: 0.3, z: 0.4 });
  });
});

describe('a second look', () => {
  test('goes where the sure joints are', () => {
    const pose = assemblePose(person([0.5, 0.5, 0.5, 0.5, 0.5]), 400, 300);
    // Joints from (10, 20) to (50, 60), grown by an eighth above and below and a fifth on either side.
    expect(closerBox(pose)).toEqual(boxOf(2, 15, 58, 65));
  });

  test('is not worth it where too few joints are sure', () => {
    expect(closerBox(assemblePose(person([0.5, 0.5, 0.5]), 400, 300))).toBeUndefined();
  });
});
