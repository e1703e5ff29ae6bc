#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
import { run } from './run.ts';

// `poseswarm detect ... | head` closes the pipe early: that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

// Whoever does not listen to notes may still want the results.
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

/** Back to the line's beginning, and clear it: a state may stand there. */
const ERASE = process.stderr.isTTY ? '\r\u001b[K' : '';

process.exitCode = await run(process.argv.slice(2), {
  out: (line) => process.stdout.write(`${line}\n`),
  note: (line) => process.stderr.write(`${ERASE}${line}\n`),
  ...(process.stderr.isTTY ? { status: (line: string) => process.stderr.write(`${ERASE}${line}`) } : {}),
});
