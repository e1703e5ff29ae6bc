// SPDX-License-Identifier: Apache-2.0
// Every kernel on seeded random inputs: odd sizes, edges, NaN and Infinity. Runs in Node and, bundled, in a page.
import {
  agentScratchBytes,
  CONSENSUS_RECORD,
  consensusScratchBytes,
  DECODE_RECORD,
  depthwiseScratchBytes,
  gateScratchBytes,
  type Kernels,
  resampleScratchBytes,
} from '../../../src/swarm/kernels/kernels.ts';
import type { Arena } from './arena.ts';

export interface TwinCase {
  readonly kernel: keyof Kernels;
  readonly name: string;
  /** Largest difference that two tiers may show: absolute, or relative to the number where that is above 1. */
  readonly tolerance: number;
  /** Lays out the inputs and says what to call and where the results are. */
  readonly prepare: (arena: Arena) => Prepared;
}

export interface Prepared {
  readonly call: (kernels: Kernels) => void;
  /** Byte offset and f32 count of the results; everything else but `scratch` must stay as it is. */
  readonly results: readonly [at: number, count: number];
  /** Byte offset and bytes that a kernel may use as it likes. */
  readonly scratch?: readonly [at: number, bytes: number];
}

type Poison = (value: number, arena: Arena) => number;

const clean: Poison = (value) => value;
/** One value in forty is no number or not finite. */
const poisoned: Poison = (value, { random }) => {
  const dice = random() * 120;
  return dice < 1 ? Number.NaN : dice < 2 ? Number.POSITIVE_INFINITY : dice < 3 ? Number.NEGATIVE_INFINITY : value;
};
const POISONS = [
  ['numbers', clean],
  ['NaN and Infinity', poisoned],
] as const;

function resampleCases(): TwinCase[] {
  const rects: [string, number, number, number[], number, number, number][] = [
    ['shrinking a part', 97, 61, [3.25, 5.5, 80.75, 58.125], 24, 16, 0],
    ['shrinking, mirrored, beyond all four edges', 97, 61, [-20.5, -13.25, 130.5, 90.75], 24, 32, 1],
    ['enlarging', 33, 21, [4.25, 3.5, 12.75, 10.25], 24, 32, 0],
    ['enlarging beyond the edges, mirrored', 9, 7, [-3.5, -2.25, 12.5, 9.75], 40, 30, 1],
    ['shrinking x, enlarging y', 200, 11, [10.5, 2.5, 190.25, 7.75], 17, 19, 0],
    ['one pixel wide and one high', 1, 1, [-0.5, -0.5, 1.5, 1.5], 5, 3, 0],
    ['step of exactly 1', 40, 30, [0, 0, 40, 30], 40, 30, 0],
    ['step of exactly 2', 40, 30, [0, 0, 40, 30], 20, 15, 1],
    ['a span of more than one strip', 2600, 5, [-7.5, 0, 2590.5, 5], 96, 3, 0],
    ['more than 256 rows to one', 7, 1300, [0, 1.5, 7, 1298.5], 3, 2, 0],
    ['outside the picture', 20, 20, [50, 50, 80, 80], 8, 8, 0],
    ['left of the picture', 20, 20, [-80, 2, -50, 18], 8, 8, 0],
    ['far away', 20, 20, [1e9, 1e9, 2e9, 2e9], 8, 8, 0],
    ['a huge rectangle', 20, 20, [-1e9, -1e9, 1e9, 1e9], 8, 8, 0],
    ['no area', 20, 20, [5, 5, 5, 9], 8, 8, 0],
    ['NaN', 20, 20, [5, Number.NaN, 9, 9], 8, 8, 0],
    ['infinite', 20, 20, [Number.NEGATIVE_INFINITY, 0, 9, 9], 8, 8, 0],
  ];
  return rects.map(([name, w, h, rect, dstW, dstH, mirror]) => ({
    kernel: 'resample_rgba',
    name,
    tolerance: 2e-6,
    prepare: (arena) => {
      const src = arena.pixels(w * h, () => arena.index(256));
      const dst = arena.floats(dstW * dstH * 4);
      const scratchBytes = resampleScratchBytes(dstW, dstH);
      const scratch = arena.bytes(scratchBytes);
      const [x0, y0, x1, y1] = rect as [number, number, number, number];
      return {
        call: (k) => k.resample_rgba(src, w, h, x0, y0, x1, y1, dst, dstW, dstH, mirror, scratch),
        results: [dst, dstW * dstH * 4],
        scratch: [scratch, scratchBytes],
      };
    },
  }));
}

