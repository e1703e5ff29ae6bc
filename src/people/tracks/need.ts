// SPDX-License-Identifier: Apache-2.0
// Who gets the squads that are left over when there is no time for all of them.
import { mean } from '../../pose/mean.ts';
import { sizeOf, type Track } from './track.ts';

/** Whoever goes by so many sizes a second is hard to foresee: somebody who runs. */
const FAST = 2;

/**
 * How much a better look at somebody pays, 0..1: much where squads disagreed about their joints, and where they move fast, so
 * that where they are expected says little.
 */
export function needOf({ dissents, usual, box }: Track): number {
  const motion = Math.min(1, Math.hypot(usual.vx, usual.vy) / (FAST * sizeOf(box)));
  return 1 - (1 - mean(dissents)) * (1 - motion);
}
