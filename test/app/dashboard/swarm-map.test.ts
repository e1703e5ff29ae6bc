// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { CELL, cellAt, layOut, neighbour } from '../../../app/dashboard/swarm-map.ts';
import type { AgentHealth } from '../../../src/runtime/agents.ts';
import { draftSwarm } from '../../support/random-swarm.ts';
import { swarmOf } from '../../support/swarm-parts.ts';

const agents = swarmOf(draftSwarm()).agents.map(
  (spec): AgentHealth => ({ ...spec, state: 'active', reputation: 1, costMs: 0.1 }),
);
const roster = { agents, squads: [], mesh: [] };

describe.each([300, 700])('on a panel %i px wide', (width) => {
  const map = layOut(roster, width);

  test('every agent has a cell of its own, inside, in the roster’s order', () => {
    expect(map.cells.map(({ agent }) => agent)).toEqual(agents);
    expect(map.cells.every(({ x, y }) => x >= 0 && y >= 0 && x + CELL <= width && y + CELL <= map.height)).toBe(true);
    expect(new Set(map.cells.map(({ x, y }) => `${Math.round(x)} ${Math.round(y)}`)).size).toBe(agents.length);
  });

  test('teams stand apart, each below its title', () => {
    expect(map.blocks.map(({ id }) => id)).toEqual([...new Set(agents.map(({ squad }) => squad))]);
    for (const { id, x, y, width: wide } of map.blocks) {
      const own = map.cells.filter(({ agent }) => agent.squad === id);
      expect(own.every((cell) => cell.x >= x && cell.x + CELL <= x + wide + 0.001 && cell.y > y)).toBe(true);
    }
  });

  test('a click finds the cell under it, and nothing between the teams', () => {
    const cell = map.cells[40]!;
    expect(cellAt(map, cell.x + CELL / 2, cell.y + CELL / 2)).toBe(cell);
    expect(cellAt(map, -20, -20)).toBeUndefined();
  });
});

test('arrow keys go to the nearest cell that way', () => {
  const map = layOut(roster, 400);
  const from = map.cells[10]!;
  expect(neighbour(map, from, 'ArrowRight')!.x).toBeGreaterThan(from.x);
  expect(neighbour(map, from, 'ArrowRight')!.y).toBe(from.y);
  expect(neighbour(map, from, 'ArrowDown')!.y).toBeGreaterThan(from.y);
  expect(neighbour(map, from, 'Enter')).toBeUndefined();
});
