// SPDX-License-Identifier: Apache-2.0
// The skeleton of BVH exports: 17 keypoints in space to a tree of bones, and the rotations that turn the rest pose (arms
// to the sides, facing z) into a pose. Centimetres, y up: the keypoints' axes turned half round about x.
import { KEYPOINT_NAMES, type KeypointName } from '../pose/keypoints.ts';
import { median } from '../pose/median.ts';
import type { Keypoint3D } from '../pose/pose.ts';
import {
  AXES,
  compose,
  cross,
  inverse,
  length,
  midpoint,
  ORIGIN,
  perpendicular,
  type Rotation,
  rotate,
  scale,
  subtract,
  swing,
  unit,
  type Vector3,
} from '../pose/vector3.ts';

/** Places of the skeleton's joints by name, cm. */
export type Body = ReadonlyMap<string, Vector3>;

/** How a joint's rotation follows from a body; it may only ask for what its parents' rotations leave open. */
type Aim = (body: Body, parent: Rotation) => Rotation;

export interface BvhJoint {
  readonly name: string;
  readonly parent: string | undefined;
  /** Direction from the parent at rest, of length 1; 0 where the joint sits on its parent. */
  readonly rest: Vector3;
  /** Turns what hangs on this joint, in the world's axes; left out at the ends of limbs. */
  readonly aim?: Aim;
}

const DOWN = scale(AXES.y, -1);
const RIGHT = scale(AXES.x, -1);
const CENTIMETRES = 100;

/**
 * The tree. `Spine` and `Neck` sit on their parents, so that hips and trunk, shoulders and head turn by themselves: with
 * them every keypoint but eyes and ears is reached exactly when bones keep their length. `Chest` is the middle of the
 * shoulders, `Head` the middle of the ears, its end the nose.
 */
export const BVH_SKELETON: readonly BvhJoint[] = [
  { name: 'Hips', parent: undefined, rest: ORIGIN, aim: across('RightUpLeg', 'LeftUpLeg', 'Hips', 'Chest') },
  { name: 'LeftUpLeg', parent: 'Hips', rest: AXES.x, aim: follow(DOWN, 'LeftUpLeg', 'LeftLeg') },
  { name: 'LeftLeg', parent: 'LeftUpLeg', rest: DOWN, aim: follow(DOWN, 'LeftLeg', 'LeftFoot') },
  { name: 'LeftFoot', parent: 'LeftLeg', rest: DOWN },
  { name: 'RightUpLeg', parent: 'Hips', rest: RIGHT, aim: follow(DOWN, 'RightUpLeg', 'RightLeg') },
  { name: 'RightLeg', parent: 'RightUpLeg', rest: DOWN, aim: follow(DOWN, 'RightLeg', 'RightFoot') },
  { name: 'RightFoot', parent: 'RightLeg', rest: DOWN },
  { name: 'Spine', parent: 'Hips', rest: ORIGIN, aim: along('Hips', 'Chest', 'RightArm', 'LeftArm') },
  { name: 'Chest', parent: 'Spine', rest: AXES.y, aim: across('RightArm', 'LeftArm', 'Hips', 'Chest') },
  { name: 'LeftArm', parent: 'Chest', rest: AXES.x, aim: follow(AXES.x, 'LeftArm', 'LeftForeArm') },
  { name: 'LeftForeArm', parent: 'LeftArm', rest: AXES.x, aim: follow(AXES.x, 'LeftForeArm', 'LeftHand') },
  { name: 'LeftHand', parent: 'LeftForeArm', rest: AXES.x },
  { name: 'RightArm', parent: 'Chest', rest: RIGHT, aim: follow(RIGHT, 'RightArm', 'RightForeArm') },
  { name: 'RightForeArm', parent: 'RightArm', rest: RIGHT, aim: follow(RIGHT, 'RightForeArm', 'RightHand') },
  { name: 'RightHand', parent: 'RightForeArm', rest: RIGHT },
  { name: 'Neck', parent: 'Chest', rest: ORIGIN, aim: along('Chest', 'Head', 'RightEar', 'LeftEar') },
  { name: 'Head', parent: 'Neck', rest: AXES.y, aim: facing('Head', 'Nose', 'RightEar', 'LeftEar') },
  { name: 'Nose', parent: 'Head', rest: AXES.z },
];

