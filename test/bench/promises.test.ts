// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { promises } from '../../bench/promises.ts';

const machine = { cpu: 'A CPU', cores: 2, memoryGB: 4, os: 'an OS', node: 'v20', chromium: '156' };
const peer = { initMs: 100, p99Ms: 3, frames: 9, found: 9, downloadBytesGzip: 1 };

test('nothing is said of what was not measured', () => {
  expect(promises({ machine, squadWork: 1 })).toEqual([]);
});

test('a promise is kept or not by the numbers alone', () => {
  const kept = (agents: number, weightsBytes: number, others: number) =>
    promises({
      ...{ machine, squadWork: 1, sizes: { agents, weightsBytes, downloadBytesGzip: 590_000 } },
      peers: [
        { ...peer, name: 'poseswarm', p50Ms: 2 },
        { ...peer, name: 'MoveNet Lightning', p50Ms: others },
      ],
    }).map((one) => one.kept);
  expect(kept(1000, 499_999, 20)).toEqual([true, true, true, true]);
  expect(kept(1001, 606_000, 19)).toEqual([false, false, true, false]);
});

test('ten people may cost ten times one, and a little for the noise of two runs', () => {
  const cost = (allMs: number) =>
    promises({
      ...{ machine, squadWork: 1 },
      video: {
        video: [],
        people: [
          { people: 1, allMs: 6, budgetMs: 2 },
          { people: 10, allMs, budgetMs: 9 },
        ],
      },
    });
  expect(cost(61)).toEqual([
    { promise: 'another person costs at most what the first did', now: '10 cost 10.2 times one', kept: true },
  ]);
  expect(cost(70)[0]?.kept).toBe(false);
});
