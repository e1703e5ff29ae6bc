// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { LIMITS } from '../../src/pose/limits.ts';

test('the swarm is bounded by the promised numbers', () => {
  expect([LIMITS.minAgents, LIMITS.maxAgents]).toEqual([100, 1000]);
  expect([LIMITS.minParameters, LIMITS.maxParameters]).toEqual([64, 512]);
  expect(LIMITS.maxWeightsBytes).toBe(1024 * 1024);
});

test('the fewest squads tolerate one faulty squad, and one squad fewer tolerates none', () => {
  const tolerated = (squads: number) => Math.floor((squads - 1) / 3);
  expect(tolerated(LIMITS.minSquads)).toBe(1);
  expect(tolerated(LIMITS.minSquads - 1)).toBe(0);
});
