// SPDX-License-Identifier: Apache-2.0
// A pose in words: for those who read, and for models of language.
import { type AngleName, jointAngle } from '../people/motion/index.ts';
import { middleOf } from '../pose/box.ts';
import { KEYPOINT_NAMES, type KeypointName } from '../pose/keypoints.ts';
import type { Keypoint, Pose } from '../pose/pose.ts';

/** Joints that score less are not spoken of. */
const SURE = 0.5;
/** Degrees from upright up to which a torso is upright, and from which on somebody lies. */
const UPRIGHT = 30;
const LYING = 60;
/** Degrees at a hip or knee below which it is bent, and at an elbow. */
const BENT = 130;
/** Of the picture's width: its middle third. */
const THIRD = 1 / 3;

/**
 * One sentence about somebody: where they are, how their torso leans, which arms are up and which joints bent, as far as the swarm is
 * sure of the joints; left and right are the person's own.
 *
 * @param size Of the picture, px.
 */
export function describePose(pose: Pose, size: { readonly width: number; readonly height: number }): string {
  const parts = [postureOf(pose), ...armsOf(pose), ...bentOf(pose)].filter((part) => part !== undefined);
  const share = Math.round((100 * pose.box.height) / size.height);
  const where = `${placeOf(pose, size.width)}, ${share} % of its height`;
  return `${where}: ${parts.length > 0 ? parts.join(', ') : 'too little is seen to tell the posture'}.`;
}

function placeOf({ box }: Pose, width: number): string {
  const x = middleOf(box).x / width;
  if (x < THIRD) return 'In the left third of the picture';
  return x > 1 - THIRD ? 'In the right third of the picture' : 'In the middle of the picture';
}

/** How the line from the hips to the shoulders leans. */
function postureOf(pose: Pose): string | undefined {
  const shoulders = between(pose, 'left_shoulder', 'right_shoulder');
  const hips = between(pose, 'left_hip', 'right_hip');
  if (!shoulders || !hips) return undefined;
  const lean = (Math.atan2(Math.abs(shoulders.x - hips.x), hips.y - shoulders.y) * 180) / Math.PI;
  if (lean > 180 - LYING) return 'upside down';
  if (lean > LYING) return 'torso level, as of somebody who lies or bends over';
  return lean > UPRIGHT ? 'leaning' : 'torso upright';
}

function armsOf(pose: Pose): string[] {
  return (['left', 'right'] as const).flatMap((side) => {
    const shoulder = sure(pose, `${side}_shoulder`);
    const wrist = sure(pose, `${side}_wrist`);
    return shoulder && wrist && wrist.y < shoulder.y ? [`${side} hand above the shoulder`] : [];
  });
}

function bentOf(pose: Pose): string[] {
  const names: readonly AngleName[] = ['left_elbow', 'right_elbow', 'left_hip', 'right_hip', 'left_knee', 'right_knee'];
  return names.flatMap((name) => {
    const { degrees = Number.NaN, score = 0 } = jointAngle(pose, name) ?? {};
    return score >= SURE && degrees < BENT ? [`${name.replace('_', ' ')} bent to ${Math.round(degrees)} degrees`] : [];
  });
}

function sure(pose: Pose, name: KeypointName): Keypoint | undefined {
  const keypoint = pose.keypoints[KEYPOINT_NAMES.indexOf(name)];
  return keypoint && keypoint.score >= SURE ? keypoint : undefined;
}

function between(pose: Pose, one: KeypointName, other: KeypointName): { x: number; y: number } | undefined {
  const [a, b] = [sure(pose, one), sure(pose, other)];
  return a && b && { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
