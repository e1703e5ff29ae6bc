// SPDX-License-Identifier: Apache-2.0
import type { SwarmMemory } from '../memory-map.ts';
import { checkCount } from '../options.ts';
import { isShareable, type WorkersOptions } from './crew.ts';
import { checkScript, createSpawner, spareCores } from './spawn.ts';

/** More workers than this have no memory of their own to work in. */
const MOST_WORKERS = 8;

export interface OpenedWorkers {
  /** Undefined for none. */
  readonly workers?: WorkersOptions;
  /** What could not be had. */
  readonly problem?: { readonly code: 'no-workers' | 'copied-memory'; readonly message: string };
}

/**
 * Workers as far as they can be had.
 *
 * @throws PoseError `bad-option` for a count, or a script's address, that is none.
 */
export function openWorkers(
  { workers = 0, workerUrl }: { readonly workers?: number | 'auto'; readonly workerUrl?: URL | string },
  module: WebAssembly.Module | undefined,
  memory: SwarmMemory,
): OpenedWorkers {
  checkScript(workerUrl);
  const count = workers === 'auto' ? spareCores() : checkCount(workers, 'workers', 0, MOST_WORKERS);
  const copies = whyCopies(memory);
  const problem = copies && ({ code: 'copied-memory', message: copies } as const);
  // Whoever wants no workers is told of what the runtime lacks, not of what a page could do about it.
  if (count === 0) return problem && !memory.isShared ? { problem } : {};
  const spawn = count ? createSpawner(workerUrl) : 'this runtime does not tell how many processor cores it has';
  if (count === undefined || typeof spawn === 'string') {
    return { problem: { code: 'no-workers', message: `${spawn}: the calling thread does all the work` } };
  }
  return { workers: { count, spawn, module }, ...(problem && { problem }) };
}

function whyCopies(memory: SwarmMemory): string | undefined {
  if (isShareable(memory)) return undefined;
  if (!memory.isShared) return 'this runtime refuses shared memory: workers, where some are wanted, get copies';
  return 'memory cannot be shared with workers here, expected a cross-origin isolated page: they get copies';
}
