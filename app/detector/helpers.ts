// SPDX-License-Identifier: Apache-2.0
// How many threads help the one that the detector has.

export const HELPERS = ['auto', '0', '1', '2', '3'] as const;
export type Helpers = (typeof HELPERS)[number];

export interface Machine {
  readonly cores: number;
  /** Whether threads can share memory; where they work on copies they gain nothing for one person, and little for more. */
  readonly isolated: boolean;
}

/** One core is the page's and one the detector's; more than two helpers have nothing to do with the people of a webcam. */
export function helpersFor(choice: Helpers, { cores, isolated }: Machine): number {
  if (choice !== 'auto') return Number(choice);
  return isolated ? Math.min(2, Math.max(0, cores - 2)) : 0;
}

export function thisMachine(): Machine {
  return { cores: navigator.hardwareConcurrency ?? 1, isolated: globalThis.crossOriginIsolated === true };
}
