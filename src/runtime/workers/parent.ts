// SPDX-License-Identifier: Apache-2.0
// The way from a worker to whoever started it, in browsers and in Node.
import { fromNode } from '../from-node.ts';

export interface Parent<In, Out> {
  listen(listener: (message: In) => void): void;
  post(message: Out): void;
}

/** What is used of `node:worker_threads` inside a thread. */
interface NodeThread {
  readonly parentPort: {
    on(event: 'message', listener: (message: unknown) => void): void;
    postMessage(message: unknown): void;
  } | null;
}

export function openParent<In, Out>(): Parent<In, Out> {
  if (typeof WorkerGlobalScope !== 'undefined' && self instanceof WorkerGlobalScope) {
    const scope = self as DedicatedWorkerGlobalScope; // this module is started as a dedicated worker and nothing else
    return {
      listen: (listener) => scope.addEventListener('message', ({ data }) => listener(data)),
      post: (message) => scope.postMessage(message),
    };
  }
  const parentPort = fromNode<NodeThread>('node:worker_threads')?.parentPort;
  if (!parentPort) throw new Error('the worker has no parent, expected it to be started by a detector');
  return {
    listen: (listener) => parentPort.on('message', (message) => listener(message as In)), // only its own kind speaks to it
    post: (message) => parentPort.postMessage(message),
  };
}
