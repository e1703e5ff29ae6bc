// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { percentile, roundedShare, time } from '../../bench/timing.ts';

describe('percentiles', () => {
  it('are values that were measured, by nearest rank', () => {
    const samples = [5, 1, 4, 2, 3];
    expect(percentile(samples, 0.5)).toBe(3);
    expect(percentile(samples, 0.99)).toBe(5);
    expect(percentile(samples, 0)).toBe(1);
    expect(samples).toEqual([5, 1, 4, 2, 3]);
  });

  it('of nothing are NaN', () => {
    expect(percentile([], 0.5)).toBeNaN();
  });
});

describe('timing', () => {
  it('warms up once and makes at least so many runs, however slow they are', async () => {
    let runs = 0;
    const timing = await time(async () => void runs++, { warmUp: 2, minRuns: 4, maxMs: 0 });
    expect(runs).toBe(5);
    expect(timing.runs).toBe(4);
  });

  it('warms up as often as it may while there is time', async () => {
    let runs = 0;
    const timing = await time(async () => void runs++, { warmUp: 7, minRuns: 1, maxMs: 20 });
    expect(runs).toBe(timing.runs + 7);
  });

  it('goes on until the time is over', async () => {
    const pause = (): Promise<void> => new Promise((done) => setTimeout(done, 5));
    const { runs, p50Ms, p99Ms } = await time(pause, { warmUp: 0, minRuns: 1, maxMs: 60 });
    expect(runs).toBeGreaterThan(1);
    expect(runs).toBeLessThan(20);
    expect(p50Ms).toBeGreaterThan(3);
    expect(p99Ms).toBeGreaterThanOrEqual(p50Ms);
  });
});

it('tells how many cores were busy', () => {
  expect(roundedShare(1500, 1000)).toBe(1.5);
  expect(roundedShare(123, 1000)).toBe(0.12);
});
