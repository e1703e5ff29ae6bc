// SPDX-License-Identifier: Apache-2.0
import { sentence } from '../cli/io.ts';
import type { Detector } from '../src/index.ts';
import type { TierLine } from './report.ts';
import type { Budget } from './timing.ts';
import { type BenchPicture, measureDetector } from './workload.ts';

/** Opens a detector for a tier; rejects when the tier does not run here. */
export type OpenTier = (tier: string) => Promise<Detector>;

/** Measures the tiers one after the other in this process. */
export async function measureInNode(
  tiers: readonly string[],
  open: OpenTier,
  picture: BenchPicture,
  budget: Budget,
  note: (line: string) => void,
): Promise<TierLine[]> {
  const lines: TierLine[] = [];
  for (const tier of tiers) {
    const before = process.memoryUsage().rss;
    let detector: Detector;
    try {
      detector = await open(tier);
    } catch (error) {
      note(`poseswarm: tier ${tier} does not run in Node: ${sentence(error)}`);
      continue;
    }
    const timings = await measureDetector(detector, picture, budget);
    const memoryMB = Math.max(0, Math.round((process.memoryUsage().rss - before) / 1e5) / 10);
    lines.push(...timings.map((timing) => ({ tier, where: 'node', ...timing, memoryMB }) as const));
    await detector.dispose();
  }
  return lines;
}

/** Milliseconds from nothing to the first pose, in this process. */
export async function firstPoseInNode(open: OpenTier, picture: BenchPicture): Promise<number> {
  const start = performance.now();
  const detector = await open('auto');
  await detector.estimatePoses(picture);
  const ms = performance.now() - start;
  await detector.dispose();
  return ms;
}
