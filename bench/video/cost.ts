// SPDX-License-Identifier: Apache-2.0

import { oneEuro } from '../../src/people/smoothing/one-euro.ts';
import { CLOTHES_FLOATS, type Pixels, readClothes } from '../../src/people/tracks/clothes.ts';
import { trackingSettings } from '../../src/people/tracks/config.ts';
import type { TemporalJudge } from '../../src/people/tracks/temporal.ts';
import { createTracker, type Sighting } from '../../src/people/tracks/tracker.ts';
import { boxOf } from '../../src/pose/box.ts';
import { KEYPOINT_NAMES } from '../../src/pose/keypoints.ts';
import { type Truth, truthAt } from './scene.ts';
import { SCENES } from './scenes.ts';
import { normal } from './simulated-eyes.ts';

const [WIDTH, HEIGHT] = [1280, 720];

/** Milliseconds that following (reading clothes included) and smoothing so many people takes a frame: the median of `frames` at 30 frames/s. */
export function trackingMs(people: number, frames: number, random: () => number, judge?: TemporalJudge): number {
  const standing = SCENES[0]!;
  const tracker = createTracker(trackingSettings({}, 0.25), oneEuro(), judge);
  const picture: Pixels = { data: new Uint8ClampedArray(WIDTH * HEIGHT * 4).fill(90), width: WIDTH, height: HEIGHT };
  const wardrobe = Array.from({ length: people }, () => new Float32Array(CLOTHES_FLOATS));
  const times: number[] = [];
  for (let i = 0; i < frames; i++) {
    const timeMs = (i * 1000) / 30;
    const [first] = truthAt(standing, timeMs % standing.durationMs);
    const sightings = Array.from({ length: people }, (_, n) => sightingOf(first!, (n * 900) / people, random));
    const start = performance.now();
    tracker.advance(timeMs, WIDTH, HEIGHT);
    for (const [n, { pose }] of sightings.entries()) readClothes(picture, pose.keypoints, wardrobe[n]!);
    tracker.update(sightings.map((one, n) => ({ ...one, clothes: wardrobe[n] })));
    tracker.poses(people);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(frames / 2)] ?? 0;
}

function sightingOf({ joints, box }: Truth, dx: number, random: () => number): Sighting {
  const keypoints = joints.map(({ x, y }, joint) => ({
    x: x + dx + 3 * normal(random),
    y: y + 3 * normal(random),
    score: 0.7,
    name: KEYPOINT_NAMES[joint]!,
    spread: 3,
    dissent: 0,
  }));
  return { pose: { keypoints, score: 0.7, box: boxOf(box.xMin + dx, box.yMin, box.xMax + dx, box.yMax) }, found: 0.9 };
}
