// SPDX-License-Identifier: Apache-2.0
// The exports of the module. What each one does is written once, in
// src/swarm/kernels/kernels.ts. The module owns no memory and keeps no data: pointers in, numbers out.

export { assess_f32 } from './assess-f32';
export { attend_f32 } from './attend-f32';
export { consensus_f32 } from './consensus-f32';
export { decode_f32 } from './decode-f32';
export { depthwise3x3_f32_16 } from './depthwise3x3-f32-16';
export { gate_f32 } from './gate-f32';
export { heads_f32 } from './heads-f32';
export { join_f32 } from './join-f32';
export { pointwise_f32_16 } from './pointwise-f32-16';
export { reduce_half } from './reduce-half';
export { refine_f32 } from './refine-f32';
export { resample_rgba } from './resample-rgba';
export { run_agents } from './run-agents';
export { smooth_f32 } from './smooth-f32';
export { stem_f32 } from './stem-f32';
export { tone_f32 } from './tone-f32';
