// SPDX-License-Identifier: Apache-2.0
// Some squads look at a part of a person from near: where that is, those say who see the whole person.
import { cropToImage, type Place } from '../../frame/crop.ts';
import type { BoxScratch } from '../../pose/box.ts';
import type { Box } from '../../pose/pose.ts';
import { CONSENSUS } from '../agents/votes.ts';
import { CONSENSUS_RECORD } from '../kernels/kernels.ts';
import type { Reference } from './squad.ts';

/** Joints have a say about the place whose score in the consensus is above this. */
const SURE = 0.15;
/** Fewer joints are no place. */
const ENOUGH = 2;
/** Sides of the part, as a share of the person's. */
const LEAST_SHARE = 0.25;

/**
 * Writes the box round the joints that were found; that of the person where too few were. All boxes in the person's upright frame.
 *
 * @param results Index of the consensus' records in `f32`, [17][`CONSENSUS_RECORD`].
 * @param joints Those of the part.
 * @param person The person's box.
 * @param place Scratch.
 */
export function partBox(
  f32: Float32Array,
  results: number,
  joints: readonly number[],
  person: Box,
  { rect, input }: Reference,
  place: Place,
  out: BoxScratch,
): void {
  let count = 0;
  out.xMin = out.yMin = Number.POSITIVE_INFINITY;
  out.xMax = out.yMax = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < joints.length; i++) {
    const record = results + (joints[i] ?? 0) * CONSENSUS_RECORD;
    if (!((f32[record + CONSENSUS.score] ?? 0) > SURE)) continue;
    cropToImage(rect, input, false, f32[record + CONSENSUS.x] ?? 0, f32[record + CONSENSUS.y] ?? 0, place);
    out.xMin = Math.min(out.xMin, place.x);
    out.yMin = Math.min(out.yMin, place.y);
    out.xMax = Math.max(out.xMax, place.x);
    out.yMax = Math.max(out.yMax, place.y);
    count++;
  }
  if (count < ENOUGH) {
    Object.assign(out, person);
    return;
  }
  const aspect = input.width / input.height;
  const height = LEAST_SHARE * Math.max(person.height, person.width / aspect);
  grow(out, Math.max(out.xMax - out.xMin, height * aspect), Math.max(out.yMax - out.yMin, height));
}

/** Makes a box so large about its middle. */
function grow(box: BoxScratch, width: number, height: number): void {
  const x = (box.xMin + box.xMax - width) / 2;
  const y = (box.yMin + box.yMax - height) / 2;
  box.xMin = x;
  box.yMin = y;
  box.xMax = x + width;
  box.yMax = y + height;
  box.width = width;
  box.height = height;
}
