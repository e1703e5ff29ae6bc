// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { gapOf, judgeTone } from '../../../bench/accuracy/tones.ts';

const line = (tone: string, gt: number, scouts: number) => ({ tone, people: 5, AP: { gt, scouts } });

test('the gap is that of the worst to the best, for each source of boxes', () => {
  const { gt, scouts } = gapOf([line('mst-2', 0.4, 0.31), line('mst-7', 0.36, 0.33), line('mst-9', 0.35, 0.28)]);
  expect(gt).toBeCloseTo(0.05, 12);
  expect(scouts).toBeCloseTo(0.05, 12);
});

test('a folder of pictures is judged with given boxes and behind the scouts', async () => {
  const notes: string[] = [];
  const judged = await judgeTone('.', 'samples', (text) => notes.push(text));
  expect(judged).toMatchObject({ tone: 'samples', people: 11 });
  expect(judged.AP.gt).toBeGreaterThan(0.7);
  expect(judged.AP.scouts).toBeGreaterThan(0.7);
  expect(notes).toEqual([]);
});
