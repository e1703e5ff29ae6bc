// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LIMITS } from '../../src/pose/limits.ts';
import { MOST_SQUADS } from '../../src/runtime/swarm-runtime.ts';

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

test('the most squads and eight guests all have a place on the ballot', () => {
  expect(LIMITS.maxSquads + 8).toBe(MOST_SQUADS);
});

test('the documentation names every limit, with its value', () => {
  const lines = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8').split('\n');
  for (const [name, value] of Object.entries(LIMITS)) {
    const line = lines.find((text) => new RegExp(`\\b${name}\\b`).test(text));
    expect(line, name).toMatch(new RegExp(`\\b${value}\\b`));
  }
});
