// SPDX-License-Identifier: Apache-2.0
// The graph's optional section of temporal validators into `Temporal`.
import { KEYPOINT_NAMES } from '../../pose/keypoints.ts';
import { asNames, asRecord, asText, quote, refuse } from './check.ts';
import type { Temporal } from './graph.ts';

/** @throws PoseError `bad-weights` that names the entry, its value and what was expected. */
export function parseTemporal(value: unknown, where: string): Temporal {
  const entry = asRecord(asRecord(value, where).validators, `${where}.validators`);
  const names = asNames(entry.names, `${where}.validators.names`);
  if (names.join() !== KEYPOINT_NAMES.join())
    refuse(`${where}.validators.names is ${quote(names)}, expected the 17 keypoints`);
  return { validators: { names, tensor: asText(entry.tensor, `${where}.validators.tensor`) } };
}
