// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { continueIds } from '../../../cli/video/continue-ids.ts';
import { standing } from '../../support/figures.ts';

const person = (id: number, x: number) => ({ ...standing({ x }), id });

test('who was there keeps the id, strangers get new ones', () => {
  const before = [
    { timeMs: 0, poses: [person(9, 500)] },
    { timeMs: 33, poses: [person(4, 100), person(7, 300)] },
  ];
  const book = continueIds(before, [person(1, 305), person(2, 800), person(3, 104)]);
  const ids = book.rename([person(1, 310), person(2, 800), person(3, 110), person(5, 600)]).map(({ id }) => id);
  expect(ids).toEqual([7, 10, 4, 11]);
  expect(book.rename([person(5, 620)]).map(({ id }) => id)).toEqual([11]);
});

test('after nobody everybody is new', () => {
  expect(continueIds([], [person(1, 10)]).rename([person(1, 10)])).toMatchObject([{ id: 1 }]);
  expect(continueIds([], []).rename([standing({ x: 5 })])[0]?.id).toBeUndefined();
});

test('whoever goes on is as old as before, strangers as old as they are', () => {
  const aged = (id: number, x: number, ageMs: number) => ({ ...person(id, x), ageMs });
  const before = [{ timeMs: 2000, poses: [aged(4, 100, 2000)] }];
  const book = continueIds(before, [aged(1, 102, 1000), aged(2, 600, 300)]);
  const people = book.rename([aged(1, 104, 1100), aged(2, 600, 400)]);
  expect(people.map(({ id, ageMs }) => [id, ageMs])).toEqual([
    [4, 2100],
    [5, 400],
  ]);
});

test('a run before may be as long as it likes', () => {
  const poses = [person(8, 10)];
  const before = Array.from({ length: 500_000 }, (_, i) => ({ timeMs: i, poses }));
  expect(continueIds(before, []).rename([person(1, 10)])).toMatchObject([{ id: 9 }]);
});
