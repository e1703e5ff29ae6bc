// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { jointAngle, meanAngle } from '../../../src/people/motion/angles.ts';
import { velocities } from '../../../src/people/motion/velocities.ts';
import { isSpace, type Where } from '../../../src/people/motion/where.ts';
import { poseOf, stickBody } from '../../support/bodies.ts';

test('movement is measured in the picture or in space', () => {
  expect([isSpace('picture'), isSpace('space')]).toEqual([false, true]);
});

test('any other word is refused, rather than taken for the picture', () => {
  const pose = poseOf(stickBody());
  const odd = 'Space' as Where; // as plain JavaScript may say it
  const refusal = expect.objectContaining({
    code: 'bad-option',
    message: expect.stringContaining('"Space", expected'),
  });
  expect(() => jointAngle(pose, 'left_knee', { in: odd })).toThrow(refusal);
  expect(() => meanAngle(pose, 'knee', { in: odd })).toThrow(refusal);
  expect(() => velocities({ timeMs: 0, pose }, { timeMs: 40, pose }, odd)).toThrow(refusal);
});
