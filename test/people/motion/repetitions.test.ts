// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { meanAngle } from '../../../src/people/motion/angles.ts';
import {
  countRepetition,
  NO_REPETITIONS,
  type RepetitionState,
  SQUAT,
} from '../../../src/people/motion/repetitions.ts';
import type { Pose } from '../../../src/pose/pose.ts';
import { poseOf, STANDING, stickBody } from '../../support/bodies.ts';
import { seededRandom } from '../../support/random.ts';

/** A squat of depth 0..1 seen from the side: thighs forward, shins a little back. */
function squatting(depth: number): Pose {
  const [thigh, shin] = [(85 * depth * Math.PI) / 180, (-20 * depth * Math.PI) / 180];
  const [down, back] = [
    { x: Math.sin(thigh), y: Math.cos(thigh), z: 0 },
    { x: Math.sin(shin), y: Math.cos(shin), z: 0 },
  ];
  return poseOf(stickBody([down, back, down, back, ...STANDING.slice(4)]));
}

/** Squats of depths in hundredths. */
const SQUATS = Array.from({ length: 101 }, (_, i) => squatting(i / 100));

/** Depth over time: `squats` of about two seconds, each of its own length and depth, and a fidgety pause after half. */
function depthAt(squats: number, random: () => number): { at: (timeMs: number) => number; endMs: number } {
  const moves: { from: number; to: number; depth: number }[] = [];
  let now = 800;
  for (let i = 0; i < squats; i++) {
    if (i === squats / 2) {
      moves.push({ from: now + 1500, to: now + 2500, depth: 0.25 });
      now += 4000;
    }
    const long = 1500 + 1200 * random();
    moves.push({ from: now, to: now + long, depth: 0.85 + 0.15 * random() });
    now += long + 400 * random();
  }
  const at = (timeMs: number): number => {
    const move = moves.find(({ from, to }) => timeMs >= from && timeMs < to);
    return move ? (move.depth * (1 - Math.cos((2 * Math.PI * (timeMs - move.from)) / (move.to - move.from)))) / 2 : 0;
  };
  return { at, endMs: now + 800 };
}

/** Legs with errors of about `px`, and now and then a frame in which a leg is somewhere else. */
function shaken(pose: Pose, px: number, wrong: number, random: () => number): Pose {
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const lost = random() < wrong ? 150 : 0;
  const keypoints = pose.keypoints.map((joint, k) => {
    if (k < 11) return joint;
    const far = k >= 13 ? lost * gauss() : 0;
    return { ...joint, x: joint.x + px * gauss() + far, y: joint.y + px * gauss() + far };
  });
  return { ...pose, keypoints };
}

function count(samples: Iterable<readonly [number, number]>): RepetitionState {
  let state = NO_REPETITIONS;
  for (const [timeMs, angle] of samples) state = countRepetition(state, timeMs, angle, SQUAT);
  return state;
}

describe('20 squats with noise, single wrong frames and a pause in between', () => {
  test.each([10, 30, 60])('are 20 at %d fps', (fps) => {
    for (const seed of [1, 2]) {
      const random = seededRandom(seed);
      const { at, endMs } = depthAt(20, random);
      const samples = Array.from({ length: Math.round((endMs * fps) / 1000) }, (_, i) => {
        const timeMs = (i * 1000) / fps;
        return [timeMs, meanAngle(shaken(SQUATS[Math.round(100 * at(timeMs))]!, 5, 0.02, random), 'knee')] as const;
      });
      expect(count(samples).count).toBe(20);
    }
  });
});

describe('a repetition', () => {
  const steps = (...angles: number[]) => angles.map((angle, i) => [i * 200, angle] as const);

  test('counts when it is up again, not at the bottom', () => {
    expect(count(steps(170, 170, 170, 80, 80, 80))).toMatchObject({ count: 0, phase: 'down' });
    expect(count(steps(170, 170, 170, 80, 80, 80, 170, 170))).toMatchObject({ count: 1, phase: 'up' });
  });

  test('does not count half, at the beginning or by halves', () => {
    expect(count(steps(80, 80, 80, 170, 170, 170)).count).toBe(0);
    expect(count(steps(170, 170, 130, 130, 170, 170, 130, 130, 170, 170)).count).toBe(0);
    const trembling = Array.from({ length: 50 }, (_, i) => 120 + (i % 2 === 0 ? 12 : -12));
    expect(count(steps(170, 170, ...trembling, 170, 170)).count).toBe(1);
  });

  test('does not count faster than anybody moves', () => {
    const fast = Array.from({ length: 120 }, (_, i) => [i * 20, i % 12 < 6 ? 170 : 60] as const);
    expect(count(fast).count).toBe(0);
  });

  test('goes on after a time in which nobody was seen', () => {
    const gap = [
      ...steps(170, 170, 170, 80, 80, 80),
      [5000, Number.NaN],
      [9000, 170],
      [9200, 170],
      [9400, 170],
    ] as const;
    expect(count(gap).count).toBe(1);
  });
});

test('the state is plain data, and the same sample again changes nothing', () => {
  const state = count([
    [0, 170],
    [100, 165],
  ]);
  expect(structuredClone(state)).toEqual(state);
  expect(countRepetition(state, 100, 20, SQUAT)).toBe(state);
  expect(NO_REPETITIONS.count).toBe(0);
});

test('thresholds the wrong way round and time that goes backwards are refused', () => {
  const badOption = (message: RegExp) =>
    expect.objectContaining({ code: 'bad-option', message: expect.stringMatching(message) });
  const { low, high } = SQUAT;
  expect(() => countRepetition(NO_REPETITIONS, 0, 1, { low: high, high: low })).toThrow(
    badOption(/low is 145, expected/),
  );
  const state = countRepetition(NO_REPETITIONS, 100, 170, SQUAT);
  expect(() => countRepetition(state, 99, 170, SQUAT)).toThrow(
    badOption(/timeMs is 99, expected a time not before 100/),
  );
  expect(() => countRepetition(state, Number.NaN, 170, SQUAT)).toThrow(badOption(/timeMs is NaN/));
});

test.each(['smoothingMs', 'minMs'])('a %s that is no length of time is refused, and 0 is one', (name) => {
  for (const ms of [-80, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(() => countRepetition(NO_REPETITIONS, 0, 170, { ...SQUAT, [name]: ms })).toThrow(
      expect.objectContaining({ code: 'bad-option', message: `${name} is ${ms}, expected 0 or more ms` }),
    );
  }
  const up = countRepetition(NO_REPETITIONS, 0, 170, { ...SQUAT, [name]: 0 });
  expect(countRepetition(up, 100, 170, { ...SQUAT, [name]: 0 })).toMatchObject({ value: 170, phase: 'up' });
});
