// SPDX-License-Identifier: Apache-2.0
// How people are followed from frame to frame. Everything that could be done otherwise is a value.
import { PoseError } from '../../pose/errors.ts';
import { type Distance, poseDistance } from './distance.ts';

export interface TrackingConfig {
  /** How unlike a pose is to where a track is expected; `poseDistance` when left out. */
  readonly distance?: Distance;
  /** A pose this unlike a track or more is never taken for the same person; default 0.6. */
  readonly gate?: number;
  /** An unknown person must score this to get a track, 0..1; the detector's `minPoseScore` when left out. */
  readonly birthScore?: number;
  /** Somebody who has a track counts as seen from this score on, 0..1; 0.35 of `birthScore` when left out. */
  readonly keepScore?: number;
  /**
   * A track is confirmed by three sightings, over at least this time, with a usual score of `birthScore` (a third more as long as
   * it has not moved: posts do not), ms; default 120.
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
  const odd = Object.keys(config).find((name) => !KNOWN.includes(name));
  if (odd !== undefined) refuse(`tracking has ${JSON.stringify(odd)}, expected only ${KNOWN.join(', ')}`);
  const birthScore = config.birthScore ?? minPoseScore;
  const settings: TrackingSettings = {
    distance: config.distance ?? poseDistance,
    gate: config.gate ?? 0.6,
    birthScore,
    keepScore: config.keepScore ?? birthScore * KEEP_SHARE,
    confirmMs: config.confirmMs ?? 120,
    fadeMs: config.fadeMs ?? 120,
    searchMs: config.searchMs ?? 500,
    returnMs: config.returnMs ?? 3000,
    clothes: config.clothes ?? 0.3,
    prediction: config.prediction ?? true,
    scoutEveryMs: config.scoutEveryMs ?? 150,
  };
  if (typeof settings.distance !== 'function') {
    refuse(`tracking.distance is ${String(settings.distance)}, expected a function`);
  }
  if (typeof settings.prediction !== 'boolean') {
    refuse(`tracking.prediction is ${String(settings.prediction)}, expected true or false`);
  }
  for (const name of ['gate', 'confirmMs', 'searchMs', 'returnMs', 'scoutEveryMs'] as const) {
    if (!(settings[name] >= 0)) refuse(`tracking.${name} is ${String(settings[name])}, expected 0 or more`);
  }
  if (!(settings.fadeMs > 0)) refuse(`tracking.fadeMs is ${String(settings.fadeMs)}, expected more than 0`);
  for (const name of ['birthScore', 'keepScore', 'clothes'] as const) {
    if (!(settings[name] >= 0 && settings[name] <= 1)) {
      refuse(`tracking.${name} is ${String(settings[name])}, expected 0 to 1`);
    }
  }
  return settings;
}

function refuse(sentence: string): never {
  throw new PoseError('bad-option', sentence);
}
