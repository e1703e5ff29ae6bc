// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  type OneEuroParameters,
  type OneEuroState,
  oneEuro,
  oneEuroStep,
} from '../../../src/people/smoothing/one-euro.ts';

/**
 * A noisy wave with a step, at uneven times, through the author's own Python package OneEuroFilter (casiez/OneEuroFilter)
 * with mincutoff 1, beta 0.5, dcutoff 1.
 */
const golden = readFileSync(new URL('../../fixtures/one-euro/golden.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').map(Number) as [seconds: number, noisy: number, filtered: number]);

test('a step is the author’s own', () => {
  const parameters = { minCutoff: 1, beta: 0.5, speedCutoff: 1, quiet: 0 };
  const [[start, first]] = golden as [[number, number, number]];
  const state: OneEuroState = { value: first, speed: 0 };
  let before = start;
  for (const [seconds, noisy, filtered] of golden.slice(1)) {
    expect(oneEuroStep(state, noisy, seconds - before, parameters)).toBeCloseTo(filtered, 10);
    before = seconds;
  }
  expect(golden.length).toBe(200);
});

describe('a filter of keypoints', () => {
  const at = (x: number, y: number, spread = 1): Float32Array => Float32Array.of(x, y, 0.9, spread);

  test('shows the first frame as it is, and leaves score and spread alone', () => {
    const filter = oneEuro()();
    const first = at(10, 20);
    filter.smooth(first, 0, 100);
    expect([...first]).toEqual([...at(10, 20)]);
    const second = at(12, 20);
    filter.smooth(second, 33, 100);
    expect(second[0]).toBeGreaterThan(10);
    expect(second[0]).toBeLessThan(12);
    expect([...second.subarray(1)]).toEqual([...at(12, 20).subarray(1)]);
  });

  test('treats people alike, near and far', () => {
    const [near, far] = [oneEuro()(), oneEuro()()];
    for (const [i, step] of [0, 1, 5, 6, 3].entries()) {
      const [a, b] = [at(step, 0, 0.1), at(step * 10, 0, 1)];
      far.smooth(a, i * 33, 20);
      near.smooth(b, i * 33, 200);
      expect(b[0]).toBeCloseTo(a[0]! * 10, 4);
    }
  });

  test('goes on where it was when the picture is scaled', () => {
    const [plain, scaled] = [oneEuro()(), oneEuro()()];
    for (const filter of [plain, scaled]) for (const i of [0, 1, 2]) filter.smooth(at(i * 9, i), i * 33, 100);
    scaled.scale(2, 2);
    const [a, b] = [at(30, 4, 1), at(60, 8, 2)];
    plain.smooth(a, 99, 100);
    scaled.smooth(b, 99, 200);
    expect(b[0]).toBeCloseTo(a[0]! * 2, 4);
    expect(b[1]).toBeCloseTo(a[1]! * 2, 4);
  });
});

test.each<[unknown, RegExp]>([
  [null, /oneEuro is null, expected an object/],
  [{ minCutoff: 1, typo: 3 }, /oneEuro has "typo", expected only minCutoff, beta, speedCutoff, quiet/],
  [{ minCutoff: Number.NaN }, /oneEuro\.minCutoff is NaN, expected 0 to 1000000/],
  [{ beta: -1 }, /oneEuro\.beta is -1/],
  [{ speedCutoff: Number.POSITIVE_INFINITY }, /oneEuro\.speedCutoff is Infinity/],
  [{ quiet: '2' }, /oneEuro\.quiet is "2"/],
])('parameters that would make no filter are refused (%#)', (parameters, sentence) => {
  const refused = expect.objectContaining({ code: 'bad-option', message: expect.stringMatching(sentence) });
  // Plain JavaScript may pass anything.
  expect(() => oneEuro(parameters as Partial<OneEuroParameters>)).toThrow(refused);
});

test('whatever parameters are taken, places stay numbers', () => {
  for (const [minCutoff, beta, speedCutoff, quiet] of [[0, 0, 0, 0] as const, [1e6, 1e6, 1e6, 1e6] as const]) {
    const filter = oneEuro({ minCutoff, beta, speedCutoff, quiet })();
    for (const [i, x] of [0, 1e4, -1e4, 5].entries()) {
      const keypoint = Float32Array.of(x, x, 0.9, 1);
      filter.smooth(keypoint, i * 0.01, 1);
      expect(keypoint.every(Number.isFinite)).toBe(true);
    }
  }
});

test('a parameter that is undefined is left out', () => {
  const slip = { beta: undefined } as unknown as OneEuroParameters; // as above
  const [usual, other] = [oneEuro()(), oneEuro(slip)()];
  for (const i of [0, 1, 2]) {
    const [a, b] = [Float32Array.of(i * i, 0, 0.9, 1), Float32Array.of(i * i, 0, 0.9, 1)];
    usual.smooth(a, i * 33, 100);
    other.smooth(b, i * 33, 100);
    expect(b).toEqual(a);
  }
});

test('whoever walks is followed closely at ten frames a second, too', () => {
  const filter = oneEuro()();
  const [size, speed, spread] = [175, 60, 1];
  let behind = 0;
  for (let i = 0; i <= 30; i++) {
    const keypoint = Float32Array.of((i * speed) / 10, 0, 0.9, spread);
    filter.smooth(keypoint, i * 100, size);
    behind = (i * speed) / 10 - keypoint[0]!;
  }
  // A third of their size a second: 28 ms; it was 59 with the values before.
  expect(behind / speed).toBeLessThan(0.04);
});

test('speeds that the spread explains count as rest', () => {
  const parameters = { minCutoff: 0.2, beta: 1, speedCutoff: 1, quiet: 2 };
  const [sure, unsure] = [
    { value: 0, speed: 0 },
    { value: 0, speed: 0 },
  ];
  oneEuroStep(sure, 10, 0.03, parameters, 0);
  oneEuroStep(unsure, 10, 0.03, parameters, 10);
  expect(unsure.speed).toBe(sure.speed);
  expect(unsure.value).toBeLessThan(sure.value / 2);
});
