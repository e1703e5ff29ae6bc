// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { confirmedInHindsight, untilLastSight } from '../../../cli/video/hindsight.ts';
import { standing } from '../../support/figures.ts';

const person = (id: number, confirmed: boolean) => ({ ...standing({ x: 100 * id }), id, confirmed });

test('who is confirmed at last was confirmed at first; who never is stays a doubt', () => {
  const frames = [
    { timeMs: 0, poses: [person(1, false), person(2, false)] },
    { timeMs: 33, poses: [person(1, true), person(2, false)] },
  ];
  const known = confirmedInHindsight(frames, 0.6);
  expect(known.map(({ poses }) => poses.map(({ confirmed }) => confirmed))).toEqual([
    [true, false],
    [true, false],
  ]);
  expect(known[0]).toMatchObject({ timeMs: 0, poses: [{ id: 1, score: frames[0]?.poses[0]?.score }, { id: 2 }] });
  expect(frames[0]?.poses[0]?.confirmed).toBe(false);
});

test('poses of frames that stand alone stay as they are', () => {
  const frames = [{ timeMs: 0, poses: [standing({ x: 5 })] }];
  expect(confirmedInHindsight(frames, 0.6)).toEqual(frames);
});

/** Somebody who is confirmed at last, four times a second. */
const life = (x: (second: number) => number, score: number, frames = 34) =>
  Array.from({ length: frames }, (_, i) => ({
    timeMs: i * 250,
    poses: [{ ...standing({ x: x(i / 4), score }), id: 7, confirmed: i > 10 }],
  }));
type Frames = ReturnType<typeof life>;
const confirmedIn = (frames: Frames) =>
  confirmedInHindsight(frames, 0.6).filter(({ poses }) => poses[0]?.confirmed).length;
/** The same with joints that move to and fro, px. */
const swaying = (frames: Frames, joints: readonly number[], by: number): Frames => {
  for (const [i, { poses }] of frames.entries())
    for (const joint of joints) poses[0]!.keypoints[joint]!.x += by * Math.sin(i);
  return frames;
};

test('what holds as still as no person for seconds has to score a third more, all in all', () => {
  expect(confirmedIn(life(() => 100, 0.75))).toBe(0);
  expect(confirmedIn(life(() => 100, 0.85))).toBe(34);
  // A passer-by draws a thing aside for a moment; a few of its joints are found here and there.
  expect(confirmedIn(life((second) => (second > 1 && second < 2 ? 200 : 100), 0.75))).toBe(0);
  expect(
    confirmedIn(
      swaying(
        life(() => 100, 0.75),
        [9, 10, 15, 16],
        30,
      ),
    ),
  ).toBe(0);
});

test('the longer it is watched, the more often a thing may be drawn aside', () => {
  const everywhere = Array.from({ length: 17 }, (_, joint) => joint);
  const watched = (frames: number) => {
    const thing = life(() => 100, 0.75, frames);
    swaying(
      thing.filter((_, i) => i % 5 < 2),
      everywhere,
      5.5,
    );
    return confirmedIn(thing);
  };
  expect(watched(60)).toBe(60);
  expect(watched(68)).toBe(0);
  // What sways all the time has less to do.
  const sways = (frames: number) =>
    confirmedIn(
      swaying(
        life(() => 100, 0.75, frames),
        everywhere,
        3.4,
      ),
    );
  expect(sways(30)).toBe(30);
  expect(sways(34)).toBe(0);
  // Whoever waits is hardly ever where they were.
  const waiting = life(() => 100, 0.75, 68);
  expect(confirmedIn(swaying(waiting, everywhere, 5))).toBe(68);
});

test('who walks, sways in one place, or is in sight only for a moment, need not', () => {
  expect(confirmedIn(life((second) => 100 + 80 * second, 0.75))).toBe(34);
  // Whoever stands sways by a few hundredths of their size, which is some 140 px here.
  expect(
    confirmedIn(
      swaying(
        life(() => 100, 0.75),
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        5,
      ),
    ),
  ).toBe(34);
  expect(confirmedIn(life(() => 100, 0.75, 17))).toBe(0);
  expect(confirmedIn(life(() => 100, 0.75, 16))).toBe(16);
});

test('whose track stayed with a thing when they went on is nobody from then on', () => {
  const stays = (second: number) => 100 + 80 * Math.min(second, 5);
  const known = confirmedInHindsight(life(stays, 0.75, 80), 0.6);
  const times = known.flatMap(({ timeMs, poses }) => (poses[0]?.confirmed ? [timeMs] : []));
  // They come within a quarter of their size in the last half second.
  expect(times).toEqual(Array.from({ length: 19 }, (_, i) => i * 250));
  expect(confirmedIn(life(stays, 0.85, 80))).toBe(80);
  expect(confirmedIn(life(stays, 0.75, 50)), 'too short a time to tell').toBe(50);
});

test('a thing that passers-by draw aside has to be watched for longer when somebody walked there', () => {
  const watched = (seconds: number) => {
    const frames = life((second) => 100 + 80 * Math.min(second, 5), 0.75, 4 * (5 + seconds));
    swaying(
      frames.filter((_, i) => i > 20 && i % 5 < 2),
      Array.from({ length: 17 }, (_, joint) => joint),
      5,
    );
    return confirmedIn(frames);
  };
  expect(watched(25)).toBe(120);
  expect(watched(33)).toBeLessThan(25);
});

test('who is not seen again is gone from their last sight on; who comes back is shown where they were expected', () => {
  const at = (id: number, lastSeenMs: number) => ({ ...person(id, true), lastSeenMs });
  const frames = [
    { timeMs: 0, poses: [at(1, 0), at(2, 0), standing({ x: 5 })] },
    { timeMs: 100 / 3, poses: [at(1, 0), at(2, 0)] },
    { timeMs: 200 / 3, poses: [at(1, 66.667), at(2, 0)] },
    { timeMs: 100, poses: [at(1, 66.667)] },
  ];
  const shown = untilLastSight(frames);
  expect(shown.map(({ poses }) => poses.map(({ id }) => id))).toEqual([[1, 2, undefined], [1], [1], []]);
  expect(shown[1]?.poses[0]).toEqual(frames[1]?.poses[0]);
  expect(frames[3]?.poses).toHaveLength(1);
});
