// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { AXES, type Vector3 } from '../../src/pose/vector3.ts';
import { BVH_SKELETON, bodyOf, boneLengths, localRotations } from '../../src/record/bvh-skeleton.ts';
import { STANDING, stickBody } from '../support/bodies.ts';

const [left, right] = [
  { x: 1, y: 0, z: 0 },
  { x: -1, y: 0, z: 0 },
];
/** Arms to the sides: the skeleton at rest. */
const T_POSE = stickBody([...STANDING.slice(0, 5), left, left, right, right, ...STANDING.slice(9)]);

function expectNear(a: Vector3 | undefined, b: Vector3): void {
  for (const axis of ['x', 'y', 'z'] as const) expect(a?.[axis]).toBeCloseTo(b[axis], 9);
}

test('parents come before their children, and the file’s order is that of a walk through the tree', () => {
  const walk = (parent: string | undefined): string[] =>
    BVH_SKELETON.filter((joint) => joint.parent === parent).flatMap(({ name }) => [name, ...walk(name)]);
  expect(walk(undefined)).toEqual(BVH_SKELETON.map(({ name }) => name));
});

test('the rest pose is turned nowhere', () => {
  const rotations = localRotations(bodyOf(T_POSE));
  expect([...rotations.keys()]).toEqual(BVH_SKELETON.filter(({ aim }) => aim).map(({ name }) => name));
  for (const { x, y, z } of rotations.values()) {
    expectNear(x, AXES.x);
    expectNear(y, AXES.y);
    expectNear(z, AXES.z);
  }
});

test('bodies are in centimetres with y up, between whose joints the bones are measured', () => {
  const body = bodyOf(T_POSE);
  expectNear(body.get('LeftHand'), { x: 18 + 30 + 26, y: 50, z: 0 });
  expectNear(body.get('Nose'), { x: 0, y: 72, z: 11 });
  const lengths = boneLengths([body]);
  expect(lengths.get('LeftLeg')).toBeCloseTo(42, 9);
  expect(lengths.get('RightArm')).toBeCloseTo(18, 9);
  expect(lengths.get('Spine')).toBe(0);
  expect(lengths.get('Hips')).toBe(0);
});
