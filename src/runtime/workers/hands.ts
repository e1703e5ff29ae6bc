// SPDX-License-Identifier: Apache-2.0
// Workers as the crew keeps them: started, replaced when they die, each with a place of its own in memory.
import type { WorkerEvent } from '../faults.ts';
import type { FromWorker, StartMessage, ToWorker } from './protocol.ts';
import type { SpawnWorker, WorkerHandle } from './spawn.ts';

/** What a worker of one hand needs to begin. */
export type StartOf = (hand: number) => StartMessage;

export interface Hand {
  /** 1, 2, ...; also where in memory it works. */
  readonly id: number;
  /** Whether it can be given work. */
  ready: boolean;
  post(message: ToWorker, transfer?: readonly ArrayBuffer[]): void;
}

export interface Hands {
  /** Those that are there, ready or not. */
  readonly all: readonly Hand[];
  /** Ends a worker (1, 2, ...) behind everybody's back. Returns false when there is no such worker. */
  kill(worker: number): boolean;
  /** Ends a hand and starts another one in its place. */
  replace(hand: Hand, cause: WorkerEvent['cause'], reason: string): void;
  dispose(): void;
}

/** With so many workers in a row that died before they were ready, something is wrong that another one does not mend. */
const MOST_FALSE_STARTS = 3;

/**
 * Starts `count` workers. One place in memory more than that is used, because a worker that was terminated may write for
 * a moment yet: its successor works elsewhere.
 */
export function startHands(
  count: number,
  spawn: SpawnWorker,
  startOf: StartOf,
  hear: (hand: Hand, message: FromWorker) => void,
  tell: (event: WorkerEvent) => void,
  ready: (hand: Hand) => void = () => undefined,
): Hands {
  const handles = new Map<Hand, WorkerHandle>();
  const all: Hand[] = [];
  let spare = count + 1;
  let falseStarts = 0;
  let over = false;

  const hands: Hands = {
    all,
    replace(hand, cause, reason) {
      const index = all.indexOf(hand);
      if (index < 0 || over) return;
      handles.get(hand)?.terminate();
      handles.delete(hand);
      const message = `worker ${index + 1} ${cause === 'hung' ? 'does not answer' : 'is gone'}: ${reason}`;
      falseStarts = hand.ready ? 0 : falseStarts + 1;
      if (falseStarts >= MOST_FALSE_STARTS) {
        all.splice(index, 1);
        tell({ worker: index + 1, cause, message: `${message}; it is not replaced` });
        return;
      }
      all[index] = begin(spare);
      spare = hand.id;
      tell({ worker: index + 1, cause, message });
    },
    kill(worker) {
      const hand = all[worker - 1];
      if (hand !== undefined) handles.get(hand)?.terminate();
      return hand !== undefined;
    },
    dispose() {
      over = true;
      for (const handle of handles.values()) handle.terminate();
      handles.clear();
      all.length = 0;
    },
  };
  for (let id = 1; id <= count; id++) all.push(begin(id));
  return hands;

  function begin(id: number): Hand {
    const hand: Hand = { id, ready: false, post: (message, transfer) => handles.get(hand)?.post(message, transfer) };
    const handle = spawn({
      message(message) {
        if (!handles.has(hand)) return;
        if (message.kind === 'listening') handle.post(startOf(id));
        else if (message.kind === 'ready') {
          hand.ready = true;
          ready(hand);
        } else if (message.kind === 'failed') hands.replace(hand, 'crashed', message.message);
        else hear(hand, message);
      },
      gone: (reason) => hands.replace(hand, 'crashed', reason),
    });
    handles.set(hand, handle);
    return hand;
  }
}
