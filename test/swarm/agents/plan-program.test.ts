// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import type { Layer, Program } from '../../../src/swarm/agents/graph.ts';
import { parseGraph } from '../../../src/swarm/agents/parse-graph.ts';
import { planProgram } from '../../../src/swarm/agents/plan-program.ts';
import { shapeBytes } from '../../../src/swarm/agents/shapes.ts';
import { badWeights } from '../../support/bad-weights.ts';
import { draftSwarm } from '../../support/random-swarm.ts';

const { squads, scout } = parseGraph(JSON.stringify(draftSwarm().graph));
const squad = squads[0]!;

function readers(program: Program, id: string): number[] {
  const reads = (layer: Layer): string[] => [
    layer.from,
    ...(layer.op === 'join' ? [layer.skip] : []),
    ...(layer.op === 'attend' ? [layer.regions] : []),
  ];
  return program.layers.flatMap((layer, step) => (reads(layer).includes(id) ? [step] : []));
}

describe.each([squad, scout] as Program[])('the plan of $id', (program) => {
  const plan = planProgram(program);
  const spans = ['input', ...program.layers.map(({ id }) => id)].map((id, i) => {
    const start = plan.offsets.get(id) ?? Number.NaN;
    const last = Math.max(...readers(program, id));
    const died = last === Number.NEGATIVE_INFINITY ? Number.POSITIVE_INFINITY : last;
    return { id, start, end: start + shapeBytes(plan.shapes.get(id)!), born: i - 1, died };
  });

  test('never puts a result where another one is still to be read', () => {
    const clashes = spans.flatMap((a) =>
      spans
        .filter((b) => b.born > a.born && b.born <= a.died && a.start < b.end && b.start < a.end)
        .map((b) => `${a.id} and ${b.id}`),
    );
    // Attention and refiners work in place.
    expect(clashes).toEqual(program.kind === 'squad' ? ['joint and attend', 'decode and refine'] : []);
  });

  test('is much smaller than all results together, and keeps its scratch apart', () => {
    const sum = spans.reduce((bytes, { start, end }) => bytes + end - start, 0);
    expect(plan.bytes).toBeLessThan(sum / 2);
    expect(Math.max(...spans.map(({ end }) => end))).toBeLessThanOrEqual(plan.scratch);
    expect(plan.bytes).toBeGreaterThan(plan.scratch);
  });
});

test('attention to heat maps that somebody reads later is refused', () => {
  const layers: Layer[] = [...squad.layers];
  const joint = layers.findIndex(({ id }) => id === 'attend');
  layers.splice(joint + 1, 0, { id: 'late', op: 'decode', from: 'joint' });
  expect(() => planProgram({ ...squad, layers })).toThrow(badWeights(/attend changes joint in place/));
});
