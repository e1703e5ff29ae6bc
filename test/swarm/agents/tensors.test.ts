// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { loadSwarm } from '../../../src/swarm/agents/load-swarm.ts';
import { elements, fileTensors } from '../../../src/swarm/agents/tensors.ts';
import { addLifters, draftSwarm, encodeDraft } from '../../support/random-swarm.ts';

const { graph, agents, values } = loadSwarm(encodeDraft(addLifters(draftSwarm())));
const tensors = [...fileTensors(graph)];

describe('the tensors of a weights file', () => {
  test('have names of their own, and every trained number of the swarm once', () => {
    expect(new Set(tensors.map(({ name }) => name)).size).toBe(tensors.length);
    const numbers = tensors.reduce((sum, { shape }) => sum + elements(shape), 0);
    expect(numbers).toBe(agents.reduce((sum, { parameters }) => sum + parameters, 0));
  });

  test('of mix layers hold one layer behind the other, those of others their own', () => {
    const squad = graph.squads[1];
    const mixes = squad?.layers.filter(({ op }) => op === 'mix') ?? [];
    const gated = mixes.filter((layer) => 'gate' in layer && layer.gate);
    for (const [name, layers] of [
      ['pw', mixes],
      ['squeeze', gated],
    ] as const) {
      const tensor = tensors.find((one) => one.name === `${squad?.id}/${name}`);
      expect(tensor?.parts.map((part) => part.name)).toEqual(layers.map(({ id }) => `${squad?.id}/${id}/${name}`));
      expect(tensor?.shape[0]).toBe(tensor?.parts.reduce((sum, part) => sum + part.agents, 0));
      expect(tensor?.scale[0]).toBe(tensor?.shape[0]);
    }
    expect(tensors.find(({ name }) => name === 'squad-1/joint/w')?.parts).toEqual([
      { name: 'squad-1/joint/w', agents: 17 },
    ]);
  });

  test('are known to the run time by the names of their parts', () => {
    expect([...values.keys()].sort()).toEqual(tensors.flatMap(({ parts }) => parts.map(({ name }) => name)).sort());
  });
});
