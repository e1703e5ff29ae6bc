// SPDX-License-Identifier: Apache-2.0
// The same person, proposed or posed twice, is one person.
import { intersectionArea, iou } from '../pose/box.ts';
import { SURE_JOINT } from '../pose/keypoints.ts';
import { oks } from '../pose/oks.ts';
import type { Box, Pose } from '../pose/pose.ts';

/** Two boxes that overlap more than this show the same person. */
export const BOX_IOU = 0.6;
/** A box of which more than this lies in a better one of like size is a part of the same person. */
export const BOX_CONTAINED = 0.9;
/** Of like size: at least this share of the better box's area. A child in front of an adult is smaller. */
export const BOX_LIKE_SIZE = 0.35;
/** Two poses more similar than this are the same person. */
export const POSE_OKS = 0.6;
/** Face and shoulders: two people have no head in one place, whatever the rest of a bad pose says. */
const HEAD = 7;
/** Joints that two poses must both be sure of before they are compared by them. */
const MIN_COMMON = 4;
/** COCO's segments fill about this share of their boxes. */
export const AREA_OF_BOX = 0.53;

/**
 * The best of each group of boxes that show the same person, best first.
 *
 * @param most Keep at most this many.
 */
export function suppressBoxes<T extends { readonly box: Box; readonly score: number }>(
  found: readonly T[],
  most: number,
): T[] {
  return greedy(found, most, ({ box }, better) => isSameBox(box, better.box));
}

/** The best of each group of poses of the same person, best first. */
export function suppressPoses(poses: readonly Pose[], most: number): Pose[] {
  return greedy(poses, most, isSamePose);
}

function isSameBox(box: Box, better: Box): boolean {
  if (iou(box, better) > BOX_IOU) return true;
  const area = box.width * box.height;
  const likeSize = area >= BOX_LIKE_SIZE * better.width * better.height;
  return likeSize && intersectionArea(box, better) > BOX_CONTAINED * area;
}

function isSamePose(pose: Pose, better: Pose): boolean {
  const sure = pose.keypoints.flatMap(({ score }, joint) =>
    score > SURE_JOINT && (better.keypoints[joint]?.score ?? 0) > SURE_JOINT ? [joint] : [],
  );
  const area = better.box.width * better.box.height * AREA_OF_BOX;
  const head = sure.filter((joint) => joint < HEAD);
  if (head.length >= MIN_COMMON && oks(pose.keypoints, better.keypoints, area, head) > POSE_OKS) return true;
  // Too few sure joints in common: two halves of a person, or two people of whom little is seen. Ask all joints then.
  return oks(pose.keypoints, better.keypoints, area, sure.length >= MIN_COMMON ? sure : undefined) > POSE_OKS;
}

function greedy<T extends { readonly score: number }>(
  found: readonly T[],
  most: number,
  isSame: (one: T, better: T) => boolean,
): T[] {
  const kept: T[] = [];
  for (const one of [...found].sort((a, b) => b.score - a.score)) {
    if (kept.length >= most) break;
    if (!kept.some((better) => isSame(one, better))) kept.push(one);
  }
  return kept;
}
