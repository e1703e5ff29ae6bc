// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { programMesh } from '../../../src/swarm/agents/mesh.ts';
import { draftSwarm } from '../../support/random-swarm.ts';
import { swarmOf } from '../../support/swarm-parts.ts';

const { graph, agents } = swarmOf(draftSwarm());

test.each([graph.scout, ...graph.squads])('in $id, wires lead back to agents that acted before', (program) => {
  const team = agents.filter(({ squad }) => squad === program.id);
  const wires = programMesh(program);
  expect(wires.every(([reader, read]) => reader < team.length && read < reader)).toBe(true);
  // Everybody but the stems, who see pixels, reads somebody.
  const stems = program.layers.find(({ op }) => op === 'stem');
  const first = stems && 'agents' in stems ? stems.agents : 0;
  expect(new Set(wires.map(([reader]) => reader)).size).toBe(team.length - first);
});

test('a mesh agent reads four neighbours at most, a refiner its own joint and that joint’s regions', () => {
  const squad = graph.squads[0]!;
  const team = agents.filter(({ squad: id }) => id === squad.id);
  const wires = programMesh(squad);
  const readBy = (id: string) => wires.filter(([reader]) => team[reader]!.id === id).map(([, read]) => team[read]!.id);
  const mix = squad.layers.find((layer) => layer.op === 'mix')!;
  const read = readBy(`${squad.id}/${mix.id}/0`);
  expect(read.length).toBeGreaterThan(0);
  expect(read.length).toBeLessThanOrEqual(4);
  expect(read.every((id) => id.startsWith(`${squad.id}/${mix.from}/`))).toBe(true);
  const wrist = readBy(`${squad.id}/refine/left_wrist`);
  expect(wrist).toContain(`${squad.id}/joint/left_wrist`);
  expect(wrist.filter((id) => id.includes('/joint/'))).toHaveLength(1);
});
