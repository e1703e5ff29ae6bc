// SPDX-License-Identifier: Apache-2.0
// Some squads look at a part of a person. Of a joint that lies elsewhere such a squad knows nothing, though it says something:
// once all have said where the joint is, the votes of those who cannot see that place are taken out.
import {
  type CropRect,
  createRect,
  type InputSize,
  imageToCrop,
  type Place,
  personCrop,
  type RectScratch,
  type View,
} from '../../frame/crop.ts';
import { KEYPOINT_COUNT } from '../../pose/keypoints.ts';
import type { Box } from '../../pose/pose.ts';
import { type Ballot, CONSENSUS, VOTE, VOTE_FLOATS, VOTES_OF_SQUAD } from '../agents/votes.ts';
import { CONSENSUS_RECORD } from '../kernels/kernels.ts';

/** Floats of a window: x0, y0, x1, y1 in reference-crop px. */
export const WINDOW_FLOATS = 4;

/** Writes which part of the reference crop (`rect` of the picture, seen as `input` px) a squad sees of the person in `box`. */
export type WindowWriter = (
  squad: { readonly view: View; readonly input: InputSize },
  box: Box,
  reference: { readonly rect: CropRect; readonly input: InputSize },
  f32: Float32Array,
  window: number,
) => void;

/** Has memory of its own, so that a frame makes none. */
export function createWindowWriter(): WindowWriter {
  const rect: RectScratch = createRect();
  const corner: Place = { x: 0, y: 0 };
  return ({ view, input }, box, reference, f32, window) => {
    personCrop(box, view, input, rect);
    imageToCrop(reference.rect, reference.input, false, rect.x0, rect.y0, corner);
    f32[window] = corner.x;
    f32[window + 1] = corner.y;
    imageToCrop(reference.rect, reference.input, false, rect.x1, rect.y1, corner);
    f32[window + 2] = corner.x;
    f32[window + 3] = corner.y;
  };
}

/**
 * Marks which of a squad's votes are about joints outside its window, by where the results have them.
 *
 * @param f32 The memory.
 * @param votes Index of the squad's votes, [17][`VOTE_FLOATS`].
 * @param results Index of the consensus' records, [17][`CONSENSUS_RECORD`].
 * @param window Index of its window.
 * @returns How many.
 */
export function markOutside(f32: Float32Array, votes: number, results: number, window: number): number {
  let count = 0;
  for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
    const record = results + joint * CONSENSUS_RECORD;
    const outside = liesOutside(f32, f32[record + CONSENSUS.x]!, f32[record + CONSENSUS.y]!, window);
    const at = votes + joint * VOTE_FLOATS + VOTE.sharpness;
    const sharpness = Math.abs(f32[at]!);
    f32[at] = outside ? -sharpness : sharpness;
    if (outside && sharpness > 0) count++;
  }
  return count;
}

/**
 * Marks the votes of the first `voting` squads; a joint that none of those sees who speak about it keeps its votes. Returns how
 * many.
 *
 * @param muted [squad]: 1 where nothing that it says counts; its marks stay as they are.
 */
export function markAbstentions(
  f32: Float32Array,
  { votes, results, windows }: Ballot,
  voting: number,
  muted: Uint8Array,
): number {
  let count = 0;
  for (let squad = 0; squad < voting; squad++) {
    if (muted[squad]) continue;
    count += markOutside(f32, votes + squad * VOTES_OF_SQUAD, results, windows + squad * WINDOW_FLOATS);
  }
  for (let joint = 0; count > 0 && joint < KEYPOINT_COUNT; joint++) {
    const first = votes + joint * VOTE_FLOATS + VOTE.sharpness;
    let seen = 0;
    for (let squad = 0; squad < voting; squad++) if (f32[first + squad * VOTES_OF_SQUAD]! > 0) seen++;
    if (seen > 0) continue;
    for (let squad = 0; squad < voting; squad++) {
      if (muted[squad]) continue;
      const at = first + squad * VOTES_OF_SQUAD;
      if (f32[at]! < 0) count--;
      f32[at] = Math.abs(f32[at]!);
    }
  }
  return count;
}

/** Forgets who abstains. `muted`: as in `markAbstentions`. */
export function clearMarks(f32: Float32Array, { votes }: Ballot, voting: number, muted?: Uint8Array): void {
  for (let squad = 0; squad < voting; squad++) {
    if (muted?.[squad]) continue;
    const first = votes + squad * VOTES_OF_SQUAD + VOTE.sharpness;
    for (let at = first; at < first + VOTES_OF_SQUAD; at += VOTE_FLOATS) f32[at] = Math.abs(f32[at]!);
  }
}

function liesOutside(f32: Float32Array, x: number, y: number, window: number): boolean {
  return x < f32[window]! || y < f32[window + 1]! || x > f32[window + 2]! || y > f32[window + 3]!;
}
