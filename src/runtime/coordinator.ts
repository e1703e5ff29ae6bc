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
 * @param shares Written and returned when given.
 */
export function shareSquads(needs: readonly number[], means: Means, shares: number[] = []): number[] {
  const people = needs.length;
  const { squads, remainingMs, squadMs, personMs, hands } = means;
  if (remainingMs === Number.POSITIVE_INFINITY || squads <= 1) return fill(shares, people, squads);
  // Of what something costs that was never measured nothing is known: everybody gets one squad, which measures it.
  const affordable = squadMs > 0 ? Math.floor(((remainingMs - people * personMs) * hands) / squadMs) : people;
  const runs = Math.max(people, Math.min(affordable, people * squads));
  const each = Math.floor(runs / people);
  fill(shares, people, each);
  // The neediest first, of equal ones the first; as few as they are, looking through all for each costs nothing.
  for (let left = runs - each * people; left > 0; left--) {
    let neediest = -1;
    for (let i = 0; i < people; i++) {
      if (shares[i] === each && (neediest < 0 || (needs[i] ?? 0) > (needs[neediest] ?? 0))) neediest = i;
    }
    if (neediest >= 0) shares[neediest] = each + 1;
  }
  return shares;
}

function fill(list: number[], length: number, value: number): number[] {
  if (list.length !== length) list.length = length;
  return list.fill(value);
}
