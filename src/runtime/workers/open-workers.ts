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
export async function openWorkers(
  { workers = 0, workerUrl }: { readonly workers?: number | 'auto'; readonly workerUrl?: URL | string },
  module: WebAssembly.Module | undefined,
  memory: SwarmMemory,
): Promise<OpenedWorkers> {
  checkScript(workerUrl);
  const count = workers === 'auto' ? await spareCores() : checkCount(workers, 'workers', 0, MOST_WORKERS);
  if (count === 0) return {};
  const spawn = count ? await createSpawner(workerUrl) : 'this runtime does not tell how many processor cores it has';
  if (count === undefined || typeof spawn === 'string') {
    return { problem: { code: 'no-workers', message: `${spawn}: the calling thread does all the work` } };
  }
  const opened = { workers: { count, spawn, module } };
  if (isShareable(memory)) return opened;
  const message = 'memory cannot be shared with workers here, expected a cross-origin isolated page: they get copies';
  return { ...opened, problem: { code: 'copied-memory', message } };
}
