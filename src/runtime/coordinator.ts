// SPDX-License-Identifier: Apache-2.0
// Anytime inference: how many squads each person gets within the time there is.

/** What a budget is made from. */
export interface Means {
  /** Squads that could be asked about each person. */
  readonly squads: number;
  /** Milliseconds until the picture is due; Infinity without a deadline. */
  readonly remainingMs: number;
  /** What one squad costs for one person, milliseconds; 0 when nothing is known yet. */
  readonly squadMs: number;
  /** What each person costs besides: consensus and judges, milliseconds. */
  readonly personMs: number;
  /** Threads that work. */
  readonly hands: number;
}

/**
 * Squads for each person: everybody gets one, and what is left goes to those in need first, evenly.
 *
 * @param needs One number a person, 0..1: how much a better look pays (dissent, motion). Equal needs are served in order.
 */
export function shareSquads(needs: readonly number[], means: Means): number[] {
  const people = needs.length;
  const { squads, remainingMs, squadMs, personMs, hands } = means;
  if (remainingMs === Number.POSITIVE_INFINITY || squads <= 1) return needs.map(() => squads);
  // Of what something costs that was never measured nothing is known: everybody gets one squad, which measures it.
  const affordable = squadMs > 0 ? Math.floor(((remainingMs - people * personMs) * hands) / squadMs) : people;
  const runs = Math.max(people, Math.min(affordable, people * squads));
  const each = Math.floor(runs / people);
  const shares = needs.map(() => each);
  const inNeed = needs.map((need, i) => ({ need, i })).sort((a, b) => b.need - a.need || a.i - b.i);
  for (const { i } of inNeed.slice(0, runs - each * people)) shares[i] = each + 1;
  return shares;
}