function reduceCases(): TwinCase[] {
  return [2, 6, 26].flatMap((w) =>
    POISONS.map(([what, poison]) => ({
      kernel: 'reduce_half',
      name: `${w}x4, ${what}`,
      tolerance: 1e-6,
      prepare: (arena) => {
        const src = arena.floats(w * 4 * 4, () => poison(arena.random(), arena));
        const dst = arena.floats((w / 2) * 2 * 4);
        return { call: (k) => k.reduce_half(src, w, 4, dst), results: [dst, (w / 2) * 2 * 4] };
      },
    })),
  );
}

function toneCases(): TwinCase[] {
  return [
    [0, 1, 0],
    [0.3, 3, 0.3],
    [0, 1.5, 0.8],
  ].flatMap(([black = 0, gain = 1, lift = 0]) =>
    POISONS.map(([what, poison]) => ({
      kernel: 'tone_f32',
      name: `black ${black}, gain ${gain}, lift ${lift}, ${what}`,
      tolerance: 2e-6,
      prepare: (arena) => {
        const pixels = arena.floats(35 * 4, () => poison(arena.random(), arena));
        const call = (k: Kernels): void => k.tone_f32(pixels, 35, black, black / 2, 0, gain, 1, gain / 2, lift);
        return { call, results: [pixels, 35 * 4] };
      },
    })),
  );
}

const SIZES = [
  [1, 1],
  [2, 1],
  [1, 3],
  [2, 2],
  [3, 2],
  [4, 5],
  [5, 4],
  [7, 3],
  [12, 16],
  [13, 9],
  [24, 8],
  [150, 3],
] as const;

function stemCases(): TwinCase[] {
  return SIZES.flatMap(([w, h]) =>
    POISONS.map(([what, poison]) => ({
      kernel: 'stem_f32',
      name: `${w}x${h}, agents 1..2 of 4, ${what}`,
      tolerance: 1e-5,
      prepare: (arena) => {
        const tile = Math.ceil(w / 2) * Math.ceil(h / 2) * 16;
        const src = arena.floats(w * h * 4, () => poison(arena.signed(), arena));
        const weights = arena.floats(4 * 448, () => arena.signed(0.5));
        const dst = arena.floats(4 * tile);
        return {
          call: (k) => k.stem_f32(src, w, h, dst, weights, 1, 2),
          results: [dst + tile * 4, 2 * tile],
        };
      },
    })),
  );
}

function depthwiseCases(): TwinCase[] {
  return SIZES.flatMap(([w, h]) =>
    [1, 2].flatMap((stride) =>
      POISONS.map(([what, poison]) => ({
        kernel: 'depthwise3x3_f32_16',
        name: `${w}x${h}, stride ${stride}, ${what}`,
        tolerance: 1e-5,
        prepare: (arena) => {
          const count = Math.ceil(w / stride) * Math.ceil(h / stride) * 16;
          const src = arena.floats(3 * w * h * 16, () => poison(arena.signed(), arena));
          const reads = arena.integers([arena.index(12), arena.index(12), 11, 0]);
          const weights = arena.floats(144, () => arena.signed());
          const dst = arena.floats(count);
          const scratch = arena.bytes(depthwiseScratchBytes(w));
          return {
            call: (k) => k.depthwise3x3_f32_16(src, w, h, stride, reads, dst, weights, scratch),
            results: [dst, count],
            scratch: [scratch, depthwiseScratchBytes(w)],
          };
        },
      })),
    ),
  );
}

