// SPDX-License-Identifier: Apache-2.0
// One picture after the other. Where time matters more than completeness, a picture that waits gives way to a newer one.

export interface Turns {
  /**
   * Runs `task` when those before it are done.
   *
   * @param kind It may be replaced by a task of the same kind that comes next while it waits; then it gets that one's answer,
   *   the very same. Undefined: it is not replaced.
   */
  take<T>(task: () => Promise<T>, kind?: string): Promise<T>;
  /** Does something between two tasks: when those that were taken before are done, at once where none is. */
  between(act: () => void): void;
}

interface Waiting {
  readonly kind: string | undefined;
  task: () => Promise<unknown>;
  readonly promise: Promise<unknown>;
}

/** @param dropped Called for every task that was replaced. */
export function createTurns(dropped: () => void): Turns {
  let last: Promise<unknown> = Promise.resolve();
  /** The last in the queue, while it has a kind and has not begun. */
  let replaceable: Waiting | undefined;
  /** Tasks that are not done. */
  let open = 0;

  return {
    take<T>(task: () => Promise<T>, kind?: string): Promise<T> {
      if (replaceable && replaceable.kind === kind) {
        replaceable.task = task;
        dropped();
        return replaceable.promise as Promise<T>; // it resolves to what `task` gives
      }
      const slot: Waiting = {
        kind,
        task,
        promise: last.then(async () => {
          if (replaceable === slot) replaceable = undefined;
          try {
            return await slot.task();
          } finally {
            open--;
          }
        }),
      };
      open++;
      replaceable = kind === undefined ? undefined : slot;
      last = slot.promise.catch(() => undefined);
      return slot.promise as Promise<T>; // its task is `task`, or one of the same kind that replaced it
    },
    between(act) {
      if (open === 0) return act();
      // What comes later is not to be done before it.
      replaceable = undefined;
      last = last.then(act);
    },
  };
}
