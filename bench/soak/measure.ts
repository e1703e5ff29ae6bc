// SPDX-License-Identifier: Apache-2.0
// Whether memory stays flat: a detector that works for minutes, and detectors that come and go.
import type { Page } from 'playwright-core';
import type { Memory } from './in-page.ts';

export interface SoakSample extends Memory {
  readonly seconds: number;
  readonly frames: number;
}

export interface SoakReport {
  readonly minutes: number;
  readonly samples: readonly SoakSample[];
  /** What the heap grew by each minute, by a straight line through the samples, kB. */
  readonly heapKBPerMinute: number;
  readonly cycles: {
    readonly count: number;
    /** Workers of each of those detectors, and those that are left of all. */
    readonly workers: number;
    readonly workersLeft: number;
    readonly before: Memory;
    readonly after: Memory;
  };
}

export interface SoakPlan {
  readonly minutes: number;
  readonly cycles: number;
  readonly workers: number;
  readonly picture: { readonly width: number; readonly height: number };
}

/**
 * Rarely: each sample collects garbage, which makes V8 forget compiled code that it then compiles anew, and leaves some 7 kB
 * (24,000 frames in Node: 73 kB more with a sample every 2,000, 160 kB less with one before and one behind them).
 */
const SAMPLE_SECONDS = 150;
/** Code is still being compiled; and what the first sample forgets is compiled anew, better, some 800 kB. */
const WARM_UP_SECONDS = 60;

/** @param page A page of the bench's server that is isolated and has `gc`. */
export async function measureSoak(page: Page, { minutes, cycles, workers, picture }: SoakPlan): Promise<SoakReport> {
  const ask = (script: string): Promise<unknown> => page.evaluate(script);
  const memory = async () => (await ask('bench.memoryInPage()')) as Memory; // what the page's own function gives
  await ask(
    `import('/bench/soak/in-page.js').then(async (module) => {
      globalThis.bench = module;
      globalThis.soak = await module.openSoak(${picture.width}, ${picture.height});
    })`,
  );
  await ask(`soak.work(${WARM_UP_SECONDS})`);
  await memory();
  await ask(`soak.work(${WARM_UP_SECONDS})`);
  const samples: SoakSample[] = [];
  const each = Math.min(SAMPLE_SECONDS, 60 * minutes);
  for (let seconds = 0; seconds <= 60 * minutes; seconds += each) {
    const frames = Number(await ask(`soak.work(${seconds === 0 ? 0 : each})`));
    samples.push({ seconds, frames, ...(await memory()) });
  }
  await ask(`soak.cycle(5, ${workers})`);
  const before = await memory();
  await ask(`soak.cycle(${cycles}, ${workers})`);
  const after = await memory();
  const workersLeft = page.workers().length;
  await ask('soak.end()');
  return {
    minutes,
    samples,
    heapKBPerMinute: Math.round(60 * slope(samples.map(({ seconds, heapKB }) => [seconds, heapKB] as const))),
    cycles: { count: cycles, workers, workersLeft, before, after },
  };
}

/** Of the straight line with the least squares; 0 for fewer than two points. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const n = Math.max(1, points.length);
  const mx = points.reduce((sum, [x]) => sum + x, 0) / n;
  const my = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const spread = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  return spread > 0 ? points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / spread : 0;
}
