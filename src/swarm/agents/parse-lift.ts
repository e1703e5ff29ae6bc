// SPDX-License-Identifier: Apache-2.0
// The graph's optional section of lifters into `Lift`.
import { KEYPOINT_NAMES } from '../../pose/keypoints.ts';
import { asArray, asNames, asNumber, asRecord, asWiring, quote, refuse } from './check.ts';
import { type Lift, TILE_QUADS } from './graph.ts';

/** Metres of a person. */
const SHORTEST = 0.3;
const TALLEST = 3;
/** Bounds what a hostile file can ask for. */
const MOST_MIXERS = 8;

/** @throws PoseError `bad-weights` that names the entry, its value and what was expected. */
export function parseLift(value: unknown, where: string): Lift {
  const entry = asRecord(value, where);
  const encoders = asRecord(entry.encoders, `${where}.encoders`);
  const regions = asNames(encoders.names, `${where}.encoders.names`);
  const mixers = asArray(entry.mixers, `${where}.mixers`);
  if (mixers.length > MOST_MIXERS)
    refuse(`${where}.mixers has ${mixers.length} entries, expected at most ${MOST_MIXERS}`);
  return {
    height: asNumber(entry.height, `${where}.height`, SHORTEST, TALLEST),
    minScore: asNumber(entry.minScore, `${where}.minScore`, 0, 1),
    encoders: {
      names: regions,
      joints: asWiring(encoders.joints, `${where}.encoders.joints`, KEYPOINT_NAMES.length, regions.length),
    },
    mixers: mixers.map((mixer, k) => parseMixer(mixer, regions.length, `${where}.mixers[${k}]`)),
    lifters: { names: lifterNames(entry.lifters, `${where}.lifters`) },
  };
}

function parseMixer(value: unknown, agents: number, where: string): Lift['mixers'][number] {
  const entry = asRecord(value, where);
  return {
    names: asNames(entry.names, `${where}.names`, agents),
    reads: asWiring(entry.reads, `${where}.reads`, agents * TILE_QUADS, agents),
  };
}

function lifterNames(value: unknown, where: string): string[] {
  const names = asNames(asRecord(value, where).names, `${where}.names`);
  if (names.join() !== KEYPOINT_NAMES.join()) refuse(`${where}.names is ${quote(names)}, expected the 17 keypoints`);
  return names;
}
