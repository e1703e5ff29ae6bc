// SPDX-License-Identifier: Apache-2.0
// How a weights file is doubted: every check names the value that it found and what it expected.
import { kindOf } from '../../pose/check.ts';
import { PoseError } from '../../pose/errors.ts';

/** Throws the `bad-weights` error that this sentence tells. */
export function refuse(sentence: string, cause?: unknown): never {
  throw new PoseError('bad-weights', sentence, cause === undefined ? undefined : { cause });
}

/** A value as a short piece of text for a sentence. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A weights file, as a caller gave it.
 *
 * @throws PoseError `bad-option` when it is none.
 */
export function asBytes(
  value: unknown,
  where: string,
  expected = 'the bytes of a weights file, a Uint8Array',
): Uint8Array {
  if (isBytes(value)) return value;
  const found = typeof value === 'object' ? `[object ${kindOf(value)}]` : String(value);
  throw new PoseError('bad-option', `${where} is ${found.slice(0, 60)}, expected ${expected}`);
}

/** That of another frame or realm included. */
function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value) && kindOf(value) === 'Uint8Array';
}

export function asRecord(value: unknown, where: string): Record<string, unknown> {
  if (!isRecord(value)) refuse(`${where} is ${quote(value)}, expected an object`);
  return value;
}

export function asArray(value: unknown, where: string, length?: number): readonly unknown[] {
  if (!Array.isArray(value)) refuse(`${where} is ${quote(value)}, expected an array`);
  if (length !== undefined && value.length !== length) {
    refuse(`${where} has ${value.length} entries, expected ${length}`);
  }
  return value;
}

export function asText(value: unknown, where: string): string {
  if (typeof value !== 'string' || value === '') refuse(`${where} is ${quote(value)}, expected a text`);
  return value;
}

export function asFlag(value: unknown, where: string): boolean {
  if (typeof value !== 'boolean') refuse(`${where} is ${quote(value)}, expected true or false`);
  return value;
}

/** A finite number within [low, high]. */
export function asNumber(value: unknown, where: string, low: number, high: number): number {
  if (typeof value !== 'number' || !(value >= low && value <= high)) {
    refuse(`${where} is ${quote(value)}, expected a number from ${low} to ${high}`);
  }
  return value;
}

/** A whole number within [low, high]. */
export function asCount(value: unknown, where: string, low: number, high: number): number {
  if (!Number.isInteger(value)) refuse(`${where} is ${quote(value)}, expected a whole number from ${low} to ${high}`);
  return asNumber(value, where, low, high);
}

/** Rows of indices below `limit`, all rows equally long. */
export function asWiring(value: unknown, where: string, limit: number, rows?: number, columns?: number): number[][] {
  const table = asArray(value, where, rows).map((row, r) =>
    asArray(row, `${where}[${r}]`, columns).map((index, c) =>
      // Thousands of them: where each lies is put into words only for the one that is refused.
      isIndex(index, limit) ? index : asCount(index, `${where}[${r}][${c}]`, 0, limit - 1),
    ),
  );
  const length = table[0]?.length ?? 0;
  if (length === 0) refuse(`${where} is ${quote(value)}, expected rows of at least one index`);
  const odd = table.findIndex((row) => row.length !== length);
  if (odd >= 0) refuse(`${where}[${odd}] has ${table[odd]?.length} entries, expected ${length} as in the first row`);
  return table;
}

function isIndex(value: unknown, limit: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < limit;
}

/** Texts of which no two are the same. */
export function asNames(value: unknown, where: string, length?: number): string[] {
  const names = asArray(value, where, length).map((name, i) => asText(name, `${where}[${i}]`));
  refuseDoubles(names, where);
  return names;
}

export function refuseDoubles(names: readonly string[], where: string): void {
  const double = names.find((name, i) => names.indexOf(name) !== i);
  if (double !== undefined) refuse(`${where} names ${quote(double)} twice, expected every name once`);
}
