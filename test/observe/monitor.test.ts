// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMonitor, percentile } from '../../src/observe/monitor.ts';

test('frames every 20 ms are 50 a second, and percentiles are those of their latencies', () => {
  const monitor = createMonitor();
  for (let k = 0; k < 200; k++) monitor.frame(k * 20, k % 100, 2, { capture: 1, squads: 3 });
  const { fps, latencyP50, latencyP99, people, frames, steps } = monitor.snapshot(200 * 20);
  expect(fps).toBeCloseTo(50);
  expect([latencyP50, latencyP99]).toEqual([49, 98]);
  expect([people, frames]).toEqual([2, 200]);
  expect(steps).toEqual({ capture: 1, squads: 3 });
});

test('the trend has a point for every second, with nothing in those without frames, for five minutes at most', () => {
  const monitor = createMonitor();
  for (let k = 0; k < 30; k++) monitor.frame(1000 + k * 100, 4, 1, {});
  expect(monitor.snapshot(6000).trend.map(({ fps }) => fps)).toEqual([10, 10, 10, 0, 0]);
  expect(monitor.snapshot(6000).fps).toBe(0);
  monitor.frame(1000 + 3600e3, 4, 1, {});
  const { trend } = monitor.snapshot(1000 + 3601e3);
  expect(trend).toHaveLength(300);
  expect(trend.at(-1)).toMatchObject({ at: 3600, fps: 1, people: 1 });
});

test('knows nothing before the first frame, and after a reset', () => {
  const monitor = createMonitor();
  const nothing = { fps: 0, latencyP50: 0, latencyP99: 0, people: 0, frames: 0, steps: {}, trend: [] };
  expect(monitor.snapshot(5)).toEqual(nothing);
  monitor.frame(10, 1, 1, { a: 1 });
  monitor.reset();
  expect(monitor.snapshot(20)).toEqual(nothing);
});

test('a percentile is one of the values, with the share of them at or below it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer(), { minLength: 1 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (values, share) => {
        const sorted = values.sort((a, b) => a - b);
        const found = percentile(sorted, share);
        expect(sorted.filter((value) => value <= found).length).toBeGreaterThanOrEqual(share * sorted.length - 1e-9);
      },
    ),
  );
});

test('costs far less than 0.4 ms a frame', () => {
  const monitor = createMonitor();
  const start = performance.now();
  for (let k = 0; k < 10_000; k++) monitor.frame(k * 4, 4, 1, { capture: 1, squads: 3, drawing: 1 });
  expect((performance.now() - start) / 10_000).toBeLessThan(0.1);
});
