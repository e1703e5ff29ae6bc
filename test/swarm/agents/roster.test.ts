// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { parseGraph } from '../../../src/swarm/agents/parse-graph.ts';
import { roster } from '../../../src/swarm/agents/roster.ts';
import { badWeights } from '../../support/bad-weights.ts';
import { type Draft, draftSwarm } from '../../support/random-swarm.ts';

const WHOLE = draftSwarm();

function agentsOf(change: (draft: Draft) => void = () => undefined) {
  const draft = { ...WHOLE, graph: structuredClone(WHOLE.graph) };
  change(draft);
  return { agents: roster(parseGraph(JSON.stringify(draft.graph))), draft };
}

describe('the roster', () => {
  test.each([
    ['squad-0/stem/1', { level: 0, role: 'perception', squad: 'squad-0', parameters: 448, bytes: 432 + 64 + 32 }],
    ['squad-2/b3/7', { level: 0, role: 'perception', squad: 'squad-2', parameters: 416, bytes: 400 + 64 + 4 + 32 }],
    ['squad-2/c3/15', { level: 0, role: 'perception', parameters: 416 + 80, bytes: 400 + 64 + 4 + 32 + 80 + 8 }],
    ['scout/focus/0', { level: 1, role: 'coordinator', squad: 'scout', parameters: 433 }],
    ['squad-0/region/head', { level: 2, role: 'region', parameters: 129, bytes: 128 + 4 + 2 }],
    ['scout/people/center', { level: 2, role: 'scout', parameters: 129 }],
    ['squad-0/joint/nose', { level: 3, role: 'joint', parameters: 65 }],
    ['squad-0/refine/left_knee', { level: 4, role: 'refiner', parameters: 64, bytes: 68 }],
    ['level4/assessors/left_ear', { level: 4, role: 'assessor', squad: 'swarm', parameters: 64 }],
    ['level4/validators/left_knee-left_ankle', { level: 4, role: 'validator', squad: 'swarm', parameters: 64 }],
  ])('has %s', (id, expected) => {
    expect(agentsOf().agents.find((agent) => agent.id === id)).toMatchObject(expected);
  });

  test('names every agent once and shares out every byte of the tensors', () => {
    const { agents, draft } = agentsOf();
    expect(new Set(agents.map(({ id }) => id)).size).toBe(agents.length);
    const size = { I8: 1, F16: 2, F32: 4 };
    const bytes = [...draft.tensors.values()].reduce((sum, { dtype, data }) => sum + data.length * size[dtype], 0);
    expect(agents.reduce((sum, agent) => sum + agent.bytes, 0)).toBe(bytes);
  });

  test('of a swarm without joint detectors is refused: levels 1 to 4 must all be there', () => {
    const noJoints = (draft: Draft): void => {
      for (const { layers } of draft.graph.programs) {
        for (const layer of layers) if (layer.role === 'joint') layer.role = 'region';
      }
    };
    expect(() => agentsOf(noJoints)).toThrow(badWeights(/no agent of level 3, expected levels 1 to 4/));
  });

  test('of two agents with one id is refused', () => {
    const same = (draft: Draft): void => {
      draft.graph.programs[0]!.id = 'level4';
      const refine = draft.graph.programs[0]?.layers.at(-1);
      if (refine) refine.id = 'assessors';
    };
    expect(() => agentsOf(same)).toThrow(badWeights(/two agents have the id "level4\/assessors\/nose"/));
  });
});
