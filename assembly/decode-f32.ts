// SPDX-License-Identifier: Apache-2.0

import { exp4 } from './inline/exp';
import { sum4 } from './inline/simd';

const RECORD_BYTES: usize = 36 * 4;

/** A logit that is NaN counts as -infinity, +infinity as the largest number: differences are never NaN then. */
function clean(x: f32): f32 {
  return x < f32.MAX_VALUE ? x : x >= f32.MAX_VALUE ? f32.MAX_VALUE : -Infinity;
}

/** `clean` on four logits, but NaN stays NaN: pmin(x, y) is x unless y < x. */
function limit4(x: v128): v128 {
  return f32x4.pmin(x, f32x4.splat(f32.MAX_VALUE));
}

function maximum(plane: usize, cells: i32): f32 {
  let four = f32x4.splat(-Infinity);
  let i = 0;
  // pmax(a, x) is a unless a < x, so NaN never comes in.
  for (; i + 4 <= cells; i += 4) four = f32x4.pmax(four, limit4(v128.load(plane + (i as usize) * 4)));
  let best = max<f32>(
    max<f32>(f32x4.extract_lane(four, 0), f32x4.extract_lane(four, 1)),
    max<f32>(f32x4.extract_lane(four, 2), f32x4.extract_lane(four, 3)),
  );
  for (; i < cells; i++) best = max<f32>(best, clean(load<f32>(plane + (i as usize) * 4)));
  return best;
}

/** The first cell whose cleaned logit is `value`, which is the maximum and so is there. */
function find(plane: usize, cells: i32, value: f32): i32 {
  const wanted = f32x4.splat(value);
  let i = 0;
  while (i + 4 <= cells && !v128.any_true(f32x4.eq(limit4(v128.load(plane + (i as usize) * 4)), wanted))) i += 4;
  while (i < cells - 1 && clean(load<f32>(plane + (i as usize) * 4)) !== value) i++;
  return i;
}

/** e^(x - max) of a cleaned logit. */
function weigh(x: f32, max: f32): f32 {
  return f32x4.extract_lane(exp4(f32x4.splat(clean(x) - max)), 0);
}

export function decode_f32(heat: usize, w: i32, h: i32, joints: i32, dst: usize): void {
  const cells = w * h;
  const planeBytes = (cells as usize) * 4;
  for (let j = 0; j < joints; j++) {
    const plane = heat + (j as usize) * planeBytes;
    const out = dst + (j as usize) * RECORD_BYTES;

    const max = maximum(plane, cells);
    memory.fill(out, 0, RECORD_BYTES);
    store<f32>(out, 1, 35 * 4);
    if (max === -Infinity) {
      store<f32>(out, (w as f32) / 2, 0);
      store<f32>(out, (h as f32) / 2, 4);
      store<f32>(out, 0.5, 33 * 4);
      store<f32>(out, 0.5, 34 * 4);
      continue;
    }

    let sums = f32x4.splat(0);
    const top = f32x4.splat(max);
    let i = 0;
    for (; i + 4 <= cells; i += 4) {
      // NaN - top is NaN, of which exp4 makes 0.
      sums = f32x4.add(sums, exp4(f32x4.sub(limit4(v128.load(plane + (i as usize) * 4)), top)));
    }
    let sum = sum4(sums);
    for (; i < cells; i++) sum += weigh(load<f32>(plane + (i as usize) * 4), max);

    const peak = find(plane, cells, max);
    const px = peak % w;
    const py = peak / w;
    let mass: f32 = 0;
    let mx: f32 = 0;
    let my: f32 = 0;
    for (let v = 0; v < 5; v++) {
      const y = py + v - 2;
      if (y < 0 || y >= h) continue;
      for (let u = 0; u < 5; u++) {
        const x = px + u - 2;
        if (x < 0 || x >= w) continue;
        const p = weigh(load<f32>(plane + ((y * w + x) as usize) * 4), max) / sum;
        store<f32>(out + ((v * 5 + u) as usize) * 4, p, 16);
        mass += p;
        mx += p * ((u - 2) as f32);
        my += p * ((v - 2) as f32);
      }
    }
    for (let k: usize = 0; k < 25; k++) {
      store<f32>(out + k * 4, load<f32>(out + k * 4, 16) / mass, 16);
    }
    // Moves from the peak's centre are small numbers, so they keep their digits; the position is their sum.
    const dx = mx / mass;
    const dy = my / mass;
    const x = (px as f32) + 0.5 + dx;
    const y = (py as f32) + 0.5 + dy;
    const probability: f32 = (1 as f32) / sum;
    store<f32>(out, x, 0);
    store<f32>(out, y, 4);
    store<f32>(out, mass, 8);
    store<f32>(out, probability, 12);
    store<f32>(out, dx, 29 * 4);
    store<f32>(out, dy, 30 * 4);
    store<f32>(out, mass, 31 * 4);
    store<f32>(out, probability, 32 * 4);
    store<f32>(out, x / (w as f32), 33 * 4);
    store<f32>(out, y / (h as f32), 34 * 4);
  }
}
