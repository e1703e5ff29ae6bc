// SPDX-License-Identifier: Apache-2.0
// The lifters that come along, and what keeps bones, on a body that turns round once.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createLifter } from '../../../src/people/lift/lifter.ts';
import { createSpace } from '../../../src/people/lift/space.ts';
import type { KeypointName } from '../../../src/pose/keypoints.ts';
import type { Keypoint3D } from '../../../src/pose/pose.ts';
import { length, subtract, type Vector3 } from '../../../src/pose/vector3.ts';
import { loadSwarm } from '../../../src/swarm/agents/load-swarm.ts';
import { jointOf, poseOf, STANDING, stickBody } from '../../support/bodies.ts';

const { graph, values } = loadSwarm(readFileSync(new URL('../../../weights/swarm.safetensors', import.meta.url)));
const lifter = createLifter(graph.lift!, values);

const LIMBS: readonly (readonly [KeypointName, KeypointName])[] = [
  ['left_shoulder', 'left_elbow'],
  ['left_elbow', 'left_wrist'],
  ['right_shoulder', 'right_elbow'],
  ['right_elbow', 'right_wrist'],
  ['left_hip', 'left_knee'],
  ['left_knee', 'left_ankle'],
  ['right_hip', 'right_knee'],
  ['right_knee', 'right_ankle'],
  ['left_shoulder', 'left_hip'],
  ['right_shoulder', 'right_hip'],
];
const ACROSS: readonly (readonly [KeypointName, KeypointName])[] = [
  ['left_shoulder', 'right_shoulder'],
  ['left_hip', 'right_hip'],
];
/** Arms spread downwards, forearms across in front: hard to tell from the side. */
const REACHING: readonly Vector3[] = STANDING.with(5, { x: 0.8, y: 0.6, z: 0 })
  .with(7, { x: -0.8, y: 0.6, z: 0 })
  .with(6, { x: 0.6, y: 0, z: -0.8 })
  .with(8, { x: -0.6, y: 0, z: -0.8 });

/** Where a body is that was turned by so many radians, as it is lifted from the picture of its front. */
function turned(bones: readonly Vector3[], angle: number): Keypoint3D[] {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return stickBody(bones).map((joint) => ({ ...joint, x: c * joint.x + s * joint.z, z: c * joint.z - s * joint.x }));
}

/**
 * Furthest that a bone comes from its mean length in a whole turn, as a share of it.
 *
 * @param frames For one turn.
 * @param before Frames of turning before those that count.
 */
function change(
  bones: readonly Vector3[],
  of: readonly (readonly [KeypointName, KeypointName])[],
  frames: number,
  before: number,
): number {
  const space = createSpace(lifter);
  const lengths = of.map((): number[] => []);
  for (let i = 0; i < before + frames; i++) {
    const [pose] = space.lift([poseOf(turned(bones, (2 * Math.PI * i) / frames), { id: 1 })]);
    const points = pose!.keypoints3D!;
    if (i < before) continue;
    for (const [k, [from, to]] of of.entries()) {
      lengths[k]!.push(length(subtract(points[jointOf(to)]!, points[jointOf(from)]!)));
    }
  }
  const changes = lengths.flatMap((list) => {
    const mean = list.reduce((sum, one) => sum + one, 0) / list.length;
    return list.map((one) => Math.abs(one / mean - 1));
  });
  return Math.max(...changes);
}

test.each([45, 90, 240])('limbs and trunk of who turns round in %i frames keep their length within 5 %%', (frames) => {
  expect(change(STANDING, LIMBS, frames, 0)).toBeLessThan(0.05);
});

test.each([45, 60, 90])(
  'after three seconds all bones do, of who reaches forwards, too: a turn in %i frames',
  (frames) => {
    for (const bones of [STANDING, REACHING]) {
      expect(change(bones, [...LIMBS, ...ACROSS], frames, 90)).toBeLessThan(0.05);
    }
  },
);

test('without what keeps bones they would not', () => {
  const lengths = Array.from({ length: 60 }, (_, i) => {
    const points = lifter(poseOf(turned(REACHING, (2 * Math.PI * i) / 60)).keypoints)!;
    return length(subtract(points[jointOf('left_wrist')]!, points[jointOf('left_elbow')]!));
  });
  expect(Math.max(...lengths) / Math.min(...lengths)).toBeGreaterThan(1.3);
});
