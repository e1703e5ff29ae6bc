// SPDX-License-Identifier: Apache-2.0
// One picture after the other. Where time matters more than completeness, a picture that waits gives way to a newer one.

export interface Turns {
  /**
   * Runs `task` when those before it are done.
   *
   * @param live It may be replaced by a live task that comes while it waits; then it gets that one's answer.
   */
  take<T>(task: () => Promise<T>, live: boolean): Promise<T>;
}

interface Waiting {
  task: () => Promise<unknown>;
  readonly promise: Promise<unknown>;
}

/** @param dropped Called for every task that was replaced. */
export function createTurns(dropped: () => void): Turns {
  let last: Promise<unknown> = Promise.resolve();
  /** The last in the queue, while it is live and has not begun. */
  let replaceable: Waiting | undefined;

  return {
    take<T>(task: () => Promise<T>, live: boolean): Promise<T> {
      if (live && replaceable) {
        replaceable.task = task;
        dropped();
        return replaceable.promise as Promise<T>; // it resolves to what `task` gives
      }
      const slot: Waiting = {
        task,
        promise: last.then(() => {
          if (replaceable === slot) replaceable = undefined;
          return slot.task();
        }),
      };
      replaceable = live ? slot : undefined;
      last = slot.promise.catch(() => undefined);
      return slot.promise as Promise<T>; // its task is `task`, or one of the same kind that replaced it
    },
  };
}
