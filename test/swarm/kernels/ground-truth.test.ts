// SPDX-License-Identifier: Apache-2.0
// Small examples worked out by hand or by the most naive formula, on both implementations: twins could agree and be wrong.
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import {
  agentScratchBytes,
  gateScratchBytes,
  type Kernels,
  resampleScratchBytes,
} from '../../../src/swarm/kernels/kernels.ts';
import { scalarKernels } from '../../../src/swarm/kernels/scalar.ts';
import { createKernelMemory, instantiateKernels } from '../../../src/swarm/kernels/wasm.ts';
import { Arena } from './arena.ts';

const module = await WebAssembly.compile(await readFile(new URL('../../../assets/kernels.wasm', import.meta.url)));
const memory = createKernelMemory();
const IMPLEMENTATIONS: [string, Kernels][] = [
  ['scalar', scalarKernels(memory)],
  ['wasm', instantiateKernels(module, memory)],
];

const read = (at: number, count: number): number[] => [...new Float32Array(memory.buffer, at, count)];
const ramp = (values: readonly number[]) => (i: number) => values[i]!;

/** A plain 3x3 convolution of channel-last pictures, zero padding: the definition, with no thought of speed. */
function naiveConvolution(
  input: (x: number, y: number, c: number) => number,
  size: { w: number; h: number; channels: number; stride: number },
  weight: (ky: number, kx: number, c: number) => number,
): number[] {
  const { w, h, channels, stride } = size;
  const out: number[] = [];
  for (let y = 0; y < h; y += stride) {
    for (let x = 0; x < w; x += stride) {
      let sum = 0;
      for (let c = 0; c < channels; c++) {
        for (const ky of [0, 1, 2]) {
          for (const kx of [0, 1, 2]) {
            const [ix, iy] = [x + kx - 1, y + ky - 1];
            if (ix >= 0 && iy >= 0 && ix < w && iy < h) sum += input(ix, iy, c) * weight(ky, kx, c);
          }
        }
      }
      out.push(sum);
    }
  }
  return out;
}

