// SPDX-License-Identifier: Apache-2.0
// How fast is every kernel, on the shapes of a squad, in each tier that this Node has? Least and median of many runs.
//   npx tsx bench/kernels.ts [kernel...]
//   node --experimental-wasm-relaxed-simd --import tsx bench/kernels.ts     (the relaxed binary, too)
import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import type { Kernels } from '../src/swarm/kernels/kernels.ts';
import { scalarKernels } from '../src/swarm/kernels/scalar.ts';
import { relaxedSimdSupported } from '../src/swarm/kernels/tier.ts';
import { createKernelMemory, instantiateKernels } from '../src/swarm/kernels/wasm.ts';

interface Row {
  readonly kernel: keyof Kernels;
  readonly shape: string;
  /** Multiply-adds of one call; source pixels for the sampling ones. */
  readonly work: number;
  readonly unit: 'MAC' | 'px';
  readonly call: (k: Kernels) => void;
}

const MB = 1 << 20;
const SRC = 4 * MB;
const DST = 24 * MB;
const RESIDUAL = 36 * MB;
const WEIGHTS = 44 * MB;
const READS = 46 * MB;
const SCRATCH = 48 * MB;

const memory = createKernelMemory();

function agents(w: number, h: number, stride: number, count: number, residual: boolean): Row {
  const pixels = Math.ceil(w / stride) * Math.ceil(h / stride);
  return {
    kernel: 'run_agents',
    shape: `${count} agents ${w}x${h}/${stride}${residual ? ' +res' : ''}`,
    work: count * pixels * (144 + 256),
    unit: 'MAC',
    call: (k) => k.run_agents(SRC, w, h, stride, READS, DST, WEIGHTS, residual ? RESIDUAL : 0, SCRATCH, 0, count),
  };
}

function crop(srcW: number, srcH: number, w: number, h: number, dstW: number, dstH: number): Row {
  const x0 = (srcW - w) / 2 + 0.3;
  const y0 = (srcH - h) / 2 + 0.3;
  return {
    kernel: 'resample_rgba',
    shape: `${w}x${h} -> ${dstW}x${dstH}`,
    work: w * h,
    unit: 'px',
    call: (k) => k.resample_rgba(SRC, srcW, srcH, x0, y0, x0 + w, y0 + h, DST, dstW, dstH, 0, SCRATCH),
  };
}

const ROWS: readonly Row[] = [
  crop(1280, 720, 480, 640, 96, 128),
  crop(1280, 720, 150, 200, 96, 128),
  crop(1280, 720, 60, 80, 96, 128),
  crop(1280, 720, 1280, 1280, 416, 416),
  crop(4096, 2048, 3000, 2000, 96, 128),
  {
    kernel: 'reduce_half',
    shape: '416x416',
    work: 416 * 416,
    unit: 'px',
    call: (k) => k.reduce_half(SRC, 416, 416, DST),
  },
  {
    kernel: 'stem_f32',
    shape: '2 agents 96x128',
    work: 2 * 48 * 64 * 432,
    unit: 'MAC',
    call: (k) => k.stem_f32(SRC, 96, 128, DST, WEIGHTS, 0, 2),
  },
  {
    kernel: 'depthwise3x3_f32_16',
    shape: '24x32/1',
    work: 24 * 32 * 144,
    unit: 'MAC',
    call: (k) => k.depthwise3x3_f32_16(SRC, 24, 32, 1, READS, DST, WEIGHTS, SCRATCH),
  },
  {
    kernel: 'pointwise_f32_16',
    shape: '768 pixels',
    work: 768 * 256,
    unit: 'MAC',
    call: (k) => k.pointwise_f32_16(SRC, 768, DST, WEIGHTS, WEIGHTS, 0, 1),
  },
  agents(48, 64, 1, 2, true),
  agents(48, 64, 2, 4, false),
  agents(24, 32, 1, 6, true),
  agents(24, 32, 2, 8, false),
  agents(12, 16, 1, 12, true),
  agents(6, 8, 1, 16, true),
  agents(6, 8, 2, 24, false),
  {
    kernel: 'join_f32',
    shape: '24x32, 8 tiles, 2 each',
    work: 24 * 32 * 8 * 16 * 3,
    unit: 'MAC',
    call: (k) => k.join_f32(SRC, RESIDUAL, READS, 2, DST, 24, 32, 8),
  },
  {
    kernel: 'heads_f32',
    shape: '24x32, 8 tiles, 17 heads',
    work: 24 * 32 * 8 * 16 * 17,
    unit: 'MAC',
    call: (k) => k.heads_f32(SRC, 768, 8, DST, WEIGHTS, WEIGHTS, 17),
  },
  {
    kernel: 'attend_f32',
    shape: '24x32, 17 joints, 2 each',
    work: 24 * 32 * 17 * 2,
    unit: 'MAC',
    call: (k) => k.attend_f32(DST, 24, 32, 17, RESIDUAL, READS, 2),
  },
  {
    kernel: 'decode_f32',
    shape: '24x32, 17 joints',
    work: 24 * 32 * 17,
    unit: 'px',
    call: (k) => k.decode_f32(SRC, 24, 32, 17, DST),
  },
  {
    kernel: 'refine_f32',
    shape: '17 joints',
    work: 17 * 64,
    unit: 'MAC',
    call: (k) => k.refine_f32(DST, WEIGHTS, 17),
  },
  {
    kernel: 'assess_f32',
    shape: '17 nets',
    work: 17 * 63,
    unit: 'MAC',
    call: (k) => k.assess_f32(SRC, WEIGHTS, 17, DST),
  },
  ...[4, 24].map(
    (squads): Row => ({
      kernel: 'consensus_f32',
      shape: `${squads} squads, 17 joints, both`,
      work: squads * 17,
      unit: 'px',
      call: (k) => k.consensus_f32(SRC, squads, 17, WEIGHTS, DST, 2, 16, 1, SCRATCH),
    }),
  ),
  {
    kernel: 'smooth_f32',
    shape: '17 keypoints',
    work: 17 * 8,
    unit: 'MAC',
    call: (k) => k.smooth_f32(SRC, RESIDUAL, DST, 17, 0.7, 0.3),
  },
];

