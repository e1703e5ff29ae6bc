// SPDX-License-Identifier: Apache-2.0
// Biovision Hierarchy: a skeleton of fixed bones, then rotations for every frame; what animation programs read.
import { PoseError } from '../pose/errors.ts';
import type { Keypoint3D, Pose } from '../pose/pose.ts';
import { rounded } from '../pose/rounded.ts';
import type { Rotation } from '../pose/vector3.ts';
import { BVH_SKELETON, type BvhJoint, bodyOf, boneLengths, localRotations } from './bvh-skeleton.ts';
import { frameStepMs, type Recording } from './recording.ts';

export interface BvhOptions {
  /**
   * The tracked person; when left out, the one with 3-D in most frames, in which they are confirmed, or in any frames when nobody is
   * (without ids: the first of each frame).
   */
  readonly id?: number;
}

/** Digits after the point of offsets (cm) and angles (degrees). */
const DIGITS = 4;
const DEGREES = 180 / Math.PI;

/**
 * One person's movement as BVH text; centimetres, y up, rotations in degrees, in the order Z X Y.
 *
 * The skeleton is that of `BVH_SKELETON`, at rest a T-pose that faces z, with the median length of each bone over the
 * recording. A frame of the recording is a line, `Frame Time` the time between frames. The root stays where it is, for
 * keypoints in space are hip-centred. While the person is not seen, the pose before (at the beginning: after) is held.
 *
 * @throws PoseError `bad-option` when nobody, or not the person asked for, has `keypoints3D`.
 */
export function toBvh(recording: Recording, { id }: BvhOptions = {}): string {
  const chosen = id ?? mostSeen(recording);
  const seen = recording.frames.map(({ poses }) => poses.find((pose) => isPerson(pose, chosen))?.keypoints3D);
  const bodies = held(seen).map(bodyOf);
  if (bodies.length === 0) {
    const who = id === undefined ? 'nobody' : `person ${id} never`;
    throw new PoseError('bad-option', `${who} has keypoints3D in the recording, expected poses in space: lift: true`);
  }
  const lengths = boneLengths(bodies);
  const lines = bodies.map((body) => [0, 0, 0, ...[...localRotations(body).values()].flatMap(eulerZxy)].join(' '));
  return [
    'HIERARCHY',
    ...hierarchy(undefined, lengths, ''),
    'MOTION',
    `Frames: ${bodies.length}`,
    `Frame Time: ${rounded(frameStepMs(recording) / 1000, 7)}`,
    ...lines,
    '',
  ].join('\n');
}

function isPerson({ id, keypoints3D }: Pose, chosen: number | undefined): boolean {
  return keypoints3D !== undefined && (chosen === undefined || id === chosen);
}

/**
 * The id that has 3-D in most frames; undefined when no pose with 3-D has an id. Who is not confirmed may be a thing, which stays
 * longer than anybody: they count only where nobody else does.
 */
function mostSeen({ frames }: Recording): number | undefined {
  const poses = frames.flatMap((frame) => frame.poses).filter(({ keypoints3D }) => keypoints3D !== undefined);
  return mostFrequentId(poses.filter(({ confirmed }) => confirmed !== false)) ?? mostFrequentId(poses);
}

function mostFrequentId(poses: readonly Pose[]): number | undefined {
  const count = new Map<number, number>();
  for (const { id } of poses) if (id !== undefined) count.set(id, (count.get(id) ?? 0) + 1);
  return [...count].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** Every gap filled with what was before it, the first with what comes after; empty when there is nothing at all. */
function held(seen: readonly (readonly Keypoint3D[] | undefined)[]): (readonly Keypoint3D[])[] {
  let last = seen.find((keypoints) => keypoints !== undefined);
  return seen.flatMap((keypoints) => {
    last = keypoints ?? last;
    return last === undefined ? [] : [last];
  });
}

function hierarchy(parent: string | undefined, lengths: ReadonlyMap<string, number>, indent: string): string[] {
  const joints = BVH_SKELETON.filter((joint) => joint.parent === parent);
  return joints.flatMap((joint) => {
    const kind = joint.parent === undefined ? 'ROOT' : 'JOINT';
    const position = joint.parent === undefined ? '6 Xposition Yposition Zposition' : '3';
    const head = joint.aim === undefined ? 'End Site' : `${kind} ${joint.name}`;
    const channels = joint.aim === undefined ? [] : [`  CHANNELS ${position} Zrotation Xrotation Yrotation`];
    return [
      `${indent}${head}`,
      `${indent}{`,
      `${indent}  OFFSET ${offset(joint, lengths).join(' ')}`,
      ...channels.map((line) => indent + line),
      ...hierarchy(joint.name, lengths, `${indent}  `),
      `${indent}}`,
    ];
  });
}

function offset({ name, rest }: BvhJoint, lengths: ReadonlyMap<string, number>): number[] {
  const size = lengths.get(name) ?? 0;
  return [rest.x, rest.y, rest.z].map((share) => rounded(share * size, DIGITS));
}

/** Degrees [z, x, y] with rotation = Rz(z) Rx(x) Ry(y), as the channels say. */
function eulerZxy(rotation: Rotation): number[] {
  const { x: column0, y: column1, z: column2 } = rotation;
  const x = Math.asin(Math.min(1, Math.max(-1, column1.z)));
  // At x = ±90 degrees z and y turn about the same axis: all of it is told as z. Nearer than 1.4e-6 radians (1e-12 of the sine)
  // that loses less than the digits do; 1e-9 lost .05 mm at the end of a limb.
  const locked = Math.abs(column1.z) > 1 - 1e-12;
  const z = locked ? Math.atan2(column0.y, column0.x) : Math.atan2(-column1.x, column1.y);
  const y = locked ? 0 : Math.atan2(-column0.z, column2.z);
  return [z, x, y].map((angle) => rounded(angle * DEGREES, DIGITS));
}
