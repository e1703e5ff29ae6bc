// SPDX-License-Identifier: Apache-2.0
// What every public door asks of what it is given, and how it speaks of what it refuses.
import { PoseError } from './errors.ts';

/** Throws the `bad-option` error that this sentence tells. */
export function refuse(sentence: string): never {
  throw new PoseError('bad-option', sentence);
}

/** Refuses names that mean nothing, so that a slip of the pen does not pass in silence. */
export function checkKnown(options: object, known: readonly string[], where: string): void {
  if (typeof options !== 'object' || options === null) refuse(`${where} is ${inWords(options)}, expected an object`);
  const odd = Object.keys(options).find((name) => !known.includes(name));
  if (odd !== undefined) refuse(`${where} has ${inWords(odd)}, expected only ${known.join(', ')}`);
}

/** Whether a value is a number, and not a text that reads like one, within [low, high]. */
export function isWithin(value: unknown, low: number, high: number): boolean {
  return typeof value === 'number' && value >= low && value <= high;
}

/** A number within [0, most]. */
export function checkNumber(value: number, name: string, most: number): number {
  if (isWithin(value, 0, most)) return value;
  return refuse(
    `${name} is ${inWords(value)}, expected ${most === Number.POSITIVE_INFINITY ? '0 or more' : `0 to ${most}`}`,
  );
}

/** Any value as a short piece of text for a sentence: texts in quotes, objects by their kind. */
export function inWords(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Object.prototype.toString.call(value);
  return shorten(typeof value === 'string' ? JSON.stringify(value) : String(value));
}

export function shorten(text: string, most = 60): string {
  return text.length > most ? `${text.slice(0, most - 3)}...` : text;
}

/** The kind of an object, also of one of another frame or realm, which `instanceof` would miss: 'Uint8Array', say. */
export function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}
