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
    turns.take(async () => order.push(await first.task())),
    turns.take(() => Promise.reject(new Error('no picture'))).catch(() => order.push(2)),
    turns.take(async () => order.push(3)),
  ];
  await Promise.resolve();
  expect(order).toEqual([]);
  first.open();
  await Promise.all(all);
  expect(order).toEqual([1, 2, 3]);
});

test('of tasks of a kind that wait the newest wins, and the others get its answer', async () => {
  const drops: number[] = [];
  const turns = createTurns(() => drops.push(1));
  const running = gate('a');
  const answers = [turns.take(running.task, 'live')];
  await Promise.resolve();
  for (const name of ['b', 'c', 'd']) answers.push(turns.take(async () => name, 'live'));
  const still = turns.take(async () => 'still');
  answers.push(turns.take(async () => 'e', 'live'));
  running.open();
  expect(await Promise.all(answers)).toEqual(['a', 'd', 'd', 'd', 'e']);
  expect(await still).toBe('still');
  expect(drops).toHaveLength(2);
});

test('what is to be done between tasks waits for those before it, and those after it wait for it', async () => {
  const turns = createTurns(() => undefined);
  const order: string[] = [];
  turns.between(() => order.push('at once'));
  expect(order).toEqual(['at once']);
  const running = gate('a');
  const take = (name: string) => turns.take(async () => order.push(name), 'live');
  const first = turns.take(running.task, 'live');
  await Promise.resolve();
  const before = take('b');
  turns.between(() => order.push('between'));
  const after = take('c');
  expect(order).toEqual(['at once']);
  running.open();
  await Promise.all([first, before, after]);
  expect(order).toEqual(['at once', 'b', 'between', 'c']);
  await turns.take(() => Promise.reject(new Error('no picture'))).catch(() => undefined);
  turns.between(() => order.push('at once again'));
  expect(order.at(-1)).toBe('at once again');
});

test('a task does not give way to one of another kind, nor to one of its own that comes after that', async () => {
  const drops: number[] = [];
  const turns = createTurns(() => drops.push(1));
  const answers = ['large', 'small', 'large', undefined, undefined].map((kind, i) => turns.take(async () => i, kind));
  expect(await Promise.all(answers)).toEqual([0, 1, 2, 3, 4]);
  expect(drops).toEqual([]);
});
