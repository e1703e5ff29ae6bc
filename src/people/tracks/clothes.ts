// SPDX-License-Identifier: Apache-2.0
// What somebody wears, coarsely: histograms of the colours on torso and legs. They know people again who were hidden, and
// tell apart two who pass each other (Comaniciu, Ramesh, Meer 2003: histograms compared by Bhattacharyya's coefficient).
import type { Keypoint } from '../../pose/pose.ts';

/** RGBA rows. */
export interface Pixels {
  readonly data: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
}

/** Classes of brightness, and of each of two differences of colours (blue and red less brightness). */
const LIGHTS = 6;
const TINTS = 4;
const BINS = LIGHTS * TINTS * TINTS;
/** Torso, legs. */
const PARTS = 2;
/** Floats of one person's clothes: of each part the roots of its shares, or zeros where it was not seen. */
export const CLOTHES_FLOATS = PARTS * BINS;

/** Tints beyond this (of 128) are one: most clothes are greyer. */
const MOST_TINT = 24;
/** Joints that score less do not tell where a part is. */
const LEAST_SCORE = 0.1;
/** Samples along a limb, and across it. */
const ALONG = 12;
const ACROSS = 4;
/** Half a limb's width as a share of its length, and which part of the length is dressed. */
const TORSO = { half: 0.2, from: 0.05, to: 0.95, joints: [5, 6, 11, 12] } as const;
const LEGS = [
  { half: 0.06, from: 0.1, to: 0.8, joints: [11, 11, 15, 15] },
  { half: 0.06, from: 0.1, to: 0.8, joints: [12, 12, 16, 16] },
] as const;

type Strip = typeof TORSO | (typeof LEGS)[number];

/** Reads the clothes of the person with these 17 keypoints into `clothes`. Allocates nothing. */
export function readClothes(picture: Pixels, keypoints: readonly Keypoint[], clothes: Float32Array): void {
  clothes.fill(0);
  addStrip(picture, keypoints, TORSO, clothes, 0);
  for (const leg of LEGS) addStrip(picture, keypoints, leg, clothes, BINS);
  for (let part = 0; part < PARTS; part++) toRoots(clothes, part * BINS);
}

/** How alike two persons' clothes are, 0..1; NaN when no part of them is known of both. */
export function clothesLikeness(a: Float32Array, b: Float32Array): number {
  let [sum, parts] = [0, 0];
  for (let from = 0; from < CLOTHES_FLOATS; from += BINS) {
    let [common, own, other] = [0, 0, 0];
    for (let i = from; i < from + BINS; i++) {
      common += a[i]! * b[i]!;
      own += a[i]!;
      other += b[i]!;
    }
    if (own === 0 || other === 0) continue;
    sum += common;
    parts++;
  }
  return sum / parts;
}

/** `known` becomes a little more like `seen`: by `share`, 0..1; parts that were unknown are taken over. */
export function mixClothes(known: Float32Array, seen: Float32Array, share: number): void {
  for (let from = 0; from < CLOTHES_FLOATS; from += BINS) {
    let [own, other] = [0, 0];
    for (let i = from; i < from + BINS; i++) {
      own += known[i]!;
      other += seen[i]!;
    }
    if (other === 0) continue;
    const pace = own === 0 ? 1 : share;
    let squares = 0;
    for (let i = from; i < from + BINS; i++) {
      known[i] = known[i]! + pace * (seen[i]! - known[i]!);
      squares += known[i]! * known[i]!;
    }
    for (let i = from; i < from + BINS; i++) known[i] = known[i]! / Math.sqrt(squares);
  }
}

/** Counts the colours on a strip between the middles of two pairs of joints. */
function addStrip(
  { data, width, height }: Pixels,
  keypoints: readonly Keypoint[],
  { half, from, to, joints }: Strip,
  clothes: Float32Array,
  at: number,
): void {
  const [a, b, c, d] = [keypoints[joints[0]]!, keypoints[joints[1]]!, keypoints[joints[2]]!, keypoints[joints[3]]!];
  if (!(Math.min(a.score, b.score, c.score, d.score) >= LEAST_SCORE)) return;
  const [x0, y0] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
  const [dx, dy] = [(c.x + d.x) / 2 - x0, (c.y + d.y) / 2 - y0];
  for (let i = 0; i < ALONG; i++) {
    const along = from + ((i + 0.5) / ALONG) * (to - from);
    for (let j = 0; j < ACROSS; j++) {
      const across = ((2 * j + 1) / ACROSS - 1) * half;
      const x = Math.floor(x0 + along * dx - across * dy);
      const y = Math.floor(y0 + along * dy + across * dx);
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const pixel = (y * width + x) * 4;
      count(data[pixel]!, data[pixel + 1]!, data[pixel + 2]!, clothes, at);
    }
  }
}

/** One colour, shared among the classes that it lies between, so that a little more light changes little. */
function count(red: number, green: number, blue: number, bins: Float32Array, at: number): void {
  const bright = 0.299 * red + 0.587 * green + 0.114 * blue;
  const light = place(bright / 256, LIGHTS);
  const cool = place(0.5 + (0.564 * (blue - bright)) / (2 * MOST_TINT), TINTS);
  const warm = place(0.5 + (0.713 * (red - bright)) / (2 * MOST_TINT), TINTS);
  const [l, c, w] = [Math.floor(light), Math.floor(cool), Math.floor(warm)];
  const first = at + (l * TINTS + c) * TINTS + w;
  for (let dl = 0; dl < 2; dl++) {
    const lit = Math.abs(1 - dl - light + l);
    if (lit === 0) continue;
    for (let dc = 0; dc < 2; dc++) {
      const tinted = lit * Math.abs(1 - dc - cool + c);
      if (tinted === 0) continue;
      const bin = first + (dl * TINTS + dc) * TINTS;
      bins[bin] = bins[bin]! + tinted * (1 - warm + w);
      // Nothing lies above the last class, where the next bin is another's.
      if (warm > w) bins[bin + 1] = bins[bin + 1]! + tinted * (warm - w);
    }
  }
}

/** Where among the centres of `classes` a value of 0..1 lies. */
function place(value: number, classes: number): number {
  return Math.min(Math.max(value * classes - 0.5, 0), classes - 1);
}

function toRoots(clothes: Float32Array, from: number): void {
  let total = 0;
  for (let i = from; i < from + BINS; i++) total += clothes[i]!;
  if (total > 0) for (let i = from; i < from + BINS; i++) clothes[i] = Math.sqrt(clothes[i]! / total);
}
