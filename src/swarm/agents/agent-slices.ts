// SPDX-License-Identifier: Apache-2.0
// Which bytes of the memory are whose weights: what it takes to switch off, damage or mend a single agent.
import { AGENT_WEIGHTS, GATE_WEIGHTS, SMALL_WEIGHTS, STEM_WEIGHTS } from '../kernels/kernels.ts';
import type { Layer, SwarmGraph } from './graph.ts';
import { TILE_CHANNELS } from './graph.ts';
import type { ByteRange, LayerWeights, PlacedProgram, PlacedSwarm } from './place-swarm.ts';
import { programShapes, tileCount } from './shapes.ts';

/** The weights of every agent of a program by the agent's id, as the roster names it. */
export function programSlices({ program, layers }: PlacedProgram): Map<string, readonly ByteRange[]> {
  const slices = new Map<string, readonly ByteRange[]>();
  const shapes = programShapes(program);
  for (const layer of program.layers) {
    const weights = layers.get(layer.id);
    if (!('agents' in layer) || weights === undefined) continue;
    const tiles = layer.op === 'head' ? tileCount(shapes, layer.from, layer.id) : 0;
    for (let agent = 0; agent < layer.agents; agent++) {
      const name = 'names' in layer ? layer.names[agent] : agent;
      slices.set(`${program.id}/${layer.id}/${name}`, sliceOf(layer, weights, agent, tiles));
    }
  }
  return slices;
}

/** The same for the agents that all squads share. */
export function sharedSlices(
  placed: Pick<PlacedSwarm, 'assessors' | 'validators' | 'people' | 'temporal'>,
  { level4, temporal }: Pick<SwarmGraph, 'level4' | 'temporal'>,
): Map<string, readonly ByteRange[]> {
  const slices = new Map<string, readonly ByteRange[]>();
  const add = (layer: string, names: readonly string[] = [], base = 0): void => {
    for (const [i, name] of names.entries()) slices.set(`level4/${layer}/${name}`, [floats(base, SMALL_WEIGHTS, i)]);
  };
  add('assessors', level4.assessors.names, placed.assessors);
  add('validators', level4.validators.names, placed.validators);
  add('people', level4.people?.names, placed.people);
  add('temporal', temporal?.validators.names, placed.temporal);
  return slices;
}

/** @param tiles Tiles that a head reads. */
function sliceOf(layer: Layer, at: LayerWeights, agent: number, tiles: number): readonly ByteRange[] {
  switch (layer.op) {
    case 'stem':
      return [floats(at.weights, STEM_WEIGHTS, agent)];
    case 'mix':
      return [floats(at.weights, AGENT_WEIGHTS, agent), ...(layer.gate ? [floats(at.gates, GATE_WEIGHTS, agent)] : [])];
    case 'focus':
      return [floats(at.weights, AGENT_WEIGHTS, 0), floats(at.outWeights, TILE_CHANNELS, 0), floats(at.outBias, 1, 0)];
    case 'head':
      return [floats(at.weights, tiles * TILE_CHANNELS, agent), floats(at.bias, 1, agent)];
    case 'refine':
      return [floats(at.weights, SMALL_WEIGHTS, agent)];
    default:
      return [];
  }
}

function floats(base: number, each: number, index: number): ByteRange {
  return { start: base + index * each * 4, end: base + (index + 1) * each * 4 };
}
