// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { benchmarksPage } from '../../bench/benchmarks-page.ts';

const machine = { cpu: 'A CPU', cores: 2, memoryGB: 4, os: 'an OS', node: 'v20', chromium: '156' };

test('the page names the machine and shows what was measured, and nothing else', () => {
  const page = benchmarksPage({
    machine,
    squadWork: 14e6,
    video: {
      video: [
        {
          ...{ rate: 240, workers: 0, p50Ms: 4.74, p99Ms: 6, fps: 200, people: 1, votesEach: 1, frames: 100 },
          ...{ storeMs: 0.3, squadsMs: 1.1, consensusMs: 0.1 },
        },
      ],
      people: [{ people: 10, allMs: 66, budgetMs: 18 }],
    },
    firstPose: {
      ...{ detector: { freshMs: 120, warmMs: 60 }, app: { freshMs: 310, againMs: 220 }, runs: 7 },
      ...{ page: { freshMs: 200, againMs: 150 }, slowPageMs: 700 },
      longTasks: { loads: 14, ms: [51, 64] },
    },
    soak: {
      ...{ minutes: 10, heapKBPerMinute: 2 },
      samples: [
        { seconds: 0, frames: 20, heapKB: 5000, pageMB: 70.1 },
        { seconds: 600, frames: 9020, heapKB: 5020, pageMB: 70.2 },
      ],
      cycles: {
        ...{ count: 200, workers: 1, workersLeft: 0 },
        before: { heapKB: 5000, pageMB: 70 },
        after: { heapKB: 5100, pageMB: 70 },
      },
    },
    peers: [
      { name: 'poseswarm', initMs: 100, p50Ms: 2, p99Ms: 3, frames: 9, found: 9, downloadBytesGzip: 427_361 },
      { name: 'Other', initMs: 900, p50Ms: 30, p99Ms: 40, frames: 9, found: 8, downloadBytesGzip: 4_000_000 },
    ],
  });
  // What was promised, in the page's order.
  expect(page).toContain(
    '| one person in 720p below 4.17 ms, p99 below 8 ms | 4.74 and 6 ms, with 1.0 of the squads | **no** |',
  );
  expect(page).toContain('A CPU, 2 cores');
  expect(page).toContain('| 0 | 4.74 | 6 | 200 | 1 | 0.3 | 1.1 | 0.1 |');
  // 14 M multiply-adds at 28 G a second are 0.5 ms, the copy is 0.37.
  expect(page).toContain('The frame takes 5.4 times that.');
  expect(page).toContain('| Other | 30 | 40 | 15.0 | 900 | 4000 | 8 of 9 |');
  expect(page).toContain('| `createDetector` | 120 | 60 |');
  expect(page).toContain('in 14 loads: 2, the longest of 64 ms.');
  expect(page).toContain('In 10 minutes and 9000 frames the heap grew by 2 kB a minute');
  expect(page).toContain('200 detectors with 1 worker each, made and disposed, left 100 kB and 0 workers');
  expect(page).not.toMatch(/## (Tiers|Faults)/);
});