function fill(): void {
  const f32 = new Float32Array(memory.buffer);
  for (let i = 0; i < f32.length; i++) f32[i] = ((i * 2654435761) % 1000) / 1000 - 0.3;
  const reads = new Uint32Array(memory.buffer, READS, 1024);
  for (let i = 0; i < reads.length; i++) reads[i] = (i * 5) % 8;
}

/** Microseconds a call: the least and the median of samples of about half a millisecond each. */
function measure(call: () => void, milliseconds: number): { least: number; median: number } {
  const once = (times: number): number => {
    const start = performance.now();
    for (let i = 0; i < times; i++) call();
    return (performance.now() - start) / times;
  };
  once(20);
  const times = Math.max(1, Math.round(0.5 / once(5)));
  const samples: number[] = [];
  for (const end = performance.now() + milliseconds; performance.now() < end; ) samples.push(once(times) * 1000);
  samples.sort((a, b) => a - b);
  return { least: samples[0]!, median: samples[samples.length >> 1]! };
}

const load = async (file: string): Promise<Kernels> => {
  const bytes = await readFile(new URL(`../assets/${file}`, import.meta.url));
  return instantiateKernels(await WebAssembly.compile(bytes), memory);
};
const tiers: [string, Kernels][] = [
  ['js', scalarKernels(memory)],
  ['wasm', await load('kernels.wasm')],
];
if (relaxedSimdSupported()) tiers.push(['relaxed', await load('kernels.relaxed.wasm')]);

const wanted = process.argv.slice(2);
const wantedTiers = tiers.filter(([name]) => !wanted.includes(`-${name}`));
const names = wanted.filter((name) => !name.startsWith('-'));
console.log('kernel              shape                        M work      tier       least us  median us   G/s*');
for (const row of ROWS) {
  if (names.length > 0 && !names.includes(row.kernel)) continue;
  for (const [tier, kernels] of wantedTiers) {
    fill();
    const { least, median } = measure(() => row.call(kernels), tier === 'js' ? 150 : 300);
    const rate = ((row.unit === 'MAC' ? 2 : 1) * row.work) / least / 1000;
    console.log(
      [
        row.kernel.padEnd(19),
        row.shape.padEnd(28),
        `${(row.work / 1e6).toFixed(3)} ${row.unit}`.padEnd(11),
        tier.padEnd(8),
        least.toFixed(2).padStart(10),
        median.toFixed(2).padStart(10),
        rate.toFixed(2).padStart(6),
      ].join(' '),
    );
  }
}
console.log(
  '* GFLOP/s (two for a multiply-add) of the least time; for px, thousand million source pixels or votes a second',
);
