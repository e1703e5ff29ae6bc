// SPDX-License-Identifier: Apache-2.0
// The public door's checks: every refusal names the option, its value and what was expected.
import { PoseError } from '../pose/errors.ts';
import { KEYPOINT_COUNT, KEYPOINT_NAMES } from '../pose/keypoints.ts';
import { LIMITS } from '../pose/limits.ts';
import type { Box, Pose } from '../pose/pose.ts';

/** Boxes reach at most this far from the picture's origin, px: beyond it f32 crops lose their pixels. */
const MOST_PX = 1e6;

/** Refuses names that mean nothing, so that a slip of the pen does not pass in silence. */
export function checkKnown(options: object, known: readonly string[], where: string): void {
  if (typeof options !== 'object' || options === null) refuse(`${where} is ${String(options)}, expected an object`);
  const odd = Object.keys(options).find((name) => !known.includes(name));
  if (odd !== undefined) refuse(`${where} has ${JSON.stringify(odd)}, expected only ${known.join(', ')}`);
}

/** A whole number within [low, high]. */
export function checkCount(value: number, name: string, low: number, high: number): number {
  if (!Number.isInteger(value) || value < low || value > high) {
    refuse(`${name} is ${String(value)}, expected a whole number from ${low} to ${high}`);
  }
  return value;
}

/** A number within [0, 1]. */
export function checkShare(value: number, name: string): number {
  if (!(typeof value === 'number' && value >= 0 && value <= 1)) refuse(`${name} is ${String(value)}, expected 0 to 1`);
  return value;
}

export function checkFlag(value: boolean, name: string): boolean {
  if (typeof value !== 'boolean') refuse(`${name} is ${String(value)}, expected true or false`);
  return value;
}

/** Metres within [low, high]. */
export function checkMetres(value: number, name: string, low: number, high: number): number {
  if (!(typeof value === 'number' && value >= low && value <= high)) {
    refuse(`${name} is ${String(value)}, expected ${low} to ${high} metres`);
  }
  return value;
}

/** A budget as milliseconds or as a rate, not both. */
export function checkBudget({ budgetMs, targetFps }: { budgetMs?: number; targetFps?: number }): void {
  if (budgetMs !== undefined && targetFps !== undefined) {
    refuse(`budgetMs is ${budgetMs} and targetFps is ${targetFps}, expected one of them`);
  }
  checkPositive(budgetMs, 'budgetMs', Number.POSITIVE_INFINITY);
  checkPositive(targetFps, 'targetFps', 1000);
}

function checkPositive(value: number | undefined, name: string, most: number): void {
  if (value !== undefined && !(value > 0 && value <= most)) {
    refuse(`${name} is ${String(value)}, expected a number above 0, at most ${most}`);
  }
}

export function checkTime(value: number, name: string): number {
  if (!Number.isFinite(value)) refuse(`${name} is ${String(value)}, expected a finite number of milliseconds`);
  return value;
}

/** Boxes with finite edges in the right order. */
export function checkBoxes(boxes: readonly Box[]): readonly Box[] {
  if (!Array.isArray(boxes)) refuse(`boxes is ${String(boxes)}, expected an array of boxes`);
  if (boxes.length > LIMITS.maxPeople) refuse(`boxes has ${boxes.length}, expected at most ${LIMITS.maxPeople}`);
  for (const [i, box] of boxes.entries()) {
    if (typeof box !== 'object' || box === null) refuse(`boxes[${i}] is ${String(box)}, expected a box`);
    const { xMin, yMin, xMax, yMax } = box;
    const near = [xMin, yMin, xMax, yMax].every((edge) => Math.abs(edge) <= MOST_PX);
    if (!near || !(xMax > xMin && yMax > yMin)) {
      refuse(
        `boxes[${i}] is [${xMin}, ${yMin}, ${xMax}, ${yMax}], expected finite edges within ${MOST_PX} px of the ` +
          'picture, with xMin < xMax and yMin < yMax',
      );
    }
  }
  return boxes;
}

/** Poses of 17 keypoints in COCO's order; their places may be anything. */
export function checkPoses(poses: readonly Pose[]): readonly Pose[] {
  if (!Array.isArray(poses)) refuse(`poses is ${String(poses)}, expected an array of poses`);
  for (const [i, pose] of poses.entries()) {
    // What comes through the door may be anything, whatever its type says.
    const keypoints: unknown = (pose as Pose | null | undefined)?.keypoints;
    if (!Array.isArray(keypoints)) refuse(`poses[${i}].keypoints is ${String(keypoints)}, expected 17 keypoints`);
    const names = keypoints.map((keypoint) => String(keypoint?.name));
    if (names.length !== KEYPOINT_COUNT || KEYPOINT_NAMES.some((name, joint) => name !== names[joint])) {
      refuse(`poses[${i}] has the keypoints ${names.join(', ') || 'none'}, expected ${KEYPOINT_NAMES.join(', ')}`);
    }
  }
  return poses;
}

function refuse(sentence: string): never {
  throw new PoseError('bad-option', sentence);
}
