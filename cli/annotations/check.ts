// SPDX-License-Identifier: Apache-2.0
import { PoseError } from '../../src/pose/errors.ts';

/** A JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A value as it is quoted in an error: short, and never a whole file. */
export function quote(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** The error of a field: where it is, what it holds, what was expected. */
export function badField(where: string, field: string, value: unknown, expected: string): PoseError {
  return new PoseError('bad-annotations', `${where}: "${field}" is ${quote(value)}; expected ${expected}.`);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectAt(value: unknown, where: string): JsonObject {
  if (isObject(value)) return value;
  throw new PoseError('bad-annotations', `${where} is ${quote(value)}; expected an object.`);
}

export function listField(object: JsonObject, field: string, where: string): readonly unknown[] {
  const value = object[field];
  if (Array.isArray(value)) return value;
  throw badField(where, field, value, 'a list');
}

export function numberField(object: JsonObject, field: string, where: string, expected = 'a finite number'): number {
  const value = object[field];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw badField(where, field, value, expected);
}

export function textField(object: JsonObject, field: string, where: string): string {
  const value = object[field];
  if (typeof value === 'string' && value !== '') return value;
  throw badField(where, field, value, 'a text');
}

/** A list of exactly `count` finite numbers. */
export function numbersField(object: JsonObject, field: string, where: string, count: number, of: string): number[] {
  const value = object[field];
  const finite = (item: unknown): item is number => typeof item === 'number' && Number.isFinite(item);
  if (Array.isArray(value) && value.length === count && value.every(finite)) return value;
  const expected = `${count} finite numbers (${of})`;
  if (Array.isArray(value) && value.length !== count) {
    throw new PoseError('bad-annotations', `${where}: "${field}" is a list of ${value.length}; expected ${expected}.`);
  }
  throw badField(where, field, value, expected);
}
