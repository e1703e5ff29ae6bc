// SPDX-License-Identifier: Apache-2.0
// The trained lifters answer here as they did in PyTorch, on noisy views of people whom they were not trained on.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createLifter } from '../../../src/people/lift/lifter.ts';
import { KEYPOINT_NAMES } from '../../../src/pose/keypoints.ts';
import { loadSwarm } from '../../../src/swarm/agents/load-swarm.ts';
import { parseSafetensors } from '../../../src/swarm/agents/safetensors.ts';
import { draftSwarm, encodeDraft } from '../../support/random-swarm.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url));
const section = parseSafetensors(read('training/checkpoints/lift/section.safetensors'));
const { people } = JSON.parse(read('test/fixtures/lift-parity.json').toString()) as {
  people: { seen: [x: number, y: number, score: number][]; points: [x: number, y: number, z: number][] }[];
};

/** The section in a swarm whose other agents are random: through the loader's checks, like any weights file. */
function trainedLifter() {
  const draft = draftSwarm();
  draft.graph.lift = JSON.parse(section.metadata.get('section') ?? '');
  for (const [name, { dtype, shape, data }] of section.tensors) {
    draft.tensors.set(name, { dtype, shape: [...shape], data });
  }
  const { graph, values, agents } = loadSwarm(encodeDraft(draft));
  return { agents, lifter: createLifter(graph.lift!, values) };
}

test('places in space are those of PyTorch to a tenth of a millimetre', () => {
  const { lifter } = trainedLifter();
  expect(people.length).toBeGreaterThanOrEqual(20);
  for (const { seen, points } of people) {
    const keypoints = seen.map(([x, y, score], joint) => {
      return { x, y, score, name: KEYPOINT_NAMES[joint]!, spread: 0, dissent: 0 };
    });
    const found = lifter(keypoints)!;
    for (const [joint, place] of points.entries()) {
      const { x, y, z } = found[joint]!;
      expect(Math.hypot(x - place[0], y - place[1], z - place[2])).toBeLessThan(1e-4);
    }
  }
});

test('every trained lifter agent has 64 to 512 parameters', () => {
  const agents = trainedLifter().agents.filter(({ id }) => id.startsWith('lift/'));
  expect(agents.length).toBeGreaterThanOrEqual(17);
  for (const { parameters, level } of agents) {
    expect(level).toBe(4);
    expect(parameters).toBeGreaterThanOrEqual(64);
    expect(parameters).toBeLessThanOrEqual(512);
  }
});
