// SPDX-License-Identifier: Apache-2.0
// Hand-computed cases: two people, or one, over four frames.
import { describe, expect, test } from 'vitest';
import { type JudgedFrame, judgeTracks, type Tracked, type TruePerson } from '../../../bench/video/measures.ts';
import { boxOf } from '../../../src/pose/box.ts';

const at = (id: number, x: number, ignored = false): TruePerson & Tracked => ({
  id,
  box: boxOf(x, 0, x + 10, 20),
  ...(ignored ? { ignored } : {}),
});

function frames(...list: readonly (readonly [readonly TruePerson[], readonly Tracked[]])[]): JudgedFrame[] {
  return list.map(([truth, tracks]) => ({ truth, tracks }));
}

describe('tracks are judged', () => {
  test('perfect: 1 and 1', () => {
    const frame = [
      [at(1, 0), at(2, 50)],
      [at(7, 0), at(8, 51)],
    ] as const;
    expect(judgeTracks(frames(frame, frame, frame, frame))).toEqual({
      ...{ frames: 4, people: 8, misses: 0, falseAlarms: 0, switches: 0, mota: 1, idf1: 1, recall: 1, precision: 1 },
    });
  });

  test('one switch in the middle: MOTA loses 1 of 4, IDF1 half', () => {
    const report = judgeTracks(
      frames([[at(1, 0)], [at(7, 0)]], [[at(1, 0)], [at(7, 0)]], [[at(1, 0)], [at(8, 0)]], [[at(1, 0)], [at(8, 0)]]),
    );
    expect(report).toMatchObject({ switches: 1, misses: 0, falseAlarms: 0, mota: 0.75, idf1: 0.5 });
  });

  test('a miss and a false alarm each cost one', () => {
    const report = judgeTracks(frames([[at(1, 0)], []], [[at(1, 0)], [at(7, 0), at(9, 90)]]));
    // IDF1 = 2 · 1 / (2 people + 2 reports).
    expect(report).toMatchObject({
      misses: 1,
      falseAlarms: 1,
      switches: 0,
      mota: 0,
      idf1: 0.5,
      recall: 0.5,
      precision: 0.5,
    });
  });

  test('a gap with the same id afterwards is no switch, with another it is one', () => {
    const gap = (id: number) => frames([[at(1, 0)], [at(7, 0)]], [[at(1, 0)], []], [[at(1, 0)], [at(id, 0)]]);
    expect(judgeTracks(gap(7)).switches).toBe(0);
    expect(judgeTracks(gap(8)).switches).toBe(1);
  });

  test('who was together stays together while they overlap, even if another is nearer', () => {
    const report = judgeTracks(frames([[at(1, 0)], [at(7, 0)]], [[at(1, 0)], [at(7, 3), at(8, 0)]]));
    expect(report).toMatchObject({ switches: 0, falseAlarms: 1 });
  });

  test('two people who exchange their tracks: two switches', () => {
    const report = judgeTracks(
      frames(
        [
          [at(1, 0), at(2, 50)],
          [at(7, 0), at(8, 50)],
        ],
        [
          [at(1, 0), at(2, 50)],
          [at(8, 0), at(7, 50)],
        ],
      ),
    );
    expect(report).toMatchObject({ switches: 2, mota: 0.5, idf1: 0.5 });
  });

  test('whom to ignore is neither missed nor a false alarm', () => {
    const report = judgeTracks(
      frames(
        [
          [at(1, 0), at(2, 50, true)],
          [at(7, 0), at(8, 50)],
        ],
        [[at(1, 0), at(2, 50, true)], [at(7, 0)]],
      ),
    );
    expect(report).toMatchObject({ people: 2, misses: 0, falseAlarms: 0, mota: 1, idf1: 1 });
  });

  test('an overlap below one half is nobody', () => {
    // Boxes 10 wide, 4 apart: 6 / 14 in common.
    expect(judgeTracks(frames([[at(1, 0)], [at(7, 4)]]))).toMatchObject({ misses: 1, falseAlarms: 1, mota: -1 });
    expect(judgeTracks([])).toMatchObject({ frames: 0, mota: 1, idf1: 0 });
  });
});