function pointwiseCases(): TwinCase[] {
  return [1, 2, 3, 7, 64].flatMap((pixels) =>
    [0, 1].flatMap((relu) =>
      [false, true].flatMap((rest) =>
        POISONS.map(([what, poison]) => ({
          kernel: 'pointwise_f32_16',
          name: `${pixels} pixels, relu ${relu}, residual ${rest}, ${what}`,
          tolerance: 1e-5,
          prepare: (arena) => {
            const src = arena.floats(pixels * 16, () => poison(arena.signed(), arena));
            const weights = arena.floats(256, () => arena.signed());
            const bias = arena.floats(16, () => arena.signed());
            const residual = arena.floats(pixels * 16, () => poison(arena.signed(), arena));
            const dst = arena.floats(pixels * 16);
            return {
              call: (k) => k.pointwise_f32_16(src, pixels, dst, weights, bias, rest ? residual : 0, relu),
              results: [dst, pixels * 16],
            };
          },
        })),
      ),
    ),
  );
}

function agentCases(): TwinCase[] {
  return SIZES.flatMap(([w, h]) =>
    [1, 2].flatMap((stride) =>
      POISONS.map(([what, poison]) => ({
        kernel: 'run_agents',
        name: `${w}x${h}, stride ${stride}, agents 1..3 of 5, residual ${stride === 1}, ${what}`,
        tolerance: 2e-5,
        prepare: (arena) => {
          const tile = Math.ceil(w / stride) * Math.ceil(h / stride) * 16;
          const src = arena.floats(4 * w * h * 16, () => poison(arena.signed(), arena));
          const reads = arena.integers(Array.from({ length: 20 }, () => arena.index(16)));
          const weights = arena.floats(5 * 416, () => arena.signed(0.5));
          const residual = arena.floats(5 * tile, () => poison(arena.signed(), arena));
          const dst = arena.floats(5 * tile);
          const scratchBytes = agentScratchBytes(w, stride);
          const scratch = arena.bytes(scratchBytes);
          const rest = stride === 1 ? residual : 0;
          return {
            call: (k) => k.run_agents(src, w, h, stride, reads, dst, weights, rest, scratch, 1, 3),
            results: [dst + tile * 4, 3 * tile],
            scratch: [scratch, scratchBytes],
          };
        },
      })),
    ),
  );
}

function gateCases(): TwinCase[] {
  return [1, 2, 5, 192].flatMap((pixels) =>
    POISONS.map(([what, poison]) => ({
      kernel: 'gate_f32',
      name: `3 agents, ${pixels} pixels, ${what}`,
      tolerance: 2e-5,
      prepare: (arena) => {
        const tiles = arena.floats(3 * pixels * 16, () => poison(arena.random(), arena));
        const reads = arena.integers(Array.from({ length: 12 }, () => arena.index(12)));
        const weights = arena.floats(3 * 80, () => arena.signed());
        const scratchBytes = gateScratchBytes(3);
        const scratch = arena.bytes(scratchBytes);
        return {
          call: (k) => k.gate_f32(tiles, pixels, reads, weights, scratch, 3),
          results: [tiles, 3 * pixels * 16],
          scratch: [scratch, scratchBytes],
        };
      },
    })),
  );
}

function joinCases(): TwinCase[] {
  return [
    [2, 2, 1, 1],
    [3, 5, 2, 2],
    [12, 16, 3, 2],
    [7, 4, 2, 3],
  ].flatMap(([w, h, tiles, per]) =>
    POISONS.map(([what, poison]) => ({
      kernel: 'join_f32',
      name: `${w}x${h}, ${tiles} tiles, ${per} each, ${what}`,
      tolerance: 1e-6,
      prepare: (arena: Arena): Prepared => {
        const count = w! * h! * tiles! * 16;
        const skip = arena.floats(count, () => poison(arena.signed(), arena));
        const deep = arena.floats(4 * Math.ceil(w! / 2) * Math.ceil(h! / 2) * 16, () => poison(arena.signed(), arena));
        const adds = arena.integers(Array.from({ length: tiles! * per! }, () => arena.index(4)));
        const dst = arena.floats(count);
        return { call: (k) => k.join_f32(skip, deep, adds, per!, dst, w!, h!, tiles!), results: [dst, count] };
      },
    })),
  ) as TwinCase[];
}

