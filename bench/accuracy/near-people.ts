// SPDX-License-Identifier: Apache-2.0
// Two people who come near each other: who is still found, by their distance in shoulder widths.
import type { Detector } from '../../src/index.ts';
import type { Point } from '../../src/pose/oks.ts';
import type { Pose } from '../../src/pose/pose.ts';
import { type CutOut, paste, plainRoom } from './cut-outs.ts';

export interface NearLine {
  /** From the middle of one's hips to the other's, in the mean of their shoulder widths. */
  readonly distance: number;
  readonly pairs: number;
  /** Share of the people who are found. */
  readonly recall: number;
  /** Share of the pairs of whom both are found. */
  readonly both: number;
}

export const DISTANCES: readonly number[] = [3, 2.5, 2, 1.5, 1.25, 1, 0.75, 0.5];
const [WIDTH, HEIGHT, FLOOR] = [960, 480, 440];
/** The second one stands so much nearer, px. */
const NEARER = 10;
const TORSO = [5, 6, 11, 12];
/** A pose is somebody's whose shoulders and hips lie so near theirs on average, as a share of their height. */
const THEIRS = 0.1;

/** Every pair stands in a plain room, the second one in front. */
export async function judgeNear(
  detector: Detector,
  pairs: readonly (readonly [CutOut, CutOut])[],
  distance: number,
): Promise<NearLine> {
  let [found, both] = [0, 0];
  for (const [behind, before] of pairs) {
    const room = plainRoom(WIDTH, HEIGHT);
    const half = (distance * (behind.shoulders + before.shoulders)) / 4;
    const truths = [
      { size: behind.size, joints: paste(room, behind, WIDTH / 2 - half, FLOOR) },
      { size: before.size, joints: paste(room, before, WIDTH / 2 + half, FLOOR + NEARER) },
    ];
    const count = matched(await detector.estimatePoses(room), truths);
    found += count;
    both += count === 2 ? 1 : 0;
  }
  return { distance, pairs: pairs.length, recall: found / (2 * pairs.length), both: both / pairs.length };
}

/** How many people have a pose of their own, the nearest first. */
function matched(poses: readonly Pose[], truths: readonly { size: number; joints: readonly Point[] }[]): number {
  const candidates = poses
    .flatMap((pose, p) => truths.map(({ size, joints }, t) => ({ p, t, off: off(pose, joints) / size })))
    .filter((candidate) => candidate.off < THEIRS)
    .sort((a, b) => a.off - b.off);
  const [taken, found] = [new Set<number>(), new Set<number>()];
  for (const { p, t } of candidates) {
    if (taken.has(p) || found.has(t)) continue;
    taken.add(p);
    found.add(t);
  }
  return found.size;
}

/** Mean distance of shoulders and hips, px. */
function off({ keypoints }: Pose, joints: readonly Point[]): number {
  const each = TORSO.map((joint) => {
    const [seen, is] = [keypoints[joint], joints[joint]];
    return seen && is ? Math.hypot(seen.x - is.x, seen.y - is.y) : Number.POSITIVE_INFINITY;
  });
  return each.reduce((sum, one) => sum + one, 0) / each.length;
}
