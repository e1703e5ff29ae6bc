// SPDX-License-Identifier: Apache-2.0
// From keypoints that the swarm saw in a real clip to a count: lifters, steady bones, angles in space, repetitions.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createSpace } from '../../../src/people/lift/space.ts';
import { meanAngle } from '../../../src/people/motion/angles.ts';
import { countRepetition, NO_REPETITIONS, SQUAT } from '../../../src/people/motion/repetitions.ts';
import { boxOf } from '../../../src/pose/box.ts';
import { KEYPOINT_NAMES } from '../../../src/pose/keypoints.ts';
import type { Pose } from '../../../src/pose/pose.ts';
import { trainedLifter } from '../../support/trained-lifter.ts';

const fixture = new URL('../../fixtures/squats.json', import.meta.url);
const { frames } = JSON.parse(readFileSync(fixture, 'utf8')) as {
  frames: { timeMs: number; keypoints: [x: number, y: number, score: number][] }[];
};

function poseOf(seen: readonly (readonly [number, number, number])[]): Pose {
  const keypoints = seen.map(([x, y, score], joint) => {
    return { x, y, score, name: KEYPOINT_NAMES[joint]!, spread: 0, dissent: 0 };
  });
  return { keypoints, score: 1, box: boxOf(0, 0, 360, 640), id: 1 };
}

test('somebody who squats at an angle to the camera is counted by the bend of the knees in space', () => {
  const space = createSpace(trainedLifter().lifter);
  const bends: number[] = [];
  let state = NO_REPETITIONS;
  for (const { timeMs, keypoints } of frames) {
    const [pose] = space.lift([poseOf(keypoints)]);
    bends.push(meanAngle(pose!, 'knee', { in: 'space' }));
    state = countRepetition(state, timeMs, bends.at(-1)!, SQUAT);
  }
  // The clip ends while the person comes up from the third.
  expect(state).toMatchObject({ count: 2, phase: 'down' });
  expect(Math.max(...bends)).toBeGreaterThan(150);
  expect(Math.min(...bends)).toBeLessThan(110);
});
