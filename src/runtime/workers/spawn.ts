// SPDX-License-Identifier: Apache-2.0
// A worker to whoever starts it: module workers in browsers, threads in Node.
import { inWords, kindOf, refuse } from '../../pose/check.ts';
import { fromNode } from '../from-node.ts';
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

/** What is used of `node:url`. */
interface NodeAddresses {
  pathToFileURL(path: string): URL;
}

/** What is used of `node:os`. */
interface NodeSystem {
  availableParallelism(): number;
}

/** Processor cores that are taken when nobody says how many, at most. */
const MOST_SPARE = 3;

/**
 * Refuses what can be no script's address, relative or not.
 *
 * @throws PoseError `bad-option`.
 */
export function checkScript(url: URL | string | undefined): void {
  const may = typeof url === 'string' ? url !== '' && URL.canParse(url, 'base:///') : kindOf(url) === 'URL';
  if (url !== undefined && !may) refuse(`workerUrl is ${inWords(url)}, expected the address of the workers' script`);
}

/**
 * A way to start workers, or why there is none.
 *
 * @param url The worker's script; the one that comes along when left out. In a page relative to it; in Node it may be a path,
 *   relative to the working folder.
 * @throws PoseError `bad-option` in Node for what is no file there.
 */
export function createSpawner(url: URL | string | undefined): SpawnWorker | string {
  if (typeof Worker !== 'undefined') return (listener) => spawnInBrowser(url, listener);
  const threads = fromNode<NodeThreads>('node:worker_threads');
  const addresses = fromNode<NodeAddresses>('node:url');
  if (!threads || !addresses) return 'this runtime has neither Worker nor node:worker_threads';
  const script = scriptInNode(url, addresses);
  return (listener) => spawnInNode(threads, script, listener);
}

/** As with other files in Node, what is no address is a path (`C:\w.js` is none, although it parses as one). */
function scriptInNode(url: URL | string | undefined, { pathToFileURL }: NodeAddresses): URL {
  // Not in the form by which bundlers find files: in a page they would put a second worker beside the one below.
  if (url === undefined) return new URL(import.meta.url.replace(/[^/]*$/, 'swarm-worker.js'));
  const isPath = typeof url === 'string' && !/^[a-z][a-z0-9+.-]+:/i.test(url);
  const script = isPath ? pathToFileURL(url) : new URL(url);
  if (!/^(file|data):$/.test(script.protocol)) refuse(`workerUrl is ${inWords(script.href)}, expected a file in Node`);
  return script;
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

function spawnInNode({ Worker: Thread }: NodeThreads, script: URL, { message, gone }: WorkerListener): WorkerHandle {
  const thread = new Thread(script);
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

/** Processor cores that the calling thread leaves to others, at most `MOST_SPARE`; undefined where the runtime does not tell. */
export function spareCores(): number | undefined {
  const system = globalThis.navigator?.hardwareConcurrency ? undefined : fromNode<NodeSystem>('node:os');
  const cores = system ? system.availableParallelism() : globalThis.navigator?.hardwareConcurrency;
  return cores && Math.max(0, Math.min(MOST_SPARE, cores - 1));
}
