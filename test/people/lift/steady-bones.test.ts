// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { createBoneKeeper } from '../../../src/people/lift/steady-bones.ts';
import type { KeypointName } from '../../../src/pose/keypoints.ts';
import type { Keypoint3D } from '../../../src/pose/pose.ts';
import { length, subtract, unit, type Vector3 } from '../../../src/pose/vector3.ts';
import { jointOf, stickBody } from '../../support/bodies.ts';
import { seededRandom } from '../../support/random.ts';

const bone = (points: readonly Keypoint3D[], from: KeypointName, to: KeypointName): Vector3 =>
  subtract(points[jointOf(to)]!, points[jointOf(from)]!);
const LIMBS = [
  ['left_shoulder', 'left_elbow'],
  ['right_elbow', 'right_wrist'],
  ['left_hip', 'left_knee'],
  ['right_knee', 'right_ankle'],
] as const;

/** A standing body, every joint up to 5 cm from where it should be. */
function shaky(random: () => number): Keypoint3D[] {
  const off = () => 0.1 * (random() - 0.5);
  return stickBody().map((joint) => ({ ...joint, x: joint.x + off(), y: joint.y + off(), z: joint.z + off() }));
}

test('limbs come to keep their length, left as long as right, and point where they pointed', () => {
  const [keeper, random] = [createBoneKeeper(), seededRandom(3)];
  const frames = Array.from({ length: 60 }, () => {
    const seen = shaky(random);
    return { seen, steady: keeper.steady(1, seen) };
  });
  for (const [from, to] of LIMBS) {
    const spread = (which: 'seen' | 'steady') => {
      const sizes = frames.slice(30).map((frame) => length(bone(frame[which], from, to)));
      return Math.max(...sizes) - Math.min(...sizes);
    };
    expect(spread('steady')).toBeLessThan(0.2 * spread('seen'));
    for (const { seen, steady } of frames) {
      const [a, b] = [bone(seen, from, to), bone(steady, from, to)].map((v) => unit(v, { x: 0, y: 0, z: 0 }));
      expect(length(subtract(a!, b!))).toBeLessThan(1e-9);
    }
  }
  const { steady } = frames.at(-1)!;
  expect(length(bone(steady, 'left_hip', 'left_knee'))).toBeCloseTo(length(bone(steady, 'right_hip', 'right_knee')), 9);
  expect(length(bone(steady, 'left_hip', 'left_knee'))).toBeCloseTo(0.42, 1);
});

test('the middle of the hips stays where it is, scores and names too', () => {
  const seen = stickBody().map((joint) => ({ ...joint, score: 0.3 }));
  const steady = createBoneKeeper().steady(1, seen);
  expect(steady).toEqual(seen.map((joint) => ({ ...joint, ...near(joint) })));
});

test('each person has bones of their own, and nobody has any after a reset', () => {
  const keeper = createBoneKeeper();
  const giant = stickBody().map((joint) => ({ ...joint, x: 2 * joint.x, y: 2 * joint.y, z: 2 * joint.z }));
  const thigh = (points: readonly Keypoint3D[]) => length(bone(points, 'left_hip', 'left_knee'));
  for (let i = 0; i < 9; i++) keeper.steady(1, stickBody());
  expect(thigh(keeper.steady(1, giant))).toBeCloseTo(0.42, 9);
  expect(thigh(keeper.steady(2, giant))).toBeCloseTo(0.84, 9);
  keeper.reset();
  expect(thigh(keeper.steady(1, giant))).toBeCloseTo(0.84, 9);
});

test('who was not seen for longest is forgotten first', () => {
  const keeper = createBoneKeeper();
  const giant = stickBody().map((joint) => ({ ...joint, x: 2 * joint.x, y: 2 * joint.y, z: 2 * joint.z }));
  const thigh = (points: readonly Keypoint3D[]) => length(bone(points, 'left_hip', 'left_knee'));
  for (let id = 0; id < 64; id++) for (let i = 0; i < 3; i++) keeper.steady(id, stickBody());
  keeper.steady(0, stickBody());
  keeper.steady(64, stickBody());
  expect(thigh(keeper.steady(0, giant))).toBeCloseTo(0.42, 9);
  expect(thigh(keeper.steady(1, giant))).toBeCloseTo(0.84, 9);
});

function near({ x, y, z }: Vector3): object {
  return { x: expect.closeTo(x, 9), y: expect.closeTo(y, 9), z: expect.closeTo(z, 9) };
}
