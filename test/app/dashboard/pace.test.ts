// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { FRAME_SHARE_MS, isDue } from '../../../app/dashboard/pace.ts';

/** Milliseconds a frame that a dashboard costs in a minute of so many frames a second. */
function costOf(fps: number, costMs: number): { perFrame: number; longest: number } {
  let [refreshes, last, longest, seen] = [0, 0, 0, 0];
  for (let ms = 0; ms <= 60_000; ms += 100) {
    const frames = Math.floor((ms * fps) / 1000);
    if (!isDue({ ms: ms - last, frames: frames - seen, shownFps: fps, quietMs: 0, news: false, costMs })) continue;
    longest = Math.max(longest, ms - last);
    [last, seen] = [ms, frames];
    refreshes++;
  }
  return { perFrame: (refreshes * costMs) / (60 * fps), longest };
}

test('a refresh costs a frame no more than its share, from 5 frames a second to 60', () => {
  for (const fps of [5, 8, 15, 30, 60]) {
    const { perFrame, longest } = costOf(fps, 8);
    expect(perFrame, `${fps}`).toBeLessThanOrEqual(FRAME_SHARE_MS * 1.05);
    expect(longest, `${fps}`).toBeLessThanOrEqual(6000);
  }
});

test('where it costs little it comes once a second', () => {
  expect(costOf(30, 5).longest).toBe(1000);
});

test('that no more frames come is shown, and then nothing is refreshed until the numbers are old', () => {
  const still = { ms: 1000, frames: 0, quietMs: 1000, news: false, costMs: 8 };
  expect(isDue({ ...still, shownFps: 12 })).toBe(true);
  expect(isDue({ ...still, shownFps: 0 })).toBe(false);
  expect(isDue({ ...still, shownFps: 0, ms: 6000 })).toBe(true);
  expect(isDue({ ...still, shownFps: 0, news: true })).toBe(true);
  expect(isDue({ ...still, shownFps: 12, frames: 2 })).toBe(true);
  expect(isDue({ ...still, shownFps: 12, frames: 2, quietMs: 100 })).toBe(false);
});
