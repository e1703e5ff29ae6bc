// SPDX-License-Identifier: Apache-2.0
import { availableParallelism } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import { fromNode } from '../../src/runtime/from-node.ts';

afterEach(() => void vi.unstubAllGlobals());

test('modules of Node are its own', () => {
  const system = fromNode<{ availableParallelism(): number }>('node:os');
  expect(system?.availableParallelism).toBe(availableParallelism);
});

test('there is none of a name that Node does not know, and none where there is no Node', () => {
  expect(fromNode('node:nothing')).toBeUndefined();
  vi.stubGlobal('process', { env: {} }); // what some bundlers put into pages
  expect(fromNode('node:os')).toBeUndefined();
  vi.stubGlobal('process', undefined);
  expect(fromNode('node:os')).toBeUndefined();
});
