// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { createRecorder, MOST_FRAMES } from '../../../app/recording/recorder.ts';
import { figure } from '../../render/figures.ts';

test('times count from the first frame, whatever the clock', () => {
  const recorder = createRecorder();
  const poses = [figure(100, 100, 150)];
  for (const ms of [5000, 5040, 5080]) expect(recorder.add(poses, ms)).toBe(true);
  const { frames, file, width } = recorder.recording('walk.mp4', 640, 480);
  expect(frames.map(({ timeMs }) => timeMs)).toEqual([0, 40, 80]);
  expect(frames[0]!.poses).toBe(poses);
  expect([file, width, recorder.frames, recorder.seconds]).toEqual(['walk.mp4', 640, 3, 0.08]);
});

test('a video that starts again goes on in the recording', () => {
  const recorder = createRecorder();
  for (const ms of [900, 1000, 0, 100]) recorder.add([], ms);
  const times = recorder.recording('walk.mp4', 640, 480).frames.map(({ timeMs }) => Math.round(timeMs));
  expect(times).toEqual([0, 100, 133, 233]);
});

test('where nothing was seen for seconds the recording has no hole: a pause, a machine that slept', () => {
  const recorder = createRecorder();
  for (const ms of [1000, 5000, 70_000_000, 70_000_040]) recorder.add([], ms);
  const times = recorder.recording('walk.mp4', 640, 480).frames.map(({ timeMs }) => Math.round(timeMs));
  expect(times).toEqual([0, 4000, 4033, 4073]);
});

test('a forgotten recording ends', () => {
  const recorder = createRecorder();
  for (let k = 0; k < MOST_FRAMES; k++) recorder.add([], k);
  expect(recorder.add([], MOST_FRAMES)).toBe(false);
  expect(recorder.frames).toBe(MOST_FRAMES);
});
