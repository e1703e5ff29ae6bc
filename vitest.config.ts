// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config';

/** What starts processes or threads, needs ffmpeg, or measures: seconds each, and most of them waiting. */
const SYSTEM = [
  'test/cli/{main,detect,eval,bench,serve,video,mcp,batch,claude-flow}.test.ts',
  'test/cli/video/{ffmpeg,squats}.test.ts',
  'test/bench/**/*.test.ts',
  'test/runtime/allocations.test.ts',
  'test/runtime/workers/workers.test.ts',
];

/**
 * `unit` runs in Node alone and takes seconds; `system` starts commands, videos, benches and threads; `browser` runs in Node
 * too, and drives Debian's chromium through playwright-core.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**', 'test/fixtures/**', ...SYSTEM],
          testTimeout: 20_000,
          // Files share what they import: loading it anew for each took longer than the tests.
          pool: 'threads',
          // Nothing else runs beside them: by default a core is left free.
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
          isolate: false,
        },
      },
      {
        test: {
          name: 'system',
          include: SYSTEM,
          sequence: { groupOrder: 1 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          // A browser start costs seconds on a busy machine, and two at once on two cores cost more than one after the other.
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
