// SPDX-License-Identifier: Apache-2.0
// A pose as a list of whole numbers, of as many digits as exports keep, and back.
import { KEYPOINT_COUNT, KEYPOINT_NAMES } from '../../pose/keypoints.ts';
import type { Box, Keypoint, Keypoint3D, Pose } from '../../pose/pose.ts';
import { DIGITS } from '../recording.ts';
import { wholeOf } from './bytes.ts';

const { px, share, metres } = DIGITS;
/** What a list holds, in its order: the score, the box, then these of each keypoint. */
const BOX = ['xMin', 'yMin', 'xMax', 'yMax', 'width', 'height'] as const;
const KEYPOINT = [
  ['x', px] as const,
  ['y', px] as const,
  ['score', share] as const,
  ['spread', px] as const,
  ['dissent', share] as const,
];
const KEYPOINT_3D = [['x', metres] as const, ['y', metres] as const, ['z', metres] as const, ['score', share] as const];

const FLAT = 1 + BOX.length + KEYPOINT_COUNT * KEYPOINT.length;

/** How long the list of a pose is. */
export function numberCount(isInSpace: boolean): number {
  return isInSpace ? FLAT + KEYPOINT_COUNT * KEYPOINT_3D.length : FLAT;
}

/**
 * @param place What the pose is called in errors: `frames[3].poses[0]`.
 * @throws PoseError `bad-option` for numbers that are none, and for another count of keypoints than 17.
 */
export function numbersOf({ score, box, keypoints, keypoints3D }: Pose, place: string): number[] {
  const numbers = [wholeOf(score, share, `${place}.score`)];
  for (const edge of BOX) numbers.push(wholeOf(box[edge], px, `${place}.box.${edge}`));
  push(numbers, keypoints, KEYPOINT, `${place}.keypoints`);
  if (keypoints3D) push(numbers, keypoints3D, KEYPOINT_3D, `${place}.keypoints3D`);
  return numbers;
}

type Fields<Name extends string> = readonly (readonly [name: Name, digits: number])[];

function push<Name extends string>(
  numbers: number[],
  points: readonly Readonly<Record<Name, number>>[],
  fields: Fields<Name>,
  place: string,
): void {
  for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
    for (const [name, digits] of fields) {
      numbers.push(wholeOf(points[joint]?.[name] ?? Number.NaN, digits, `${place}[${joint}].${name}`));
    }
  }
}

/** The pose of a list of `numberCount` numbers. */
export function poseOf(numbers: readonly number[]): Pick<Pose, 'score' | 'box' | 'keypoints' | 'keypoints3D'> {
  let at = 0;
  const next = (digits: number): number => (numbers[at++] ?? Number.NaN) / 10 ** digits;
  const score = next(share);
  const [xMin, yMin, xMax, yMax, width, height] = [next(px), next(px), next(px), next(px), next(px), next(px)];
  const box: Box = { xMin, yMin, xMax, yMax, width, height };
  const keypoints = KEYPOINT_NAMES.map((name): Keypoint => {
    const [x, y] = [next(px), next(px)];
    return { name, x, y, score: next(share), spread: next(px), dissent: next(share) };
  });
  if (numbers.length === FLAT) return { score, box, keypoints };
  const keypoints3D = KEYPOINT_NAMES.map((name): Keypoint3D => {
    const [x, y, z] = [next(metres), next(metres), next(metres)];
    return { name, x, y, z, score: next(share) };
  });
  return { score, box, keypoints, keypoints3D };
}
