// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JOINT_ANGLES, jointAngle, jointAngles, meanAngle } from '../../../src/people/motion/angles.ts';
import type { Pose } from '../../../src/pose/pose.ts';
import { AXES, rotate, swing, unit, type Vector3 } from '../../../src/pose/vector3.ts';
import { jointOf, poseOf, STANDING, stickBody } from '../../support/bodies.ts';

/** A direction in the plane of the camera's view from the side: 0 is down, 90 to the right of the picture. */
function sideways(degrees: number): Vector3 {
  const angle = (degrees * Math.PI) / 180;
  return { x: Math.sin(angle), y: Math.cos(angle), z: 0 };
}

/** Thighs and shins in these directions, the person standing otherwise. */
const legs = (thigh: Vector3, shin: Vector3) => stickBody([thigh, shin, thigh, shin, ...STANDING.slice(4)]);

const part = fc.double({ min: -1, max: 1, noNaN: true });
const vector = fc.record({ x: part, y: part, z: part });
/** Somebody who stands, every joint up to 4 cm from where it was: no limb is without length. */
const pose = fc.array(vector, { minLength: 17, maxLength: 17 }).map((steps) =>
  poseOf(
    stickBody().map((joint, k) => {
      const { x, y, z } = steps[k]!;
      return { ...joint, x: joint.x + 0.04 * x, y: joint.y + 0.04 * y, z: joint.z + 0.04 * z };
    }),
  ),
);

/** The pose turned by an angle, grown and moved in the picture. */
function moved(one: Pose, turn: number, grow: number, dx: number): Pose {
  const [c, s] = [grow * Math.cos(turn), grow * Math.sin(turn)];
  const keypoints = one.keypoints.map((k) => ({ ...k, x: c * k.x - s * k.y + dx, y: s * k.x + c * k.y - dx }));
  return { ...one, keypoints };
}

describe('in the picture', () => {
  test('a straight leg has 180 degrees, a bent one the angle between thigh and shin', () => {
    const straight = jointAngles(poseOf(stickBody()))!;
    expect(straight.left_knee.degrees).toBe(180);
    expect(straight.left_elbow.degrees).toBe(180);
    const bent = jointAngles(poseOf(legs(sideways(90), sideways(-10))))!;
    expect(bent.right_knee.degrees).toBeCloseTo(80, 9);
    // The trunk is not quite upright between hip and shoulder: shoulders are wider than hips.
    expect(bent.left_hip.degrees).toBeCloseTo(90 - (Math.atan2(0.08, 0.5) * 180) / Math.PI, 9);
  });

  test('signed angles are positive clockwise', () => {
    const to = (degrees: number) =>
      jointAngle(poseOf(legs(sideways(0), sideways(degrees))), 'left_knee', { signed: true });
    // Thigh up from the knee; a shin that swings to the left of the picture has turned less than half round clockwise.
    expect(to(-60)?.degrees).toBeCloseTo(-120, 9);
    expect(to(60)?.degrees).toBeCloseTo(120, 9);
  });

  test('no angle changes when the picture is turned, moved or magnified, and a mirror changes its sign', () => {
    const turn = fc.double({ min: -3, max: 3, noNaN: true });
    const grow = fc.double({ min: 0.5, max: 4, noNaN: true });
    fc.assert(
      fc.property(pose, turn, grow, fc.integer({ min: -500, max: 500 }), (one, angle, size, dx) => {
        const [before, after] = [one, moved(one, angle, size, dx)].map((p) => jointAngles(p, { signed: true })!);
        const mirror = { ...one, keypoints: one.keypoints.map((k) => ({ ...k, x: -k.x })) };
        const flipped = jointAngles(mirror, { signed: true })!;
        for (const name of Object.keys(JOINT_ANGLES) as (keyof typeof JOINT_ANGLES)[]) {
          // 180 and -180 are the same angle.
          const apart = (a: number, b: number) => Math.abs(((a - b + 540) % 360) - 180);
          expect(apart(before![name].degrees, after![name].degrees)).toBeLessThan(1e-6);
          expect(apart(before![name].degrees, -flipped[name].degrees)).toBeLessThan(1e-6);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('in space', () => {
  test('angles do not depend on the camera, with their sign or without', () => {
    const direction = vector.filter((v) => Math.hypot(v.x, v.y, v.z) > 0.1).map((v) => unit(v, AXES.x));
    fc.assert(
      fc.property(direction, direction, (from, to) => {
        const turn = swing(from, to);
        const body = legs({ x: 0.1, y: 0.5, z: -Math.sqrt(0.74) }, { x: 0, y: 0.8, z: 0.6 });
        const seen = body.map((joint) => ({ ...joint, ...rotate(turn, joint) }));
        for (const signed of [false, true]) {
          const [one, two] = [body, seen].map((points) => jointAngles(poseOf(points), { in: 'space', signed })!);
          expect(two!.left_knee.degrees).toBeCloseTo(one!.left_knee.degrees, 5);
          expect(two!.right_hip.degrees).toBeCloseTo(one!.right_hip.degrees, 5);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('a knee has the other sign when it bends the wrong way, an elbow the sign of a knee that bends like it', () => {
    const [ahead, back, down] = [
      { x: 0, y: 0.6, z: -0.8 },
      { x: 0, y: 0.6, z: 0.8 },
      { x: 0, y: 1, z: 0 },
    ];
    const knee = (shin: Vector3) =>
      jointAngle(poseOf(legs(down, shin)), 'left_knee', { in: 'space', signed: true })!.degrees;
    expect(knee(back)).toBeCloseTo(-knee(ahead), 9);
    const arms = stickBody([...STANDING.slice(0, 5), down, ahead, down, ahead, ...STANDING.slice(9)]);
    const elbow = jointAngle(poseOf(arms), 'right_elbow', { in: 'space', signed: true })!.degrees;
    expect(elbow).toBeCloseTo(knee(ahead), 9);
    expect(Math.abs(elbow)).toBeCloseTo(180 - (Math.acos(0.6) * 180) / Math.PI, 9);
  });

  test('a pose without 3-D has none', () => {
    const { keypoints3D: _, ...flat } = poseOf(stickBody());
    expect(jointAngle(flat, 'left_knee', { in: 'space' })).toBeUndefined();
    expect(jointAngles(flat, { in: 'space' })).toBeUndefined();
    expect(meanAngle(flat, 'knee', { in: 'space' })).toBeNaN();
  });
});

test('an angle is as sure as the least sure of its keypoints, and of one place there is none', () => {
  const seen = poseOf(stickBody());
  seen.keypoints[jointOf('left_ankle')]!.score = 0.2;
  expect(jointAngle(seen, 'left_knee')).toEqual({ degrees: 180, score: 0.2 });
  const still = { ...seen, keypoints: seen.keypoints.map((k) => ({ ...k, x: 5, y: 5 })) };
  expect(jointAngle(still, 'left_knee')?.degrees).toBeNaN();
});

test('the mean of both sides goes by their scores', () => {
  const both = poseOf(stickBody([sideways(90), sideways(0), ...STANDING.slice(2)]));
  expect(meanAngle(both, 'knee')).toBeCloseTo(135, 9);
  both.keypoints[jointOf('right_knee')]!.score = 0.25;
  expect(meanAngle(both, 'knee')).toBeCloseTo((90 + 0.25 * 180) / 1.25, 9);
  for (const keypoint of both.keypoints) keypoint.score = 0;
  expect(meanAngle(both, 'knee')).toBeNaN();
});
