// SPDX-License-Identifier: Apache-2.0

/** The mean; 0 when there is nothing. */
export function mean(values: Iterable<number>): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    sum += value;
    count++;
  }
  return count > 0 ? sum / count : 0;
}
