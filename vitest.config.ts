// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config';

/** `unit` runs in Node alone; `browser` runs in Node too, and drives Debian's chromium through playwright-core. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/browser/**', 'test/fixtures/**'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          // A browser start costs seconds on a busy machine, and two at once on two cores cost more than one after the other.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
