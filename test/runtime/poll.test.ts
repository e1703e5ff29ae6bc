// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, test } from 'vitest';
import { personCrop } from '../../src/frame/crop.ts';
import { boxOf } from '../../src/pose/box.ts';
import type { Job } from '../../src/runtime/crew.ts';
import type { Member } from '../../src/runtime/members.ts';
import { createPoll } from '../../src/runtime/poll.ts';
import { createSupervisor } from '../../src/runtime/supervisor.ts';
import { CONSENSUS, VOTES_OF_SQUAD } from '../../src/swarm/agents/votes.ts';
import { WINDOW_FLOATS } from '../../src/swarm/consensus/abstain.ts';
import { createConsensus } from '../../src/swarm/consensus/consensus.ts';
import { createRecord } from '../../src/swarm/reputation/reputation.ts';
import { REFERENCE_VIEW } from '../../src/swarm/squads/squad.ts';
import { swarmParts } from '../support/swarm-parts.ts';

const INPUT = { width: 96, height: 128 };
const BOX = boxOf(100, 100, 148, 228);
const REFERENCE = { rect: personCrop(BOX, REFERENCE_VIEW, INPUT), input: INPUT, quarter: 0 as const };
const DEAF = { fault() {}, recovery() {}, worker() {}, degraded() {} };

/** Of a member, a poll and its supervisor look at these alone. */
function member(id: string, scale = 1.25): Member {
  const squad = { view: { scale, dx: 0, dy: 0, mirror: false }, input: INPUT };
  return { id, record: createRecord(false), squad, lies: false } as unknown as Member;
}

describe('the poll about a person', () => {
  const { context } = swarmParts();
  const { f32, shared } = context;
  const ballot = createConsensus(4, context);
  const own = shared.allocate(8 * VOTES_OF_SQUAD * 4) / 4;
  const seen = shared.allocate(WINDOW_FLOATS * 4) / 4;
  let [a, b, c]: Member[] = [];
  let voters: Member[] = [];
  let jobs: Job[] = [];

  beforeEach(() => {
    voters = ['a', 'b', 'c'].map((id) => member(id));
    [a, b, c] = voters;
    jobs = [];
  });

  /** A job whose squad has all joints in one place of the reference crop. */
  function job(who: Member | undefined, x: number, y = 40, person = 0, done = true): void {
    if (who === undefined) return;
    const votes = own + jobs.length * VOTES_OF_SQUAD;
    for (let joint = 0; joint < 17; joint++) f32.set([x, y, 0.5, 1], votes + joint * 4);
    jobs.push({ person, member: who, box: BOX, reference: REFERENCE, votes, done });
  }

  function open() {
    const members = () => voters;
    const supervisor = createSupervisor(
      f32,
      members,
      [],
      INPUT,
      DEAF,
      () => undefined,
      () => false,
    );
    return createPoll(f32, { jobs, fresh: jobs, voters }, ballot, supervisor, seen);
  }

  const ballotX = (voting: number) => Array.from({ length: voting }, (_, i) => f32[ballot.votes + i * VOTES_OF_SQUAD]);

  test('gathers the votes of those who have answered and count, in the order of the voters', () => {
    job(c, 30);
    job(a, 10);
    job(b, 20, 40, 0, false);
    job(b, 99, 40, 1);
    const poll = open();
    expect([poll.gather(0), ballotX(2)]).toEqual([2, [10, 30]]);
    expect([poll.gather(1), ballotX(1)]).toEqual([1, [99]]);
    if (a) a.record.standing = 'silenced';
    expect([poll.gather(0), ballotX(1)]).toEqual([1, [30]]);
  });

  test('sends liars to lie, and does not take what cannot be a vote', () => {
    job(a, 10);
    job(b, Number.NaN);
    job(c, 10);
    if (c) c.lies = true;
    const poll = open();
    poll.receive();
    expect(jobs.map(({ done }) => done)).toEqual([true, false, true]);
    expect([poll.gather(0), ballotX(2)]).toEqual([2, [10, 50]]);
    expect(b?.record.standing).toBe('faulty');
  });

  test('finds a part by what those say who have answered', () => {
    job(a, 48, 20);
    job(b, 48, 20);
    const out = boxOf(0, 0, 0, 0);
    open().locate(0, { upright: BOX, reference: REFERENCE }, [0, 1, 2], out);
    // 60 x 80 px of reference crop to 96 x 128; the part is a quarter of the person.
    expect((out.xMin + out.xMax) / 2).toBeCloseTo(124, 3);
    expect((out.yMin + out.yMax) / 2).toBeCloseTo(REFERENCE.rect.y0 + 20 * 1.25, 3);
    expect(out.height).toBeCloseTo(32, 3);
  });

  test('judges everybody who has answered', () => {
    job(a, 48);
    job(b, 48);
    job(c, 90, 120);
    const poll = open();
    ballot.decide(poll.gather(0));
    expect(f32[ballot.results + CONSENSUS.x]).toBe(48);
    const told: string[] = [];
    const judge = (who: Member) => void told.push(who.id);
    const supervisor = { judge, judgeHead() {}, admit: () => true, conclude() {}, endFrame() {} };
    createPoll(f32, { jobs, fresh: jobs, voters }, ballot, supervisor, seen).judge(0, 5000);
    expect(told).toEqual(['a', 'b', 'c']);
  });
});
