// SPDX-License-Identifier: Apache-2.0
// What becomes of faults: one after the other, while pictures keep coming.
import type { Detector, DetectorOptions } from '../src/index.ts';
import type { Box, Pose } from '../src/pose/pose.ts';
import type { BenchPicture } from './workload.ts';

export interface FaultLine {
  readonly fault: string;
  /** Pictures that got no answer, or one that is not finite. */
  readonly lost: number;
  readonly pictures: number;
  /** From the fault to the event that tells that it is mended (or, for a liar, kept out); null when none came. */
  readonly recoveryMs: number | null;
  /** Longest time of one picture meanwhile, and the median before. */
  readonly longestMs: number;
  readonly usualMs: number;
  /** Mean way of the keypoints from where they were before the fault, picture px: at worst, and at the end. */
  readonly worstPx: number;
  readonly lastPx: number;
  /** COCO AP with the fault from the first picture on; null where it was not judged. */
  readonly AP: number | null;
}

export interface FaultCase {
  readonly fault: string;
  readonly workers: number;
  readonly begin: (detector: Detector) => void;
}

export const FAULT_CASES: readonly FaultCase[] = [
  { fault: 'none', workers: 0, begin: () => undefined },
  { fault: 'one agent: random bits for weights', workers: 0, begin: ({ agents }) => agents.corrupt('squad-1/stem/0') },
  { fault: 'a squad: random bits for weights', workers: 0, begin: ({ agents }) => agents.corrupt('squad-1') },
  { fault: 'scouts: random bits for weights', workers: 0, begin: ({ agents }) => agents.corrupt('scout') },
  { fault: 'a squad lies', workers: 0, begin: ({ agents }) => agents.drill('squad-2', 'lie') },
  { fault: 'the squad that sees heads lies', workers: 0, begin: ({ agents }) => agents.drill('squad-1', 'lie') },
  { fault: 'a squad is switched off', workers: 0, begin: ({ agents }) => agents.silence('squad-2') },
  { fault: 'the squad that sees heads is switched off', workers: 0, begin: ({ agents }) => agents.silence('squad-1') },
  { fault: 'a worker dies', workers: 1, begin: ({ agents }) => agents.drill('worker-1', 'kill') },
  { fault: 'a worker hangs', workers: 1, begin: ({ agents }) => agents.drill('worker-1', 'hang') },
  { fault: 'a worker is slow', workers: 1, begin: ({ agents }) => agents.drill('worker-1', 'slow') },
];

/** Accuracy under faults: AP of a detector that has one. */
export type JudgeFault = (detector: Detector) => Promise<number>;

/** @param seconds How long pictures keep coming after the fault. */
export async function measureFault(
  { fault, workers, begin }: FaultCase,
  open: (options: DetectorOptions) => Promise<Detector>,
  picture: BenchPicture,
  box: Box,
  seconds: number,
  judge?: JudgeFault,
): Promise<FaultLine> {
  const detector = await open({ workers });
  const look = () => detector.estimatePoses(picture, { boxes: [box] });
  const before = await settle(detector, look, workers);
  let recoveredAt: number | undefined;
  const heard = (): void => {
    recoveredAt ??= performance.now();
  };
  detector.on('recovery', heard);
  detector.on('worker', heard);
  const start = performance.now();
  begin(detector);
  let [lost, pictures, longestMs, worstPx, lastPx] = [0, 0, 0, 0, 0];
  while (performance.now() - start < 1000 * seconds) {
    const began = performance.now();
    const [pose] = await look().catch(() => []);
    pictures++;
    longestMs = Math.max(longestMs, performance.now() - began);
    lastPx = pose ? moved(before.pose, pose) : Number.NaN;
    if (Number.isFinite(lastPx)) worstPx = Math.max(worstPx, lastPx);
    else lost++;
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  detector.dispose();
  const AP = judge && workers === 0 ? await judgeAnew(open, begin, judge) : null;
  const recoveryMs = recoveredAt === undefined ? null : rounded(recoveredAt - start);
  const px = { worstPx: rounded(worstPx), lastPx: rounded(lastPx) };
  return { fault, lost, pictures, recoveryMs, longestMs: rounded(longestMs), usualMs: rounded(before.ms), ...px, AP };
}

async function judgeAnew(
  open: (options: DetectorOptions) => Promise<Detector>,
  begin: FaultCase['begin'],
  judge: JudgeFault,
): Promise<number> {
  const detector = await open({ minPoseScore: 0, budgetMs: Number.POSITIVE_INFINITY });
  begin(detector);
  const AP = await judge(detector);
  detector.dispose();
  return Number(AP.toFixed(4));
}

/** Waits for the workers and for the kernels to be warm; what is usual. */
async function settle(
  detector: Detector,
  look: () => Promise<Pose[]>,
  workers: number,
): Promise<{ readonly pose: Pose; readonly ms: number }> {
  const ms: number[] = [];
  const end = performance.now() + 10_000;
  while (ms.length < 30 || (detector.stats.workers.ready < workers && performance.now() < end)) {
    const start = performance.now();
    await look();
    ms.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  const [pose] = await look();
  if (pose === undefined) throw new Error('a box got no pose, expected one');
  return { pose, ms: ms.sort((a, b) => a - b)[Math.floor(ms.length / 2)] ?? 0 };
}

function moved(one: Pose, other: Pose): number {
  const ways = one.keypoints.map(({ x, y }, i) => {
    const { x: u = Number.NaN, y: v = Number.NaN } = other.keypoints[i] ?? {};
    return Math.hypot(x - u, y - v);
  });
  return ways.reduce((sum, way) => sum + way, 0) / ways.length;
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
