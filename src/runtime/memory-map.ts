// SPDX-License-Identifier: Apache-2.0
// The one memory of the swarm, as the seed draws it: static 4 MiB, weights 16, frames 32, shared 12.
import { PoseError } from '../pose/errors.ts';
import type { Ground } from '../swarm/agents/place-swarm.ts';
import { createPool, type Pool } from '../swarm/agents/pool.ts';
import { createKernelMemory } from '../swarm/kernels/wasm.ts';

export const MIB = 1 << 20;
/** Regions are whole WebAssembly pages of this many bytes. */
const PAGE = 65536;

/** Regions in bytes, [start, end). */
export const MEMORY_MAP = {
  /** Index tables and constants. */
  static: { start: 0, end: 4 * MIB },
  /** Agents' weights, expanded to f32. */
  weights: { start: 4 * MIB, end: 20 * MIB },
  /** The picture, RGBA8. */
  picture: { start: 20 * MIB, end: 44 * MIB },
  /** Activations, patches and scratch. */
  activations: { start: 44 * MIB, end: 52 * MIB },
  /** Votes, consensus and results. */
  shared: { start: 52 * MIB, end: 64 * MIB },
} as const;

export const MEMORY_BYTES = 64 * MIB;
/** Pixels that the picture region holds; larger pictures are reduced on their way in. */
export const PICTURE_PIXELS = (MEMORY_MAP.picture.end - MEMORY_MAP.picture.start) / 4;

/** Address 0 means "none" to the kernels, so nothing may lie there. */
const NULL_GUARD = 1024;

export interface SwarmMemory {
  readonly memory: WebAssembly.Memory;
  /** Whether workers could read it; where not, the kernels' module is one that `unshareMemory` has changed. */
  readonly isShared: boolean;
  readonly pools: Readonly<Record<'static' | 'weights' | 'activations' | 'shared', Pool>>;
}

/**
 * A fresh memory with its pools, shared where the runtime gives shared memory.
 *
 * @throws PoseError `unsupported` when this runtime cannot give 64 MiB of memory.
 */
export function createSwarmMemory(): SwarmMemory {
  assertMemoryMap();
  const memory = allocate();
  const { static: tables, weights, activations, shared } = MEMORY_MAP;
  return {
    memory,
    // A page that is not isolated may build shared memory although it cannot see the constructor's name.
    isShared: Object.prototype.toString.call(memory.buffer) === '[object SharedArrayBuffer]',
    pools: {
      static: createPool('static', tables.start + NULL_GUARD, tables.end),
      weights: createPool('weights', weights.start, weights.end),
      activations: createPool('activation', activations.start, activations.end),
      shared: createPool('shared', shared.start, shared.end),
    },
  };
}

/** Where weights and wiring go. */
export function groundOf({ memory, pools }: SwarmMemory): Ground {
  return { buffer: memory.buffer, weights: pools.weights, tables: pools.static };
}

/** The map's invariants: regions follow each other without holes, on page boundaries, and fill the memory. */
export function assertMemoryMap(map: Readonly<Record<string, { start: number; end: number }>> = MEMORY_MAP): void {
  let next = 0;
  for (const [name, { start, end }] of Object.entries(map)) {
    if (start !== next || end <= start || end % PAGE !== 0) {
      throw new PoseError(
        'unsupported',
        `memory region ${name} is [${start}, ${end}), expected whole pages from ${next} on`,
      );
    }
    next = end;
  }
  if (next !== MEMORY_BYTES) {
    throw new PoseError('unsupported', `the memory map ends at ${next}, expected ${MEMORY_BYTES}`);
  }
}

function allocate(): WebAssembly.Memory {
  try {
    return createKernelMemory();
  } catch {
    // One thread can do without.
  }
  try {
    if (typeof WebAssembly === 'object') return createKernelMemory(false);
    // Scalar kernels, which are all that run there, read the buffer and no more.
    return { buffer: new ArrayBuffer(MEMORY_BYTES) } as WebAssembly.Memory;
  } catch (cause) {
    throw new PoseError(
      'unsupported',
      `this runtime refuses ${MEMORY_BYTES} bytes of memory, shared or not, expected it to give them`,
      { cause },
    );
  }
}
