// SPDX-License-Identifier: Apache-2.0
// Level 4 is fitted behind all squads. Where fewer have voted (a video that is short of time, a dead squad) it is too sure of itself:
// one vote has no spread, and agrees with itself whatever it says. A line for each number of squads makes its logits true again.
import type { Line } from '../agents/graph.ts';

/** Scores no nearer to 0 or 1 have a logit. */
const LEAST = 1e-6;

/** A probability after its logit was scaled and shifted (Platt 1999). */
export function straighten(score: number, [gain, offset]: Line): number {
  const sure = Math.min(Math.max(score, LEAST), 1 - LEAST);
  return 1 / (1 + Math.exp(-(gain * Math.log(sure / (1 - sure)) + offset)));
}
