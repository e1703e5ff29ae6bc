// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { recordId, titleOf } from '../../../app/kept/record-id.ts';

const now = new Date('2026-11-29T19:30:00.123Z');

test('two recordings of one name and moment are two, and a long name loses its own end, nothing else', () => {
  const ids = [1, 2].map(() => recordId('a'.repeat(300), now));
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) {
    expect(id).toMatch(/^recording 2026-11-29T19:30:00\.123Z \w+ a+$/);
    expect(id).toHaveLength(200);
  }
});

test('a title is the name and the time of day, whatever the name holds', () => {
  const savedAtMs = now.getTime();
  for (const name of ['walking.mp4', 'Two people, in a room', 'two\nlines', '']) {
    expect(titleOf({ id: recordId(name, now), savedAtMs })).toBe(`${name}, ${now.toLocaleString()}`);
  }
  expect(titleOf({ id: 'recording walking.mp4, 11/29/2026, 7:19:33 PM', savedAtMs })).toBe(
    'walking.mp4, 11/29/2026, 7:19:33 PM',
  );
});
