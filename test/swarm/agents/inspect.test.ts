// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { inspectSwarm } from '../../../src/swarm/agents/inspect.ts';
import { loadSwarm } from '../../../src/swarm/agents/load-swarm.ts';
import { randomSwarm } from '../../support/random-swarm.ts';

test('lists the agents of a file and adds them up', () => {
  const file = randomSwarm();
  const { agents, squads, totals } = inspectSwarm(file);
  expect(squads).toEqual(['squad-0', 'squad-1', 'squad-2', 'squad-3']);
  expect(totals).toEqual({
    agents: agents.length,
    squads: 4,
    parameters: agents.reduce((sum, { parameters }) => sum + parameters, 0),
    weightsBytes: file.byteLength,
  });
  expect(totals.agents).toBeGreaterThanOrEqual(100);
  expect(new Set(agents.map(({ level }) => level))).toEqual(new Set([0, 1, 2, 3, 4]));
});

test('says the same of a swarm that was loaded before', () => {
  const file = randomSwarm(2);
  expect(inspectSwarm(loadSwarm(file))).toEqual(inspectSwarm(file));
});

test.each([
  ['a number', 42, '42'],
  ['nothing', undefined, 'undefined'],
  ['null', null, '[object Null]'],
  ['a text', 'weights', 'weights'],
  ['a buffer', new ArrayBuffer(10), '[object ArrayBuffer]'],
  ['other numbers', new Float32Array(4), '[object Float32Array]'],
  ['half a swarm', { agents: [] }, '[object Object]'],
])('%s is neither a file nor a swarm', (_, value, named) => {
  const message = `swarm is ${named}, expected the bytes of a weights file, a Uint8Array, or a swarm that was loaded`;
  expect(() => Reflect.apply(inspectSwarm, undefined, [value])).toThrow(
    expect.objectContaining({ name: 'PoseError', code: 'bad-option', message }),
  );
});
