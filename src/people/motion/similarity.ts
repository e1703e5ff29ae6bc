// SPDX-License-Identifier: Apache-2.0
import { checkNumber } from '../../pose/check.ts';
import { MIRROR, SIGMAS } from '../../pose/keypoints.ts';
import { oks, type Point } from '../../pose/oks.ts';
import type { Pose } from '../../pose/pose.ts';

export interface SimilarityOptions {
  /** Compare with the second pose's mirror image, its left and right exchanged; `either` takes the better of both. */
  readonly mirror?: boolean | 'either';
  /** Joints that score less in one of the poses are not compared, 0..1; default 0.2. */
  readonly minScore?: number;
}

/** Fewer common joints than this are no pose. */
const MIN_JOINTS = 4;
/** Area of a person whose joints lie, in the root of the mean square, at distance 1 from their middle. */
const UNIT_AREA = 3;

/**
 * How alike two poses are, 0..1, wherever and however large the people are: the object keypoint similarity after both
 * have been moved to the middle of their common joints and scaled so that these lie at distance 1 from it in the root of
 * the mean square. A person turned on the spot is another pose.
 *
 * @returns NaN when fewer than four joints are sure in both, or all of them lie in one place.
 * @throws PoseError `bad-option` when `minScore` is not 0..1.
 */
export function poseSimilarity(a: Pose, b: Pose, { mirror = false, minScore = 0.2 }: SimilarityOptions = {}): number {
  checkNumber(minScore, 'minScore', 1);
  if (mirror === 'either') {
    const both = [false, true].map((one) => poseSimilarity(a, b, { mirror: one, minScore }));
    const known = both.filter((value) => !Number.isNaN(value));
    return known.length > 0 ? Math.max(...known) : Number.NaN;
  }
  const other = mirror ? mirrored(b) : b.keypoints;
  const sure = [...SIGMAS.keys()].filter(
    (joint) => (a.keypoints[joint]?.score ?? 0) >= minScore && (other[joint]?.score ?? 0) >= minScore,
  );
  const [one, two] = [normalised(a.keypoints, sure), normalised(other, sure)];
  if (sure.length < MIN_JOINTS || one === undefined || two === undefined) return Number.NaN;
  return oks(one, two, UNIT_AREA, sure);
}

function mirrored({ keypoints }: Pose): (Point & { readonly score: number })[] {
  return MIRROR.map((joint) => {
    const { x = 0, y = 0, score = 0 } = keypoints[joint] ?? {};
    return { x: -x, y, score };
  });
}

/** All keypoints, moved and scaled as the joints named; undefined when these have no extent. */
function normalised(points: readonly Point[], joints: readonly number[]): Point[] | undefined {
  const chosen = joints.map((joint) => points[joint] ?? { x: 0, y: 0 });
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(chosen.map((point) => point.x)), mean(chosen.map((point) => point.y))];
  const size = Math.sqrt(mean(chosen.map((point) => (point.x - x) ** 2 + (point.y - y) ** 2)));
  if (!(size > 0)) return undefined;
  return points.map((point) => ({ x: (point.x - x) / size, y: (point.y - y) / size }));
}
