// SPDX-License-Identifier: Apache-2.0
import type { Calibration } from '../../cli/evaluation/calibration.ts';
import { linesPlot } from '../svg-plot.ts';
import type { FaultPoint } from './fault-curve.ts';
import { FAULT_KINDS } from './faulty-voters.ts';
import type { RecallBin } from './recall.ts';

/** Share of right keypoints against their score; the diagonal is perfect honesty. */
export function reliabilityPlot({ bins, ece }: Calibration): string {
  const filled = bins.filter(({ count }) => count > 0);
  return linesPlot({
    title: `How often a keypoint of a score is right (calibration error ${ece.toFixed(3)})`,
    x: { label: 'score' },
    y: { label: 'share within the COCO tolerance' },
    lines: [
      { label: 'the swarm', points: filled.map(({ score, right }) => [score, right] as const) },
      {
        label: 'perfect',
        points: [
          [0, 0],
          [1, 1],
        ],
      },
    ],
  });
}

export function faultPlot(points: readonly FaultPoint[]): string {
  return linesPlot({
    title: 'AP against faulty squads, by the consensus alone',
    x: { label: 'share of squads that are faulty, %' },
    y: { label: 'AP, given boxes' },
    lines: FAULT_KINDS.map((kind) => ({
      label: kind,
      points: points
        .filter((point) => point.kind === kind)
        .map(({ faulty, squads, AP }) => [(100 * faulty) / squads, AP] as const),
    })),
  });
}

export function recallPlot(bins: readonly RecallBin[]): string {
  return linesPlot({
    title: 'People found, by their height in the picture',
    x: { label: 'height of the box, px (from)' },
    y: { label: 'share found at the default score' },
    lines: [
      {
        label: 'found',
        points: bins
          .filter(({ people }) => people > 0)
          .map(({ from, people, found }) => [from, found / people] as const),
      },
    ],
  });
}
