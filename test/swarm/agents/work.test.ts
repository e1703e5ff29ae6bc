// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { agentWork, programWork } from '../../../src/swarm/agents/work.ts';
import { draftSwarm } from '../../support/random-swarm.ts';
import { swarmOf } from '../../support/swarm-parts.ts';

test('an agent’s multiply-adds are its weights’ times its pixels’, and a program’s are its agents’', () => {
  const squad = swarmOf(draftSwarm()).graph.squads[0]!;
  const work = agentWork(squad);
  // A 96 x 128 input: the stem writes 48 x 64 pixels, the layers at an eighth 12 x 16.
  expect(work.get('stem')).toBe(48 * 64 * 27 * 16);
  expect(work.get('b0')).toBe(12 * 16 * (9 * 16 + 256));
  expect(work.get('refine')).toBe(64);
  expect(work.get('decode')).toBe(0);
  const sum = squad.layers.reduce(
    (all, layer) => all + (work.get(layer.id) ?? 0) * ('agents' in layer ? layer.agents : 0),
    0,
  );
  expect(programWork(squad)).toBe(sum);
  expect(sum).toBeGreaterThan(1e6);
});
