// SPDX-License-Identifier: Apache-2.0

/** How long and how often something is measured. */
export interface Budget {
  /** At most this many runs before the clock counts: compilers warm up, caches fill. One of them is made in any case. */
  readonly warmUp: number;
  /** At least this many runs count, however long they take. */
  readonly minRuns: number;
  /** No further run begins when this many milliseconds are over; the same holds for the warm-up by itself. */
  readonly maxMs: number;
}

/** Milliseconds of one run. */
export interface Timing {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly runs: number;
}

/** Runs `work` again and again within the budget, one after the other. */
export async function time(work: () => Promise<unknown>, budget: Budget): Promise<Timing> {
  const beginWarmUp = performance.now();
  for (let i = 0; i < budget.warmUp && (i === 0 || performance.now() - beginWarmUp < budget.maxMs); i++) await work();
  const samples: number[] = [];
  const begin = performance.now();
  while (samples.length < budget.minRuns || performance.now() - begin < budget.maxMs) {
    const start = performance.now();
    await work();
    samples.push(performance.now() - start);
  }
  return { p50Ms: percentile(samples, 0.5), p99Ms: percentile(samples, 0.99), runs: samples.length };
}

/** The value that the share `p` of the samples does not exceed (nearest rank); NaN of no samples. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const rank = Math.min(sorted.length, Math.max(1, Math.ceil(p * sorted.length)));
  return sorted[rank - 1] ?? Number.NaN;
}

/** How many cores were busy: processor time by the clock's, to two places. */
export function roundedShare(cpuMs: number, elapsedMs: number): number {
  return Math.round((100 * cpuMs) / elapsedMs) / 100;
}
