// SPDX-License-Identifier: Apache-2.0
// By how much somebody who was found is turned: squads are to see them upright in the next frame.
import { QUARTERS, type Quarter } from '../pose/quarter.ts';

/** Joints that score less do not tell. */
const SURE = 0.3;
/** A torso that is shorter than this, as a share of the person's size, is seen from its end. */
const LEAST_TORSO = 0.25;
/** Radians beyond which somebody is turned by another quarter than before: both do near an eighth of a turn. */
const KEEP = (60 * Math.PI) / 180;
/** Joints at the ends of a torso. */
export const SHOULDERS = [5, 6] as const;
export const HIPS = [11, 12] as const;
const TORSO = [...SHOULDERS, ...HIPS];

/**
 * By how many quarters a person is turned clockwise, by where their shoulders and hips are.
 *
 * @param x Of the 17 joints, picture px.
 * @param scores Of the joints, 0..1.
 * @param size Square root of the person's area, px.
 * @param last What it was before.
 * @returns `last` where the joints do not tell.
 */
export function quarterOf(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  scores: ArrayLike<number>,
  size: number,
  last: Quarter,
): Quarter {
  for (const joint of TORSO) if (!((scores[joint] ?? 0) > SURE)) return last;
  const dx = middle(x, SHOULDERS) - middle(x, HIPS);
  const dy = middle(y, SHOULDERS) - middle(y, HIPS);
  if (Math.hypot(dx, dy) < LEAST_TORSO * size) return last;
  const lean = Math.atan2(dx, -dy);
  if (Math.abs(wrapped(lean - (last * Math.PI) / 2)) < KEEP) return last;
  return QUARTERS[((Math.round(lean / (Math.PI / 2)) % 4) + 4) % 4] ?? last;
}

function middle(values: ArrayLike<number>, [a, b]: readonly [number, number]): number {
  return ((values[a] ?? 0) + (values[b] ?? 0)) / 2;
}

/** An angle in [-π, π). */
function wrapped(angle: number): number {
  return angle - 2 * Math.PI * Math.floor((angle + Math.PI) / (2 * Math.PI));
}
