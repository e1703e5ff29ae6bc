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
