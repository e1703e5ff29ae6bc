// SPDX-License-Identifier: Apache-2.0

import { madd, sum4 } from './inline/simd';

/** 2 x 16 that squeeze, 2 x 16 that excite, 16 biases, in bytes. */
const GATE_BYTES: usize = 80 * 4;
/** So much of a tile stays in the first-level cache from pass to pass. */
const BLOCK_BYTES: usize = 8192;

export function gate_f32(tiles: usize, pixels: i32, reads: usize, weights: usize, scratch: usize, count: i32): void {
  const tileBytes = (pixels as usize) * 64;
  for (let a = 0; a < count; a++) mean(tiles + (a as usize) * tileBytes, tileBytes, scratch + (a as usize) * 64);
  for (let a = 0; a < count; a++) {
    const own = weights + (a as usize) * GATE_BYTES;
    const first = squeeze(scratch, reads + (a as usize) * 16, own);
    const second = squeeze(scratch, reads + (a as usize) * 16, own + 64);
    const g0 = gates(own + 128, first, second);
    const g1 = gates(own + 144, first, second);
    const g2 = gates(own + 160, first, second);
    const g3 = gates(own + 176, first, second);
    const end = tiles + (a as usize) * tileBytes + tileBytes;
    // Four passes: faster than one with four stores a pixel.
    for (let block = end - tileBytes; block < end; block += BLOCK_BYTES) {
      const bytes = min<usize>(BLOCK_BYTES, end - block);
      scale(block, bytes, g0);
      scale(block + 16, bytes, g1);
      scale(block + 32, bytes, g2);
      scale(block + 48, bytes, g3);
    }
  }
}

/** The mean of each of the 16 channels of a tile. */
function mean(tile: usize, bytes: usize, to: usize): void {
  let a = f32x4.splat(0);
  let b = f32x4.splat(0);
  let c = f32x4.splat(0);
  let d = f32x4.splat(0);
  const end = tile + bytes;
  let at = tile;
  for (; at + 64 < end; at += 128) {
    a = f32x4.add(a, f32x4.add(v128.load(at, 0), v128.load(at, 64)));
    b = f32x4.add(b, f32x4.add(v128.load(at, 16), v128.load(at, 80)));
    c = f32x4.add(c, f32x4.add(v128.load(at, 32), v128.load(at, 96)));
    d = f32x4.add(d, f32x4.add(v128.load(at, 48), v128.load(at, 112)));
  }
  if (at < end) {
    a = f32x4.add(a, v128.load(at, 0));
    b = f32x4.add(b, v128.load(at, 16));
    c = f32x4.add(c, v128.load(at, 32));
    d = f32x4.add(d, v128.load(at, 48));
  }
  const share = f32x4.splat(64 / (bytes as f32));
  v128.store(to, f32x4.mul(a, share), 0);
  v128.store(to, f32x4.mul(b, share), 16);
  v128.store(to, f32x4.mul(c, share), 32);
  v128.store(to, f32x4.mul(d, share), 48);
}

/** One number of the four quads of means that an agent reads. */
function squeeze(means: usize, reads: usize, weights: usize): f32 {
  let sum = f32x4.splat(0);
  for (let quad: usize = 0; quad < 4; quad++) {
    const k = load<u32>(reads + quad * 4) as usize;
    sum = madd(v128.load(means + k * 16), v128.load(weights + quad * 16), sum);
  }
  return sum4(sum);
}

/** Four channels' gates; what is no number is 0. */
function gates(weights: usize, first: f32, second: f32): v128 {
  const bias = f32x4.add(f32x4.splat(1), v128.load(weights, 128));
  const sum = madd(f32x4.splat(second), v128.load(weights, 64), madd(f32x4.splat(first), v128.load(weights), bias));
  return f32x4.pmin(f32x4.splat(2), f32x4.pmax(f32x4.splat(0), sum));
}

function scale(from: usize, bytes: usize, by: v128): void {
  const end = from + bytes;
  let at = from;
  for (; at + 192 < end; at += 256) {
    v128.store(at, f32x4.mul(v128.load(at, 0), by), 0);
    v128.store(at, f32x4.mul(v128.load(at, 64), by), 64);
    v128.store(at, f32x4.mul(v128.load(at, 128), by), 128);
    v128.store(at, f32x4.mul(v128.load(at, 192), by), 192);
  }
  for (; at < end; at += 64) v128.store(at, f32x4.mul(v128.load(at), by));
}
