// SPDX-License-Identifier: Apache-2.0
// How much of the machine's memory a browser's pages hold. `measureUserAgentSpecificMemory` counts what they may use: all of a
// WebAssembly memory, of which most pages are never touched.
import { readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { pageProcesses } from './page-processes.ts';

/** A browser's own pages are loaded beside ours, and grow: memory is at rest when it changes by no more than this, MB. */
const STILL_MB = 0.5;
/** In so long, ms; whatever is found after so many tries is taken. */
const STILL_MS = 500;
const MOST_TRIES = 20;

/**
 * Proportional set size of the browser's page processes once it has come to rest, MB; undefined where the system does not
 * tell (only Linux does).
 */
export async function residentMB(browser: Browser): Promise<number | undefined> {
  let before = await presentMB(browser);
  for (let i = 0; i < MOST_TRIES && before !== undefined; i++) {
    await wait(STILL_MS);
    const now = await presentMB(browser);
    if (now !== undefined && Math.abs(now - before) <= STILL_MB) return now;
    before = now;
  }
  return before;
}

async function presentMB(browser: Browser): Promise<number | undefined> {
  const sizes = await Promise.all((await pageProcesses(browser)).map(({ id }) => proportionalKB(id)));
  const known = sizes.filter((size) => size !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, size) => sum + size, 0) / 1000;
}

async function proportionalKB(pid: number): Promise<number | undefined> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1];
  return kilobytes === undefined ? undefined : (Number(kilobytes) * 1024) / 1000;
}
