// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { frameJson, jsonLines, toJson } from '../../src/record/json.ts';
import type { Recording } from '../../src/record/recording.ts';
import { poseOf, stickBody } from '../support/bodies.ts';

const { keypoints3D, ...flat } = poseOf(stickBody(), { id: 4, score: 0.123456 });
const RECORDING: Recording = {
  file: 'a "b".mp4',
  width: 640,
  height: 480,
  fps: 30,
  frames: [
    { timeMs: 0, poses: [] },
    { timeMs: 33.333333, poses: [flat, { ...flat, keypoints3D: keypoints3D ?? [] }], index: 7 },
  ],
};

test('the file says what the recording says, in numbers of few digits', () => {
  const json = JSON.parse(toJson(RECORDING));
  expect(Object.keys(json)).toEqual(['version', 'file', 'width', 'height', 'fps', 'frames']);
  expect(json).toMatchObject({ version: 1, file: 'a "b".mp4', width: 640, height: 480, fps: 30 });
  expect(json.frames[0]).toEqual({ index: 0, timeMs: 0, poses: [] });
  expect(json.frames[1]).toMatchObject({ index: 7, timeMs: 33.333 });
  const [first, second] = json.frames[1].poses;
  expect(first).toMatchObject({ id: 4, score: 0.1235, box: { width: 108 } });
  expect(first.keypoints).toHaveLength(17);
  expect(first.keypoints[5]).toEqual({ name: 'left_shoulder', x: 374, y: 90, score: 1, spread: 1, dissent: 0 });
  expect(first.keypoints3D).toBeUndefined();
  expect(second.keypoints3D[5]).toEqual({ name: 'left_shoulder', x: 0.18, y: -0.5, z: 0, score: 1 });
});

test('a frame is a line, and what a track adds to its pose is kept', () => {
  const text = toJson(RECORDING);
  expect(text.split('\n')).toHaveLength(5);
  expect(JSON.parse(text.split('\n')[2]!)).toEqual(frameJson(RECORDING.frames[1]!, 1));
  const tracked = { ...flat, ageMs: 1600 / 3, lastSeenMs: 1000 / 3, confirmed: true };
  expect(frameJson({ timeMs: 1000 / 3, poses: [tracked] }, 0)).toMatchObject({
    timeMs: 333.333,
    poses: [{ ageMs: 533.333, lastSeenMs: 333.333, confirmed: true }],
  });
  expect(Object.keys(Object(frameJson({ timeMs: 1, poses: [flat] }, 0)).poses[0])).not.toContain('lastSeenMs');
});

test('a recording without frames is valid, too', () => {
  expect(JSON.parse(toJson({ frames: [] }))).toEqual({ version: 1, frames: [] });
});

test('what is not known is left out', () => {
  const unknown = { file: undefined, width: undefined, frames: [] } as object as Recording; // as plain JavaScript may say it
  expect(JSON.parse(toJson(unknown))).toEqual({ version: 1, frames: [] });
});

test('line by line it is the same, and may be longer than a text can be', () => {
  expect(`${[...jsonLines(RECORDING)].join('\n')}\n`).toBe(toJson(RECORDING));
  expect([...jsonLines({ frames: [] })].join('\n')).toBe(toJson({ frames: [] }).trimEnd());
  // Nothing is written before it is asked for.
  const endless = { frames: Array.from({ length: 1e6 }, () => RECORDING.frames[1]!) };
  const lines = jsonLines(endless);
  expect([lines.next().value, lines.next().value]).toEqual([
    '{"version":1,"frames":[',
    expect.stringMatching(/^\{.*\},$/),
  ]);
});
