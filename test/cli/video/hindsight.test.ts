// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { confirmedFromBirth } from '../../../cli/video/hindsight.ts';
import { standing } from '../../support/figures.ts';

const person = (id: number, confirmed: boolean) => ({ ...standing({ x: 100 * id }), id, confirmed });

test('who is confirmed at last was confirmed at first; who never is stays a doubt', () => {
  const frames = [
    { timeMs: 0, poses: [person(1, false), person(2, false)] },
    { timeMs: 33, poses: [person(1, true), person(2, false)] },
  ];
  const known = confirmedFromBirth(frames);
  expect(known.map(({ poses }) => poses.map(({ confirmed }) => confirmed))).toEqual([
    [true, false],
    [true, false],
  ]);
  expect(known[0]).toMatchObject({ timeMs: 0, poses: [{ id: 1, score: frames[0]?.poses[0]?.score }, { id: 2 }] });
  expect(frames[0]?.poses[0]?.confirmed).toBe(false);
});

test('poses of frames that stand alone stay as they are', () => {
  const frames = [{ timeMs: 0, poses: [standing({ x: 5 })] }];
  expect(confirmedFromBirth(frames)).toEqual(frames);
});
