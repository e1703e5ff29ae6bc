// SPDX-License-Identifier: Apache-2.0
// How unlike a sighting is to somebody who is known: place and pose, and what they wear.
import type { Pose } from '../../pose/pose.ts';
import { clothesLikeness } from './clothes.ts';
import type { TrackingSettings } from './config.ts';
import { returnDistance } from './distance.ts';
import type { Track } from './track.ts';

/** A pose of this frame. */
export interface Sighting {
  readonly pose: Pose;
  /** How sure the scouts were of a person there, 0..1. */
  readonly found: number;
  /** What they wear, see `readClothes`; read only while the tracker is told. */
  readonly clothes?: Float32Array | undefined;
}

type Settings = Pick<TrackingSettings, 'distance' | 'clothes'>;

/**
 * Clothes so unlike (one minus their likeness) are as good as a stranger's, as half of all pairs of strangers are, and nobody
 * comes back in clothes so unlike: after two to five seconds 10 % of the same people's are (measured on PETS09-S2L1).
 */
const STRANGE = 0.4;
const ANOTHER = 0.3;

/** For those who were seen a moment ago: the distance of the settings; clothes have a say within the gate. */
export function nearness(settings: Settings, gate: number): (sighting: Sighting, track: Track) => number {
  return (sighting, track) => {
    const distance = settings.distance(sighting.pose, track);
    return distance < gate ? dressed(settings, distance, gate, unlikeness(settings, sighting, track)) : distance;
  };
}

/** For somebody who was lost: below 1 it may be the same person; clothes may say that it is another. */
export function lostness(settings: Settings, sighting: Sighting, track: Track, nowMs: number): number {
  const distance = returnDistance(sighting.pose.box, track.box, (nowMs - track.seenMs) / 1000);
  const unlike = distance < 1 ? unlikeness(settings, sighting, track) : Number.NaN;
  return unlike > ANOTHER ? Number.POSITIVE_INFINITY : dressed(settings, distance, 1, unlike);
}

/** What is within the gate stays there, whatever the clothes. */
function dressed({ clothes }: Settings, distance: number, gate: number, unlike: number): number {
  if (Number.isNaN(unlike)) return distance;
  return (1 - clothes) * distance + clothes * gate * Math.min(unlike / STRANGE, 1);
}

/** How unlike the clothes are, 0..1; NaN when nobody knows. */
function unlikeness(settings: Settings, { clothes }: Sighting, track: Track): number {
  return settings.clothes > 0 && clothes ? 1 - clothesLikeness(clothes, track.clothes) : Number.NaN;
}
