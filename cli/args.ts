// SPDX-License-Identifier: Apache-2.0
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Edges } from '../src/pose/pose.ts';
import type { ExitCode, Io } from './io.ts';

/** A wrong way to call the command: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A subcommand: what `--help` says, and what it does. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** The lines of its help, after the first. */
  readonly usage: string;
  run(argv: readonly string[], io: Io): Promise<ExitCode>;
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Options that every subcommand takes. */
export const COMMON_OPTIONS = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const satisfies Options;

/** What node:util's parseArgs gives for these options and the common ones. */
export type Parsed<T extends Options> = ReturnType<
  typeof parseArgs<{ options: T & typeof COMMON_OPTIONS; allowPositionals: boolean; strict: true }>
>;

/** node:util's parseArgs, strict; what it dislikes becomes a UsageError. */
export function parseOptions<T extends Options>(
  argv: readonly string[],
  options: T,
  allowPositionals = false,
): Parsed<T> {
  try {
    return parseArgs({ args: [...argv], options: { ...options, ...COMMON_OPTIONS }, allowPositionals, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** A whole number of an option, `fallback` when it was not given. */
export function wholeNumber<T>(
  name: string,
  value: string | undefined,
  low: number,
  high: number,
  fallback: T,
): number | T {
  if (value === undefined) return fallback;
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= low && number <= high) return number;
  throw new UsageError(`--${name} is "${value}"; expected a whole number from ${low} to ${high}.`);
}

/** A number from 0 to 1 of an option; undefined when it was not given. */
export function share(name: string, value: string | undefined): number | undefined {
  return numberFrom(name, value, 0, 1);
}

/** A number of an option; undefined when it was not given. */
export function numberFrom(name: string, value: string | undefined, low: number, high: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value.trim() !== '' && number >= low && number <= high) return number;
  throw new UsageError(`--${name} is "${value}"; expected a number from ${low} to ${high}.`);
}

/** A part of a picture, px, as `xMin,yMin,xMax,yMax`; undefined when it was not given. */
export function edges(name: string, value: string | undefined): Edges | undefined {
  if (value === undefined) return undefined;
  const numbers = value.split(',').map(Number);
  const [xMin = 0, yMin = 0, xMax = 0, yMax = 0] = numbers;
  if (numbers.length === 4 && numbers.every(Number.isFinite) && xMax > xMin && yMax > yMin) {
    return { xMin, yMin, xMax, yMax };
  }
  throw new UsageError(
    `--${name} is "${value}"; expected xMin,yMin,xMax,yMax in px, with xMin < xMax and yMin < yMax.`,
  );
}

/** An option that must be one of a few words. */
export function oneOf<T extends string>(name: string, value: string | undefined, words: readonly T[], fallback: T): T {
  if (value === undefined) return fallback;
  const word = words.find((candidate) => candidate === value);
  if (word !== undefined) return word;
  throw new UsageError(`--${name} is "${value}"; expected ${words.join(' or ')}.`);
}

/** An option that must be there. */
export function required(name: string, value: string | undefined): string {
  if (value !== undefined && value !== '') return value;
  throw new UsageError(`--${name} is missing; it is required.`);
}
