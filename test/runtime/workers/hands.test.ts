// SPDX-License-Identifier: Apache-2.0
// Who starts workers and gives them up, with workers that are made up.
import { describe, expect, test } from 'vitest';
import type { Degradation } from '../../../src/runtime/degradation.ts';
import type { WorkerEvent } from '../../../src/runtime/faults.ts';
import { startHands } from '../../../src/runtime/workers/hands.ts';
import type { StartMessage } from '../../../src/runtime/workers/protocol.ts';
import type { SpawnWorker, WorkerListener } from '../../../src/runtime/workers/spawn.ts';

/** Starts made-up workers; `began` are those that were started, in their order, whoever was replaced included. */
function start(count: number, refuse: (nth: number) => boolean = () => false) {
  const began: WorkerListener[] = [];
  const events: WorkerEvent[] = [];
  const degraded: Degradation[] = [];
  let asked = 0;
  const spawn: SpawnWorker = (listener) => {
    if (refuse(++asked)) throw new DOMException('the policy forbids it', 'SecurityError');
    began.push(listener);
    return { post() {}, terminate() {} };
  };
  const tell = {
    worker: (event: WorkerEvent) => events.push(event),
    degraded: (event: Degradation) => degraded.push(event),
  };
  const startOf = (hand: number) => ({ kind: 'start', hand }) as StartMessage; // nobody reads more of it here
  const hands = startHands(count, spawn, startOf, () => undefined, tell);
  const ready = (nth: number) => began[nth]?.message({ kind: 'ready' });
  return { hands, began, events, degraded, ready };
}

describe('workers that die before they are ready', () => {
  test('are given up, which is told once, when none is left', () => {
    const { hands, began, events, degraded } = start(2);
    expect(hands.count).toBe(2);
    for (let nth = 0; nth < began.length; nth++) began[nth]?.gone('no script');
    expect(hands.count).toBe(0);
    expect(events.filter(({ message }) => message.endsWith('it is not replaced'))).toHaveLength(2);
    expect(degraded).toEqual([
      {
        code: 'no-workers',
        message: expect.stringMatching(/^worker \d is gone: no script: the calling thread does all/),
      },
    ]);
  });

  test('leave the others their numbers', () => {
    const { hands, began, events, degraded, ready } = start(2);
    // Worker 1 and both who take its place, then what was worker 2 all the time.
    for (const nth of [0, 2, 3]) began[nth]?.gone('no luck');
    expect(events.map(({ worker }) => worker)).toEqual([1, 1, 1]);
    expect([hands.count, hands.at(1), hands.kill(1)]).toEqual([1, undefined, false]);
    ready(1);
    expect([hands.at(2)?.ready, hands.kill(2), degraded]).toEqual([true, true, []]);
    began[1]?.gone('bad luck');
    expect(events.at(-1)).toMatchObject({ worker: 2, message: 'worker 2 is gone: bad luck' });
  });
});

describe('a runtime that refuses to start workers', () => {
  test('is told instead of thrown, and is not asked again', () => {
    const { hands, degraded, began } = start(2, () => true);
    expect([hands.count, began.length, hands.at(1)]).toEqual([0, 0, undefined]);
    expect(degraded).toEqual([
      {
        code: 'no-workers',
        message: 'worker 2 cannot be started: the policy forbids it: the calling thread does all the work',
      },
    ]);
  });

  test('from some time on leaves those that are there', () => {
    const { hands, events, began, ready } = start(2, (nth) => nth > 2);
    ready(1);
    began[0]?.gone('no luck');
    expect([hands.count, hands.at(1), hands.at(2)?.ready]).toEqual([1, undefined, true]);
    expect(events.map(({ message }) => message)).toEqual([
      'worker 1 is gone: no luck',
      'worker 1 cannot be started: the policy forbids it; it is not replaced',
    ]);
  });
});

test('who hears that a worker is gone may dispose of everything', () => {
  const began: WorkerListener[] = [];
  const spawn: SpawnWorker = (listener) => {
    began.push(listener);
    return { post() {}, terminate() {} };
  };
  const startOf = (hand: number) => ({ kind: 'start', hand }) as StartMessage; // nobody reads more of it here
  const hands = startHands(1, spawn, startOf, () => undefined, { worker: () => hands.dispose(), degraded() {} });
  began[0]?.gone('no luck');
  expect(began).toHaveLength(1);
});
