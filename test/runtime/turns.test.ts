// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { createTurns } from '../../src/runtime/turns.ts';

/** A task that ends when it is told to. */
function gate<T>(value: T) {
  const open: { now: () => void } = { now: () => undefined };
  const done: string[] = [];
  const wait = new Promise<void>((resolve) => {
    open.now = resolve;
  });
  return { open: () => open.now(), done, task: () => wait.then(() => value) };
}

test('tasks run one after the other, and a failure stops nobody', async () => {
  const turns = createTurns(() => undefined);
  const order: number[] = [];
  const first = gate(1);
  const all = [
    turns.take(async () => order.push(await first.task()), false),
    turns.take(() => Promise.reject(new Error('no picture')), false).catch(() => order.push(2)),
    turns.take(async () => order.push(3), false),
  ];
  await Promise.resolve();
  expect(order).toEqual([]);
  first.open();
  await Promise.all(all);
  expect(order).toEqual([1, 2, 3]);
});

test('of live tasks that wait the newest wins, and the others get its answer', async () => {
  const drops: number[] = [];
  const turns = createTurns(() => drops.push(1));
  const running = gate('a');
  const answers = [turns.take(running.task, true)];
  await Promise.resolve();
  for (const name of ['b', 'c', 'd']) answers.push(turns.take(async () => name, true));
  const still = turns.take(async () => 'still', false);
  answers.push(turns.take(async () => 'e', true));
  running.open();
  expect(await Promise.all(answers)).toEqual(['a', 'd', 'd', 'd', 'e']);
  expect(await still).toBe('still');
  expect(drops).toHaveLength(2);
});
