// SPDX-License-Identifier: Apache-2.0

/** A number with so many decimals at most: the digits beyond say nothing, and files without them are small. */
export function rounded(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}
