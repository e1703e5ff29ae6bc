// SPDX-License-Identifier: Apache-2.0
// Workers as the crew keeps them: started, replaced when they die, each with a place of its own in memory.
import type { FaultListener, WorkerEvent } from '../faults.ts';
import type { FromWorker, StartMessage, ToWorker } from './protocol.ts';
import type { SpawnWorker, WorkerHandle, WorkerListener } from './spawn.ts';

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
  /** Worker 1, 2, ...; one that was given up keeps its place, and is never ready. */
  readonly all: readonly Hand[];
  /** Those that were not given up, ready or not. */
  readonly count: number;
  /** A worker (1, 2, ...), ready or not; undefined when there is no such worker, or no longer. */
  at(worker: number): Hand | undefined;
  /** Ends a worker (1, 2, ...) behind everybody's back. Returns false when there is no such worker. */
  kill(worker: number): boolean;
  /** Ends a hand and starts another one in its place. */
  replace(hand: Hand, cause: WorkerEvent['cause'], reason: string): void;
  dispose(): void;
}

/** With so many workers in a row that died before they were ready, something is wrong that another one does not mend. */
const MOST_FALSE_STARTS = 3;

/** What is told of workers. */
export type HandsListener = Pick<FaultListener, 'worker' | 'degraded'>;

/**
 * Starts `count` workers, and tells when none of them is left. One place in memory more than that is used, because a worker
 * that was terminated may write for a moment yet: its successor works elsewhere.
 */
export function startHands(
  count: number,
  spawn: SpawnWorker,
  startOf: StartOf,
  hear: (hand: Hand, message: FromWorker) => void,
  tell: HandsListener,
  ready: (hand: Hand) => void = () => undefined,
): Hands {
  const handles = new Map<Hand, WorkerHandle>();
  const all: Hand[] = [];
  let left = count;
  let spare = count + 1;
  let falseStarts = 0;
  let over = false;

  const hands: Hands = {
    all,
    get count() {
      return left;
    },
    at(worker) {
      const hand = all[worker - 1];
      return hand && handles.has(hand) ? hand : undefined;
    },
    replace(hand, cause, reason) {
      if (!handles.has(hand) || over) return;
      const worker = all.indexOf(hand) + 1;
      handles.get(hand)?.terminate();
      handles.delete(hand);
      const message = `worker ${worker} ${cause === 'hung' ? 'does not answer' : 'is gone'}: ${reason}`;
      falseStarts = hand.ready ? 0 : falseStarts + 1;
      if (falseStarts >= MOST_FALSE_STARTS) return giveUp(worker, cause, message);
      tell.worker({ worker, cause, message });
      // Who was told may have disposed of everything.
      if (over) return;
      begin(worker, spare);
      spare = hand.id;
    },
    kill(worker) {
      const hand = hands.at(worker);
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
  for (let worker = 1; worker <= count; worker++) begin(worker, worker);
  return hands;

  /** Starts a worker, in a place of memory. */
  function begin(worker: number, id: number): void {
    const hand: Hand = { id, ready: false, post: (message, transfer) => handles.get(hand)?.post(message, transfer) };
    all[worker - 1] = hand;
    try {
      handles.set(hand, spawn(listenerOf(hand)));
    } catch (error) {
      // A page's policy, or a script of another origin: the next one would be refused, too.
      const reason = error instanceof Error ? error.message : String(error);
      giveUp(worker, 'crashed', `worker ${worker} cannot be started: ${reason}`);
    }
  }

  function giveUp(worker: number, cause: WorkerEvent['cause'], message: string): void {
    left--;
    tell.worker({ worker, cause, message: `${message}; it is not replaced` });
    if (left === 0) tell.degraded({ code: 'no-workers', message: `${message}: the calling thread does all the work` });
  }

  function listenerOf(hand: Hand): WorkerListener {
    return {
      message(message) {
        if (!handles.has(hand)) return;
        if (message.kind === 'listening') hand.post(startOf(hand.id));
        else if (message.kind === 'ready') {
          hand.ready = true;
          ready(hand);
        } else if (message.kind === 'failed') hands.replace(hand, 'crashed', message.message);
        else hear(hand, message);
      },
      gone: (reason) => hands.replace(hand, 'crashed', reason),
    };
  }
}
