// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import {
  chooseWindows,
  createWindowChoice,
  NEAR_GRID,
  noteWishes,
  ownerOf,
  WINDOW_GRID,
  type WindowChoice,
} from '../../../src/swarm/scouts/focus.ts';

const SIDE = 24;

function windows(cells: readonly (readonly [x: number, y: number, logit: number])[]): number[] {
  const choice = createWindowChoice(WINDOW_GRID);
  noteWishes(planeOf(cells), SIDE, SIDE, choice, 0, 0);
  return chosenOf(choice);
}

function planeOf(cells: readonly (readonly [x: number, y: number, logit: number])[]): Float32Array {
  const plane = new Float32Array(SIDE * SIDE).fill(-10);
  for (const [x, y, logit] of cells) plane[y * SIDE + x] = logit;
  return plane;
}

function chosenOf(choice: WindowChoice): number[] {
  const count = chooseWindows(choice, 0.5);
  return [...choice.chosen.subarray(0, count)];
}

describe('the coordinator’s map', () => {
  test('sends nobody where nothing is', () => {
    expect(windows([])).toEqual([]);
    expect(windows([[3, 3, -0.01]])).toEqual([]);
    expect(windows([[3, 3, Number.NaN]])).toEqual([]);
  });

  test('chooses the window in which a region lies deepest', () => {
    expect(windows([[0, 0, 1]])).toEqual([0]);
    expect(windows([[12, 12, 1]])).toEqual([4]);
    expect(windows([[23, 0, 1]])).toEqual([2]);
    expect(windows([[23, 23, 1]])).toEqual([8]);
  });

  test('chooses the strongest first, and each once', () => {
    expect(
      windows([
        [0, 0, 1],
        [1, 1, 2],
        [12, 12, 4],
        [23, 0, 3],
      ]),
    ).toEqual([4, 2, 0]);
  });

  test('chooses all of them when there is a reason for each', () => {
    const everywhere = [0, 12, 23].flatMap((y) => [0, 12, 23].map((x) => [x, y, (1 + x + y) / 20] as const));
    expect(windows(everywhere)).toEqual([8, 5, 7, 4, 2, 6, 1, 3, 0]);
  });
});

test('every region is at least one and a half regions inside the window that owns it, or at the picture’s edge', () => {
  for (let region = 0; region < 8; region++) {
    const first = ownerOf(region) * 2;
    const left = region + 0.5 - first;
    const right = first + 4 - (region + 0.5);
    expect(left >= 1 || first === 0).toBe(true);
    expect(right >= 1 || first === 4).toBe(true);
    expect(Math.min(left, right)).toBeGreaterThan(0);
  }
});

test('windows of two windows that are the same are chosen once, and no wish is left over', () => {
  const choice = createWindowChoice(NEAR_GRID);
  // The lower right window of the first one is the upper left one of the window in the middle.
  noteWishes(planeOf([[23, 23, 1]]), SIDE, SIDE, choice, 0, 0);
  noteWishes(
    planeOf([
      [0, 0, 2],
      [23, 23, 3],
    ]),
    SIDE,
    SIDE,
    choice,
    2,
    2,
  );
  expect(chosenOf(choice)).toEqual([4 * NEAR_GRID + 4, 2 * NEAR_GRID + 2]);
  expect(chosenOf(choice)).toEqual([]);
});
