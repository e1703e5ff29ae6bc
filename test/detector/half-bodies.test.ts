// SPDX-License-Identifier: Apache-2.0
// Half of somebody is somebody, and the trained swarm does not pretend to see the other half.
import { afterAll, expect, test } from 'vitest';
import { samplePeople, samplePicture } from '../../bench/accuracy/samples.ts';
import { createDetector } from '../../src/node/index.ts';
import type { Point } from '../../src/pose/oks.ts';
import type { Pose } from '../../src/pose/pose.ts';

const detector = await createDetector();
afterAll(() => detector.dispose());

const FILES = ['waving.jpg', 'park.jpg', 'stretching.jpg', 'waiting.jpg'];
const SHOULDERS = [5, 6];
const HIPS = [11, 12];
const KNEES_AND_ANKLES = [13, 14, 15, 16];

const middle = (joints: readonly Point[], [a = 0, b = 0]: readonly number[]): Point => ({
  x: (joints[a]!.x + joints[b]!.x) / 2,
  y: (joints[a]!.y + joints[b]!.y) / 2,
});

/** How far somebody's shoulders are from where they are, px. */
function off({ keypoints }: Pose, joints: readonly Point[]): number {
  const [seen, is] = [middle(keypoints, SHOULDERS), middle(joints, SHOULDERS)];
  return Math.hypot(seen.x - is.x, seen.y - is.y);
}

test('people whom the picture cuts off at the hips are found, and their legs are not', async () => {
  const hidden: number[] = [];
  for (const file of FILES) {
    const { data, width } = await samplePicture(file);
    for (const [i, { joints, bbox }] of samplePeople(file).entries()) {
      const height = Math.round(middle(joints, HIPS).y);
      const half = { data: data.subarray(0, 4 * width * height), width, height };
      const poses = await detector.estimatePoses(half);
      const theirs = poses.sort((a, b) => off(a, joints) - off(b, joints))[0];
      expect(theirs && off(theirs, joints), `${file}, person ${i}`).toBeLessThan(0.05 * bbox[3]);
      for (const joint of KNEES_AND_ANKLES) {
        if (joints[joint]!.y > height) hidden.push(theirs!.keypoints[joint]!.score);
      }
    }
  }
  expect(hidden.length).toBeGreaterThan(24);
  // Not all: both ankles of one who sits (waiting.jpg) score .72 and .56.
  expect(hidden.filter((score) => score < 0.5).length / hidden.length).toBeGreaterThanOrEqual(0.9);
});

test('a portrait has no legs', async () => {
  const [pose, ...others] = await detector.estimatePoses(await samplePicture('astronaut.jpg'));
  expect(others).toEqual([]);
  for (const joint of KNEES_AND_ANKLES) expect(pose!.keypoints[joint]!.score).toBeLessThan(0.5);
});
