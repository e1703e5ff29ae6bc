// SPDX-License-Identifier: Apache-2.0
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DETECTOR_DEFAULTS } from '../src/detector/options.ts';
import { createDetector, type Detector } from '../src/index.ts';
import type { Box, Edges, Pose } from '../src/pose/pose.ts';
import type { TierChoice } from '../src/runtime/tiers.ts';
import { KERNEL_TIERS } from '../src/swarm/kernels/tier.ts';
import { numberFrom, oneOf, UsageError } from './args.ts';
import type { DecodedPicture } from './images/decode.ts';
import type { Io } from './io.ts';

/** What `--tier` can ask for. */
export const TIER_CHOICES: readonly TierChoice[] = ['auto', ...KERNEL_TIERS];

/** Options of every subcommand that runs the swarm. */
export const DETECTOR_OPTIONS = {
  weights: { type: 'string' },
  tier: { type: 'string' },
} as const;

export const DETECTOR_USAGE = `  --weights FILE    another swarm than the one that comes along
  --tier TIER       ${TIER_CHOICES.join(', ')} (default auto: the fastest that runs here)`;

/** Options of the subcommands whose poses may be in space. */
export const LIFT_OPTIONS = {
  lift: { type: 'boolean' },
  height: { type: 'string' },
} as const;

export const LIFT_USAGE = `  --lift            poses in space, too: keypoints3D, in metres from the middle of the hips
  --height M        with --lift: how tall people are, 0.3 to 3 metres (default ${DETECTOR_DEFAULTS.personHeight})`;

/** Most people of a picture when nothing else is said; COCO counts as many. */
export const DEFAULT_MAX_POSES = 20;

export interface DetectorChoice {
  readonly weights?: string | undefined;
  readonly tier?: string | undefined;
  readonly squads?: number | undefined;
  /** 0 keeps everybody, however unlikely: what a precision-recall curve needs. */
  readonly minPoseScore?: number | undefined;
  readonly lift?: boolean | undefined;
  /** Metres, as it was written. */
  readonly height?: string | undefined;
  readonly tracking?: boolean | undefined;
  readonly smoothing?: boolean | undefined;
}

/** Makes a detector from command line values. Throws UsageError, or PoseError of the weights. */
export function openDetector(choice: DetectorChoice): Promise<Detector> {
  const tier = oneOf('tier', choice.tier, TIER_CHOICES, 'auto');
  const personHeight = numberFrom('height', choice.height, 0.3, 3);
  if (personHeight !== undefined && !choice.lift) {
    throw new UsageError('--height was given without --lift; it is the height of people in space.');
  }
  return createDetector({
    tier,
    // A command has all the time: every squad looks at every frame.
    budgetMs: Number.POSITIVE_INFINITY,
    ...(choice.weights === undefined ? {} : { weights: pathToFileURL(resolve(choice.weights)) }),
    ...(choice.minPoseScore === undefined ? {} : { minPoseScore: choice.minPoseScore }),
    ...(choice.lift === undefined ? {} : { lift: choice.lift }),
    ...(personHeight === undefined ? {} : { personHeight }),
    ...(choice.squads === undefined ? {} : { squads: choice.squads }),
    ...(choice.tracking === undefined ? {} : { tracking: choice.tracking }),
    ...(choice.smoothing === undefined ? {} : { smoothing: choice.smoothing }),
  });
}

/** Tells on stderr that `--lift` was asked for in vain. */
export function noteMissingLifters({ info }: Detector, io: Io): void {
  for (const { code, message } of info.degraded) if (code === 'no-lift') io.note(`poseswarm: ${message}`);
}

/** Poses and the milliseconds they took (decoding the file not counted). */
export interface Timed {
  readonly poses: readonly Pose[];
  readonly ms: number;
}

/** Runs the whole swarm on a picture: scouts, squads, consensus. */
export async function findPoses(
  detector: Detector,
  picture: DecodedPicture,
  maxPoses: number,
  region?: Edges,
): Promise<Timed> {
  const start = performance.now();
  const poses = await detector.estimatePoses(picture, { maxPoses, ...(region && { region }) });
  return { poses, ms: performance.now() - start };
}

/** Runs the squads on given boxes: one pose a box, in the order of the boxes. */
export async function posesInBoxes(detector: Detector, picture: DecodedPicture, boxes: readonly Box[]): Promise<Timed> {
  if (boxes.length === 0) return { poses: [], ms: 0 };
  const start = performance.now();
  const poses = await detector.estimatePoses(picture, { boxes });
  return { poses, ms: performance.now() - start };
}
