// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { boxOf } from '../../src/pose/box.ts';
import { createJobList } from '../../src/runtime/job-list.ts';
import type { Member } from '../../src/runtime/members.ts';
import { VOTES_OF_SQUAD } from '../../src/swarm/agents/votes.ts';
import { createRecord } from '../../src/swarm/reputation/reputation.ts';

/** Of a member, a list of jobs looks at its record and its view alone. */
const member = (id: string, unproven = false, joints?: number[]): Member =>
  ({ id, record: createRecord(unproven), squad: { view: joints ? { joints } : {} } }) as unknown as Member;
const people = Array.from({ length: 3 }, (_, i) => ({
  upright: boxOf(i, 0, i + 10, 10),
  reference: { rect: { x0: i, y0: 0, x1: i + 10, y1: 10 }, input: { width: 96, height: 128 }, quarter: 0 as const },
}));
const at = (index: number) => people[index] ?? people[0]!;

describe('a list of jobs', () => {
  test('sends everybody’s first squad before anybody’s second, and those on trial last, where all others look', () => {
    const list = createJobList(100);
    list.muster([member('a'), member('guest', true), member('b')]);
    expect(list.voters.map(({ id }) => id)).toEqual(['a', 'b']);
    list.assign(at, 0, 3, [2, 1, 2]);
    const who = list.jobs.map((job) => `${job.member.id}${job.person}`);
    expect(who).toEqual(['a0', 'a1', 'a2', 'b0', 'b2', 'guest0', 'guest2']);
    expect(list.jobs.map(({ votes }) => votes)).toEqual(who.map((_, i) => 100 + i * VOTES_OF_SQUAD));
    expect(list.jobs[4]).toMatchObject({ box: people[2]?.upright, reference: people[2]?.reference, done: false });
  });

  test('is written anew: the same objects, as many as there are jobs', () => {
    const list = createJobList(0);
    list.muster([member('a'), member('b')]);
    list.assign(at, 0, 2, [2, 2]);
    const before = [...list.jobs];
    for (const job of before) job.done = true;
    list.assign(at, 1, 3, [0, 1, 1]);
    expect(list.jobs).toHaveLength(2);
    for (const [i, job] of list.jobs.entries()) expect(job).toBe(before[i]);
    expect(list.jobs.map(({ person, done }) => [person, done])).toEqual([
      [1, false],
      [2, false],
    ]);
  });

  test('sends those who look at a part after the others, to where it is', () => {
    const list = createJobList(0);
    list.muster([member('near', false, [0, 1]), member('a'), member('b'), member('guest', true, [2])]);
    // Whoever is asked alone has to see the whole person.
    expect(list.voters.map(({ id }) => id)).toEqual(['a', 'near', 'b']);
    list.assign(at, 0, 2, [3, 1]);
    const who = (jobs: typeof list.jobs) => jobs.map((job) => `${job.member.id}${job.person}`);
    expect(who(list.fresh)).toEqual(['a0', 'a1', 'b0']);
    list.follow((person, joints, out) => Object.assign(out, boxOf(person, joints[0] ?? 0, 50, 60)));
    expect(who(list.fresh)).toEqual(['near0', 'guest0']);
    expect(who(list.jobs)).toEqual(['a0', 'a1', 'b0', 'near0', 'guest0']);
    expect(list.jobs.map(({ box }) => box.yMin)).toEqual([0, 0, 0, 0, 2]);
    expect(list.jobs[3]?.box).toEqual(boxOf(0, 0, 50, 60));
    expect(list.jobs[3]?.reference).toBe(people[0]?.reference);
    list.assign(at, 0, 1, [1]);
    list.follow(() => expect.unreachable());
    expect(list.fresh).toEqual([]);
  });

  test('has no jobs where nobody votes', () => {
    const list = createJobList(0);
    list.muster([]);
    list.assign(at, 0, 2, [0, 0]);
    expect(list.jobs).toEqual([]);
  });
});
