// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CONSENSUS } from '../../../src/swarm/agents/votes.ts';
import {
  createRecord,
  FAULTY_BELOW,
  isAsked,
  observe,
  PROVEN_FROM,
  penalise,
  RECOVERED_REPUTATION,
  recover,
  similarityToConsensus,
  weightOf,
} from '../../../src/swarm/reputation/reputation.ts';

const times = (count: number, work: () => void): void => {
  for (let i = 0; i < count; i++) work();
};

describe('a squad’s record', () => {
  test('is clean at first, and a squad nobody vouches for votes without weight', () => {
    expect(createRecord()).toMatchObject({ reputation: 1, standing: 'active', faults: 0 });
    expect(weightOf(createRecord())).toBe(1);
    const stranger = createRecord(true);
    expect([stranger.standing, isAsked(stranger), weightOf(stranger)]).toEqual(['probation', true, 0]);
  });

  test('forgives an outlier and ends with six in a row', () => {
    const record = createRecord();
    times(5, () => observe(record, 0.1));
    expect(record.standing).toBe('active');
    observe(record, 0.1);
    expect(record).toMatchObject({ standing: 'faulty', faults: 1 });
    expect(record.reputation).toBeLessThan(FAULTY_BELOW);
    expect([isAsked(record), weightOf(record)]).toEqual([false, 0]);
    const forgiven = createRecord();
    observe(forgiven, 0.1);
    times(60, () => observe(forgiven, 0.9));
    expect(forgiven.reputation).toBeGreaterThan(0.97);
  });

  test('comes back on probation with half its reputation’s weight, and proves itself', () => {
    const record = createRecord();
    penalise(record, 1);
    recover(record);
    expect(record).toMatchObject({ reputation: RECOVERED_REPUTATION, standing: 'probation' });
    expect(weightOf(record)).toBeCloseTo(RECOVERED_REPUTATION / 2, 9);
    while (record.standing === 'probation') observe(record, 0.95);
    expect(record.standing).toBe('active');
    expect(record.reputation).toBeGreaterThanOrEqual(PROVEN_FROM);
    const stranger = createRecord(true);
    while (stranger.standing === 'probation') observe(stranger, 0.95);
    expect(weightOf(stranger)).toBe(1);
  });

  test('stays within 0 and 1 whatever is observed, and is never faulty twice without a recovery', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (similarities) => {
        const record = createRecord();
        for (const similarity of similarities) observe(record, similarity);
        expect(record.reputation).toBeGreaterThanOrEqual(0);
        expect(record.reputation).toBeLessThanOrEqual(1);
        expect(record.faults).toBeLessThanOrEqual(1);
        expect(record.faults === 1).toBe(record.standing === 'faulty');
      }),
    );
  });

  test('weighs fully while it is good, and less as it gets worse', () => {
    const record = createRecord();
    observe(record, 0.1);
    expect(weightOf(record)).toBe(1);
    times(3, () => observe(record, 0.1));
    expect(weightOf(record)).toBeCloseTo(0.52 / PROVEN_FROM, 9);
  });

  test('of a silenced squad does not make it faulty', () => {
    const record = createRecord();
    record.standing = 'silenced';
    penalise(record, 1);
    expect([record.standing, record.faults]).toEqual(['silenced', 0]);
  });
});

describe('the likeness to the consensus', () => {
  const f32 = new Float32Array(17 * 12);
  const results = 17 * 4;
  const area = 4000;
  function poll(dx: number, { live = 4, joints = 17 } = {}): number | undefined {
    for (let joint = 0; joint < 17; joint++) {
      f32.set([joint + dx, joint * 2, 0.5, 1], joint * 4);
      const at = results + joint * 8;
      f32.fill(0, at, at + 8);
      f32[at + CONSENSUS.x] = joint;
      f32[at + CONSENSUS.y] = joint * 2;
      f32[at + CONSENSUS.accepted] = joint < joints ? 1 : 0;
      f32[at + CONSENSUS.live] = live;
    }
    return similarityToConsensus(f32, 0, results, area);
  }

  test('is 1 for the same pose and falls with the distance', () => {
    expect(poll(0)).toBe(1);
    expect(poll(3)).toBeLessThan(1);
    expect(poll(3)).toBeGreaterThan(poll(6) ?? 1);
    expect(poll(500)).toBeCloseTo(0, 9);
  });

  test('is 0 for votes that are no numbers', () => {
    expect(poll(Number.NaN)).toBe(0);
    expect(poll(Number.POSITIVE_INFINITY)).toBe(0);
  });

  test('leaves out joints that the squad cannot see, unless it sees hardly any', () => {
    function sees(count: number, far: number): number | undefined {
      poll(0);
      for (let joint = count; joint < 17; joint++) f32.set([far, far, 0.5, -1], joint * 4);
      return similarityToConsensus(f32, 0, results, area);
    }
    expect(sees(8, 500)).toBe(1);
    expect(sees(4, 500)).toBeUndefined();
  });

  test('is not known where too few squads voted, or agreed on too few joints', () => {
    expect(poll(0, { live: 2 })).toBeUndefined();
    expect(poll(0, { joints: 8 })).toBeUndefined();
    expect(poll(0, { joints: 9 })).toBe(1);
  });
});
