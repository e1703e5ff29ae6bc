// SPDX-License-Identifier: Apache-2.0
import { PoseError } from '../../pose/errors.ts';
import type { KeypointName } from '../../pose/keypoints.ts';
import type { Pose } from '../../pose/pose.ts';
import { isSpace, type Where } from './where.ts';

/** A pose and when it was seen. */
export interface TimedPose {
  readonly timeMs: number;
  readonly pose: Pose;
}

/** How fast a keypoint moves: px a second in the picture, metres a second in space (against the hips). */
export interface Velocity {
  readonly name: KeypointName;
  readonly x: number;
  readonly y: number;
  /** 0 in the picture. */
  readonly z: number;
  /** Length of (x, y, z). */
  readonly speed: number;
  /** The lower score of the two keypoints, 0..1. */
  readonly score: number;
}

/**
 * The mean velocity of the 17 keypoints between two sightings of a person.
 *
 * @param where `picture` (default) or `space`; undefined is returned in space when one of the poses has no 3-D.
 * @throws PoseError `bad-option` when `later` is not later than `earlier`, a time is not finite, or `where` is another word.
 */
export function velocities(earlier: TimedPose, later: TimedPose, where: Where = 'picture'): Velocity[] | undefined {
  const seconds = (later.timeMs - earlier.timeMs) / 1000;
  if (!(seconds > 0 && Number.isFinite(seconds))) {
    throw new PoseError('bad-option', `later.timeMs is ${later.timeMs}, expected more than ${earlier.timeMs}`);
  }
  const inSpace = isSpace(where);
  const [before, after] = [earlier, later].map(({ pose }) =>
    inSpace ? pose.keypoints3D : pose.keypoints.map((point) => ({ ...point, z: 0 })),
  );
  if (before === undefined || after === undefined) return undefined;
  return after.map((to, joint) => {
    const from = before[joint] ?? to;
    const [x, y, z] = [(to.x - from.x) / seconds, (to.y - from.y) / seconds, (to.z - from.z) / seconds];
    return { name: to.name, x, y, z, speed: Math.hypot(x, y, z), score: Math.min(from.score, to.score) };
  });
}
