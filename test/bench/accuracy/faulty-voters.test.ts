// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { subsets, withFaults } from '../../../bench/accuracy/faulty-voters.ts';
import { seededRandom } from '../../../bench/seeded-random.ts';

const VOTES = 17 * 4;
/** Squad s says that joint j is at (s, j), sure by half. */
const votes = Float32Array.from({ length: 4 * VOTES }, (_, i) => {
  const [squad, joint, field] = [Math.floor(i / VOTES), Math.floor((i % VOTES) / 4), i % 4];
  return [squad, joint, 0.5, 0][field] ?? 0;
});
const scene = { width: 96, height: 128, earlier: votes.map((v) => v + 50), random: seededRandom(3) };
const squad = (all: Float32Array, index: number) => [...all.subarray(index * VOTES, (index + 1) * VOTES)];

describe('faulty voters', () => {
  test('silent ones are missing, and nobody else changes', () => {
    const left = withFaults(votes, new Set([1, 3]), 'silent', scene);
    for (const one of [0, 2]) expect(squad(left, one)).toEqual(squad(votes, one));
    for (const one of [1, 3]) expect([...squad(left, one)].every(Number.isNaN)).toBe(true);
  });

  test.each(['random', 'stuck', 'colluding'] as const)('%s ones leave the honest votes as they are', (kind) => {
    const changed = withFaults(votes, new Set([1, 2]), kind, scene);
    for (const honest of [0, 3]) expect(squad(changed, honest)).toEqual(squad(votes, honest));
    for (const faulty of [1, 2]) expect(squad(changed, faulty)).not.toEqual(squad(votes, faulty));
  });

  test('stuck ones say what they said before', () => {
    expect(squad(withFaults(votes, new Set([2]), 'stuck', scene), 2)).toEqual(squad(scene.earlier, 2));
  });

  test('random ones stay in the crop', () => {
    const said = squad(withFaults(votes, new Set([0]), 'random', scene), 0);
    for (let i = 0; i < VOTES; i += 4) {
      expect(said[i]).toBeLessThanOrEqual(96);
      expect(said[i + 1]).toBeLessThanOrEqual(128);
      expect(Math.min(said[i]!, said[i + 1]!)).toBeGreaterThanOrEqual(0);
    }
  });

  test('colluders agree on one wrong place, a quarter of the crop away, and are sure', () => {
    const said = withFaults(votes, new Set([1, 2]), 'colluding', scene);
    expect(squad(said, 1)).toEqual(squad(said, 2));
    expect(squad(said, 1).slice(0, 3)).toEqual([0, 32, 1]);
    expect(squad(said, 1).slice(16 * 4, 16 * 4 + 3)).toEqual([0, 16 - 32, 1]);
  });

  test('subsets lists every choice once', () => {
    expect(subsets(4, 0)).toEqual([new Set()]);
    expect(subsets(4, 1)).toHaveLength(4);
    expect(new Set(subsets(4, 2).map((set) => [...set].sort().join())).size).toBe(6);
  });
});