function headCases(): TwinCase[] {
  return [
    [1, 1, 1],
    [3, 2, 2],
    [4, 1, 3],
    [7, 5, 17],
    [192, 4, 17],
    [48, 31, 5],
  ].flatMap(([pixels, tiles, heads]) =>
    POISONS.map(([what, poison]) => ({
      kernel: 'heads_f32',
      name: `${pixels} pixels, ${tiles} tiles, ${heads} heads, ${what}`,
      tolerance: 2e-5,
      prepare: (arena: Arena): Prepared => {
        const src = arena.floats(pixels! * tiles! * 16, () => poison(arena.signed(), arena));
        const weights = arena.floats(heads! * tiles! * 16, () => arena.signed());
        const bias = arena.floats(heads!, () => arena.signed());
        const dst = arena.floats(heads! * pixels!);
        return {
          call: (k) => k.heads_f32(src, pixels!, tiles!, dst, weights, bias, heads!),
          results: [dst, heads! * pixels!],
        };
      },
    })),
  ) as TwinCase[];
}

function attendCases(): TwinCase[] {
  return [
    [1, 1, 1],
    [8, 2, 2],
    [9, 3, 2],
    [24, 32, 2],
    [13, 5, 3],
  ].flatMap(([w, h, per]) =>
    POISONS.map(([what, poison]) => ({
      kernel: 'attend_f32',
      name: `${w}x${h}, ${per} regions a joint, ${what}`,
      tolerance: 1e-6,
      prepare: (arena: Arena): Prepared => {
        const heat = arena.floats(3 * w! * h!, () => poison(arena.signed(), arena));
        const regions = arena.floats(4 * Math.ceil(w! / 2) * Math.ceil(h! / 2), () => poison(arena.signed(), arena));
        const reads = arena.integers(Array.from({ length: 3 * per! }, () => arena.index(4)));
        return { call: (k) => k.attend_f32(heat, w!, h!, 3, regions, reads, per!), results: [heat, 3 * w! * h!] };
      },
    })),
  ) as TwinCase[];
}

function decodeCases(): TwinCase[] {
  const planes: [string, (arena: Arena, i: number, cells: number) => number][] = [
    ['small logits', (arena) => arena.signed(3)],
    ['sharp logits', (arena) => arena.signed(60)],
    ['NaN and Infinity', (arena) => poisoned(arena.signed(8), arena)],
    ['NaN and -Infinity only', (arena) => (arena.random() < 0.5 ? Number.NaN : Number.NEGATIVE_INFINITY)],
    ['+Infinity only', () => Number.POSITIVE_INFINITY],
    ['all equal', () => 2.5],
    ['the largest numbers', (arena) => (arena.random() < 0.5 ? 3.4e38 : -3.4e38)],
    ['a peak in the first corner', (arena, i) => (i === 0 ? 12 : arena.signed(3))],
    ['a peak in the last corner', (arena, i, cells) => (i === cells - 1 ? 12 : arena.signed(3))],
  ];
  return [
    [1, 1],
    [3, 2],
    [24, 32],
    [13, 7],
  ].flatMap(([w, h]) =>
    planes.map(([what, value]) => ({
      kernel: 'decode_f32',
      name: `${w}x${h}, ${what}`,
      tolerance: 5e-6,
      prepare: (arena: Arena): Prepared => {
        const cells = w! * h!;
        const heat = arena.floats(3 * cells, (i) => value(arena, i % cells, cells));
        const dst = arena.floats(3 * DECODE_RECORD);
        return { call: (k) => k.decode_f32(heat, w!, h!, 3, dst), results: [dst, 3 * DECODE_RECORD] };
      },
    })),
  ) as TwinCase[];
}

