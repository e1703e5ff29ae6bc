// SPDX-License-Identifier: Apache-2.0
// In video the prediction is one more voter: it holds joints that squads see badly near their course. It is heard after the
// gate, among those who agree, and counts little: so it neither moves the centre nor decides who is an outlier, and whoever
// moves is never held back (errors would feed on themselves: the prediction comes from earlier answers).
import { type CropRect, type InputSize, imageToCrop, type Place } from '../../frame/crop.ts';
import { toUpright } from '../../frame/upright.ts';
import { KEYPOINT_COUNT } from '../../pose/keypoints.ts';
import type { Quarter } from '../../pose/quarter.ts';
import { CONSENSUS } from '../agents/votes.ts';
import { CONSENSUS_RECORD } from '../kernels/kernels.ts';

/** Where somebody's 17 joints are expected, picture px, and how sure that is, 0..1. */
export interface Prediction {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
}

/** Half of what a squad counts that is sure. */
const MOST_WEIGHT = 0.5;
/** Never more than this share of what the agreeing squads count together: two thirds of the answer are theirs. */
const MOST_OF_SQUADS = 0.5;
/** The prediction agrees when it is this close to the result, in spreads of the agreeing votes: the gate of a squad's vote. */
const GATE_SPREADS = 2.5;
/** Squads that agree better than this, reference-crop px, are not surer of the place than their heatmaps' cells allow. */
const LEAST_SPREAD_PX = 2;
/** So little counts a squad that is sure of nothing; as in the consensus. */
const LEAST_CONFIDENCE = 0.05;
/** A joint that was less sure predicts nothing. */
const LEAST_TRUST = 0.2;

/**
 * The share of the way to the prediction that the answer moves, 0 to 1/3.
 *
 * @param distance Between both.
 * @param spread Of the agreeing votes, in the same unit.
 * @param floor Votes this close always agree.
 * @param squads Weight of the agreeing squads: their confidences' sum.
 * @param trust How sure the prediction is, 0..1.
 */
export function predictionShare(
  distance: number,
  spread: number,
  floor: number,
  squads: number,
  trust: number,
): number {
  // Written so that NaN has no say.
  if (!(trust >= LEAST_TRUST && squads > 0 && distance <= Math.max(GATE_SPREADS * spread, floor))) return 0;
  const weight = Math.min(MOST_WEIGHT * Math.min(trust, 1), MOST_OF_SQUADS * squads);
  return weight / (squads + weight);
}

/**
 * Lets the prediction have its say about a person's results.
 *
 * @param f32 The memory.
 * @param results Index of the consensus' records, [17][`CONSENSUS_RECORD`]; their places are changed.
 * @param reference The reference crop in the person's upright frame.
 * @param place Scratch.
 */
export function heedPrediction(
  f32: Float32Array,
  results: number,
  { x, y, scores }: Prediction,
  { rect, input, quarter }: { readonly rect: CropRect; readonly input: InputSize; readonly quarter: Quarter },
  place: Place,
): void {
  for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
    const record = results + joint * CONSENSUS_RECORD;
    const squads = f32[record + CONSENSUS.live]! * Math.max(f32[record + CONSENSUS.score]!, LEAST_CONFIDENCE);
    toUpright(x[joint]!, y[joint]!, quarter, place);
    imageToCrop(rect, input, false, place.x, place.y, place);
    const dx = place.x - f32[record + CONSENSUS.x]!;
    const dy = place.y - f32[record + CONSENSUS.y]!;
    const spread = f32[record + CONSENSUS.spread]!;
    const share = predictionShare(Math.hypot(dx, dy), spread, LEAST_SPREAD_PX, squads, scores[joint]!);
    if (share === 0) continue;
    f32[record + CONSENSUS.x] = f32[record + CONSENSUS.x]! + share * dx;
    f32[record + CONSENSUS.y] = f32[record + CONSENSUS.y]! + share * dy;
  }
}