/** The keypoint of each joint that is one. */
const KEYPOINT_OF: Readonly<Record<string, KeypointName>> = {
  LeftUpLeg: 'left_hip',
  LeftLeg: 'left_knee',
  LeftFoot: 'left_ankle',
  RightUpLeg: 'right_hip',
  RightLeg: 'right_knee',
  RightFoot: 'right_ankle',
  LeftArm: 'left_shoulder',
  LeftForeArm: 'left_elbow',
  LeftHand: 'left_wrist',
  RightArm: 'right_shoulder',
  RightForeArm: 'right_elbow',
  RightHand: 'right_wrist',
  LeftEar: 'left_ear',
  RightEar: 'right_ear',
  Nose: 'nose',
};

/** Where the skeleton's joints are. @param keypoints 17 in COCO's order; metres, y down. */
export function bodyOf(keypoints: readonly Keypoint3D[]): Body {
  const body = new Map<string, Vector3>();
  for (const [joint, name] of Object.entries(KEYPOINT_OF)) {
    const { x, y, z } = keypoints[KEYPOINT_NAMES.indexOf(name)] ?? ORIGIN;
    body.set(joint, { x: x * CENTIMETRES, y: -y * CENTIMETRES, z: -z * CENTIMETRES });
  }
  const middle = (a: string, b: string): Vector3 => midpoint(place(body, a), place(body, b));
  const hips = middle('LeftUpLeg', 'RightUpLeg');
  const chest = middle('LeftArm', 'RightArm');
  return body
    .set('Hips', hips)
    .set('Spine', hips)
    .set('Chest', chest)
    .set('Neck', chest)
    .set('Head', middle('LeftEar', 'RightEar'));
}

/** The median distance of each joint from its parent, cm. */
export function boneLengths(bodies: readonly Body[]): ReadonlyMap<string, number> {
  return new Map(
    BVH_SKELETON.map(({ name, parent }) => {
      const sizes = bodies.map((body) => length(step(body, parent ?? name, name)));
      return [name, median(sizes) ?? 0];
    }),
  );
}

/** The rotation of each joint against its parent, in the order of `BVH_SKELETON`, that turns the rest pose into `body`. */
export function localRotations(body: Body): ReadonlyMap<string, Rotation> {
  const world = new Map<string, Rotation>();
  const local = new Map<string, Rotation>();
  for (const { name, parent, aim } of BVH_SKELETON) {
    if (!aim) continue;
    const above = (parent === undefined ? undefined : world.get(parent)) ?? AXES;
    const own = aim(body, above);
    world.set(name, own);
    local.set(name, compose(inverse(above), own));
  }
  return local;
}

function place(body: Body, name: string): Vector3 {
  return body.get(name) ?? ORIGIN;
}

function step(body: Body, from: string, to: string): Vector3 {
  return subtract(place(body, to), place(body, from));
}

/** x from one joint to another; y as near to the second pair as it can be. */
function across(from: string, to: string, below: string, above: string): Aim {
  return (body) => {
    const x = unit(step(body, from, to), AXES.x);
    const z = unit(cross(x, step(body, below, above)), perpendicular(x));
    return { x, y: cross(z, x), z };
  };
}

/** y from one joint to another; x as near to the second pair as it can be. */
function along(below: string, above: string, from: string, to: string): Aim {
  return (body) => {
    const y = unit(step(body, below, above), AXES.y);
    const z = unit(cross(step(body, from, to), y), perpendicular(y));
    return { x: cross(y, z), y, z };
  };
}

/** z from one joint to another; x as near to the second pair as it can be. */
function facing(back: string, front: string, from: string, to: string): Aim {
  return (body) => {
    const z = unit(step(body, back, front), AXES.z);
    const y = unit(cross(z, step(body, from, to)), perpendicular(z));
    return { x: cross(y, z), y, z };
  };
}

/** The smallest turn against the parent that points the bone, which at rest points to `rest`, from joint to joint. */
function follow(rest: Vector3, from: string, to: string): Aim {
  return (body, parent) => {
    const now = rotate(parent, rest);
    return compose(swing(now, unit(step(body, from, to), now)), parent);
  };
}
