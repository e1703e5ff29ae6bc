// SPDX-License-Identifier: Apache-2.0
// Puts a swarm's weights into the shared memory, in the order in which the kernels read them.
import { refuse } from './check.ts';
import type { Layer, Program, ScoutProgram, SquadProgram } from './graph.ts';
import type { Swarm } from './load-swarm.ts';
import type { Pool } from './pool.ts';

/** Byte offsets of one layer's weights and index tables; 0 where the layer has none. */
export interface LayerWeights {
  /** f32; an agent of a stem 448, of a mix or focus 416, of a head its row, of a refiner 64 values. */
  readonly weights: number;
  /** f32; one value a head. */
  readonly bias: number;
  /** f32 [16] and its bias [1]: the coordinator's output. */
  readonly outWeights: number;
  readonly outBias: number;
  /** i32; reads or adds, row after row. */
  readonly table: number;
}

export interface PlacedProgram<P extends Program = Program> {
  readonly program: P;
  readonly layers: ReadonlyMap<string, LayerWeights>;
}

export interface PlacedSwarm {
  readonly squads: readonly PlacedProgram<SquadProgram>[];
  readonly scout: PlacedProgram<ScoutProgram>;
  /** f32 [17][64]. */
  readonly assessors: number;
  /** f32 [limbs][64]. */
  readonly validators: number;
}

/**
 * Copies weights and wiring into memory.
 *
 * @param weights Pool for f32 weights.
 * @param tables Pool for i32 index tables.
 */
export function placeSwarm(swarm: Swarm, buffer: ArrayBufferLike, weights: Pool, tables: Pool): PlacedSwarm {
  const { graph } = swarm;
  const f32 = new Float32Array(buffer);
  const i32 = new Int32Array(buffer);
  return {
    squads: graph.squads.map(placeProgram),
    scout: placeProgram(graph.scout),
    assessors: place(value(graph.level4.assessors.tensor)),
    validators: place(value(graph.level4.validators.tensor)),
  };

  function value(name: string): Float32Array {
    return swarm.values.get(name) ?? refuse(`tensor "${name}" is missing, expected one that the loader has read`);
  }

  function place(values: Float32Array): number {
    const offset = weights.allocate(values.byteLength);
    f32.set(values, offset / 4);
    return offset;
  }

  /** Agent after agent, each agent's parts one after the other. */
  function placeInterleaved(agents: number, parts: readonly Float32Array[]): number {
    const offset = weights.allocate(parts.reduce((bytes, part) => bytes + part.byteLength, 0));
    let next = offset / 4;
    for (let agent = 0; agent < agents; agent++) {
      for (const part of parts) {
        const size = part.length / agents;
        f32.set(part.subarray(agent * size, (agent + 1) * size), next);
        next += size;
      }
    }
    return offset;
  }

  function placeTable(rows: readonly (readonly number[])[]): number {
    const flat = rows.flat();
    const offset = tables.allocate(flat.length * 4);
    i32.set(flat, offset / 4);
    return offset;
  }

  function placeProgram<P extends Program>(program: P): PlacedProgram<P> {
    return { program, layers: new Map(program.layers.map((layer) => [layer.id, placeLayer(program.id, layer)])) };
  }

  function placeLayer(program: string, layer: Layer): LayerWeights {
    const none: LayerWeights = { weights: 0, bias: 0, outWeights: 0, outBias: 0, table: 0 };
    const tensor = (name: string): Float32Array => value(`${program}/${layer.id}/${name}`);
    switch (layer.op) {
      case 'stem':
        return { ...none, weights: placeInterleaved(layer.agents, [tensor('w'), tensor('b')]) };
      case 'mix':
        return {
          ...none,
          weights: placeInterleaved(layer.agents, [tensor('dw'), tensor('pw'), tensor('b')]),
          table: placeTable(layer.reads),
        };
      case 'focus':
        return {
          weights: placeInterleaved(1, [tensor('dw'), tensor('pw'), tensor('b')]),
          table: placeTable(layer.reads),
          outWeights: place(tensor('w')),
          outBias: place(tensor('wb')),
          bias: 0,
        };
      case 'head':
        return { ...none, weights: place(tensor('w')), bias: place(tensor('b')) };
      case 'refine':
        return { ...none, weights: place(tensor('w')) };
      case 'join':
        return { ...none, table: placeTable(layer.adds) };
      case 'attend':
        return { ...none, table: placeTable(layer.reads) };
      case 'decode':
        return none;
    }
  }
}
