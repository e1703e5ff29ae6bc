// SPDX-License-Identifier: Apache-2.0
// How people are followed from frame to frame. Everything that could be done otherwise is a value.
import { checkKnown, checkNumber, inWords, refuse } from '../../pose/check.ts';
import { type Distance, poseDistance } from './distance.ts';

export interface TrackingConfig {
  /** How unlike a pose is to where a track is expected; `poseDistance` when left out. */
  readonly distance?: Distance;
  /** A pose this unlike a track or more is never taken for the same person, 0..1e6; default 0.6. */
  readonly gate?: number;
  /**
   * An unknown person must score this to get a track, 0..1; the detector's `minPoseScore` when left out. With all the time
   * (`budgetMs: Infinity`) three quarters do, but they are shown only when they walk or score it.
   */
  readonly birthScore?: number;
  /** Somebody who has a track counts as seen from this score on, 0..1; 0.35 of `birthScore` when left out. */
  readonly keepScore?: number;
  /**
   * A track is confirmed by three sightings, over at least this time, with a usual score of three quarters of `birthScore` once it has
   * moved by half of its size, and four thirds of it before (posts do not move), ms; default 120.
   */
  readonly confirmMs?: number;
  /** A joint or a person out of sight loses half of the score in this time, ms; default 120. */
  readonly fadeMs?: number;
  /** Squads look where an unseen person is expected for this long, ms; default 500. */
  readonly searchMs?: number;
  /** Somebody who comes back within this time near where they were lost keeps the id, ms; default 3000. */
  readonly returnMs?: number;
  /** How much clothes tell who is who beside `distance`, 0..1; default 0.3. 0 does not look at them. */
  readonly clothes?: number;
  /** Whether the place where a joint is expected is one more, weak, voter among the squads; default true. */
  readonly prediction?: boolean;
  /** Scouts look for further people this often, while fewer than `maxPoses` are in sight, ms; default 150. */
  readonly scoutEveryMs?: number;
}

export type TrackingSettings = Required<TrackingConfig>;

/** What is a number. */
type Measure = Exclude<keyof TrackingConfig, 'distance' | 'prediction'>;

/** Distances may be of any unit, but the gate is finite: with an infinite one the assignment would never come to an end. */
const WIDEST_GATE = 1e6;
/** Whose score fell to so much of `birthScore` is as unlikely to be a person as most of what the scouts propose. */
const KEEP_SHARE = 0.35;

const KNOWN: readonly string[] = [
  ...[
    'distance',
    'gate',
    'birthScore',
    'keepScore',
    'confirmMs',
    'fadeMs',
    'searchMs',
    'returnMs',
    'clothes',
    'prediction',
    'scoutEveryMs',
  ],
];

/**
 * What is left out filled in.
 *
 * @param minPoseScore The detector's.
 * @throws PoseError `bad-option`.
 */
export function trackingSettings(config: TrackingConfig, minPoseScore: number): TrackingSettings {
  checkKnown(config, KNOWN, 'tracking');
  const number = (name: Measure, usual: number, most = Number.POSITIVE_INFINITY): number =>
    checkNumber(config[name] ?? usual, `tracking.${name}`, most);
  const distance = config.distance ?? poseDistance;
  const prediction = config.prediction ?? true;
  if (typeof distance !== 'function') refuse(`tracking.distance is ${inWords(distance)}, expected a function`);
  if (typeof prediction !== 'boolean') refuse(`tracking.prediction is ${inWords(prediction)}, expected true or false`);
  const birthScore = number('birthScore', minPoseScore, 1);
  const fadeMs = number('fadeMs', 120);
  if (fadeMs === 0) refuse('tracking.fadeMs is 0, expected more than 0');
  return {
    distance,
    gate: number('gate', 0.6, WIDEST_GATE),
    birthScore,
    keepScore: number('keepScore', birthScore * KEEP_SHARE, 1),
    confirmMs: number('confirmMs', 120),
    fadeMs,
    searchMs: number('searchMs', 500),
    returnMs: number('returnMs', 3000),
    clothes: number('clothes', 0.3, 1),
    prediction,
    scoutEveryMs: number('scoutEveryMs', 150),
  };
}
