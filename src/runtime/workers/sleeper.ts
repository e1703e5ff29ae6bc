// SPDX-License-Identifier: Apache-2.0

/** Sleeps until a word is no longer `value`, or for `ms` milliseconds at most. */
export type Sleeper = (words: Int32Array, index: number, value: number, ms: number) => Promise<void>;

/** The best way to wait here: threads may block, a page's main thread may not. */
export function createSleeper(): Sleeper {
  if (mayBlock()) {
    return async (words, index, value, ms) => {
      Atomics.wait(words, index, value, ms);
    };
  }
  if (typeof Atomics.waitAsync === 'function') {
    return async (words, index, value, ms) => {
      await Atomics.waitAsync(words, index, value, Number.isFinite(ms) ? ms : undefined).value;
    };
  }
  return poll;
}

function mayBlock(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return true;
  } catch {
    return false;
  }
}

/** Asks again whenever the event loop comes round. Messages are not held back as timers are. */
async function poll(words: Int32Array, index: number, value: number, ms: number): Promise<void> {
  const until = performance.now() + ms;
  const { port1, port2 } = new MessageChannel();
  try {
    while (Atomics.load(words, index) === value && performance.now() < until) {
      await new Promise<void>((resolve) => {
        port1.onmessage = () => resolve();
        port2.postMessage(0);
      });
    }
  } finally {
    port1.close();
  }
}
