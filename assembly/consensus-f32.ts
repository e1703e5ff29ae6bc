// SPDX-License-Identifier: Apache-2.0
// Robust voting in f64 with the operations in the same order as the scalar twin: a gate decides yes or no, and both
// tiers must decide alike. 24 votes a joint are too few for SIMD to matter.

/** A median absolute deviation times this estimates the standard deviation of normal votes. */
const MAD_TO_SIGMA: f64 = 1.4826;
const GATE_SIGMAS: f64 = 2.5;
/** The two centres disagree when they are further apart than this share of the median distance. */
const CENTRES_APART: f64 = 0.7;
const ACCEPT_SHARE: f64 = 0.66;
/** So that squads that are sure of nothing still agree on a place. */
const LEAST_CONFIDENCE: f64 = 0.05;
const LARGEST_COORDINATE: f64 = 1e6;
/** Eight times as fine as the reference crop. */
const SHARPEST: f64 = 64;

/** Inserts `value` into the ascending list of `count` numbers. */
function insert(list: usize, count: i32, value: f64): void {
  let at = list + (count as usize) * 8;
  while (at > list && load<f64>(at - 8) > value) {
    store<f64>(at, load<f64>(at - 8));
    at -= 8;
  }
  store<f64>(at, value);
}

function median(values: usize, n: i32, sorted: usize): f64 {
  for (let i = 0; i < n; i++) insert(sorted, i, load<f64>(values + (i as usize) * 8));
  const high = load<f64>(sorted + ((n >> 1) as usize) * 8);
  return n & 1 ? high : (load<f64>(sorted + ((n >> 1) as usize) * 8 - 8) + high) / 2;
}

function distance(ax: f64, ay: f64, bx: f64, by: f64): f64 {
  return sqrt<f64>((ax - bx) * (ax - bx) + (ay - by) * (ay - by));
}

/** The vote with the smallest sum of distances to its n - f - 2 nearest, f = floor((n - 1) / 3); of equals the surer. */
function krum(xs: usize, ys: usize, n: i32, confidences: usize, sorted: usize): i32 {
  const near = max<i32>(n - (n - 1) / 3 - 2, 1);
  let best = 0;
  let bestSum = Infinity as f64;
  for (let i = 0; i < n; i++) {
    const x = load<f64>(xs + (i as usize) * 8);
    const y = load<f64>(ys + (i as usize) * 8);
    let others = 0;
    for (let k = 0; k < n; k++) {
      if (k === i) continue;
      insert(sorted, others, distance(x, y, load<f64>(xs + (k as usize) * 8), load<f64>(ys + (k as usize) * 8)));
      others++;
    }
    let sum: f64 = 0;
    for (let k = 0; k < near && k < others; k++) sum += load<f64>(sorted + (k as usize) * 8);
    const surer = load<f64>(confidences + (i as usize) * 8) > load<f64>(confidences + (best as usize) * 8);
    if (sum < bestSum || (sum === bestSum && surer)) {
      bestSum = sum;
      best = i;
    }
  }
  return best;
}

/** Distances of all votes to a centre; their median is returned. */
function spread_out(xs: usize, ys: usize, n: i32, x: f64, y: f64, distances: usize, sorted: usize): f64 {
  for (let i: usize = 0; i < (n as usize); i++) {
    store<f64>(distances + i * 8, distance(load<f64>(xs + i * 8), load<f64>(ys + i * 8), x, y));
  }
  return median(distances, n, sorted);
}

