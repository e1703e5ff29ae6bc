// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { createProgress, line } from '../../../cli/video/progress.ts';

test('a line tells how far, how fast, and how long', () => {
  expect(line(150, 600, 0, 5000)).toBe('[######------------------] 150/600 frames  30.0 frames/s  15 s left');
  expect(line(150, 600, 120, 1000)).toContain('30.0 frames/s  15 s left');
  expect(line(100, 20_000, 0, 10_000)).toContain('33 min 10 s left');
  expect(line(10, 100_000, 0, 10_000)).toContain('27 h 46 min left');
  expect(line(7, undefined, 0, 1000)).toBe('7 frames  7.0 frames/s');
  expect(line(1, 2, 0, 1000, 'files')).toBe('[############------------] 1/2 files  1.0 files/s  1 s left');
  expect(line(0, 600, 0, 0)).toBe('[------------------------] 0/600 frames  0.0 frames/s');
});

describe('progress', () => {
  const noted = () => {
    const lines: string[] = [];
    return { lines, io: { out: () => undefined, note: (text: string) => lines.push(text) } };
  };

  test('writes a line every tenth without a terminal', () => {
    const { lines, io } = noted();
    const progress = createProgress(io, 100, 0, () => 0);
    for (let i = 1; i <= 35; i++) progress.at(i);
    progress.end();
    expect(lines.map((text) => text.match(/\d+\/100/)?.[0])).toEqual(['10/100', '20/100', '30/100']);
  });

  test('frames of a run before are no progress, and the time to read them does not count', () => {
    const { lines, io } = noted();
    let now = 0;
    const progress = createProgress(io, 100, 30, () => now);
    for (let i = 1; i <= 45; i++) {
      now += 100;
      progress.at(i);
    }
    expect(lines).toEqual([expect.stringContaining('40/100 frames  10.0 frames/s  6 s left')]);
  });

  test('renews one line of a terminal, and leaves the last', () => {
    const { lines, io } = noted();
    const states: string[] = [];
    let now = 0;
    const progress = createProgress({ ...io, status: (text) => states.push(text) }, 100, 0, () => now);
    for (let i = 1; i <= 35; i++) {
      now = i * 100;
      progress.at(i);
    }
    progress.end();
    expect(states.length).toBe(12);
    expect(lines).toEqual([expect.stringContaining('35/100')]);
  });
});
