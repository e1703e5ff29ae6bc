// SPDX-License-Identifier: Apache-2.0
// A guest's place in memory: lent when it comes, and taken back when it leaves or could not stay after all.
import type { Ground, PlacedBytes } from '../swarm/agents/place-swarm.ts';
import type { Pool } from '../swarm/agents/pool.ts';
import { VOTES_OF_SQUAD } from '../swarm/agents/votes.ts';
import type { Member } from './members.ts';
import type { SwarmMemory } from './memory-map.ts';

/** Bytes of weights and wiring, and of what a program works in. */
export interface RoomBytes extends PlacedBytes {
  readonly work: number;
}

/**
 * A member with memory of its own, which it gives back when it leaves.
 *
 * @param furnish Makes the member, with its weights and wiring in `ground` and its working memory from byte `base` on. When it
 *   throws, the memory is free again.
 * @throws PoseError `bad-weights` when there is no room.
 */
export function inRoom(
  { memory, pools }: SwarmMemory,
  bytes: RoomBytes,
  furnish: (ground: Ground, base: number) => Member,
): Member {
  const lent: (() => void)[] = [];
  const lend = (pool: Pool, size: number): Pool => {
    const part = pool.lend(size);
    lent.push(() => pool.takeBack(part));
    return part;
  };
  const leave = (): void => {
    for (const giveBack of lent.splice(0)) giveBack();
  };
  const { buffer } = memory;
  try {
    const weights = lend(pools.weights, bytes.weights);
    const tables = lend(pools.static, bytes.tables);
    const work = lend(pools.shared, bytes.work);
    const member = furnish({ buffer, weights, tables }, work.start);
    const { squad } = member;
    const vote: typeof squad.vote = (picture, box, reference, votes) => {
      // Whoever leaves while a picture is looked at has nothing to say any more: another guest may have its memory.
      if (lent.length === 0) new Float32Array(buffer).fill(0, votes, votes + VOTES_OF_SQUAD);
      else squad.vote(picture, box, reference, votes);
    };
    return { ...member, squad: { ...squad, vote }, leave };
  } catch (error) {
    leave();
    throw error;
  }
}
