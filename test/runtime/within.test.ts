// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { within } from '../../src/runtime/within.ts';

test('gives what is there in time, its failure too, and gives up on what is not', async () => {
  await expect(within(1000, Promise.resolve(3))).resolves.toBe(3);
  await expect(within(1000, Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(within(20.4, new Promise(() => undefined))).rejects.toThrow('no answer within 20 ms');
});
