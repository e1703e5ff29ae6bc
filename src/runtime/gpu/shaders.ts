// SPDX-License-Identifier: Apache-2.0
// The kernels in WGSL; what they compute is written once, in ../../swarm/kernels/kernels.ts. One module with one entry a layer's
// kind. A group works for one agent and one look: its y is the agent (tile, head, joint), its z the look.
import { MESSAGE_SHADERS } from './message-shaders.ts';
import { PLANE_SHADERS } from './plane-shaders.ts';

/** Threads of a group; every device has as many. */
export const THREADS = 64;

/**
 * What a shader is told of its layer. `source`, `result` and `other` (a join's skip, attention's regions) are places in a
 * look's room: in vec4f for pixels and tiles, in f32 for planes and records. `weights` in vec4f, `bias` in f32 and `table`
 * in u32 are places in a squad's room. Sizes of the rooms: `tileRoom` and `weightRoom` in vec4f, `planeRoom` in f32,
 * `tableRoom` in u32.
 */
export const LAYER_WORDS = [
  ...(['source', 'result', 'other', 'table', 'weights', 'bias', 'width', 'height'] as const),
  ...(['outWidth', 'outHeight', 'stride', 'residual', 'per', 'tiles', 'joints'] as const),
  ...(['tileRoom', 'planeRoom', 'weightRoom', 'tableRoom', 'spare'] as const),
] as const;

export type LayerNumbers = Readonly<Record<(typeof LAYER_WORDS)[number], number>>;

/** What the shaders are bound to, in this order; the first is a uniform, the rest are storage. */
export const BINDINGS = ['layer', 'squads', 'weights', 'tables', 'tiles', 'planes'] as const;

const COMMON = `
struct Layer { ${LAYER_WORDS.map((name) => `${name}: u32`).join(', ')} }
@group(0) @binding(0) var<uniform> layer: Layer;
// Which squad each look is of.
@group(0) @binding(1) var<storage, read> squads: array<u32>;
@group(0) @binding(2) var<storage, read> weights: array<vec4f>;
@group(0) @binding(3) var<storage, read> tables: array<u32>;
@group(0) @binding(4) var<storage, read_write> tiles: array<vec4f>;
@group(0) @binding(5) var<storage, read_write> planes: array<f32>;

fn table(look: u32, index: u32) -> u32 {
  return tables[squads[look] * layer.tableRoom + layer.table + index];
}

// A shader's compiler may take it that no number is NaN; bits do not lie.
fn isNan(value: f32) -> bool {
  return (bitcast<u32>(value) & 0x7fffffffu) > 0x7f800000u;
}
`;

export const SHADERS = COMMON + MESSAGE_SHADERS + PLANE_SHADERS;