function expectClose(got: readonly number[], expected: readonly number[], digits = 5): void {
  expect(got.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(got[i], `number ${i}`).toBeCloseTo(value, digits);
}

describe.each(IMPLEMENTATIONS)('%s kernels', (_, k) => {
  const resampled = (
    arena: Arena,
    picture: { w: number; h: number; rgb: (x: number, y: number) => [number, number, number] },
    rect: [number, number, number, number],
    out: { w: number; h: number; mirror?: number },
  ): number[] => {
    const { w, h, rgb } = picture;
    const src = arena.pixels(w * h, (i) => [...rgb((i >> 2) % w, Math.floor((i >> 2) / w)), 77][i & 3]!);
    const dst = arena.floats(out.w * out.h * 4);
    const scratch = arena.bytes(resampleScratchBytes(out.w, out.h));
    k.resample_rgba(src, w, h, ...rect, dst, out.w, out.h, out.mirror ?? 0, scratch);
    return read(dst, out.w * out.h * 4);
  };

  test('resample_rgba copies a picture to its own size, and flips it', () => {
    const picture = { w: 3, h: 1, rgb: (x: number): [number, number, number] => [x * 51, 255 - x, 7] };
    const row = [0, 1, 2].map((x) => [(x * 51) / 255, (255 - x) / 255, 7 / 255, 0]);
    expectClose(resampled(new Arena(memory, 1), picture, [0, 0, 3, 1], { w: 3, h: 1 }), row.flat());
    const flipped = resampled(new Arena(memory, 1), picture, [0, 0, 3, 1], { w: 3, h: 1, mirror: 1 });
    expectClose(flipped, row.reverse().flat());
  });

  test('resample_rgba shrinks by exact areas, with black outside', () => {
    // Pixels 100 and 200; three outputs over [-1, 3.5): 1.5 each. Output 0 = half of pixel 0, output 1 = the rest of it
    // and pixel 1, output 2 = nothing.
    const picture = { w: 2, h: 1, rgb: (x: number): [number, number, number] => [100 + 100 * x, 0, 0] };
    const got = resampled(new Arena(memory, 1), picture, [-1, 0, 3.5, 1], { w: 3, h: 1 });
    expectClose(
      got.filter((_value, i) => i % 4 === 0),
      [(0.5 * 100) / 1.5 / 255, (0.5 * 100 + 200) / 1.5 / 255, 0],
    );
  });

  test('resample_rgba gives back a gradient at the centre of every output, shrinking and enlarging', () => {
    const picture = { w: 100, h: 80, rgb: (x: number, y: number): [number, number, number] => [x * 2, y * 3, x + y] };
    for (const [w, h] of [
      [7, 5],
      [96, 128],
    ] as const) {
      const rect: [number, number, number, number] = [10.25, 5.5, 80.75, 70.125];
      const got = resampled(new Arena(memory, 1), picture, rect, { w, h });
      let worst = 0;
      for (let i = 0; i < w * h; i++) {
        // The value of the picture at continuous (u, v) is that of the pixel centres round it.
        const u = rect[0] + (((i % w) + 0.5) * (rect[2] - rect[0])) / w - 0.5;
        const v = rect[1] + ((Math.floor(i / w) + 0.5) * (rect[3] - rect[1])) / h - 0.5;
        for (const [c, value] of [u * 2, v * 3, u + v].entries()) {
          worst = Math.max(worst, Math.abs(got[i * 4 + c]! * 255 - value));
        }
      }
      // An area mean of the step function that pixels are leaves the line by at most one eighth of a pixel's slope, 3.
      expect(worst).toBeLessThan(3 * 0.13);
    }
  });

  test('resample_rgba keeps the mean of the picture when it shrinks all of it', () => {
    const arena = new Arena(memory, 5);
    const values = Array.from({ length: 61 * 43 }, () => arena.index(256));
    const rgb = (x: number, y: number): [number, number, number] => [values[y * 61 + x]!, 0, 0];
    const got = resampled(arena, { w: 61, h: 43, rgb }, [0, 0, 61, 43], { w: 9, h: 7 });
    const mean = values.reduce((a, b) => a + b) / values.length / 255;
    expect(got.reduce((a, b) => a + b) / (9 * 7)).toBeCloseTo(mean, 5);
  });

  test('reduce_half takes the mean of 2 x 2', () => {
    const arena = new Arena(memory, 1);
    const src = arena.floats(16, ramp([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]));
    const dst = arena.floats(4);
    k.reduce_half(src, 2, 2, dst);
    expect(read(dst, 4)).toEqual([7, 8, 9, 10]);
  });

  test('tone_f32 stretches every channel by itself, then lifts the shadows the most', () => {
    const pixels = new Arena(memory, 1).floats(8, ramp([0, 0.3, 0.5, 1, 0.5, 0.75, 0.9, 0.4]));
    k.tone_f32(pixels, 2, 0.25, 0.25, 0, 2, 1, 1, 0.5);
    const stretched = [0, 0.05, 0.5, 0, 0.5, 0.5, 0.9, 0];
    for (const [i, value] of read(pixels, 8).entries()) {
      const v = stretched[i]!;
      expect(value).toBeCloseTo(v / (0.5 + 0.5 * v), 6);
    }
  });

  test('stem_f32 is a 3x3 convolution with stride 2, bias and ReLU', () => {
    const arena = new Arena(memory, 2);
    const [w, h] = [9, 6];
    const pixels = Array.from({ length: w * h * 4 }, () => arena.random());
    const weights = Array.from({ length: 448 }, () => arena.signed());
    const dst = arena.floats(5 * 3 * 16);
    k.stem_f32(arena.floats(w * h * 4, ramp(pixels)), w, h, dst, arena.floats(448, ramp(weights)), 0, 1);
    for (let o = 0; o < 16; o++) {
      const expected = naiveConvolution(
        (x, y, c) => pixels[(y * w + x) * 4 + c]!,
        { w, h, channels: 3, stride: 2 },
        (ky, kx, c) => weights[((ky * 3 + kx) * 3 + c) * 16 + o]!,
      ).map((sum) => Math.max(0, sum + weights[432 + o]!));
      expectClose(
        read(dst, 5 * 3 * 16).filter((_value, i) => i % 16 === o),
        expected,
      );
    }
  });

  test.each([1, 2])('run_agents with stride %i is the depthwise of its quads, the 16x16 and the residual', (stride) => {
    const arena = new Arena(memory, 3);
    const [w, h] = [7, 5];
    const layer = Array.from({ length: 2 * w * h * 16 }, () => arena.signed());
    const weights = Array.from({ length: 416 }, () => arena.signed());
    const quads = [7, 0, 5, 2];
    const pixels = Math.ceil(w / stride) * Math.ceil(h / stride);
    const rest = Array.from({ length: pixels * 16 }, () => arena.signed());
    const dst = arena.floats(pixels * 16);
    const src = arena.floats(layer.length, ramp(layer));
    const own = arena.floats(416, ramp(weights));
    const residual = arena.floats(rest.length, ramp(rest));
    const scratch = arena.bytes(agentScratchBytes(w, stride));
    k.run_agents(src, w, h, stride, arena.integers(quads), dst, own, residual, scratch, 0, 1);

    const filtered = Array.from({ length: 16 }, (_value, c) => {
      const quad = quads[c >> 2]!;
      const channel = (x: number, y: number) =>
        layer[((quad >> 2) * w * h + y * w + x) * 16 + (quad & 3) * 4 + (c & 3)]!;
      return naiveConvolution(channel, { w, h, channels: 1, stride }, (ky, kx) => weights[(ky * 3 + kx) * 16 + c]!);
    });
    const expected = rest.map((value, i) => {
      const [p, o] = [i >> 4, i & 15];
      const sum = filtered.reduce((total, plane, c) => total + plane[p]! * weights[144 + c * 16 + o]!, 0);
      return Math.max(0, sum + weights[400 + o]! + value);
    });
    expectClose(read(dst, pixels * 16), expected, 4);
  });

  test('gate_f32 scales channels by the means of what an agent reads, between nothing and twice', () => {
    const arena = new Arena(memory, 5);
    const pixels = 6;
    const layer = Array.from({ length: 2 * pixels * 16 }, () => arena.random());
    const weights = Array.from({ length: 2 * 80 }, () => arena.signed() * 1.5);
    const quads = [7, 0, 5, 2, 1, 4, 3, 6];
    const tiles = arena.floats(layer.length, ramp(layer));
    const scratch = arena.bytes(gateScratchBytes(2));
    k.gate_f32(tiles, pixels, arena.integers(quads), arena.floats(160, ramp(weights)), scratch, 2);

    const mean = (channel: number): number =>
      Array.from({ length: pixels }, (_, p) => layer[((channel >> 4) * pixels + p) * 16 + (channel & 15)]!).reduce(
        (a, b) => a + b,
      ) / pixels;
    const gates = Array.from({ length: 32 }, (_, channel) => {
      const [agent, c] = [channel >> 4, channel & 15];
      const own = weights.slice(agent * 80, agent * 80 + 80);
      const squeezed = [0, 16].map((row) =>
        Array.from({ length: 16 }, (_, i) => own[row + i]! * mean(quads[agent * 4 + (i >> 2)]! * 4 + (i & 3))).reduce(
          (a, b) => a + b,
        ),
      );
      return Math.min(Math.max(1 + own[64 + c]! + squeezed[0]! * own[32 + c]! + squeezed[1]! * own[48 + c]!, 0), 2);
    });
    expect([gates.some((gate) => gate === 0), gates.some((gate) => gate === 2)]).toEqual([true, true]);
    const expected = layer.map((value, i) => value * gates[Math.floor(i / (pixels * 16)) * 16 + (i & 15)]!);
    expectClose(read(tiles, layer.length), expected, 5);
  });

  test('join_f32 doubles the deep tiles and adds them to the skip tile', () => {
    const arena = new Arena(memory, 1);
    const skip = arena.floats(4 * 16, () => 1);
    const deep = arena.floats(3 * 16, (i) => [10, 20, 40][i >> 4]!);
    const dst = arena.floats(4 * 16);
    k.join_f32(skip, deep, arena.integers([2, 0]), 2, dst, 2, 2, 1);
    expect(read(dst, 64)).toEqual(Array(64).fill(51));
    // In place, as documented.
    k.join_f32(skip, deep, arena.integers([1]), 1, skip, 2, 2, 1);
    expect(read(skip, 64)).toEqual(Array(64).fill(21));
  });

  test('heads_f32 is one dot product over the channels of all tiles', () => {
    const arena = new Arena(memory, 1);
    // Five pixels, two tiles: channel c of tile t of pixel p is p + 100 t, so a head of ones gives 32 p + 1600.
    const src = arena.floats(2 * 5 * 16, (i) => (Math.floor(i / 16) % 5) + 100 * Math.floor(i / 80));
    const weights = arena.floats(3 * 32, (i) => [1, 0, i % 32 === 31 ? 2 : 0][Math.floor(i / 32)]!);
    const dst = arena.floats(15);
    k.heads_f32(src, 5, 2, dst, weights, arena.floats(3, ramp([0, -3, 1])), 3);
    expect(read(dst, 15)).toEqual([1600, 1632, 1664, 1696, 1728, -3, -3, -3, -3, -3, 201, 203, 205, 207, 209]);
  });

  test('attend_f32 adds doubled regions to the joints that read them', () => {
    const arena = new Arena(memory, 1);
    const heat = arena.floats(2 * 8, (i) => i);
    const regions = arena.floats(3 * 2, ramp([100, 200, 1000, 2000, 0.5, 0.25]));
    k.attend_f32(heat, 4, 2, 2, regions, arena.integers([0, 1, 2, 2]), 2);
    expect(read(heat, 16)).toEqual([
      1100, 1101, 2202, 2203, 1104, 1105, 2206, 2207, 9, 10, 10.5, 11.5, 13, 14, 14.5, 15.5,
    ]);
  });

  test('decode_f32 finds the mean of the window round the peak', () => {
    const arena = new Arena(memory, 1);
    // Probabilities 0.5 in cell (3, 1), 0.25 in (4, 1) and in (3, 2) of 8 x 6: x = 3.5 + 0.25, y = 1.5 + 0.25.
    const logits = (i: number) => [Math.log(2), 0, 0][[11, 12, 19].indexOf(i)] ?? -1000;
    const dst = arena.floats(36);
    k.decode_f32(arena.floats(48, logits), 8, 6, 1, dst);
    const record = read(dst, 36);
    expectClose(record.slice(0, 4), [3.75, 1.75, 1, 0.5]);
    const window = Array(25).fill(0);
    window[12] = 0.5;
    window[13] = 0.25;
    window[17] = 0.25;
    expectClose(record.slice(4), [...window, 0.25, 0.25, 1, 0.5, 3.75 / 8, 1.75 / 6, 1]);
  });

  test('decode_f32 counts only the window, and says where nothing is', () => {
    const arena = new Arena(memory, 1);
    // Two equal cells, 6 columns apart: the first is the peak, half of the mass is its window's.
    const far = arena.floats(24, (i) => (i === 0 || i === 6 ? 30 : -1000));
    const nothing = arena.floats(24, (i) => (i % 2 ? Number.NaN : Number.NEGATIVE_INFINITY));
    const dst = arena.floats(36);
    k.decode_f32(far, 8, 3, 1, dst);
    expectClose(read(dst, 4), [0.5, 0.5, 0.5, 0.5]);
    k.decode_f32(nothing, 8, 3, 1, dst);
    expect(read(dst, 36)).toEqual([4, 1.5, ...Array(31).fill(0), 0.5, 0.5, 1]);
  });

  test('refine_f32 moves by the two dot products, at most one cell', () => {
    const arena = new Arena(memory, 1);
    const records = arena.floats(72, (i) => ({ 0: 5, 1: 6, 4: 0.5, 35: 1, 36: 5, 37: 6, 71: 1 })[i] ?? 0);
    // Joint 0: x by feature 0 (0.5) and the constant, y by the constant; joint 1: far too much.
    const weights = arena.floats(128, (i) => ({ 0: 0.5, 31: 0.25, 63: -0.125, 95: 40, 127: -40 })[i] ?? 0);
    k.refine_f32(records, weights, 2);
    expect([...read(records, 2), ...read(records + 144, 2)]).toEqual([5.5, 5.875, 6, 5]);
  });

  test('assess_f32 is sigmoid(w2 . relu(W1 f + b1) + b2)', () => {
    const arena = new Arena(memory, 1);
    // Hidden 0 = 2 f0 - f6 + 1 = 4, hidden 1 = -f0 < 0 and silent: logit = 0.5 * 4 + 9 * 0 - 1 = 1.
    const weights = { 0: 2, 6: -1, 7: -1, 49: 1, 56: 0.5, 57: 9, 63: -1 } as Record<number, number>;
    const dst = arena.floats(1);
    const features = arena.floats(8, ramp([3, 0, 0, 0, 0, 0, 3, Number.NaN]));
    k.assess_f32(
      features,
      arena.floats(64, (i) => weights[i] ?? 0),
      1,
      dst,
    );
    expect(read(dst, 1)[0]).toBeCloseTo(1 / (1 + Math.exp(-1)), 6);
  });

  test('smooth_f32 blends where the confidence passes and keeps the previous elsewhere', () => {
    const arena = new Arena(memory, 1);
    const current = arena.floats(12, ramp([10, 20, 0.5, 1, 10, 20, 0.25, 1, 10, 20, Number.NaN, 1]));
    const previous = arena.floats(12, ramp([0, 40, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8]));
    const dst = arena.floats(12);
    k.smooth_f32(current, previous, dst, 3, 0.75, 0.25);
    expect(read(dst, 12)).toEqual([7.5, 25, 0.625, 0.75, 1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
