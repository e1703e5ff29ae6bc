// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { judgeTracks } from '../../../bench/video/measures.ts';
import { againstTruth, readTruth } from '../../../bench/video/truth-file.ts';
import { boxOf } from '../../../src/pose/box.ts';
import { standing } from '../../support/figures.ts';

const TEXT = 'frame,id,x,y,w,h,counted\n1,9,100,100,108,300,1\n1,8,500,100,100,300,0\n6,9,110,100,108,300,1\n';

test('hand-made tracks are read by frame', () => {
  const truth = readTruth(TEXT);
  expect([...truth.keys()]).toEqual([1, 6]);
  expect(truth.get(1)).toEqual([
    { id: 9, box: boxOf(100, 100, 208, 400), ignored: false },
    { id: 8, box: boxOf(500, 100, 600, 400), ignored: true },
  ]);
  expect(() => readTruth('a,b\n1,2')).toThrow('The first line is "a,b"');
});

test('frames with a truth are judged, confirmed people only', () => {
  const pose = { ...standing({ x: 154 }), id: 3, confirmed: true };
  const doubt = { ...standing({ x: 700 }), id: 4, confirmed: false };
  const frames = [0, 1, 5].map((index) => ({ index, timeMs: index * 100, poses: [pose, doubt] }));
  const report = judgeTracks(againstTruth(frames, readTruth(TEXT), 0));
  expect(report).toMatchObject({ frames: 2, people: 2, misses: 0, falseAlarms: 0, switches: 0, idf1: 1 });
  expect(judgeTracks(againstTruth(frames, readTruth(TEXT), 0.9)).recall).toBe(0);
});
