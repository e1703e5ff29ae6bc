// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { sentence } from '../cli/io.ts';
import type { Detector } from '../src/index.ts';
import type { TierChoice } from '../src/runtime/tiers.ts';
import { relaxedSimdSupported } from '../src/swarm/kernels/tier.ts';
import type { TierLine } from './report.ts';
import type { Budget } from './timing.ts';
import type { BenchPicture, WorkTiming } from './workload.ts';

/** What a process of its own is asked to measure. */
export interface NodeTask {
  readonly tier: TierChoice;
  /** Path of the picture. */
  readonly picture: string;
  /** Path of another weights file; null takes the one that comes along. */
  readonly weights: string | null;
  readonly budget: Budget;
}

export interface NodeResult {
  readonly timings: readonly WorkTiming[];
  readonly memoryMB: number;
  readonly cpuShare: number;
}

/** What Node 20 needs before it runs relaxed SIMD. */
const RELAXED_SIMD_FLAG = '--experimental-wasm-relaxed-simd';

/** Measures the tiers one after the other, each in a fresh process: none inherits another's memory or compiled code. */
export async function measureInNode(
  tiers: readonly TierChoice[],
  task: Omit<NodeTask, 'tier'>,
  note: (line: string) => void,
): Promise<TierLine[]> {
  const lines: TierLine[] = [];
  for (const tier of tiers) {
    try {
      const { timings, ...process } = await measureInProcess({ ...task, tier });
      lines.push(
        ...timings.map((timing) => ({ tier, where: 'node', ...timing, ...process, reservedMB: null }) as const),
      );
    } catch (error) {
      note(`poseswarm: tier ${tier} does not run in Node: ${sentence(error)}`);
    }
  }
  return lines;
}

/** Runs `node-process.ts`, or what the build made of it. Rejects with the last line that it wrote to stderr. */
async function measureInProcess(task: NodeTask): Promise<NodeResult> {
  const fromSources = import.meta.url.endsWith('.ts');
  const script = fileURLToPath(new URL(`./node-process.${fromSources ? 'ts' : 'js'}`, import.meta.url));
  const loader = fromSources ? ['--import', 'tsx'] : [];
  if (task.tier === 'wasm-relaxed-simd' && !relaxedSimdSupported()) loader.push(RELAXED_SIMD_FLAG);
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [...loader, script, JSON.stringify(task)]);
    return JSON.parse(stdout);
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string }; // execFile adds it to its errors
    throw new Error(stderr?.trim().split('\n').at(-1) || sentence(error), { cause: error });
  }
}

/** Milliseconds from nothing to the first pose, in this process. */
export async function firstPoseInNode(open: () => Promise<Detector>, picture: BenchPicture): Promise<number> {
  const start = performance.now();
  const detector = await open();
  await detector.estimatePoses(picture);
  const ms = performance.now() - start;
  detector.dispose();
  return ms;
}
