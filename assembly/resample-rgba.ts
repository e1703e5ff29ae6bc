// SPDX-License-Identifier: Apache-2.0
// Columns first: the source rows between the first and the last of an output row weigh the same, so they are added in
// u16 (whole numbers, exact), and the two others come to them in f32. What is left is one row of f32 pixels for every
// output row; four of them are then added along x together, so that they share the taps. Strips of them stay in L1.

import { madd } from './inline/simd';
import { TAP_BYTES, write_taps } from './inline/taps';

/** Output rows that are reduced along x together. */
const ROWS: i32 = 4;
const STRIP: i32 = 256;
const STRIP_BYTES: usize = (STRIP as usize) * 16;
/** 256 * 255 fits 16 bits. */
const MOST_ROWS: i32 = 256;

/** Two pixels of u16 as f32, the first or the second. */
function first4(pair: v128): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(pair));
}

function second4(pair: v128): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(pair));
}

/** Source columns [0, n) from `src` on, reduced over `count` rows into f32 pixels: head * first + mid * between + tail * last. */
function reduce_rows(
  src: usize,
  rowBytes: usize,
  count: i32,
  head: v128,
  mid: v128,
  tail: v128,
  n: i32,
  dst: usize,
): void {
  // A single row is its own last one, with no weight.
  const lastOffset = (max<i32>(count - 1, 0) as usize) * rowBytes;
  const lastWeight = count > 1 ? tail : f32x4.splat(0);
  let x = 0;
  for (; x + 8 <= n; x += 8) {
    let p = v128.load8x8_u(src, 0);
    let q = v128.load8x8_u(src, 8);
    let r = v128.load8x8_u(src, 16);
    let s = v128.load8x8_u(src, 24);
    let a0 = f32x4.mul(first4(p), head);
    let a1 = f32x4.mul(second4(p), head);
    let a2 = f32x4.mul(first4(q), head);
    let a3 = f32x4.mul(second4(q), head);
    let a4 = f32x4.mul(first4(r), head);
    let a5 = f32x4.mul(second4(r), head);
    let a6 = f32x4.mul(first4(s), head);
    let a7 = f32x4.mul(second4(s), head);
    let row = src + rowBytes;
    let left = count - 2;
    while (left > 0) {
      const some = min<i32>(left, MOST_ROWS);
      p = v128.load8x8_u(row, 0);
      q = v128.load8x8_u(row, 8);
      r = v128.load8x8_u(row, 16);
      s = v128.load8x8_u(row, 24);
      row += rowBytes;
      for (let i = 1; i < some; i++) {
        p = i16x8.add(p, v128.load8x8_u(row, 0));
        q = i16x8.add(q, v128.load8x8_u(row, 8));
        r = i16x8.add(r, v128.load8x8_u(row, 16));
        s = i16x8.add(s, v128.load8x8_u(row, 24));
        row += rowBytes;
      }
      left -= some;
      a0 = madd(first4(p), mid, a0);
      a1 = madd(second4(p), mid, a1);
      a2 = madd(first4(q), mid, a2);
      a3 = madd(second4(q), mid, a3);
      a4 = madd(first4(r), mid, a4);
      a5 = madd(second4(r), mid, a5);
      a6 = madd(first4(s), mid, a6);
      a7 = madd(second4(s), mid, a7);
    }
    const last = src + lastOffset;
    p = v128.load8x8_u(last, 0);
    q = v128.load8x8_u(last, 8);
    r = v128.load8x8_u(last, 16);
    s = v128.load8x8_u(last, 24);
    v128.store(dst, madd(first4(p), lastWeight, a0), 0);
    v128.store(dst, madd(second4(p), lastWeight, a1), 16);
    v128.store(dst, madd(first4(q), lastWeight, a2), 32);
    v128.store(dst, madd(second4(q), lastWeight, a3), 48);
    v128.store(dst, madd(first4(r), lastWeight, a4), 64);
    v128.store(dst, madd(second4(r), lastWeight, a5), 80);
    v128.store(dst, madd(first4(s), lastWeight, a6), 96);
    v128.store(dst, madd(second4(s), lastWeight, a7), 112);
    src += 32;
    dst += 128;
  }
  for (; x < n; x++) {
    let a = f32x4.mul(pixel(src), head);
    let row = src + rowBytes;
    for (let i = 2; i < count; i++) {
      a = madd(pixel(row), mid, a);
      row += rowBytes;
    }
    v128.store(dst, madd(pixel(src + lastOffset), lastWeight, a));
    src += 4;
    dst += 16;
  }
}

function pixel(at: usize): v128 {
  return first4(i16x8.extend_low_i8x16_u(v128.load32_zero(at)));
}

/** Writes (`fresh`) or adds a pixel. */
function put(at: usize, value: v128, scale: v128, fresh: bool): void {
  const scaled = f32x4.mul(value, scale);
  v128.store(at, fresh ? scaled : f32x4.add(scaled, v128.load(at)));
}

/**
 * The columns [begin, end) of `ROWS` strips, which start at source column `begin`, to the outputs that they belong to, in
 * `rows` rows from `out` on. Strips of rows that are not there are read, too, and dropped. An output that began in an
 * earlier strip is added to; `blank` (the first strip) writes the outputs that lie beside the picture.
 */
