// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { unnoticedDamage } from '../../../app/dashboard/damage.ts';
import type { AgentHealth, AgentState, SquadHealth } from '../../../src/runtime/agents.ts';

test('damage is counted while its squad votes on: later its state says it', () => {
  const agents = (['faulty', 'active', 'faulty', 'silenced'] as const).map((state) => ({ squad: 'squad-1', state }));
  const all = [...agents, { squad: 'squad-2', state: 'faulty' }] as AgentHealth[];
  const damage = (state: AgentState) => unnoticedDamage({ id: 'squad-1', state } as SquadHealth, all);
  expect(damage('active')).toBe(2);
  expect(damage('probation')).toBe(2);
  expect(damage('faulty')).toBe(0);
  expect(damage('silenced')).toBe(0);
});
