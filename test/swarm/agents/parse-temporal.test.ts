// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { KEYPOINT_NAMES } from '../../../src/pose/keypoints.ts';
import { parseTemporal } from '../../../src/swarm/agents/parse-temporal.ts';
import { badWeights } from '../../support/bad-weights.ts';
import { trainedTemporal } from '../../support/trained-temporal.ts';

test('a swarm with temporal validators has 17 agents of 64 parameters more', () => {
  const { agents, graph } = trainedTemporal().swarm;
  const own = agents.filter(({ role }) => role === 'temporal-validator');
  expect(own.map(({ parameters, level }) => [parameters, level])).toEqual(Array(17).fill([64, 4]));
  expect(graph.temporal?.validators.names).toEqual([...KEYPOINT_NAMES]);
});

test.each([
  [{}, /graph\.temporal\.validators is undefined/],
  [{ validators: { names: ['nose'], tensor: 'w' } }, /names is .*, expected the 17 keypoints/],
  [{ validators: { names: [...KEYPOINT_NAMES], tensor: 5 } }, /tensor is 5/],
])('%j is refused', (value, sentence) => {
  expect(() => parseTemporal(value, 'graph.temporal')).toThrow(badWeights(sentence));
});
