// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { describeMachine } from '../../bench/machine.ts';

it('tells processor, cores, memory and versions', () => {
  const machine = describeMachine('156.0');
  expect(machine.cpu).not.toBe('');
  expect(machine.cores).toBeGreaterThan(0);
  expect(machine.memoryGB).toBeGreaterThan(0);
  expect(machine.os).toContain(process.arch);
  expect(machine.node).toBe(process.version);
  expect(machine.chromium).toBe('156.0');
  expect(describeMachine(null).chromium).toBeNull();
});
