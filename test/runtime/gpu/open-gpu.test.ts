// SPDX-License-Identifier: Apache-2.0
// Node has no GPU: what is told then. Real devices are in test/browser/runtime.
import { afterEach, expect, test, vi } from 'vitest';
import { openGpu } from '../../../src/runtime/gpu/open-gpu.ts';

afterEach(() => vi.unstubAllGlobals());

test('without WebGPU there is a reason instead of a device', async () => {
  expect(await openGpu()).toBe('there is no WebGPU here, expected navigator.gpu');
  vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => null } });
  expect(await openGpu()).toBe('this browser has no WebGPU adapter, expected one');
});

test('an adapter that gives no device is a reason, too', async () => {
  const requestDevice = () => Promise.reject(new Error('too busy'));
  vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => ({ requestDevice }) } });
  expect(await openGpu()).toBe('WebGPU does not start: too busy');
});

test('a device comes with the code that works on it', async () => {
  const requestDevice = async () => ({});
  vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => ({ requestDevice }) } });
  expect(await openGpu()).toMatchObject({ createCrew: expect.any(Function) });
});
