// SPDX-License-Identifier: Apache-2.0
// What weights have to pass before they are released: a film of eight squats (training/synth/squats.py), through the command, the
// tracker, the lifters and the counter.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { countRepetition, meanAngle, NO_REPETITIONS, SQUAT } from '../../../src/people/motion/index.ts';
import { fromJson, type RecordFrame } from '../../../src/record/index.ts';
import { runCommand } from '../../support/command.ts';

const FILM = fileURLToPath(new URL('../../fixtures/squats.webm', import.meta.url));

test('eight squats are counted, in every frame and in every second one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'poseswarm-squats-'));
  const out = join(folder, 'squats.json');
  expect(await runCommand('video', FILM, '--lift', '--out', out)).toMatchObject({ code: 0 });
  const { frames } = fromJson(await readFile(out, 'utf8'));
  expect(frames).toHaveLength(215);
  expect(frames.map(({ poses }) => poses.map(({ id }) => id))).toEqual(frames.map(() => [1]));
  expect(counted(frames)).toBe(8);
  expect(counted(frames.filter((_, k) => k % 2 === 0))).toBe(8);
  await rm(folder, { recursive: true });
});

/** By the bend of the knees in space: the person stands at an angle to the camera. */
function counted(frames: readonly RecordFrame[]): number {
  let state = NO_REPETITIONS;
  for (const { timeMs, poses } of frames) {
    const [pose] = poses;
    if (pose) state = countRepetition(state, timeMs, meanAngle(pose, 'knee', { in: 'space' }), SQUAT);
  }
  return state.count;
}
