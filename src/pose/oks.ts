// SPDX-License-Identifier: Apache-2.0
import { SIGMAS } from './keypoints.ts';

/** A place in the picture, px. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Object keypoint similarity of two poses, 0..1: the mean over joints of exp(-d² / (2 · area · (2σ)²)), as cocoapi's
 * `cocoeval.py` computes it.
 *
 * @param a 17 places in picture px, in COCO's order.
 * @param b 17 places in picture px, in COCO's order.
 * @param area The person's area in px²: the segment's for ground truth, about 0.53 of the box's otherwise.
 * @param joints Indices of the joints to compare (the labelled ones, say); all 17 when left out. None gives 0.
 */
export function oks(a: readonly Point[], b: readonly Point[], area: number, joints?: Iterable<number>): number {
  let sum = 0;
  let count = 0;
  for (const joint of joints ?? SIGMAS.keys()) {
    sum += jointSimilarity(a[joint]!, b[joint]!, area, joint);
    count++;
  }
  return count > 0 ? sum / count : 0;
}

/** What one joint adds to `oks`, before the mean. */
export function jointSimilarity(a: Point, b: Point, area: number, joint: number): number {
  const scale = 2 * SIGMAS[joint]!;
  const dx = a.x - b.x;
  const dy = a.y - b.y;
  // Number.EPSILON is the guard of cocoapi (np.spacing(1)) against an area of 0.
  return Math.exp(-(dx * dx + dy * dy) / (2 * scale * scale * (area + Number.EPSILON)));
}
