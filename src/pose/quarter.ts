// SPDX-License-Identifier: Apache-2.0

/** By how many quarters somebody is turned clockwise: their head points up, right, down, left. */
export type Quarter = 0 | 1 | 2 | 3;

export const QUARTERS: readonly Quarter[] = [0, 1, 2, 3];
/** Those of people who are not upright. */
export const TURNED: readonly Quarter[] = [1, 2, 3];
