// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { createEmitter } from '../../src/runtime/events.ts';

test('those who listen hear events of their name until they stop', () => {
  const emitter = createEmitter<{ fault: string; recovery: number }>();
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
