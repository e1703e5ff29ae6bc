// SPDX-License-Identifier: Apache-2.0
import { inWords, refuse } from '../pose/check.ts';

/** Tells those who listen. `Events` maps each event's name to what is told. */
export interface Emitter<Events extends object> {
  /**
   * Calls `listener` for every event of that name. Returns a function that stops it.
   *
   * @throws PoseError `bad-option` for a name that is none, or a listener that cannot be called.
   */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void;
  /** Tells those who listened before: whoever begins within a listener hears the next event, whoever stops nothing more. */
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void;
  /** Forgets everybody. */
  clear(): void;
}

/** @param names All of `Events`. */
export function createEmitter<Events extends object>(names: readonly (keyof Events)[]): Emitter<Events> {
  const listeners: { [Name in keyof Events]?: Set<(event: Events[Name]) => void> } = {};
  return {
    on(name, listener) {
      if (!names.includes(name)) refuse(`event is ${inWords(name)}, expected one of ${names.join(', ')}`);
      if (typeof listener !== 'function') {
        refuse(`the listener of ${String(name)} is ${inWords(listener)}, expected a function`);
      }
      const set = listeners[name] ?? new Set();
      listeners[name] = set.add(listener);
      return () => set.delete(listener);
    },
    emit(name, event) {
      const set = listeners[name];
      for (const listener of [...(set ?? [])]) if (set?.has(listener)) tell(listener, event);
    },
    clear() {
      for (const name of names) listeners[name]?.clear();
    },
  };
}

/**
 * Calls a listener. What it throws is its own, as with `EventTarget`: it shows where errors show that nobody caught, and neither
 * those who tell nor others who listen are disturbed.
 */
export function tell<Event>(listener: (event: Event) => void, event: Event): void {
  try {
    listener(event);
  } catch (error) {
    // Node has no `reportError`. What a microtask throws is an `uncaughtException` there, as with its own EventTarget: the process
    // ends unless somebody handles those, but with the listener's error, and not in the midst of a picture.
    const report: unknown = Reflect.get(globalThis, 'reportError');
    if (typeof report === 'function') report(error);
    else
      queueMicrotask(() => {
        throw error;
      });
  }
}
