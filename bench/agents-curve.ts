// SPDX-License-Identifier: Apache-2.0
import type { Detector } from '../src/index.ts';
import type { CurvePoint } from './report.ts';
import { type Budget, time } from './timing.ts';
import { type BenchPicture, middleBox } from './workload.ts';

/** What the curve is measured with. */
export interface CurveRun {
  readonly picture: BenchPicture;
  readonly budget: Budget;
  /** Opens a detector that uses this many squads. */
  open(squads: number): Promise<Detector>;
  /** AP of a detector, or null when there is nothing to judge it by. */
  judge(detector: Detector): Promise<number | null>;
}

/** Speed and accuracy against the number of agents at work, squad by squad. */
export async function measureAgentsCurve(squadCounts: readonly number[], run: CurveRun): Promise<CurvePoint[]> {
  const points: CurvePoint[] = [];
  const boxes = [middleBox(run.picture)];
  for (const squads of squadCounts) {
    const detector = await run.open(squads);
    const { p50Ms } = await time(() => detector.estimatePoses(run.picture, { boxes }), run.budget);
    const AP = await run.judge(detector);
    points.push({ agents: detector.info.agents, squads, fps: Number((1000 / p50Ms).toFixed(2)), AP });
    await detector.dispose();
  }
  return points;
}
