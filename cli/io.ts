// SPDX-License-Identifier: Apache-2.0

/** Where a command writes: results on `out`, everything else on `note`. */
export interface Io {
  /** One line of result, on stdout. */
  out(line: string): void;
  /** One line about the run, on stderr. */
  note(line: string): void;
  /** The state of a long run on stderr, over the state before; there when stderr is a terminal. */
  status?(line: string): void;
}

/** The exit codes of the command. */
export const EXIT = { ok: 0, someFailed: 1, usage: 2 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The sentence of an error, for stderr. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Rows of equal length as text columns; numbers are right-aligned. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const numeric = head.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, c) => (numeric[c] ? cell.padStart(widths[c] ?? 0) : cell.padEnd(widths[c] ?? 0)))
      .join('  ')
      .trimEnd();
  return cells.map(line).join('\n');
}
