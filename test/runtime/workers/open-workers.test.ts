// SPDX-License-Identifier: Apache-2.0
import { afterEach, expect, test, vi } from 'vitest';
import { createSwarmMemory } from '../../../src/runtime/memory-map.ts';
import { openWorkers } from '../../../src/runtime/workers/open-workers.ts';

const memory = createSwarmMemory();

afterEach(() => void vi.unstubAllGlobals());

test('nobody who asks for no workers gets some, or is told that there are none', () => {
  expect(openWorkers({}, undefined, memory)).toEqual({});
  vi.stubGlobal('navigator', { hardwareConcurrency: 1 });
  expect(openWorkers({ workers: 'auto' }, undefined, memory)).toEqual({});
});

test('auto takes the cores that there are but one', () => {
  vi.stubGlobal('navigator', { hardwareConcurrency: 4 });
  expect(openWorkers({ workers: 'auto' }, undefined, memory).workers?.count).toBe(3);
});

test('a script that can be none is refused, even where no worker is wanted', () => {
  const open = () => openWorkers({ workerUrl: 'http://[' }, undefined, memory);
  expect(open).toThrow(expect.objectContaining({ code: 'bad-option' }));
});

test('a page that is not isolated gives copies, which is told', () => {
  vi.stubGlobal('crossOriginIsolated', false);
  const { workers, problem } = openWorkers({ workers: 1 }, undefined, memory);
  expect([workers?.count, problem?.code]).toEqual([1, 'copied-memory']);
});
