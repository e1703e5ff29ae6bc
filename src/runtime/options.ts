// SPDX-License-Identifier: Apache-2.0
// The public door's checks: every refusal names the option, its value and what was expected.
import { checkNumber, inWords, isWithin, refuse, shorten } from '../pose/check.ts';
import { KEYPOINT_COUNT, KEYPOINT_NAMES } from '../pose/keypoints.ts';
import { LIMITS } from '../pose/limits.ts';
import type { Box, Edges, Pose } from '../pose/pose.ts';

/** Boxes reach at most this far from the picture's origin, px: beyond it f32 crops lose their pixels. */
const MOST_PX = 1e6;

export { checkKnown } from '../pose/check.ts';

/** A whole number within [low, high]. */
export function checkCount(value: number, name: string, low: number, high: number): number {
  if (!Number.isInteger(value) || value < low || value > high) {
    refuse(`${name} is ${inWords(value)}, expected a whole number from ${low} to ${high}`);
  }
  return value;
}

/** A number within [0, 1]. */
export function checkShare(value: number, name: string): number {
  return checkNumber(value, name, 1);
}

export function checkFlag(value: boolean, name: string): boolean {
  if (typeof value !== 'boolean') refuse(`${name} is ${inWords(value)}, expected true or false`);
  return value;
}

/** Metres within [low, high]. */
export function checkMetres(value: number, name: string, low: number, high: number): number {
  if (!isWithin(value, low, high)) refuse(`${name} is ${inWords(value)}, expected ${low} to ${high} metres`);
  return value;
}

/** A budget as milliseconds or as a rate, not both. */
export function checkBudget({ budgetMs, targetFps }: { budgetMs?: number; targetFps?: number }): void {
  if (budgetMs !== undefined && targetFps !== undefined) {
    refuse(`budgetMs is ${inWords(budgetMs)} and targetFps is ${inWords(targetFps)}, expected one of them`);
  }
  checkPositive(budgetMs, 'budgetMs', Number.POSITIVE_INFINITY);
  checkPositive(targetFps, 'targetFps', 1000);
}

function checkPositive(value: number | undefined, name: string, most: number): void {
  if (value !== undefined && !(isWithin(value, 0, most) && value > 0)) {
    refuse(`${name} is ${inWords(value)}, expected a number above 0, at most ${most}`);
  }
}

export function checkTime(value: number, name: string): number {
  if (!Number.isFinite(value)) refuse(`${name} is ${inWords(value)}, expected a finite number of milliseconds`);
  return value;
}

/** Boxes with finite edges in the right order. */
export function checkBoxes(boxes: readonly Box[]): readonly Box[] {
  if (!Array.isArray(boxes)) refuse(`boxes is ${inWords(boxes)}, expected an array of boxes`);
  if (boxes.length > LIMITS.maxPeople) refuse(`boxes has ${boxes.length}, expected at most ${LIMITS.maxPeople}`);
  for (const [i, box] of boxes.entries()) checkEdges(box, `boxes[${i}]`);
  return boxes;
}

/** A box with finite edges in the right order. */
export function checkEdges<B extends Edges>(box: B, name: string): B {
  if (typeof box !== 'object' || box === null) refuse(`${name} is ${inWords(box)}, expected a box`);
  const { xMin, yMin, xMax, yMax } = box;
  const edges = [xMin, yMin, xMax, yMax];
  if (!(edges.every((edge) => isWithin(edge, -MOST_PX, MOST_PX)) && xMax > xMin && yMax > yMin)) {
    refuse(
      `${name} is [${edges.map(inWords).join(', ')}], expected finite edges within ${MOST_PX} px of the ` +
        'picture, with xMin < xMax and yMin < yMax',
    );
  }
  return box;
}

/** What can be called off. By what it can do: one of another frame or realm is no instance of this one's. */
export function checkSignal(signal: AbortSignal): AbortSignal {
  const can = typeof signal === 'object' && signal !== null && typeof signal.throwIfAborted === 'function';
  return can ? signal : refuse(`signal is ${inWords(signal)}, expected an AbortSignal`);
}

/** Poses of 17 keypoints in COCO's order; their places may be anything. */
export function checkPoses(poses: readonly Pose[]): readonly Pose[] {
  if (!Array.isArray(poses)) refuse(`poses is ${inWords(poses)}, expected an array of poses`);
  for (const [i, pose] of poses.entries()) {
    // What comes through the door may be anything, whatever its type says.
    const keypoints: unknown = (pose as Pose | null | undefined)?.keypoints;
    if (!Array.isArray(keypoints)) refuse(`poses[${i}].keypoints is ${inWords(keypoints)}, expected 17 keypoints`);
    const names: unknown[] = keypoints.map((keypoint) => keypoint?.name);
    if (names.length !== KEYPOINT_COUNT || KEYPOINT_NAMES.some((name, joint) => name !== names[joint])) {
      const given = names.map((name) => (typeof name === 'string' ? name : inWords(name))).join(', ');
      refuse(`poses[${i}] has the keypoints ${shorten(given, 400) || 'none'}, expected ${KEYPOINT_NAMES.join(', ')}`);
    }
  }
  return poses;
}
