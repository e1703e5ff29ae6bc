// SPDX-License-Identifier: Apache-2.0

/** Bytes of a tap record: first source index (i32), count (i32), weight of the first, weight of the last (f32). */
export const TAP_BYTES: usize = 16;

/**
 * The source cells of each of `n` outputs along one axis; cells outside 0..size-1 are left out, which is black.
 * From a step of one cell on, output i is the exact mean over [from + i s, from + (i + 1) s): every cell between the
 * first and the last weighs 1 / s. Below, it is the linear interpolation at the output's centre.
 */
export function write_taps(table: usize, n: i32, size: i32, from: f64, to: f64): void {
  const s = (to - from) / (n as f64);
  for (let i = 0; i < n; i++) {
    let first = 0;
    let count = 0;
    let head: f64 = 0;
    let tail: f64 = 0;
    if (s >= 1) {
      const a = from + (i as f64) * s;
      const b = from + ((i + 1) as f64) * s;
      const lo = max<f64>(Math.floor(a), 0);
      const hi = min<f64>(Math.ceil(b), size as f64) - 1;
      if (lo <= hi) {
        first = lo as i32;
        count = (hi as i32) - first + 1;
        head = (min<f64>(b, lo + 1) - max<f64>(a, lo)) / s;
        tail = (min<f64>(b, hi + 1) - max<f64>(a, hi)) / s;
      }
    } else {
      const c = from + ((i as f64) + 0.5) * s - 0.5;
      const lo = Math.floor(c);
      const part = c - lo;
      if (lo >= -1 && lo < (size as f64)) {
        first = lo < 0 ? 0 : (lo as i32);
        const last = lo + 1 < (size as f64) ? ((lo + 1) as i32) : size - 1;
        count = last - first + 1;
        head = lo < 0 ? part : 1 - part;
        tail = part;
      }
    }
    store<i32>(table, first, 0);
    store<i32>(table, count, 4);
    store<f32>(table, head as f32, 8);
    store<f32>(table, tail as f32, 12);
    table += TAP_BYTES;
  }
}
