// SPDX-License-Identifier: Apache-2.0
import { KEYPOINT_COUNT, SIGMAS } from '../../src/pose/keypoints.ts';
import type { CocoPerson } from '../coco/types.ts';

/** One bar of a reliability diagram. */
export interface ReliabilityBin {
  /** Scores of the bin begin here, and end where the next begins. */
  readonly from: number;
  readonly count: number;
  /** Mean score of the bin's keypoints, and the share of them that are right; 0 when it has none. */
  readonly score: number;
  readonly right: number;
}

export interface Calibration {
  /** Expected calibration error: mean |score - share right| over the bins, by their counts; -1 without a keypoint. */
  readonly ece: number;
  readonly bins: readonly ReliabilityBin[];
}

/** A keypoint's score, and whether it lies within the COCO tolerance. */
export interface Judged {
  readonly score: number;
  readonly right: boolean;
}

const BINS = 10;

/**
 * The labelled joints of a person as their pose has them. Right is a joint whose own OKS with the label is at least 0.5:
 * exp(-d^2 / (2 area (2 sigma)^2)), the term of pycocotools' `computeOks`.
 *
 * @param keypoints 17 x (x, y, score), picture px
 */
export function judgeKeypoints(person: CocoPerson, keypoints: readonly number[]): Judged[] {
  const judged: Judged[] = [];
  for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
    const [x = 0, y = 0, visible = 0] = person.keypoints.slice(3 * joint, 3 * joint + 3);
    if (visible <= 0) continue;
    const [px = Number.NaN, py = Number.NaN, score = 0] = keypoints.slice(3 * joint, 3 * joint + 3);
    const variance = person.area * (2 * (SIGMAS[joint] ?? 0)) ** 2;
    const likeness = Math.exp(-((px - x) ** 2 + (py - y) ** 2) / (2 * (variance + Number.EPSILON)));
    judged.push({ score, right: likeness >= 0.5 });
  }
  return judged;
}

/** Ten bins of equal width and the expected calibration error over them (Guo et al. 2017, arXiv 1706.04599, eq. 5). */
export function calibrationOf(judged: readonly Judged[]): Calibration {
  const bins = Array.from({ length: BINS }, (_, bin): ReliabilityBin => {
    const inside = judged.filter(({ score }) => Math.min(Math.floor(score * BINS), BINS - 1) === bin);
    const mean = (value: (one: Judged) => number): number =>
      inside.length > 0 ? inside.reduce((sum, one) => sum + value(one), 0) / inside.length : 0;
    const [score, right] = [mean((one) => one.score), mean((one) => Number(one.right))];
    return { from: bin / BINS, count: inside.length, score, right };
  });
  const error = bins.reduce((sum, { count, score, right }) => sum + count * Math.abs(score - right), 0);
  return { ece: judged.length > 0 ? error / judged.length : -1, bins };
}
