// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { createSpace } from '../../../src/people/lift/space.ts';
import type { Keypoint3D, Pose } from '../../../src/pose/pose.ts';
import { jointOf, poseOf, stickBody } from '../../support/bodies.ts';

/** Answers with the bodies in turn, and for somebody without a nose with nothing. */
function bodies(...sizes: number[]) {
  let turn = 0;
  return (keypoints: readonly { score: number }[]): Keypoint3D[] | undefined => {
    const size = sizes[turn++ % sizes.length] ?? 1;
    if (keypoints[0]?.score === 0) return undefined;
    return stickBody().map((k) => ({ ...k, x: size * k.x, y: size * k.y, z: size * k.z }));
  };
}

const flat = (fields: Partial<Pose> = {}): Pose => {
  const { keypoints3D: _, ...pose } = poseOf(stickBody(), fields);
  return pose;
};
const ankle = (pose: Pose | undefined) => pose?.keypoints3D?.[jointOf('left_ankle')]?.y;

test('poses get their places in space, and stay as they are where nothing can be said', () => {
  const hidden = flat();
  for (const keypoint of hidden.keypoints) keypoint.score = 0;
  const poses = [flat(), hidden];
  const [one, two] = createSpace(bodies(1)).lift(poses);
  expect(one).toEqual({ ...poses[0], keypoints3D: stickBody() });
  expect(two).toBe(hidden);
  const [again] = createSpace(bodies(1)).lift([{ ...hidden, keypoints3D: stickBody() }]);
  expect(again, 'who is hidden now is nowhere in space').toEqual(hidden);
});

test('people who are followed keep their size, still pictures do not remember any', () => {
  const followed = createSpace(bodies(1, 1, 2));
  for (let i = 0; i < 2; i++) followed.lift([flat({ id: 5 })]);
  expect(ankle(followed.lift([flat({ id: 5 })])[0])).toBeCloseTo(0.82, 9);
  followed.reset();
  expect(ankle(followed.lift([flat({ id: 5 })])[0])).toBeCloseTo(0.82, 9);
  const still = createSpace(bodies(1, 1, 2));
  for (let i = 0; i < 2; i++) still.lift([flat()]);
  expect(ankle(still.lift([flat()])[0])).toBeCloseTo(1.64, 9);
});
