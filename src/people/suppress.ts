// SPDX-License-Identifier: Apache-2.0
// The same person, proposed or posed twice, is one person.
import { intersectionArea, iou } from '../pose/box.ts';
import { FACE_END, SURE_JOINT } from '../pose/keypoints.ts';
import { mean } from '../pose/mean.ts';
import { jointSimilarity, oks, type Point } from '../pose/oks.ts';
import type { Box, Keypoint, Pose } from '../pose/pose.ts';
import { HIPS, SHOULDERS } from './lean.ts';

/**
 * Two boxes that overlap more than this show the same person. Those that overlap less may as well be two people near each other, or a
 * vague box and a better one of the same person: squads look at both, and poses tell.
 */
export const BOX_IOU = 0.8;
/** A box of which more than this lies in a better one of like size is a part of the same person, or of somebody close by. */
export const BOX_CONTAINED = 0.9;
/** Of like size: at least this share of the better box's area. A child in front of an adult is smaller. */
export const BOX_LIKE_SIZE = 0.35;
/** Two poses more similar than this are the same person. */
export const POSE_OKS = 0.6;
/** Face and shoulders: two people have no head in one place, whatever the rest of a bad pose says. */
const HEAD = 7;
/** From here on hips, knees and ankles. */
const LEGS = 11;
const FACE = Array.from({ length: FACE_END }, (_, joint) => joint);
/** A head is in somebody's chest from this share of the way between their shoulders and hips on. */
const IN_CHEST = 0.1;
/** And up to this share of that way beside it. */
const BESIDE_CHEST = 0.4;
/** A body that is less sure than this share of the part's score takes nothing over. */
const BODY_SCORE = 0.5;
/** Who is less sure than this share of a person's score has no say about where their joints are. */
const WITNESS_SCORE = 0.5;
/** A joint that is less similar than this to the best pose's is somewhere else. */
const SAME_JOINT = 0.3;
/** Joints that two poses must both be sure of before they are compared by them. */
const MIN_COMMON = 4;
/** COCO's segments fill about this share of their boxes. */
export const AREA_OF_BOX = 0.53;

/**
 * The best of each group of boxes that show the same person, best first.
 *
 * @param most Keep at most this many.
 * @param parts Whether boxes that lie in better ones are kept, too.
 */
export function suppressBoxes<T extends { readonly box: Box; readonly score: number }>(
  found: readonly T[],
  most: number,
  parts: boolean,
): T[] {
  return greedy(
    found,
    most,
    ({ box }, { box: better }) => iou(box, better) > BOX_IOU || (!parts && isPart(box, better)),
  );
}

/** The best of each group of poses of the same person, best first. */
export function suppressPoses(poses: readonly Pose[], most: number): Pose[] {
  return greedy(wholePoses(poses), most, isSamePose);
}

/**
 * The same, where somebody was looked at in several boxes: a joint lies in the mean of what the group's poses say of it, as far as they
 * are nearly as sure and agree with the best one. All else is the best one's.
 */
export function mergePoses(poses: readonly Pose[], most: number): Pose[] {
  const whole = wholePoses(poses);
  return greedy(whole, most, isSamePose).map((best) => {
    const others = whole.filter(
      (pose) => pose !== best && pose.score >= WITNESS_SCORE * best.score && isSamePose(pose, best),
    );
    if (others.length === 0) return best;
    const area = areaOf(best.box);
    return { ...best, keypoints: best.keypoints.map((own, joint) => meanJoint(own, joint, best.score, others, area)) };
  });
}

function meanJoint(own: Keypoint, joint: number, score: number, others: readonly Pose[], area: number): Keypoint {
  let weight = own.score;
  let x = own.x * weight;
  let y = own.y * weight;
  for (const other of others) {
    const said = other.keypoints[joint];
    if (!said || jointSimilarity(said, own, area, joint) < SAME_JOINT) continue;
    const share = (said.score * other.score) / score;
    weight += share;
    x += said.x * share;
    y += said.y * share;
  }
  return weight > 0 ? { ...own, x: x / weight, y: y / weight } : own;
}

/** Without those that are parts of others. */
function wholePoses(poses: readonly Pose[]): Pose[] {
  const whole = new Set(poses);
  // One after the other, so that of two that are parts of each other one is left.
  for (const pose of poses)
    if (poses.some((body) => body !== pose && whole.has(body) && isPartOf(pose, body))) whole.delete(pose);
  return [...whole];
}

/**
 * Whether a pose has its head in somebody's chest and stands on their legs: it may be the surer of the two, and is the lower
 * part of that body all the same. Whoever hangs their own head so low says nothing about others.
 */
function isPartOf(pose: Pose, body: Pose): boolean {
  if (body.score < BODY_SCORE * pose.score) return false;
  const legs = sureJoints(pose, body).filter((joint) => joint >= LEGS);
  if (legs.length < MIN_COMMON || oks(pose.keypoints, body.keypoints, areaOf(body.box), legs) <= POSE_OKS) return false;
  const [head, own] = [middleOfSure(pose, FACE), middleOfSure(body, FACE)];
  return head !== undefined && own !== undefined && isInChest(head, body) && !isInChest(own, body);
}

function isInChest(head: Point, body: Pose): boolean {
  const [shoulders, hips] = [middleOfSure(body, SHOULDERS), middleOfSure(body, HIPS)];
  if (!shoulders || !hips) return false;
  // Where the head is along the torso, 0 at the shoulders, 1 at the hips, and how far from its middle line, in its lengths.
  const [x, y] = [hips.x - shoulders.x, hips.y - shoulders.y];
  const [dx, dy] = [head.x - shoulders.x, head.y - shoulders.y];
  const along = (dx * x + dy * y) / (x * x + y * y);
  const aside = Math.abs(dx * y - dy * x) / (x * x + y * y);
  return along > IN_CHEST && along < 1 && aside < BESIDE_CHEST;
}

/** The middle of those of these joints of which a pose is sure. */
function middleOfSure({ keypoints }: Pose, joints: readonly number[]): Point | undefined {
  const sure = joints.flatMap((joint) => keypoints[joint] ?? []).filter(({ score }) => score > SURE_JOINT);
  if (sure.length === 0) return undefined;
  return { x: mean(sure.map(({ x }) => x)), y: mean(sure.map(({ y }) => y)) };
}

function isPart(box: Box, better: Box): boolean {
  const area = box.width * box.height;
  const likeSize = area >= BOX_LIKE_SIZE * better.width * better.height;
  return likeSize && intersectionArea(box, better) > BOX_CONTAINED * area;
}

function isSamePose(pose: Pose, better: Pose): boolean {
  const sure = sureJoints(pose, better);
  const area = areaOf(better.box);
  const head = sure.filter((joint) => joint < HEAD);
  if (head.length >= MIN_COMMON && oks(pose.keypoints, better.keypoints, area, head) > POSE_OKS) return true;
  // Too few sure joints in common: two halves of a person, or two people of whom little is seen. Ask all joints then.
  return oks(pose.keypoints, better.keypoints, area, sure.length >= MIN_COMMON ? sure : undefined) > POSE_OKS;
}

/** Joints of which both are sure. */
function sureJoints(one: Pose, other: Pose): number[] {
  return one.keypoints.flatMap(({ score }, joint) =>
    score > SURE_JOINT && (other.keypoints[joint]?.score ?? 0) > SURE_JOINT ? [joint] : [],
  );
}

/** About the area of the person in a box, px². */
export function areaOf({ width, height }: Box): number {
  return width * height * AREA_OF_BOX;
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
