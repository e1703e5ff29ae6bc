// SPDX-License-Identifier: Apache-2.0
// How unlike a pose is to where somebody is expected.
import { iou } from '../../pose/box.ts';
import { SIGMAS, SURE_JOINT } from '../../pose/keypoints.ts';
import type { Box, Pose } from '../../pose/pose.ts';
import { areaOf } from '../suppress.ts';

/** Where a person is expected; picture px. */
export interface Expected {
  readonly box: Box;
  /** 17 places. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** How sure each joint was, faded by the time since. */
  readonly scores: ArrayLike<number>;
  /** Variance of each place, px² per axis: it grows while nothing is seen. */
  readonly variance: ArrayLike<number>;
}

/** 0 is the same, 1 has nothing in common; those whose distance is not finite are never the same. Pure. */
export type Distance = (pose: Pose, expected: Expected) => number;

/** How much further apart than annotators of COCO two frames may place a joint. */
const LOOSE = 2;
/** With fewer joints that are sure in both only the boxes are compared. */
const MIN_COMMON = 4;
/** How far a whole body may be from where it is expected, in sizes, to be still rather like it. */
const OFF_COURSE = 0.15;

/** One minus the intersection over union of the boxes. */
export const boxDistance: Distance = (pose, expected) => 1 - iou(pose.box, expected.box);

/**
 * One minus the object keypoint similarity of the joints that are sure in both, with the expectation's own variance added
 * to that of each joint; without enough of them as `boxDistance`.
 */
export const jointDistance: Distance = (pose, expected) =>
  jointsApart(compareJoints(pose, expected), boxDistance(pose, expected));

/**
 * How far the body as a whole is from where its speed brings it: limbs swing and single joints err, but their mean keeps its
 * course; it tells apart two people who pass each other. Without enough joints as `boxDistance`.
 */
export const courseDistance: Distance = (pose, expected) =>
  offCourse(compareJoints(pose, expected), expected, boxDistance(pose, expected));

/** The mean of the three: boxes tell people apart from afar, joints and courses those who are close together. */
export const poseDistance: Distance = (pose, expected) => {
  const [boxes, joints] = [boxDistance(pose, expected), compareJoints(pose, expected)];
  return (boxes + jointsApart(joints, boxes) + offCourse(joints, expected, boxes)) / 3;
};

function jointsApart({ similarity, common }: Comparison, boxes: number): number {
  return common >= MIN_COMMON ? 1 - similarity : boxes;
}

function offCourse({ offset, variance, common }: Comparison, { box }: Expected, boxes: number): number {
  if (common < MIN_COMMON) return boxes;
  return 1 - Math.exp(-(offset * offset) / (2 * (OFF_COURSE * OFF_COURSE * areaOf(box) + variance)));
}

interface Comparison {
  /** Joints that are sure in both. */
  readonly common: number;
  /** Their mean similarity, 0..1. */
  readonly similarity: number;
  /** Length of their mean displacement, px. */
  readonly offset: number;
  /** Variance of that mean, px². */
  readonly variance: number;
}

function compareJoints(pose: Pose, { box, x, y, scores, variance }: Expected): Comparison {
  const area = areaOf(box);
  let [common, similarity, offX, offY, spread] = [0, 0, 0, 0, 0];
  for (let joint = 0; joint < pose.keypoints.length; joint++) {
    const keypoint = pose.keypoints[joint]!;
    if (keypoint.score <= SURE_JOINT || scores[joint]! <= SURE_JOINT) continue;
    const scale = LOOSE * 2 * SIGMAS[joint]!;
    const dx = keypoint.x - x[joint]!;
    const dy = keypoint.y - y[joint]!;
    similarity += Math.exp(-(dx * dx + dy * dy) / (2 * (scale * scale * area + variance[joint]!)));
    offX += dx;
    offY += dy;
    spread += variance[joint]!;
    common++;
  }
  const count = Math.max(common, 1);
  return {
    common,
    similarity: similarity / count,
    offset: Math.hypot(offX, offY) / count,
    variance: spread / count / count,
  };
}

/**
 * For somebody who was lost `seconds` ago: how far the pose's middle is from where they were expected, compared with how
 * far people get, and how different their sizes are. Below 1 it may be the same person.
 */
export function returnDistance(pose: Box, expected: Box, seconds: number): number {
  const size = Math.sqrt(expected.width * expected.height);
  const reach = size * Math.min(NEAR + SPEED * seconds, FAR);
  const dx = (pose.xMin + pose.xMax - expected.xMin - expected.xMax) / 2;
  const dy = (pose.yMin + pose.yMax - expected.yMin - expected.yMax) / 2;
  const growth = Math.abs(Math.log(Math.sqrt(pose.width * pose.height) / size)) / Math.log(MOST_GROWTH);
  return Math.hypot(dx / reach, dy / reach, growth) / Math.SQRT2;
}

/** Sizes (square roots of a box's area) that a lost person may be off at once, gets further in a second, and at most. */
const NEAR = 0.5;
const SPEED = 1;
const FAR = 2;
/** A box that has grown or shrunk by more, in the square root of its area, is another person's. */
const MOST_GROWTH = 1.5;
