// SPDX-License-Identifier: Apache-2.0
// Where each layer of a program writes. Results that are no longer read make room for later ones, so that a squad's
// working set stays small enough for the cache.
import { agentScratchBytes, gateScratchBytes } from '../kernels/kernels.ts';
import { refuse } from './check.ts';
import type { Layer, Program } from './graph.ts';
import { align } from './pool.ts';
import { programShapes, type Shape, shapeBytes } from './shapes.ts';

export interface ProgramPlan {
  /** Offset of each layer's result from the plan's beginning, bytes; by layer id, `'input'` included. */
  readonly offsets: ReadonlyMap<string, number>;
  readonly shapes: ReadonlyMap<string, Shape>;
  /** Offset of the scratch of `run_agents`. */
  readonly scratch: number;
  /** Size of the whole plan. */
  readonly bytes: number;
}

interface Block {
  readonly offset: number;
  readonly bytes: number;
  lastRead: number;
}

/**
 * Lays out a program's results. A result that nobody reads (the program's answer) stays until the end.
 *
 * @throws PoseError `bad-weights` when a layer that changes its source in place is not the last to read it.
 */
export function planProgram(program: Program): ProgramPlan {
  const shapes = programShapes(program);
  const blocks = new Map<string, Block>();
  const live: Block[] = [];
  let bytes = 0;
  define('input', -1);
  for (const [step, layer] of program.layers.entries()) {
    if (changesInPlace(layer)) {
      share(layer, step);
    } else {
      define(layer.id, step);
    }
  }
  const offsets = new Map([...blocks].map(([id, block]) => [id, block.offset]));
  const scratch = bytes;
  return { offsets, shapes, scratch, bytes: scratch + align(scratchBytes(program, shapes)) };

  function define(id: string, step: number): void {
    const size = align(shapeBytes(shapes.get(id) ?? refuse(`layer "${id}" has no shape, expected a parsed program`)));
    const block: Block = { offset: firstGap(live, size, step), bytes: size, lastRead: lastReader(program, id) };
    blocks.set(id, block);
    live.push(block);
    bytes = Math.max(bytes, block.offset + size);
  }

  function share(layer: Layer, step: number): void {
    const block = blocks.get(layer.from);
    if (block === undefined || block.lastRead !== step) {
      refuse(`${program.id}/${layer.id} changes ${layer.from} in place, expected no later layer to read it`);
    }
    block.lastRead = lastReader(program, layer.id);
    blocks.set(layer.id, block);
  }
}

/** Attention adds to the joints' planes, and refiners move the decoder's records. */
function changesInPlace(layer: Layer): boolean {
  return layer.op === 'attend' || layer.op === 'refine';
}

function lastReader(program: Program, id: string): number {
  const last = program.layers.findLastIndex((layer) => readsOf(layer).includes(id));
  return last < 0 ? Number.POSITIVE_INFINITY : last;
}

function readsOf(layer: Layer): readonly string[] {
  if (layer.op === 'join') return [layer.from, layer.skip];
  if (layer.op === 'attend') return [layer.from, layer.regions];
  return [layer.from];
}

/** The lowest offset at which `size` bytes overlap nothing that is still read in or after `step`. */
function firstGap(live: readonly Block[], size: number, step: number): number {
  const taken = live.filter((block) => block.lastRead >= step).sort((a, b) => a.offset - b.offset);
  let offset = 0;
  for (const block of taken) {
    if (offset + size <= block.offset) break;
    offset = Math.max(offset, block.offset + block.bytes);
  }
  return offset;
}

/** The scratch of `run_agents`; and a focus layer's tile, which its output head reads. */
function scratchBytes(program: Program, shapes: ReadonlyMap<string, Shape>): number {
  let most = 0;
  for (const layer of program.layers) {
    const from = shapes.get(layer.from);
    if (from === undefined) continue;
    if (layer.op === 'mix') most = Math.max(most, agentScratchBytes(from.width, layer.stride));
    if (layer.op === 'mix' && layer.gate) most = Math.max(most, gateScratchBytes(layer.agents));
    if (layer.op === 'focus') most = Math.max(most, from.width * from.height * 64 + agentScratchBytes(from.width, 1));
  }
  return most;
}
