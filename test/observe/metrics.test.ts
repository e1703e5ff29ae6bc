// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCounter, createHistogram } from '../../src/observe/metrics.ts';

const named = { name: 'a.b', description: 'what it is', unit: 's' };

test('a counter only grows, one series for each set of attributes', () => {
  const counter = createCounter(named);
  counter.add(2, { squad: 'a', cause: 'b' });
  counter.add(3, { cause: 'b', squad: 'a' });
  counter.add(-5, { squad: 'a', cause: 'b' });
  counter.add(Number.NaN, { squad: 'a', cause: 'b' });
  counter.add(1);
  expect(counter.read()).toEqual({
    ...named,
    kind: 'counter',
    points: [
      { attributes: { squad: 'a', cause: 'b' }, value: 5 },
      { attributes: {}, value: 1 },
    ],
  });
});

test('every number is in one bucket of a histogram: the first whose bound it does not exceed', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true })), (values) => {
      const histogram = createHistogram(named, [-1, 0, 2.5]);
      for (const value of values) histogram.record(value);
      const [point] = histogram.read().points;
      const within = (low: number, high: number) => values.filter((value) => value > low && value <= high).length;
      expect(point?.counts ?? [0, 0, 0, 0]).toEqual([
        within(Number.NEGATIVE_INFINITY, -1),
        within(-1, 0),
        within(0, 2.5),
        within(2.5, Number.POSITIVE_INFINITY),
      ]);
      expect(point?.count ?? 0).toBe(values.length);
      expect(point?.sum ?? 0).toBeCloseTo(
        values.reduce((sum, value) => sum + value, 0),
        9,
      );
    }),
  );
});

test('what is no number is not counted, and what was read does not change', () => {
  const histogram = createHistogram(named, [1]);
  histogram.record(Number.NaN);
  histogram.record(Number.POSITIVE_INFINITY);
  expect(histogram.read().points).toEqual([]);
  histogram.record(1);
  const before = histogram.read();
  histogram.record(2);
  expect(before.points).toEqual([{ attributes: {}, counts: [1, 0], count: 1, sum: 1 }]);
});
