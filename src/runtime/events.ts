// SPDX-License-Identifier: Apache-2.0

/** Tells those who listen. `Events` maps each event's name to what is told. */
export interface Emitter<Events extends object> {
  /** Calls `listener` for every event of that name. Returns a function that stops it. */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void;
  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void;
  /** Forgets everybody. */
  clear(): void;
}

export function createEmitter<Events extends object>(): Emitter<Events> {
  const listeners: { [Name in keyof Events]?: Set<(event: Events[Name]) => void> } = {};
  return {
    on(name, listener) {
      const set = listeners[name] ?? new Set();
      listeners[name] = set.add(listener);
      return () => set.delete(listener);
    },
    emit(name, event) {
      for (const listener of listeners[name] ?? []) listener(event);
    },
    clear() {
      for (const name of Object.keys(listeners)) delete listeners[name as keyof Events]; // its own keys and no others
    },
  };
}
