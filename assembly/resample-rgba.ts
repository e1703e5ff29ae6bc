// SPDX-License-Identifier: Apache-2.0
// Columns first: the source rows of an output row are added in u16 (a row between the first and the last weighs the
// same as all others, so whole sums of up to 256 rows are exact), four pixels an instruction. What is left, one row of
// f32 pixels, is then added along x. A strip of it stays in L1.

import { madd } from './inline/simd';
import { TAP_BYTES, write_taps } from './inline/taps';

const STRIP: i32 = 1024;
/** 256 * 255 fits 16 bits. */
const MOST_ROWS: i32 = 256;

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
  const lastOffset = ((count - 1) as usize) * rowBytes;
  let x = 0;
  for (; x + 4 <= n; x += 4) {
    const bytes = v128.load(src);
    let low = i16x8.extend_low_i8x16_u(bytes);
    let high = i16x8.extend_high_i8x16_u(bytes);
    let a = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low)), head);
    let b = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low)), head);
    let c = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high)), head);
    let d = f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high)), head);
    let row = src + rowBytes;
    let left = count - 2;
    while (left > 0) {
      const some = min<i32>(left, MOST_ROWS);
      low = i16x8.splat(0);
      high = low;
      for (let i = 0; i < some; i++) {
        const more = v128.load(row);
        low = i16x8.add(low, i16x8.extend_low_i8x16_u(more));
        high = i16x8.add(high, i16x8.extend_high_i8x16_u(more));
        row += rowBytes;
      }
      left -= some;
      a = madd(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low)), mid, a);
      b = madd(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low)), mid, b);
      c = madd(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high)), mid, c);
      d = madd(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high)), mid, d);
    }
    if (count > 1) {
      const last = v128.load(src + lastOffset);
      low = i16x8.extend_low_i8x16_u(last);
      high = i16x8.extend_high_i8x16_u(last);
      a = madd(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low)), tail, a);
      b = madd(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low)), tail, b);
      c = madd(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high)), tail, c);
      d = madd(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high)), tail, d);
    }
    v128.store(dst, a, 0);
    v128.store(dst, b, 16);
    v128.store(dst, c, 32);
    v128.store(dst, d, 48);
    src += 16;
    dst += 64;
  }
  for (; x < n; x++) {
    let a = f32x4.mul(pixel(src), head);
    let row = src + rowBytes;
    for (let i = 2; i < count; i++) {
      a = madd(pixel(row), mid, a);
      row += rowBytes;
    }
    if (count > 1) a = madd(pixel(src + lastOffset), tail, a);
    v128.store(dst, a);
    src += 4;
    dst += 16;
  }
}

function pixel(at: usize): v128 {
  const wide = i16x8.extend_low_i8x16_u(v128.load32_zero(at));
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(wide));
}

/** The columns [begin, end) of a strip, which starts at source column `begin`, added to the outputs that they belong to. */
function reduce_columns(
  strip: usize,
  begin: i32,
  end: i32,
  taps: usize,
  mid: v128,
  scale: v128,
  out: usize,
  n: i32,
  mirror: i32,
): void {
  for (let x = 0; x < n; x++) {
    const tap = taps + (x as usize) * TAP_BYTES;
    const first = load<i32>(tap, 0);
    const last = first + load<i32>(tap, 4) - 1;
    if (last < begin || last < first) continue;
    if (first >= end) return;
    let sum = f32x4.splat(0);
    let from = first;
    if (first >= begin) {
      sum = f32x4.mul(v128.load(strip + ((first - begin) as usize) * 16), v128.load32_splat(tap, 8));
      from++;
    } else {
      from = begin;
    }
    let to = end;
    if (last < end) {
      to = last;
      if (last > first) {
        sum = madd(v128.load(strip + ((last - begin) as usize) * 16), v128.load32_splat(tap, 12), sum);
      }
    }
    let at = strip + ((from - begin) as usize) * 16;
    let between = f32x4.splat(0);
    for (let i = from; i < to; i++) {
      between = f32x4.add(between, v128.load(at));
      at += 16;
    }
    sum = madd(between, mid, sum);
    const pixelOut = out + ((mirror ? n - 1 - x : x) as usize) * 16;
    v128.store(pixelOut, madd(sum, scale, v128.load(pixelOut)));
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
  memory.fill(dst, 0, (dstW as usize) * (dstH as usize) * 16);
  const spanX = (x1 as f64) - (x0 as f64);
  const spanY = (y1 as f64) - (y0 as f64);
  if (!(spanX > 0 && spanX < Infinity && spanY > 0 && spanY < Infinity)) return;
  const xTaps = scratch;
  const yTaps = xTaps + (dstW as usize) * TAP_BYTES;
  const strip = yTaps + (dstH as usize) * TAP_BYTES;
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

  for (let y = 0; y < dstH; y++) {
    const tap = yTaps + (y as usize) * TAP_BYTES;
    const count = load<i32>(tap, 4);
    if (count === 0) continue;
    const row = src + (load<i32>(tap) as usize) * rowBytes;
    const head = v128.load32_splat(tap, 8);
    const tail = v128.load32_splat(tap, 12);
    const out = dst + ((y * dstW) as usize) * 16;
    for (let c = begin; c < end; c += STRIP) {
      const stop = min<i32>(c + STRIP, end);
      reduce_rows(row + (c as usize) * 4, rowBytes, count, head, midY, tail, stop - c, strip);
      reduce_columns(strip, c, stop, xTaps, midX, scale, out, dstW, mirror);
    }
  }
}
