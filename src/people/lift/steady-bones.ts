// SPDX-License-Identifier: Apache-2.0
// A person's bones do not change their length: every person who is followed keeps the median of those seen so far.
import { KEYPOINT_NAMES, type KeypointName } from '../../pose/keypoints.ts';
import { median } from '../../pose/median.ts';
import type { Keypoint3D } from '../../pose/pose.ts';
import { add, length, midpoint, ORIGIN, scale, subtract, type Vector3 } from '../../pose/vector3.ts';

/** Keypoints, and the middles of hips, shoulders and ears. */
type Place = KeypointName | 'hips' | 'chest' | 'head';

/** Bones by the length that they share, from the hips outwards; left and right are alike. */
const BONES: readonly (readonly [bone: string, from: Place, to: Place])[] = [
  ['hip', 'hips', 'left_hip'],
  ['hip', 'hips', 'right_hip'],
  ['trunk', 'hips', 'chest'],
  ['shoulder', 'chest', 'left_shoulder'],
  ['shoulder', 'chest', 'right_shoulder'],
  ['upper_arm', 'left_shoulder', 'left_elbow'],
  ['upper_arm', 'right_shoulder', 'right_elbow'],
  ['forearm', 'left_elbow', 'left_wrist'],
  ['forearm', 'right_elbow', 'right_wrist'],
  ['thigh', 'left_hip', 'left_knee'],
  ['thigh', 'right_hip', 'right_knee'],
  ['shin', 'left_knee', 'left_ankle'],
  ['shin', 'right_knee', 'right_ankle'],
  ['neck', 'chest', 'head'],
  ['ear', 'head', 'left_ear'],
  ['ear', 'head', 'right_ear'],
  ['eye', 'head', 'left_eye'],
  ['eye', 'head', 'right_eye'],
  ['nose', 'head', 'nose'],
];
const NAMES = [...new Set(BONES.map(([bone]) => bone))];

/** Frames over which the median runs: three seconds at 30 a second. */
const WINDOW = 90;

/** People whose bones are remembered; the one who was not seen for longest goes first. */
const MOST_PEOPLE = 64;

export interface BoneKeeper {
  /**
   * The same pose with the bones of person `id` as long as they were in the median of their last 90 frames, this one
   * included: every joint keeps its direction from the one before it, seen from the hips.
   */
  steady(id: number, keypoints: readonly Keypoint3D[]): Keypoint3D[];
  /** Forgets everybody. */
  reset(): void;
}

export function createBoneKeeper(): BoneKeeper {
  /** Lengths of each bone in the last frames, by person; in the order in which people were seen last. */
  const people = new Map<number, ReadonlyMap<string, readonly number[]>>();
  return {
    steady(id, keypoints) {
      const places = placesOf(keypoints);
      const before = people.get(id);
      const lengths = NAMES.map((name) => {
        const sides = BONES.filter(([bone]) => bone === name).map(([, from, to]) => length(step(places, from, to)));
        return [name, [...(before?.get(name) ?? []), median(sides) ?? 0].slice(-WINDOW)] as const;
      });
      people.delete(id);
      people.set(id, new Map(lengths));
      for (const [longest] of people) if (people.size > MOST_PEOPLE) people.delete(longest);
      const medians = new Map(lengths.map(([name, sizes]) => [name, median(sizes) ?? 0]));
      return withLengths(keypoints, places, medians);
    },
    reset() {
      people.clear();
    },
  };
}

function placesOf(keypoints: readonly Keypoint3D[]): Map<Place, Vector3> {
  const places = new Map<Place, Vector3>(KEYPOINT_NAMES.map((name, joint) => [name, keypoints[joint] ?? ORIGIN]));
  const middle = (part: 'hip' | 'shoulder' | 'ear'): Vector3 =>
    midpoint(places.get(`left_${part}`) ?? ORIGIN, places.get(`right_${part}`) ?? ORIGIN);
  return places.set('hips', middle('hip')).set('chest', middle('shoulder')).set('head', middle('ear'));
}

function step(places: ReadonlyMap<Place, Vector3>, from: Place, to: Place): Vector3 {
  return subtract(places.get(to) ?? ORIGIN, places.get(from) ?? ORIGIN);
}

function withLengths(
  keypoints: readonly Keypoint3D[],
  places: ReadonlyMap<Place, Vector3>,
  lengths: ReadonlyMap<string, number>,
): Keypoint3D[] {
  const moved = new Map<Place, Vector3>([['hips', places.get('hips') ?? ORIGIN]]);
  for (const [bone, from, to] of BONES) {
    const now = step(places, from, to);
    const size = length(now);
    const grown = size > 0 ? scale(now, (lengths.get(bone) ?? size) / size) : now;
    moved.set(to, add(moved.get(from) ?? ORIGIN, grown));
  }
  return keypoints.map((keypoint) => {
    const { x, y, z } = moved.get(keypoint.name) ?? keypoint;
    return { ...keypoint, x, y, z };
  });
}
