// SPDX-License-Identifier: Apache-2.0
// How still a filter holds a still figure, and how fast it follows one that steps aside.
import type { FilterFactory, PlaceFilter } from '../../src/people/smoothing/place-filter.ts';
import { seededRandom } from '../seeded-random.ts';
import { normal } from './simulated-eyes.ts';

export interface Figure {
  readonly fps: number;
  /** The square root of the person's area, px. */
  readonly size: number;
  /** Standard deviation of a measured coordinate, px. */
  readonly noise: number;
  readonly random: () => number;
}

/** About 400 px high. */
const FIGURE = { fps: 30, size: 175, noise: 2 } as const;
const SEEDS = [1, 2, 3, 4];

/** Shows everything as it is measured. */
export const UNFILTERED: FilterFactory = () => ({ smooth: () => undefined, scale: () => undefined });

/** What `holdAndFollow` says, in its order. */
export const HOLD_AND_FOLLOW = ['steadiness', '50 px in 100 ms', 'lag at 150 px/s, ms'] as const;

/** How a filter holds and follows a figure; means of four seeds. */
export function holdAndFollow(make: FilterFactory): number[] {
  const mean = (of: (figure: Figure) => number): number =>
    SEEDS.reduce((sum, seed) => sum + of({ ...FIGURE, random: seededRandom(seed) }) / SEEDS.length, 0);
  return [
    mean((figure) => steadiness(make, figure)),
    mean((figure) => followed(make, 50, 100, figure)),
    mean((figure) => lagMs(make, 150, figure)),
  ].map((value) => Number(value.toFixed(3)));
}

/** How much smaller the standard deviation of a still joint is behind the filter than before it; over 20 s. */
export function steadiness(make: FilterFactory, { fps, size, noise, random }: Figure): number {
  const filter = make();
  const places: number[] = [];
  for (let i = 0; i < 22 * fps; i++) {
    const x = show(filter, 500 + noise * normal(random), (i * 1000) / fps, { size, noise });
    // The filter needs a while until it has settled.
    if (i >= 2 * fps) places.push(x);
  }
  return noise / deviation(places);
}

/** The share of a step aside, in px, that is followed within `ms`; the mean of many steps. */
export function followed(make: FilterFactory, step: number, ms: number, { fps, size, noise, random }: Figure): number {
  const steps = 30;
  let sum = 0;
  for (let n = 0; n < steps; n++) {
    const filter = make();
    const last = 2 * fps + Math.floor((ms * fps) / 1000);
    let x = 0;
    for (let i = 0; i <= last; i++) {
      const place = i < 2 * fps ? 500 : 500 + step;
      x = show(filter, place + noise * normal(random), (i * 1000) / fps, { size, noise });
    }
    sum += (x - 500) / step;
  }
  return sum / steps;
}

/** How far behind somebody who walks `speed` px a second a filter is, ms. */
export function lagMs(make: FilterFactory, speed: number, { fps, size, noise, random }: Figure): number {
  const filter = make();
  let behind = 0;
  for (let i = 0; i < 6 * fps; i++) {
    const place = (i * speed) / fps;
    const x = show(filter, place + noise * normal(random), (i * 1000) / fps, { size, noise });
    if (i >= 2 * fps) behind += (place - x) / (4 * fps);
  }
  return (behind / speed) * 1000;
}

/** The votes' spread tells a filter how noisy they are. */
function show(filter: PlaceFilter, x: number, timeMs: number, { size, noise }: Pick<Figure, 'size' | 'noise'>): number {
  const keypoint = Float32Array.of(x, 300, 1, noise);
  filter.smooth(keypoint, timeMs, size);
  return keypoint[0] ?? 0;
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
