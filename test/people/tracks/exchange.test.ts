// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { CLOTHES_FLOATS } from '../../../src/people/tracks/clothes.ts';
import { trackingSettings } from '../../../src/people/tracks/config.ts';
import { createTracker } from '../../../src/people/tracks/tracker.ts';
import { standing } from '../../support/figures.ts';

/** All of torso and legs in one colour. */
function dressed(colour: number): Float32Array {
  const clothes = new Float32Array(CLOTHES_FLOATS);
  clothes[colour] = clothes[CLOTHES_FLOATS / 2 + colour] = 1;
  return clothes;
}
const RED = dressed(3);
const BLUE = dressed(40);

/** Two come to each other and go back, or past each other, for all that places tell; ids from left to right, frame by frame. */
function meetAndPart(before: readonly Float32Array[], after: readonly (Float32Array | undefined)[]) {
  const tracker = createTracker(trackingSettings({}, 0.25));
  const ids: (number | undefined)[][] = [];
  for (let i = 0; i <= 60; i++) {
    const step = 220 - Math.abs(i - 30) * 4;
    const clothes = i < 30 ? before : after;
    tracker.advance(i * 33, 1000, 500);
    tracker.update(
      [250 + step, 750 - step].map((x, k) => ({ pose: standing({ x }), found: 0.9, clothes: clothes[k] })),
    );
    const poses = tracker.poses(2).sort((a, b) => a.box.xMin - b.box.xMin);
    ids.push(poses.map(({ id }) => id));
  }
  return ids;
}

describe('two who met', () => {
  test('are who they wear when they have parted', () => {
    const ids = meetAndPart([RED, BLUE], [BLUE, RED]);
    expect(ids[20]).toEqual([1, 2]);
    expect(ids[36]).toEqual([1, 2]);
    expect(ids.at(-1)).toEqual([2, 1]);
  });

  test('stay who they are in the same clothes, in those of all, and where nobody sees what they wear', () => {
    for (const after of [
      [RED, BLUE],
      [RED, RED],
      [BLUE, BLUE],
      [undefined, undefined],
    ]) {
      expect(meetAndPart([RED, BLUE], after).at(-1)).toEqual([1, 2]);
    }
    expect(meetAndPart([RED, RED], [BLUE, RED]).at(-1)).toEqual([1, 2]);
  });

  test('become each other as often as they meet', () => {
    const tracker = createTracker(trackingSettings({}, 0.25));
    const ages: number[] = [];
    for (let i = 0; i <= 200; i++) {
      const step = 220 - Math.abs((i % 60) - 30) * 4;
      tracker.advance(i * 33, 1000, 500);
      const worn = Math.floor((i + 30) / 60) % 2 ? [BLUE, RED] : [RED, BLUE];
      const late = i < 3 ? [250 + step] : [250 + step, 750 - step];
      tracker.update(late.map((x, k) => ({ pose: standing({ x }), found: 0.9, clothes: worn[k] })));
      if (i % 60 === 59) ages.push(tracker.poses(2).find(({ id }) => id === 1)?.ageMs ?? 0);
    }
    // Who was there first is the older one, wherever they are.
    expect(ages).toEqual([59 * 33, 119 * 33, 179 * 33]);
  });

  test('are told apart when one goes on as the other, who is lost, and somebody new goes on as the one', () => {
    const afterwards = (left: Float32Array, right: Float32Array) => {
      const tracker = createTracker(trackingSettings({}, 0.25));
      for (let i = 0; i <= 60; i++) {
        const step = 220 - Math.abs(i - 30) * 4;
        tracker.advance(i * 33, 1000, 800);
        const seen = [{ pose: standing({ x: 250 + step }), found: 0.9, clothes: i < 30 ? RED : left }];
        const another = standing({ x: 750 - step, y: i < 30 ? 400 : 750 });
        if (i < 30 || i > 32) seen.push({ pose: another, found: 0.9, clothes: i < 30 ? BLUE : right });
        tracker.update(seen);
      }
      const poses = tracker.poses(3).sort((a, b) => a.box.xMin - b.box.xMin);
      return poses.map(({ id }) => id);
    };
    expect(afterwards(BLUE, RED)).toEqual([2, 1]);
    expect(afterwards(RED, BLUE)).toEqual([1, 3]);
    expect(afterwards(RED, RED)).toEqual([1, 3]);
  });
});
