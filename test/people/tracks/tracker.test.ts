// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { trackingSettings } from '../../../src/people/tracks/config.ts';
import { boxDistance } from '../../../src/people/tracks/distance.ts';
import { createTracker, type Tracker } from '../../../src/people/tracks/tracker.ts';
import type { Pose } from '../../../src/pose/pose.ts';
import { type Figure, standing } from '../../support/figures.ts';

const open = (config = {}) => createTracker(trackingSettings(config, 0.25));

/** One frame of a 1000 x 500 picture. */
function show(tracker: Tracker, timeMs: number, ...people: readonly Figure[]): Pose[] {
  tracker.advance(timeMs, 1000, 500);
  tracker.update(people.map((figure) => ({ pose: standing(figure), found: 0.9 })));
  return tracker.poses(10);
}

describe('a tracker', () => {
  test('gives ids that stay, counts ages, and confirms', () => {
    const tracker = open();
    const [first] = show(tracker, 1000, { x: 300 });
    expect(first).toMatchObject({ id: 1, ageMs: 0, lastSeenMs: 1000, confirmed: false });
    for (const i of [1, 2, 3]) show(tracker, 1000 + i * 33, { x: 300 + i * 4 });
    const poses = show(tracker, 1132, { x: 316 }, { x: 700 });
    expect(poses).toMatchObject([
      { id: 1, ageMs: 132, lastSeenMs: 1132, confirmed: true },
      { id: 2, ageMs: 0, confirmed: false },
    ]);
  });

  test('takes what never moves for somebody only if it is surer than usual', () => {
    const tracker = createTracker(trackingSettings({}, 0.6));
    const doubt = (x: number) => ({ x, score: 0.7 });
    for (let i = 0; i < 60; i++) show(tracker, i * 33, doubt(200), { x: 800, score: 0.85 });
    expect(tracker.tracks).toMatchObject([{ confirmed: false }, { confirmed: true }]);
    for (let i = 60; i < 80; i++) show(tracker, i * 33, doubt(200 + 4 * (i - 60)), { x: 800, score: 0.85 });
    expect(tracker.tracks).toMatchObject([
      { id: 1, confirmed: true },
      { id: 2, confirmed: true },
    ]);
  });

  test('with patience follows who scores less, unseen, and takes them for somebody once they walk', () => {
    const tracker = createTracker(trackingSettings({}, 0.6));
    const look = (i: number, x: number, score = 0.5) => {
      tracker.advance(i * 33, 1000, 500);
      tracker.update([{ pose: standing({ x, score }), found: 0.9 }], true);
      return tracker.poses(10);
    };
    for (let i = 0; i < 30; i++) expect(look(i, 300)).toEqual([]);
    expect(tracker.tracks).toMatchObject([{ confirmed: false, surfaced: false }]);
    for (let i = 30; i < 60; i++) look(i, 300 + 4 * (i - 30));
    expect(look(60, 420)).toMatchObject([{ id: 1, confirmed: true }]);
    // Without it, or below, nobody is born.
    expect(show(createTracker(trackingSettings({}, 0.6)), 0, { x: 300, score: 0.5 })).toEqual([]);
    tracker.reset();
    look(61, 300, 0.44);
    expect(tracker.tracks).toEqual([]);
  });

  test('shows whom it followed unseen as soon as they score what strangers have to', () => {
    const tracker = createTracker(trackingSettings({}, 0.6));
    tracker.advance(0, 1000, 500);
    tracker.update([{ pose: standing({ x: 300, score: 0.5 }), found: 0.9 }], true);
    expect(tracker.poses(10)).toEqual([]);
    expect(show(tracker, 33, { x: 300, score: 0.65 })).toMatchObject([{ id: 1, ageMs: 33, confirmed: false }]);
    expect(show(tracker, 66, { x: 300, score: 0.5 })).toMatchObject([{ id: 1 }]);
  });

  test('fades whom it does not see, then hides them, and knows them when they come back', () => {
    const tracker = open();
    for (let i = 0; i < 10; i++) show(tracker, i * 33, { x: 300 + i * 5 });
    const [early] = show(tracker, 363);
    const [late] = show(tracker, 463);
    expect(early).toMatchObject({ id: 1, lastSeenMs: 297 });
    expect(early!.score).toBeLessThan(0.8);
    expect(late!.score).toBeLessThan(early!.score);
    // On the way that it went: 150 px a second.
    const hip = late!.keypoints[11]!;
    expect(hip.x).toBeCloseTo(standing({ x: 300 + 463 * 0.15 }).keypoints[11]!.x, -1);
    expect(hip.score).toBeLessThan(0.5);
    expect(show(tracker, 1200)).toEqual([]);
    expect(show(tracker, 1300, { x: 490 })).toMatchObject([{ id: 1 }]);
  });

  test('forgets whom it has not seen for returnMs, and never gives their id again', () => {
    const tracker = open({ returnMs: 1000 });
    for (let i = 0; i < 10; i++) show(tracker, i * 33, { x: 300 });
    show(tracker, 1400);
    expect(tracker.tracks).toEqual([]);
    expect(show(tracker, 1433, { x: 300 })).toMatchObject([{ id: 2 }]);
    tracker.reset();
    expect(show(tracker, 1466, { x: 300 })).toMatchObject([{ id: 3 }]);
  });

  test('does not take a giant for the dwarf who was there', () => {
    const tracker = open();
    for (let i = 0; i < 10; i++) show(tracker, i * 33, { x: 300, height: 120 });
    show(tracker, 900);
    expect(show(tracker, 933, { x: 300, height: 320 })).toMatchObject([{ id: 2 }]);
  });

  test('waits for who left at an edge where they left', () => {
    const tracker = open();
    for (let i = 0; i < 30; i++) show(tracker, i * 33, { x: 760 + i * 9 });
    show(tracker, 1500);
    expect(tracker.tracks[0]!.box.xMin).toBeLessThan(1000);
    expect(show(tracker, 2600, { x: 960 })).toMatchObject([{ id: 1 }]);
  });

  test('has hysteresis: a score that bears nobody keeps somebody', () => {
    const tracker = open();
    expect(show(tracker, 0, { x: 300, score: 0.2 })).toEqual([]);
    show(tracker, 33, { x: 300, score: 0.5 });
    expect(show(tracker, 66, { x: 300, score: 0.2 })).toMatchObject([{ id: 1, lastSeenMs: 66 }]);
    expect(show(tracker, 99, { x: 300, score: 0.05 })).toMatchObject([{ id: 1, lastSeenMs: 66 }]);
  });

  test('gives up who turns out to be nobody', () => {
    const tracker = open();
    show(tracker, 0, { x: 300, score: 0.26 });
    for (let i = 1; i < 60; i++) show(tracker, i * 33, { x: 300, score: 0.18 });
    expect(tracker.tracks.some(({ confirmed }) => confirmed)).toBe(false);
    show(tracker, 2100);
    show(tracker, 2400);
    expect(tracker.tracks).toEqual([]);
  });

  test('keeps one track a body', () => {
    const tracker = open();
    for (let i = 0; i < 10; i++) show(tracker, i * 33, { x: 300 }, { x: 303 });
    expect(tracker.tracks).toHaveLength(1);
  });

  test('gives nobody who is confirmed away to a second look at them', () => {
    const tracker = open();
    for (let i = 0; i < 10; i++) show(tracker, i * 33, { x: 300 });
    // The pose is off, and the scouts' box shows the person once more.
    show(tracker, 330, { x: 345, score: 0.5 }, { x: 260 });
    for (let i = 11; i < 16; i++) show(tracker, i * 33, { x: 285 });
    const [pose] = show(tracker, 16 * 33, { x: 290 });
    expect(pose).toMatchObject({ id: 1, lastSeenMs: 16 * 33 });
  });

  test('keeps the size and the speed of whom it does not see, not those of half a body', () => {
    const tracker = open();
    for (let i = 0; i < 30; i++) show(tracker, i * 33, { x: 300 + i * 4 });
    const { width, height } = tracker.tracks[0]!.box;
    // Something hides the person bit by bit: less and less is seen of them, and it hardly moves.
    for (let i = 30; i < 34; i++)
      show(tracker, i * 33, { x: 420, y: 400 - (i - 29) * 25, height: 300 - (i - 29) * 40, score: 0.4 });
    for (let i = 34; i < 60; i++) show(tracker, i * 33);
    const { box } = tracker.tracks[0]!;
    expect(box.width).toBeGreaterThan(0.75 * width);
    expect(box.height).toBeGreaterThan(0.75 * height);
    expect((box.xMin + box.xMax) / 2).toBeGreaterThan(460);
  });

  test('knows whom it lost just when somebody seemed to appear beside them', () => {
    const tracker = open();
    for (let i = 0; i < 10; i++) show(tracker, i * 33, { x: 300 });
    const [jumped] = show(tracker, 330, { x: 370 }).filter(({ id }) => id !== 1);
    expect(jumped).toMatchObject({ id: 2, confirmed: false });
    for (let i = 11; i < 16; i++) show(tracker, i * 33, { x: 370 });
    expect(tracker.tracks).toMatchObject([{ id: 1, confirmed: true, bornMs: 0, seenMs: 495 }]);
    // Whoever is seen beside them is another.
    const other = open();
    for (let i = 0; i < 10; i++) show(other, i * 33, { x: 300 });
    for (let i = 10; i < 16; i++) show(other, i * 33, { x: 300 }, { x: 370 });
    for (let i = 16; i < 22; i++) show(other, i * 33, { x: 370 });
    expect(other.tracks).toMatchObject([{ id: 1 }, { id: 2 }]);
  });

  test('takes whose box shrinks to a scrap to be hidden, for a while', () => {
    const tracker = open();
    const headOnly = (timeMs: number, score: number): void => {
      const pose = standing({ x: 300, score });
      const keypoints = pose.keypoints.map((one, joint) => (joint < 5 ? one : { ...one, score: 0.01 }));
      tracker.advance(timeMs, 1000, 500);
      tracker.update([{ pose: { ...pose, keypoints }, found: 0.9 }]);
    };
    for (let i = 0; i < 30; i++) show(tracker, i * 33, { x: 300 });
    const { height } = tracker.tracks[0]!.box;
    for (let i = 30; i < 60; i++) headOnly(i * 33, 0.3);
    expect(tracker.tracks[0]!.box.height).toBeGreaterThan(0.8 * height);
    // Nobody hides for ever who is seen so well: it is a head.
    for (let i = 60; i < 180; i++) headOnly(i * 33, 0.8);
    expect(tracker.tracks[0]!.box.height).toBeLessThan(0.5 * height);
  });

  test('moves everybody along when the picture is scaled', () => {
    const tracker = open();
    for (let i = 0; i < 10; i++) show(tracker, i * 33, { x: 300 + i * 5 });
    const { spread } = tracker.poses(1)[0]!.keypoints[0]!;
    tracker.scale(2, 2);
    tracker.advance(330, 2000, 1000);
    // Also as long as nobody is seen again.
    expect(tracker.poses(1)[0]!.keypoints[0]!.spread).toBe(2 * spread);
    tracker.update([{ pose: standing({ x: 700, y: 800, height: 600 }), found: 0.9 }]);
    const [pose] = tracker.poses(1);
    expect(pose).toMatchObject({ id: 1, lastSeenMs: 330 });
    expect(pose!.box.xMin).toBeGreaterThan(500);
  });

  test('stays sane whatever it is told', () => {
    const tracker = open();
    const broken = standing({ x: 300 });
    for (const keypoint of broken.keypoints) Object.assign(keypoint, { x: Number.NaN, y: Number.POSITIVE_INFINITY });
    for (let i = 0; i < 5; i++) show(tracker, i * 33, { x: 300 });
    tracker.advance(165, 1000, 500);
    tracker.update([
      { pose: broken, found: 0.9 },
      { pose: standing({ x: 800, noise: () => Number.NaN }), found: 1 },
    ]);
    for (let i = 6; i < 12; i++) show(tracker, i * 33, { x: 300 });
    const poses = show(tracker, 400, { x: 300 });
    expect(poses).toMatchObject([{ id: 1, lastSeenMs: 400 }]);
    for (const { x, y } of poses[0]!.keypoints) expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
  });

  test('measures by the distance that it is given', () => {
    const tracker = open({ distance: boxDistance, gate: 0.05 });
    show(tracker, 0, { x: 300 });
    expect(show(tracker, 33, { x: 330 })).toMatchObject([{ lastSeenMs: 33, id: 2 }, { id: 1 }]);
  });

  test.each([Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])(
    'takes nobody for the same at a distance of %d, and comes to an end',
    (distance) => {
      const tracker = open({ distance: () => distance });
      show(tracker, 0, { x: 300 }, { x: 600 });
      show(tracker, 33, { x: 300 }, { x: 600 });
      expect(tracker.tracks.map(({ id, seenMs }) => [id, seenMs])).toEqual([
        [1, 0],
        [2, 0],
        [3, 33],
        [4, 33],
      ]);
    },
  );

  test('comes to an end with the widest gate, though somebody is hardly seen', () => {
    const tracker = open({ gate: 1e6 });
    for (let i = 0; i < 5; i++) {
      show(tracker, i * 33, { x: 300 }, { x: 500 }, { x: 700, score: i < 3 ? 0.9 : 0.05 });
    }
    expect(tracker.tracks.map(({ id }) => id)).toEqual([1, 2, 3]);
  });
});
