// SPDX-License-Identifier: Apache-2.0
import type { Kernels } from './kernels.ts';
import { assess } from './scalar/assess-f32.ts';
import { attend } from './scalar/attend-f32.ts';
import { consensus } from './scalar/consensus-f32.ts';
import { decode } from './scalar/decode-f32.ts';
import { depthwise } from './scalar/depthwise3x3-f32-16.ts';
import { gate } from './scalar/gate-f32.ts';
import { heads } from './scalar/heads-f32.ts';
import { heapOf } from './scalar/heap.ts';
import { join } from './scalar/join-f32.ts';
import { pointwise } from './scalar/pointwise-f32-16.ts';
import { reduceHalf } from './scalar/reduce-half.ts';
import { refine } from './scalar/refine-f32.ts';
import { resample } from './scalar/resample-rgba.ts';
import { runAgents } from './scalar/run-agents.ts';
import { smooth } from './scalar/smooth-f32.ts';
import { stem } from './scalar/stem-f32.ts';
import { tone } from './scalar/tone-f32.ts';

/**
 * The kernels in plain TypeScript on the same memory and with the same results: the oracle of the wasm tiers, and the
 * tier that is left where WebAssembly SIMD is not. Sums are made in f64. The memory, shared or not, must not grow later.
 */
export function scalarKernels(memory: WebAssembly.Memory): Kernels {
  const heap = heapOf(memory);
  return {
    resample_rgba: resample(heap),
    reduce_half: reduceHalf(heap),
    tone_f32: tone(heap),
    stem_f32: stem(heap),
    depthwise3x3_f32_16: depthwise(heap),
    pointwise_f32_16: pointwise(heap),
    run_agents: runAgents(heap),
    gate_f32: gate(heap),
    join_f32: join(heap),
    heads_f32: heads(heap),
    attend_f32: attend(heap),
    decode_f32: decode(heap),
    refine_f32: refine(heap),
    assess_f32: assess(heap),
    consensus_f32: consensus(heap),
    smooth_f32: smooth(heap),
  };
}
