// SPDX-License-Identifier: Apache-2.0
// How much there is to multiply: the floor under every speed, and each agent's share of its squad's time.
import type { Layer, Program } from './graph.ts';
import { TILE_CHANNELS } from './graph.ts';
import { programShapes, type Shape } from './shapes.ts';

const C = TILE_CHANNELS;

/** Multiply-adds that one agent of each layer makes in one run of the program, by layer id; layers without agents: 0. */
export function agentWork(program: Program): ReadonlyMap<string, number> {
  const shapes = programShapes(program);
  return new Map(program.layers.map((layer) => [layer.id, layerWork(layer, shapes)]));
}

/** Multiply-adds of one run of a whole program. */
export function programWork(program: Program): number {
  const each = agentWork(program);
  return program.layers.reduce(
    (sum, layer) => sum + ('agents' in layer ? layer.agents * (each.get(layer.id) ?? 0) : 0),
    0,
  );
}

function layerWork(layer: Layer, shapes: ReadonlyMap<string, Shape>): number {
  const own = shapes.get(layer.id);
  const from = shapes.get(layer.from);
  if (own === undefined || from === undefined) return 0;
  const pixels = own.width * own.height;
  switch (layer.op) {
    case 'stem':
      return pixels * 27 * C;
    case 'mix':
      // A gate's own arithmetic, and every value times it.
      return pixels * (9 * C + C * C) + (layer.gate ? 4 * C + pixels * C : 0);
    case 'focus':
      return pixels * (9 * C + C * C + C);
    case 'head':
      return pixels * C * (from.kind === 'tiles' ? from.count : 0);
    case 'refine':
      return 64;
    default:
      return 0;
  }
}
