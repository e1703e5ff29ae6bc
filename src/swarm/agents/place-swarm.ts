// SPDX-License-Identifier: Apache-2.0
// Weights into memory, in the order in which kernels read them.
import { refuse } from './check.ts';
import type { Layer, Program, ScoutProgram, SquadProgram } from './graph.ts';
import type { Swarm } from './load-swarm.ts';
import { align, type Pool } from './pool.ts';

/** Byte offsets of one layer's weights and index tables; 0 where the layer has none. */
export interface LayerWeights {
  /** f32; an agent of a stem 448, of a mix or focus 416, of a head its row, of a refiner 64 values. */
  readonly weights: number;
  /** f32; one value a head. */
  readonly bias: number;
  /** f32; 80 values an agent of a mix layer with gates. */
  readonly gates: number;
  /** f32 [16] and its bias [1]: the coordinator's output. */
  readonly outWeights: number;
  readonly outBias: number;
  /** i32; reads or adds, row after row. */
  readonly table: number;
}

/** Bytes of the memory, [start, end). */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface PlacedProgram<P extends Program = Program> {
  readonly program: P;
  readonly layers: ReadonlyMap<string, LayerWeights>;
  /** Where all its weights, and all its index tables, lie. */
  readonly ranges: readonly ByteRange[];
}

export interface PlacedSwarm {
  readonly squads: readonly PlacedProgram<SquadProgram>[];
  readonly scout: PlacedProgram<ScoutProgram>;
  /** f32 [17][64]. */
  readonly assessors: number;
  /** f32 [limbs][64]. */
  readonly validators: number;
  /** f32 [agents][64]; undefined where nobody judges people as a whole. */
  readonly people: number | undefined;
  /** f32 [17][64]; undefined where nobody says how likely a joint is after where it was. */
  readonly temporal: number | undefined;
}

/** Memory to place into. */
export interface Ground {
  readonly buffer: ArrayBufferLike;
  /** Pool for f32 weights. */
  readonly weights: Pool;
  /** Pool for i32 index tables. */
  readonly tables: Pool;
}

/** Bytes of each pool of a `Ground`. */
export interface PlacedBytes {
  readonly weights: number;
  readonly tables: number;
}

/** Copies weights and wiring into memory. */
export function placeSwarm(swarm: Swarm, ground: Ground): PlacedSwarm {
  const { graph, values } = swarm;
  const { people } = graph.level4;
  return {
    squads: graph.squads.map((program) => placeProgram(program, values, ground)),
    scout: placeProgram(graph.scout, values, ground),
    assessors: place(tensorOf(values, graph.level4.assessors.tensor), ground),
    validators: place(tensorOf(values, graph.level4.validators.tensor), ground),
    people: people && place(tensorOf(values, people.tensor), ground),
    temporal: graph.temporal && place(tensorOf(values, graph.temporal.validators.tensor), ground),
  };
}

/** The same for one program; `values` are those of the weights file that it comes from. */
export function placeProgram<P extends Program>(program: P, values: Swarm['values'], ground: Ground): PlacedProgram<P> {
  const begin = [ground.weights, ground.tables].map((pool) => pool.start + pool.used);
  const layers = new Map(
    program.layers.map((layer) => {
      const tensor = (name: string): Float32Array => tensorOf(values, `${program.id}/${layer.id}/${name}`);
      return [layer.id, placeLayer(layer, tensor, ground)];
    }),
  );
  const ranges = [ground.weights, ground.tables].map((pool, i) => ({
    start: begin[i] ?? pool.start,
    end: pool.start + pool.used,
  }));
  return { program, layers, ranges };
}

/** Bytes that layers with these tensors need of each pool, at most. */
export function placedBytes(layers: readonly Layer[], tensors: Iterable<Float32Array>): PlacedBytes {
  const bytes = { weights: 0, tables: 0 };
  for (const tensor of tensors) bytes.weights += align(tensor.byteLength);
  for (const layer of layers) bytes.tables += align(tableLength(layer) * 4);
  return bytes;
}

/**
 * Copies the weights and wiring of one layer into memory.
 *
 * @param tensor Its tensors by their names within the layer.
 */
export function placeLayer(layer: Layer, tensor: (name: string) => Float32Array, ground: Ground): LayerWeights {
  const none: LayerWeights = { weights: 0, bias: 0, gates: 0, outWeights: 0, outBias: 0, table: 0 };
  switch (layer.op) {
    case 'stem':
      return { ...none, weights: placeInterleaved(layer.agents, [tensor('w'), tensor('b')], ground) };
    case 'mix':
      return {
        ...none,
        weights: placeInterleaved(layer.agents, [tensor('dw'), tensor('pw'), tensor('b')], ground),
        gates: layer.gate ? placeInterleaved(layer.agents, [tensor('squeeze'), tensor('excite')], ground) : 0,
        table: placeTable(layer, ground),
      };
    case 'focus':
      return {
        ...none,
        weights: placeInterleaved(1, [tensor('dw'), tensor('pw'), tensor('b')], ground),
        table: placeTable(layer, ground),
        outWeights: place(tensor('w'), ground),
        outBias: place(tensor('wb'), ground),
      };
    case 'head':
      return { ...none, weights: place(tensor('w'), ground), bias: place(tensor('b'), ground) };
    case 'refine':
      return { ...none, weights: place(tensor('w'), ground) };
    case 'join':
      return { ...none, table: placeTable(layer, ground) };
    case 'attend':
      return { ...none, table: placeTable(layer, ground) };
    case 'decode':
      return none;
  }
}

function tensorOf(values: Swarm['values'], name: string): Float32Array {
  return values.get(name) ?? refuse(`tensor "${name}" is missing, expected one that the loader has read`);
}

function place(values: Float32Array, { buffer, weights }: Ground): number {
  const offset = weights.allocate(values.byteLength);
  new Float32Array(buffer, offset, values.length).set(values);
  return offset;
}

/** Agent after agent, each agent's parts one after the other. */
function placeInterleaved(agents: number, parts: readonly Float32Array[], ground: Ground): number {
  const all = new Float32Array(parts.reduce((floats, part) => floats + part.length, 0));
  let next = 0;
  for (let agent = 0; agent < agents; agent++) {
    for (const part of parts) {
      const size = part.length / agents;
      all.set(part.subarray(agent * size, (agent + 1) * size), next);
      next += size;
    }
  }
  return place(all, ground);
}

/** Rows of indices: what it reads, or adds. */
function tableOf(layer: Layer): readonly (readonly number[])[] {
  return 'reads' in layer ? layer.reads : 'adds' in layer ? layer.adds : [];
}

function tableLength(layer: Layer): number {
  return tableOf(layer).reduce((length, row) => length + row.length, 0);
}

function placeTable(layer: Layer, { buffer, tables }: Ground): number {
  const length = tableLength(layer);
  const offset = tables.allocate(length * 4);
  const table = new Int32Array(buffer, offset, length);
  let next = 0;
  for (const row of tableOf(layer)) for (const index of row) table[next++] = index;
  return offset;
}