export function consensus_f32(
  votes: usize,
  squads: i32,
  joints: i32,
  weights: usize,
  dst: usize,
  floor: f32,
  ceiling: f32,
  rule: i32,
  scratch: usize,
): void {
  const list = (squads as usize) * 8;
  const xs = scratch;
  const ys = xs + list;
  const reputations = ys + list;
  const confidences = reputations + list;
  const sharpnesses = confidences + list;
  const distances = sharpnesses + list;
  const sorted = distances + list;
  const least: f64 = floor > 0 ? (floor as f64) : 0;
  const most: f64 = (ceiling as f64) > least ? (ceiling as f64) : least;

  let total: f64 = 0;
  for (let s = 0; s < squads; s++) {
    const w = load<f32>(weights + (s as usize) * 4) as f64;
    if (w > 0) total += min<f64>(w, 1);
  }

  for (let j = 0; j < joints; j++) {
    const out = dst + (j as usize) * 32;
    memory.fill(out, 0, 32);
    let n = 0;
    let live: f64 = 0;
    let abstaining: f64 = 0;
    for (let s = 0; s < squads; s++) {
      const w = load<f32>(weights + (s as usize) * 4) as f64;
      if (!(w > 0)) continue;
      const vote = votes + ((s * joints + j) as usize) * 16;
      const sharpness = load<f32>(vote, 12) as f64;
      if (!(sharpness > 0)) {
        abstaining += min<f64>(w, 1);
        continue;
      }
      const x = load<f32>(vote, 0) as f64;
      const y = load<f32>(vote, 4) as f64;
      const confidence = load<f32>(vote, 8) as f64;
      if (!(abs<f64>(x) <= LARGEST_COORDINATE && abs<f64>(y) <= LARGEST_COORDINATE)) continue;
      if (confidence - confidence !== 0) continue;
      const at = (n as usize) * 8;
      const reputation = min<f64>(w, 1);
      store<f64>(xs + at, x);
      store<f64>(ys + at, y);
      store<f64>(reputations + at, reputation);
      store<f64>(confidences + at, max<f64>(min<f64>(confidence, 1), 0));
      store<f64>(sharpnesses + at, min<f64>(sharpness, SHARPEST));
      live += reputation;
      n++;
    }
    if (n === 0) {
      store<f32>(out, 1, 16);
      continue;
    }

    const mx = median(xs, n, sorted);
    const my = median(ys, n, sorted);
    let mad = spread_out(xs, ys, n, mx, my, distances, sorted);
    if (rule === 1) {
      const best = (krum(xs, ys, n, confidences, sorted) as usize) * 8;
      const kx = load<f64>(xs + best);
      const ky = load<f64>(ys + best);
      const typical = max<f64>(mad, least / GATE_SIGMAS);
      if (distance(mx, my, kx, ky) > CENTRES_APART * typical) {
        mad = spread_out(xs, ys, n, kx, ky, distances, sorted);
      }
    }
    // Where all are far from each other, somebody's word is worth more than the middle between them.
    let nearest = Infinity as f64;
    for (let i: usize = 0; i < (n as usize); i++) nearest = min<f64>(nearest, load<f64>(distances + i * 8));
    const gate = max<f64>(max<f64>(min<f64>(GATE_SIGMAS * MAD_TO_SIGMA * mad, most), least), nearest);

    let sumW: f64 = 0;
    let sumX: f64 = 0;
    let sumY: f64 = 0;
    let agreeing: f64 = 0;
    let sure: f64 = 0;
    let inliers = 0;
    for (let i: usize = 0; i < (n as usize); i++) {
      if (!(load<f64>(distances + i * 8) <= gate)) continue;
      const reputation = load<f64>(reputations + i * 8);
      const confidence = load<f64>(confidences + i * 8);
      const w = reputation * max<f64>(confidence, LEAST_CONFIDENCE) * load<f64>(sharpnesses + i * 8);
      sumW += w;
      sumX += w * load<f64>(xs + i * 8);
      sumY += w * load<f64>(ys + i * 8);
      agreeing += reputation;
      sure += reputation * confidence;
      inliers++;
    }
    const x = sumX / sumW;
    const y = sumY / sumW;
    let squares: f64 = 0;
    for (let i: usize = 0; i < (n as usize); i++) {
      if (!(load<f64>(distances + i * 8) <= gate)) continue;
      const dx = load<f64>(xs + i * 8) - x;
      const dy = load<f64>(ys + i * 8) - y;
      squares += dx * dx + dy * dy;
    }
    store<f32>(out, x as f32, 0);
    store<f32>(out, y as f32, 4);
    store<f32>(out, (sure / live) as f32, 8);
    store<f32>(out, sqrt<f64>(squares / (inliers as f64)) as f32, 12);
    store<f32>(out, ((live - agreeing) / live) as f32, 16);
    store<f32>(out, agreeing >= ACCEPT_SHARE * (total - abstaining) ? 1 : 0, 20);
    store<f32>(out, n as f32, 24);
  }
}
