// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { boxOf } from '../../src/pose/box.ts';
import { inRoom } from '../../src/runtime/guest-room.ts';
import { inviteSquad } from '../../src/runtime/guests.ts';
import type { Member } from '../../src/runtime/members.ts';
import { VOTES_OF_SQUAD } from '../../src/swarm/agents/votes.ts';
import { resampleScratchBytes } from '../../src/swarm/kernels/kernels.ts';
import { badWeights } from '../support/bad-weights.ts';
import { randomSwarm } from '../support/random-swarm.ts';
import { swarmParts } from '../support/swarm-parts.ts';

const file = randomSwarm(3);
const SCRATCH = resampleScratchBytes(512, 512);

function open() {
  const { memory, context } = swarmParts();
  const used = () => Object.values(memory.pools).map((pool) => pool.used);
  const invite = (id: string): Member => inviteSquad(file, undefined, id, memory, context, SCRATCH);
  return { memory, context, used, invite };
}

test('a guest that leaves gives all its memory back, once', () => {
  const { used, invite } = open();
  const before = used();
  const [first, second] = [invite('guest-1'), invite('guest-2')];
  const both = used();
  expect(both).not.toEqual(before);
  first.leave?.();
  first.leave?.();
  const third = invite('guest-3');
  expect(used()).toEqual(both);
  second.leave?.();
  third.leave?.();
  expect(used()).toEqual(before);
});

test('a guest that cannot stay leaves nothing behind, whatever it was that failed', () => {
  const { memory, used } = open();
  const before = used();
  const fail = (work: number) =>
    inRoom(memory, { weights: 4096, tables: 1024, work }, (ground) => {
      ground.weights.allocate(4096);
      throw new Error('it does not fit in');
    });
  expect(() => fail(4096)).toThrow(/does not fit in/);
  expect(used()).toEqual(before);
  expect(() => fail(1 << 30)).toThrow(badWeights(/bytes of shared memory/));
  expect(used()).toEqual(before);
});

test('a guest that left while it was asked says nothing, though another one has its memory', () => {
  const { context, invite } = open();
  const { f32 } = context;
  const votes = context.shared.allocate(VOTES_OF_SQUAD * 4) / 4;
  const picture = { pointer: 20 << 20, width: 8, height: 8, factor: 1, tone: new Int32Array(7) };
  const box = boxOf(0, 0, 8, 8);
  const reference = { rect: { x0: 0, y0: 0, x1: 8, y1: 8 }, input: { width: 96, height: 128 }, quarter: 0 } as const;
  const said = (member: Member): number[] => {
    f32.fill(7, votes, votes + VOTES_OF_SQUAD);
    member.squad.vote(picture, box, reference, votes);
    return [...f32.subarray(votes, votes + VOTES_OF_SQUAD)];
  };
  const first = invite('guest-1');
  const word = said(first);
  expect(word.some((value) => value !== 0 && value !== 7)).toBe(true);
  first.leave?.();
  const second = invite('guest-2');
  expect(said(first)).toEqual(Array(VOTES_OF_SQUAD).fill(0));
  expect(said(second)).toEqual(word);
});
