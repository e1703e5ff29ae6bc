// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { countCost, forgetCosts } from '../../src/runtime/members.ts';

test('a team that is not asked again does not seem dear for ever', () => {
  const [asked, idle, unknown] = [{ costMs: 1 }, { costMs: 30 }, { costMs: 0 }];
  for (let picture = 0; picture < 300; picture++) {
    forgetCosts([asked, idle, unknown]);
    countCost(asked, 1);
  }
  expect(asked.costMs).toBe(1);
  expect(idle.costMs).toBeLessThan(1.1);
  expect(unknown.costMs).toBe(0);
});

test('a team that is asked keeps what it costs', () => {
  const [cheap, dear] = [{ costMs: 1 }, { costMs: 3 }];
  for (let picture = 0; picture < 300; picture++) {
    forgetCosts([cheap, dear]);
    countCost(cheap, 1);
    countCost(dear, 3);
  }
  expect(dear.costMs).toBeGreaterThan(2.6);
});
