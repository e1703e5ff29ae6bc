// SPDX-License-Identifier: Apache-2.0
// A worker to whoever starts it: module workers in browsers, threads in Node.
import type { FromWorker, ToWorker } from './protocol.ts';

export interface WorkerHandle {
  post(message: ToWorker, transfer?: readonly ArrayBuffer[]): void;
  /** Stops it in the middle of whatever it does. */
  terminate(): void;
}

export interface WorkerListener {
  message(message: FromWorker): void;
  /** It is gone, and was not terminated: why. */
  gone(reason: string): void;
}

export type SpawnWorker = (listener: WorkerListener) => WorkerHandle;

/** What is used of `node:worker_threads` outside a thread. */
interface NodeThreads {
  readonly Worker: new (
    url: URL,
  ) => {
    on(event: 'message', listener: (message: FromWorker) => void): void;
    on(event: 'error', listener: (error: unknown) => void): void;
    on(event: 'exit', listener: (code: number) => void): void;
    postMessage(message: ToWorker, transfer?: readonly ArrayBuffer[]): void;
    terminate(): Promise<number>;
    unref(): void;
  };
}

/**
 * A way to start workers, or why there is none.
 *
 * @param url The worker's script; the one that comes along when left out.
 */
export async function createSpawner(url: URL | string | undefined): Promise<SpawnWorker | string> {
  if (typeof Worker !== 'undefined') return (listener) => spawnInBrowser(url, listener);
  try {
    const name = 'node:worker_threads';
    const threads: NodeThreads = await import(/* @vite-ignore */ /* webpackIgnore: true */ name);
    return (listener) => spawnInNode(threads, url, listener);
  } catch {
    return 'this runtime has neither Worker nor node:worker_threads';
  }
}

function spawnInBrowser(url: URL | string | undefined, { message, gone }: WorkerListener): WorkerHandle {
  // In this form, because bundlers find workers by it; .js, because that is what lies beside the built module.
  const worker = url
    ? new Worker(url, { type: 'module' })
    : new Worker(new URL('./swarm-worker.js', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }) => message(data));
  worker.addEventListener('error', (event) => gone(event.message || 'its script cannot be loaded'));
  worker.addEventListener('messageerror', () => gone('a message could not be read'));
  return {
    post: (what, transfer = []) => worker.postMessage(what, [...transfer]),
    terminate: () => worker.terminate(),
  };
}

function spawnInNode(
  { Worker: Thread }: NodeThreads,
  url: URL | string | undefined,
  { message, gone }: WorkerListener,
): WorkerHandle {
  const thread = new Thread(new URL(url ?? './swarm-worker.js', import.meta.url));
  let over = false;
  const tell = (reason: string): void => {
    if (!over) gone(reason);
    over = true;
  };
  thread.on('message', message);
  thread.on('error', (error) => tell(error instanceof Error ? error.message : String(error)));
  thread.on('exit', (code) => tell(`it ended with code ${code}`));
  // A program that has nothing else to do ends, workers or not.
  thread.unref();
  return {
    post: (what, transfer = []) => thread.postMessage(what, transfer),
    terminate() {
      over = true;
      void thread.terminate();
    },
  };
}

/** Processor cores that the calling thread leaves to others, at most 3; 0 where the runtime does not tell. */
export function spareCores(): number {
  return Math.max(0, Math.min(3, (globalThis.navigator?.hardwareConcurrency ?? 1) - 1));
}