function smallNetCases(): TwinCase[] {
  return POISONS.flatMap(([what, poison]): TwinCase[] => [
    {
      kernel: 'refine_f32',
      name: `17 joints, ${what}`,
      tolerance: 1e-5,
      prepare: (arena) => {
        // The features are poisoned, the positions (which are only added to) are not.
        const records = arena.floats(17 * DECODE_RECORD, (i) =>
          i % DECODE_RECORD < 4 ? arena.random() * 30 : poison(arena.random(), arena),
        );
        const weights = arena.floats(17 * 64, () => arena.signed(0.4));
        return { call: (k) => k.refine_f32(records, weights, 17), results: [records, 17 * DECODE_RECORD] };
      },
    },
    {
      kernel: 'assess_f32',
      name: `33 nets, ${what}`,
      tolerance: 2e-6,
      prepare: (arena) => {
        const features = arena.floats(33 * 8, () => poison(arena.signed(2), arena));
        const weights = arena.floats(33 * 64, () => arena.signed(2));
        const dst = arena.floats(33);
        return { call: (k) => k.assess_f32(features, weights, 33, dst), results: [dst, 33] };
      },
    },
    {
      kernel: 'smooth_f32',
      name: `17 keypoints, ${what}`,
      tolerance: 1e-6,
      prepare: (arena) => {
        const current = arena.floats(68, () => poison(arena.random(), arena));
        const previous = arena.floats(68, () => poison(arena.random(), arena));
        const dst = arena.floats(68);
        return { call: (k) => k.smooth_f32(current, previous, dst, 17, 0.7, 0.3), results: [dst, 68] };
      },
    },
  ]);
}

/** Rule and widest gate; NaN is no gate at all. */
const CONSENSUS_RULES = [
  [0, Number.POSITIVE_INFINITY],
  [1, Number.POSITIVE_INFINITY],
  [0, 16],
  [1, 16],
  [1, Number.NaN],
] as const;

function consensusCases(): TwinCase[] {
  const scenes: [string, (arena: Arena) => [number, number, number, number?]][] = [
    ['honest', (a) => [40 + a.signed(2), 50 + a.signed(2), a.random()]],
    ['a third lies', (a) => (a.random() < 0.33 ? [a.random() * 96, a.random() * 128, 1] : [40 + a.signed(), 50, 0.5])],
    ['not finite', (a) => [poisoned(40 + a.signed(9), a), poisoned(50, a), poisoned(a.signed(3), a)]],
    ['beyond 1e6', (a) => [a.signed(3e6), a.signed(3e6), a.random()]],
    ['all equal', () => [10, 20, 0.5]],
    ['half abstain', (a) => [40 + a.signed(2), 50 + a.signed(2), a.random(), a.index(2)]],
    ['some see finer', (a) => [40 + a.signed(2), 50 + a.signed(2), a.random(), poisoned(a.signed(100), a)]],
  ];
  return scenes.flatMap(([what, vote]) =>
    [1, 2, 3, 4, 5, 9, 24].flatMap((squads) =>
      CONSENSUS_RULES.map(
        ([rule, ceiling]): TwinCase => ({
          kernel: 'consensus_f32',
          name: `${squads} squads, rule ${rule}, gate up to ${ceiling}, ${what}`,
          // f64 in the same order: the only rounding is the one to f32.
          tolerance: 0,
          prepare: (arena) => {
            const votes = arena.floats(squads * 17 * 4);
            const view = new Float32Array(arena.memory.buffer, votes, squads * 17 * 4);
            for (let i = 0; i < squads * 17; i++) {
              const [x, y, confidence, sharpness = 1] = vote(arena);
              view.set([x, y, confidence, sharpness], i * 4);
            }
            const reputation = () => [0, -1, Number.NaN, 2, arena.random(), 1, 1, 1, 1][arena.index(9)]!;
            const weights = arena.floats(squads, reputation);
            const dst = arena.floats(17 * CONSENSUS_RECORD);
            const scratchBytes = consensusScratchBytes(squads);
            const scratch = arena.bytes(scratchBytes);
            return {
              call: (k) => k.consensus_f32(votes, squads, 17, weights, dst, 2, ceiling, rule, scratch),
              results: [dst, 17 * CONSENSUS_RECORD],
              scratch: [scratch, scratchBytes],
            };
          },
        }),
      ),
    ),
  );
}

export const TWIN_CASES: readonly TwinCase[] = [
  ...resampleCases(),
  ...reduceCases(),
  ...toneCases(),
  ...stemCases(),
  ...depthwiseCases(),
  ...pointwiseCases(),
  ...agentCases(),
  ...gateCases(),
  ...joinCases(),
  ...headCases(),
  ...attendCases(),
  ...decodeCases(),
  ...smallNetCases(),
  ...consensusCases(),
];
