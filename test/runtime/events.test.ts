// SPDX-License-Identifier: Apache-2.0
import { afterEach, expect, test, vi } from 'vitest';
import { createEmitter } from '../../src/runtime/events.ts';

const open = () => createEmitter<{ fault: string; recovery: number }>(['fault', 'recovery']);

afterEach(() => void vi.unstubAllGlobals());

test('those who listen hear events of their name until they stop', () => {
  const emitter = open();
  const heard: (string | number)[] = [];
  const stop = emitter.on('fault', (event) => heard.push(event));
  emitter.on('recovery', (event) => heard.push(event));
  emitter.emit('fault', 'a');
  emitter.emit('recovery', 5);
  stop();
  emitter.emit('fault', 'b');
  emitter.clear();
  emitter.emit('recovery', 6);
  expect(heard).toEqual(['a', 5]);
});

test('who begins within a listener hears the next event, who stops hears nothing more', () => {
  const emitter = open();
  const heard: string[] = [];
  emitter.on('fault', () => {
    stop();
    emitter.on('fault', (event) => heard.push(`late ${event}`));
  });
  const stop = emitter.on('fault', (event) => heard.push(`stopped ${event}`));
  emitter.emit('fault', 'a');
  expect(heard).toEqual([]);
  emitter.emit('fault', 'b');
  expect(heard).toEqual(['late b']);
  emitter.on('recovery', () => emitter.clear());
  emitter.on('recovery', () => heard.push('cleared'));
  emitter.emit('recovery', 1);
  expect(heard).toEqual(['late b']);
});

test('what a listener throws stops nobody, and is reported where the platform does that', () => {
  const reported: unknown[] = [];
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
  const emitter = open();
  const heard: string[] = [];
  const error = new Error('of the listener');
  emitter.on('fault', () => {
    throw error;
  });
  emitter.on('fault', (event) => heard.push(event));
  emitter.emit('fault', 'a');
  expect([heard, reported]).toEqual([['a'], [error]]);
});

test('where nothing reports errors it is thrown when those who told it are done', () => {
  vi.stubGlobal('reportError', undefined);
  const later: (() => void)[] = [];
  vi.stubGlobal('queueMicrotask', (task: () => void) => later.push(task));
  const emitter = open();
  emitter.on('fault', () => {
    throw new Error('of the listener');
  });
  emitter.emit('fault', 'a');
  expect(later).toHaveLength(1);
  expect(later[0]).toThrow('of the listener');
});

test.each<[string, unknown, unknown, RegExp]>([
  ['an event that is none', 'degrade', () => undefined, /event is "degrade", expected one of fault, recovery/],
  ['a name of every object', 'toString', () => undefined, /event is "toString"/],
  ['a listener that is none', 'fault', 5, /listener of fault is 5, expected a function/],
])('%s is refused', (_, name, listener, sentence) => {
  // What plain JavaScript may pass although the types forbid it.
  const on = open().on as (...call: readonly unknown[]) => unknown;
  expect(() => on(name, listener)).toThrow(
    expect.objectContaining({ code: 'bad-option', message: expect.stringMatching(sentence) }),
  );
});
