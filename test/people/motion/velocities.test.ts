// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { velocities } from '../../../src/people/motion/velocities.ts';
import { jointOf, poseOf, stickBody } from '../../support/bodies.ts';

const wrist = jointOf('left_wrist');

test('a wrist that goes 30 px to the right and 40 down in a tenth of a second has 500 px/s', () => {
  const [before, after] = [poseOf(stickBody()), poseOf(stickBody())];
  after.keypoints[wrist]!.x += 30;
  after.keypoints[wrist]!.y += 40;
  after.keypoints[wrist]!.score = 0.4;
  const all = velocities({ timeMs: 1000, pose: before }, { timeMs: 1100, pose: after })!;
  expect(all).toHaveLength(17);
  expect(all[wrist]).toEqual({ name: 'left_wrist', x: 300, y: 400, z: 0, speed: 500, score: 0.4 });
  expect(all[0]).toMatchObject({ name: 'nose', speed: 0 });
});

test('in space it is metres a second, and nothing where a pose has no 3-D', () => {
  const [before, after] = [poseOf(stickBody()), poseOf(stickBody())];
  after.keypoints3D![wrist]!.z -= 0.5;
  const step = [
    { timeMs: 0, pose: before },
    { timeMs: 250, pose: after },
  ] as const;
  expect(velocities(...step, 'space')![wrist]).toMatchObject({ z: -2, speed: 2 });
  const { keypoints3D: _, ...flat } = after;
  expect(velocities(step[0], { timeMs: 250, pose: flat }, 'space')).toBeUndefined();
});

test.each([
  [100, 100],
  [100, 50],
  [0, Number.NaN],
  [0, Number.POSITIVE_INFINITY],
])('from %d to %d ms there is no velocity', (earlier, later) => {
  const pose = poseOf(stickBody());
  expect(() => velocities({ timeMs: earlier, pose }, { timeMs: later, pose })).toThrow(
    expect.objectContaining({
      code: 'bad-option',
      message: expect.stringMatching(/later\.timeMs is .*, expected more/),
    }),
  );
});
