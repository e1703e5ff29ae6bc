// SPDX-License-Identifier: Apache-2.0
// The operations and their order are those of assembly/consensus-f32.ts, in f64: both tiers decide alike, bit for bit.
import { CONSENSUS_RECORD, type Kernels } from '../kernels.ts';
import type { Heap } from './heap.ts';

/** A median absolute deviation times this estimates the standard deviation of normal votes. */
const MAD_TO_SIGMA = 1.4826;
const GATE_SIGMAS = 2.5;
/** The two centres disagree when they are further apart than this share of the median distance. */
const CENTRES_APART = 0.7;
const ACCEPT_SHARE = 0.66;
/** So that squads that are sure of nothing still agree on a place. */
const LEAST_CONFIDENCE = 0.05;
const LARGEST_COORDINATE = 1e6;
/** Eight times as fine as the reference crop. */
const SHARPEST = 64;

/** Inserts `value` into the ascending list of `count` numbers at `list`. */
function insert(f64: Float64Array, list: number, count: number, value: number): void {
  let at = list + count;
  while (at > list && f64[at - 1]! > value) {
    f64[at] = f64[at - 1]!;
    at--;
  }
  f64[at] = value;
}

function median(f64: Float64Array, values: number, n: number, sorted: number): number {
  for (let i = 0; i < n; i++) insert(f64, sorted, i, f64[values + i]!);
  const half = sorted + (n >> 1);
  return n % 2 === 1 ? f64[half]! : (f64[half - 1]! + f64[half]!) / 2;
}

function distance(ax: number, ay: number, bx: number, by: number): number {
  return Math.sqrt((ax - bx) * (ax - bx) + (ay - by) * (ay - by));
}

/**
 * The vote with the smallest sum of distances to its n - f - 2 nearest (Blanchard et al. 2017), f = floor((n - 1) / 3); of
 * equals the surer: the two of the nearest pair always are.
 */
function krum(f64: Float64Array, xs: number, ys: number, n: number, confidences: number, sorted: number): number {
  const near = Math.max(n - Math.floor((n - 1) / 3) - 2, 1);
  let best = 0;
  let bestSum = Number.POSITIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    let others = 0;
    for (let k = 0; k < n; k++) {
      if (k === i) continue;
      insert(f64, sorted, others++, distance(f64[xs + i]!, f64[ys + i]!, f64[xs + k]!, f64[ys + k]!));
    }
    let sum = 0;
    for (let k = 0; k < near && k < others; k++) sum += f64[sorted + k]!;
    if (sum < bestSum || (sum === bestSum && f64[confidences + i]! > f64[confidences + best]!)) {
      bestSum = sum;
      best = i;
    }
  }
  return best;
}

export function consensus({ f32, f64 }: Heap): Kernels['consensus_f32'] {
  return (votes, squads, joints, weights, dst, floor, ceiling, rule, scratch) => {
    const xs = scratch >> 3;
    const ys = xs + squads;
    const reputations = ys + squads;
    const confidences = reputations + squads;
    const sharpnesses = confidences + squads;
    const distances = sharpnesses + squads;
    const sorted = distances + squads;
    const least = floor > 0 ? Math.fround(floor) : 0;
    const most = Math.fround(ceiling) > least ? Math.fround(ceiling) : least;
    const measure = (n: number, x: number, y: number): number => {
      for (let i = 0; i < n; i++) f64[distances + i] = distance(f64[xs + i]!, f64[ys + i]!, x, y);
      return median(f64, distances, n, sorted);
    };

    let total = 0;
    for (let s = 0; s < squads; s++) {
      const w = f32[(weights >> 2) + s]!;
      if (w > 0) total += Math.min(w, 1);
    }

    for (let j = 0; j < joints; j++) {
      const out = (dst >> 2) + j * CONSENSUS_RECORD;
      f32.fill(0, out, out + CONSENSUS_RECORD);
      let n = 0;
      let live = 0;
      let abstaining = 0;
      for (let s = 0; s < squads; s++) {
        const w = f32[(weights >> 2) + s]!;
        if (!(w > 0)) continue;
        const vote = (votes >> 2) + (s * joints + j) * 4;
        const sharpness = f32[vote + 3]!;
        if (!(sharpness > 0)) {
          abstaining += Math.min(w, 1);
          continue;
        }
        const x = f32[vote]!;
        const y = f32[vote + 1]!;
        const confidence = f32[vote + 2]!;
        if (!(Math.abs(x) <= LARGEST_COORDINATE && Math.abs(y) <= LARGEST_COORDINATE)) continue;
        if (!Number.isFinite(confidence)) continue;
        f64[xs + n] = x;
        f64[ys + n] = y;
        f64[reputations + n] = Math.min(w, 1);
        f64[confidences + n] = Math.max(Math.min(confidence, 1), 0);
        f64[sharpnesses + n] = Math.min(sharpness, SHARPEST);
        live += Math.min(w, 1);
        n++;
      }
      if (n === 0) {
        f32[out + 4] = 1;
        continue;
      }

      const mx = median(f64, xs, n, sorted);
      const my = median(f64, ys, n, sorted);
      let mad = measure(n, mx, my);
      if (rule === 1) {
        const best = krum(f64, xs, ys, n, confidences, sorted);
        const kx = f64[xs + best]!;
        const ky = f64[ys + best]!;
        const typical = Math.max(mad, least / GATE_SIGMAS);
        if (distance(mx, my, kx, ky) > CENTRES_APART * typical) mad = measure(n, kx, ky);
      }
      // Where all are far from each other, somebody's word is worth more than the middle between them.
      let nearest = Number.POSITIVE_INFINITY;
      for (let i = 0; i < n; i++) nearest = Math.min(nearest, f64[distances + i]!);
      const gate = Math.max(Math.min(GATE_SIGMAS * MAD_TO_SIGMA * mad, most), least, nearest);

      let sumW = 0;
      let sumX = 0;
      let sumY = 0;
      let agreeing = 0;
      let sure = 0;
      let inliers = 0;
      for (let i = 0; i < n; i++) {
        if (!(f64[distances + i]! <= gate)) continue;
        const w = f64[reputations + i]! * Math.max(f64[confidences + i]!, LEAST_CONFIDENCE) * f64[sharpnesses + i]!;
        sumW += w;
        sumX += w * f64[xs + i]!;
        sumY += w * f64[ys + i]!;
        agreeing += f64[reputations + i]!;
        sure += f64[reputations + i]! * f64[confidences + i]!;
        inliers++;
      }
      const x = sumX / sumW;
      const y = sumY / sumW;
      let squares = 0;
      for (let i = 0; i < n; i++) {
        if (!(f64[distances + i]! <= gate)) continue;
        const dx = f64[xs + i]! - x;
        const dy = f64[ys + i]! - y;
        squares += dx * dx + dy * dy;
      }
      f32[out] = x;
      f32[out + 1] = y;
      f32[out + 2] = sure / live;
      f32[out + 3] = Math.sqrt(squares / inliers);
      f32[out + 4] = (live - agreeing) / live;
      f32[out + 5] = agreeing >= ACCEPT_SHARE * (total - abstaining) ? 1 : 0;
      f32[out + 6] = n;
    }
  };
}