function reduce_columns(
  strips: usize,
  begin: i32,
  end: i32,
  taps: usize,
  mid: v128,
  scale: v128,
  out: usize,
  n: i32,
  rows: i32,
  mirror: i32,
  blank: bool,
): void {
  const outRowBytes = (n as usize) * 16;
  for (let x = 0; x < n; x++) {
    const tap = taps + (x as usize) * TAP_BYTES;
    const first = load<i32>(tap, 0);
    const last = first + load<i32>(tap, 4) - 1;
    const beside = last < first;
    if (beside ? !blank : last < begin || first >= end) continue;
    const fresh = first >= begin || beside;
    // Between the first and the last tap, as far as they lie in this strip.
    const from = max<i32>(first + 1, begin);
    const to = min<i32>(last, end);
    let at = strips + ((from - begin) as usize) * 16;
    let a = f32x4.splat(0);
    let b = a;
    let c = a;
    let d = a;
    for (let i = from; i < to; i++) {
      a = f32x4.add(a, v128.load(at, 0));
      b = f32x4.add(b, v128.load(at, STRIP_BYTES));
      c = f32x4.add(c, v128.load(at, 2 * STRIP_BYTES));
      d = f32x4.add(d, v128.load(at, 3 * STRIP_BYTES));
      at += 16;
    }
    a = f32x4.mul(a, mid);
    b = f32x4.mul(b, mid);
    c = f32x4.mul(c, mid);
    d = f32x4.mul(d, mid);
    if (first >= begin && !beside) {
      const w = v128.load32_splat(tap, 8);
      at = strips + ((first - begin) as usize) * 16;
      a = madd(v128.load(at, 0), w, a);
      b = madd(v128.load(at, STRIP_BYTES), w, b);
      c = madd(v128.load(at, 2 * STRIP_BYTES), w, c);
      d = madd(v128.load(at, 3 * STRIP_BYTES), w, d);
    }
    if (last < end && last > first) {
      const w = v128.load32_splat(tap, 12);
      at = strips + ((last - begin) as usize) * 16;
      a = madd(v128.load(at, 0), w, a);
      b = madd(v128.load(at, STRIP_BYTES), w, b);
      c = madd(v128.load(at, 2 * STRIP_BYTES), w, c);
      d = madd(v128.load(at, 3 * STRIP_BYTES), w, d);
    }
    const pixelOut = out + ((mirror ? n - 1 - x : x) as usize) * 16;
    put(pixelOut, a, scale, fresh);
    if (rows > 1) put(pixelOut + outRowBytes, b, scale, fresh);
    if (rows > 2) put(pixelOut + outRowBytes * 2, c, scale, fresh);
    if (rows > 3) put(pixelOut + outRowBytes * 3, d, scale, fresh);
  }
}

export function resample_rgba(
  src: usize,
  srcW: i32,
  srcH: i32,
  x0: f32,
  y0: f32,
  x1: f32,
  y1: f32,
  dst: usize,
  dstW: i32,
  dstH: i32,
  mirror: i32,
  scratch: usize,
): void {
  const spanX = (x1 as f64) - (x0 as f64);
  const spanY = (y1 as f64) - (y0 as f64);
  if (!(spanX > 0 && spanX < Infinity && spanY > 0 && spanY < Infinity)) {
    memory.fill(dst, 0, (dstW as usize) * (dstH as usize) * 16);
    return;
  }
  const xTaps = scratch;
  const yTaps = xTaps + (dstW as usize) * TAP_BYTES;
  const strips = yTaps + (dstH as usize) * TAP_BYTES;
  write_taps(xTaps, dstW, srcW, x0 as f64, x1 as f64);
  write_taps(yTaps, dstH, srcH, y0 as f64, y1 as f64);

  let begin = srcW;
  let end = 0;
  for (let x = 0; x < dstW; x++) {
    const first = load<i32>(xTaps + (x as usize) * TAP_BYTES, 0);
    const count = load<i32>(xTaps + (x as usize) * TAP_BYTES, 4);
    if (count === 0) continue;
    if (first < begin) begin = first;
    if (first + count > end) end = first + count;
  }
  const midX = f32x4.splat(((dstW as f64) / spanX) as f32);
  const midY = f32x4.splat(((dstH as f64) / spanY) as f32);
  // Lane 3 is the alpha that nobody reads: it becomes 0.
  const scale = f32x4.replace_lane(f32x4.splat((1.0 / 255.0) as f32), 3, 0);
  const rowBytes = (srcW as usize) * 4;

  for (let y = 0; y < dstH; y += ROWS) {
    const rows = min<i32>(ROWS, dstH - y);
    const out = dst + ((y * dstW) as usize) * 16;
    let taken = 0;
    for (let r = 0; r < rows; r++) taken += load<i32>(yTaps + ((y + r) as usize) * TAP_BYTES, 4);
    if (taken === 0 || begin >= end) {
      memory.fill(out, 0, (rows as usize) * (dstW as usize) * 16);
      continue;
    }
    for (let column = begin; column < end; column += STRIP) {
      const stop = min<i32>(column + STRIP, end);
      for (let r = 0; r < rows; r++) {
        const tap = yTaps + ((y + r) as usize) * TAP_BYTES;
        // An output row beyond the picture has no source row: its weights are 0 on the first one.
        const row = src + (load<i32>(tap, 0) as usize) * rowBytes + (column as usize) * 4;
        const head = v128.load32_splat(tap, 8);
        const tail = v128.load32_splat(tap, 12);
        const strip = strips + (r as usize) * STRIP_BYTES;
        reduce_rows(row, rowBytes, load<i32>(tap, 4), head, midY, tail, stop - column, strip);
      }
      reduce_columns(strips, column, stop, xTaps, midX, scale, out, dstW, rows, mirror, column === begin);
    }
  }
}
