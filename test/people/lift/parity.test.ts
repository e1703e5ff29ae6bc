// SPDX-License-Identifier: Apache-2.0
// The trained lifters answer here as they did in PyTorch, on noisy views of people whom they were not trained on.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KEYPOINT_NAMES } from '../../../src/pose/keypoints.ts';
import { trainedLifter } from '../../support/trained-lifter.ts';

const fixture = new URL('../../fixtures/lift-parity.json', import.meta.url);
const { people } = JSON.parse(readFileSync(fixture, 'utf8')) as {
  people: { seen: [x: number, y: number, score: number][]; points: [x: number, y: number, z: number][] }[];
};
const { swarm, lifter } = trainedLifter();

test('places in space are those of PyTorch to a tenth of a millimetre', () => {
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
  const agents = swarm.agents.filter(({ id }) => id.startsWith('lift/'));
  expect(agents.length).toBeGreaterThanOrEqual(17);
  for (const { parameters, level } of agents) {
    expect(level).toBe(4);
    expect(parameters).toBeGreaterThanOrEqual(64);
    expect(parameters).toBeLessThanOrEqual(512);
  }
});
