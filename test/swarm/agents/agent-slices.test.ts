// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { groundOf } from '../../../src/runtime/memory-map.ts';
import { programSlices, sharedSlices } from '../../../src/swarm/agents/agent-slices.ts';
import { placeSwarm } from '../../../src/swarm/agents/place-swarm.ts';
import { addPersonJudges } from '../../support/random-swarm.ts';
import { swarmOf, swarmParts } from '../../support/swarm-parts.ts';
import { draftWithSection } from '../../support/trained-section.ts';

test('every agent has its own bytes, as many as it has parameters, within its program’s', () => {
  const swarm = swarmOf(addPersonJudges(draftWithSection('temporal')));
  const { memory } = swarmParts();
  const placed = placeSwarm(swarm, groundOf(memory));
  const slices = new Map([
    ...programSlices(placed.scout),
    ...placed.squads.flatMap((squad) => [...programSlices(squad)]),
    ...sharedSlices(placed, swarm.graph),
  ]);
  expect([...slices.keys()]).toEqual(swarm.agents.map(({ id }) => id));
  for (const { id, parameters } of swarm.agents) {
    const bytes = (slices.get(id) ?? []).reduce((sum, { start, end }) => sum + end - start, 0);
    // Small agents are stored as 64 numbers; every other one as it is.
    expect(bytes, id).toBe(parameters * 4);
  }
  const all = [...slices.values()].flat().sort((a, b) => a.start - b.start);
  for (const [i, { start }] of all.entries()) expect(start).toBeGreaterThanOrEqual(all[i - 1]?.end ?? 0);
  for (const squad of [placed.scout, ...placed.squads]) {
    const [weights] = squad.ranges;
    for (const { start, end } of [...programSlices(squad).values()].flat()) {
      expect(start).toBeGreaterThanOrEqual(weights!.start);
      expect(end).toBeLessThanOrEqual(weights!.end);
    }
  }
});
