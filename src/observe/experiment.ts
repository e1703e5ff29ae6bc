// SPDX-License-Identifier: Apache-2.0
// A/B tests: the same unit (a visitor, a device) always gets the same variant, on every device and without anything being stored.
import { inWords, isWithin, refuse } from '../pose/check.ts';

export interface Variant<Value> {
  readonly value: Value;
  /** Its share, in relation to those of the others; default 1. */
  readonly weight?: number;
}

export interface Experiment<Value> {
  readonly name: string;
  readonly variants: Readonly<Record<string, Variant<Value>>>;
  /** Share of all units that take part, 0 to 1; default 1. Raising it later moves nobody to another variant. */
  readonly share?: number;
}

export interface Assignment<Value> {
  readonly variant: string;
  readonly value: Value;
}

/**
 * The variant of a unit; undefined for those who do not take part.
 *
 * @param unit What a visitor is known by: random, and no name.
 * @throws PoseError `bad-option` for an experiment without name or variants, for weights and shares out of range, or a unit that is no text.
 */
export function assign<Value>(experiment: Experiment<Value>, unit: string): Assignment<Value> | undefined {
  const { name, variants, share } = checked(experiment, unit);
  if (fraction(`${name}/share/${unit}`) >= share) return undefined;
  const entries = Object.entries(variants).filter(([, { weight = 1 }]) => weight > 0);
  const total = entries.reduce((sum, [, { weight = 1 }]) => sum + weight, 0);
  let place = fraction(`${name}/variant/${unit}`) * total;
  const chosen = entries.find(([, { weight = 1 }]) => {
    place -= weight;
    return place < 0;
  });
  // Rounding may leave nobody at the very end.
  const [variant, { value }] = chosen ?? lastOf(entries);
  return { variant, value };
}

/** Of `[0, 1)`, evenly, by MurmurHash3's 32 bits (A. Appleby, public domain) of the text in UTF-8. */
export function fraction(text: string): number {
  return murmur3(new TextEncoder().encode(text)) / 2 ** 32;
}

function murmur3(bytes: Uint8Array): number {
  let hash = 0;
  const whole = bytes.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    hash ^= scrambled(wordAt(bytes, i, 4));
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
  }
  hash ^= scrambled(wordAt(bytes, whole, bytes.length - whole));
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Up to four bytes, the first one lowest. */
function wordAt(bytes: Uint8Array, at: number, length: number): number {
  let word = 0;
  for (let i = length - 1; i >= 0; i--) word = (word << 8) | (bytes[at + i] ?? 0);
  return word;
}

function scrambled(word: number): number {
  const mixed = Math.imul(word, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}

function checked<Value>(experiment: Experiment<Value>, unit: string): Experiment<Value> & { readonly share: number } {
  const { name, variants, share = 1 } = experiment;
  if (typeof name !== 'string' || name === '') refuse(`name is ${inWords(name)}, expected that of an experiment`);
  if (typeof unit !== 'string') refuse(`unit is ${inWords(unit)}, expected a text`);
  if (!isWithin(share, 0, 1)) refuse(`share is ${inWords(share)}, expected 0 to 1`);
  const weights = Object.values(variants ?? {}).map(({ weight = 1 }) => weight);
  const odd = weights.find((weight) => !isWithin(weight, 0, Number.MAX_VALUE));
  if (odd !== undefined) refuse(`weight is ${inWords(odd)}, expected 0 or more`);
  if (!weights.some((weight) => weight > 0)) {
    refuse(`variants of "${name}" are ${weights.length}, none with a weight; expected some`);
  }
  return { ...experiment, share };
}

function lastOf<T>(items: readonly T[]): T {
  const last = items.at(-1);
  if (last === undefined) throw new RangeError('the list is empty, expected some');
  return last;
}
