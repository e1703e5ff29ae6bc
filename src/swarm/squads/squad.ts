// SPDX-License-Identifier: Apache-2.0
import {
  type CropRect,
  createRect,
  cropToImage,
  type InputSize,
  imageToCrop,
  type Place,
  personCrop,
  type View,
} from '../../frame/crop.ts';
import { across, pictureRect, turnPixels } from '../../frame/upright.ts';
import { FACE_END, KEYPOINT_COUNT, MIRROR } from '../../pose/keypoints.ts';
import type { Box } from '../../pose/pose.ts';
import type { Quarter } from '../../pose/quarter.ts';
import { changeTone } from '../agents/change-tone.ts';
import type { SquadProgram } from '../agents/graph.ts';
import type { PlacedProgram } from '../agents/place-swarm.ts';
import type { ProgramPlan } from '../agents/plan-program.ts';
import { createProgramRunner, type ProgramRunner } from '../agents/program-runner.ts';
import type { StoredPicture, SwarmContext } from '../agents/swarm-context.ts';
import { VOTE, VOTE_FLOATS } from '../agents/votes.ts';
import { DECODE_RECORD } from '../kernels/kernels.ts';

/** The crop in which all squads' votes about a person meet: a rectangle of the person's upright frame seen as `input` px. */
export interface Reference {
  readonly rect: CropRect;
  readonly input: InputSize;
  /** By how many quarters the person is turned clockwise in the picture; see `toUpright`. */
  readonly quarter: Quarter;
}

/** How the reference crop looks at a person: some air around the box, never mirrored. */
export const REFERENCE_VIEW: View = { scale: 1.25, dx: 0, dy: 0, mirror: false };

/**
 * What the word about a face weighs, besides its sharpness, of a squad that looks at one from near: those who see it coarsely
 * err alike, so that three of them are no surer than one (held-out COCO: AR .429 to .438).
 */
const NEAR_FACE = 10;

export interface Squad {
  readonly id: string;
  readonly view: View;
  readonly input: InputSize;
  readonly runner: ProgramRunner;
  /**
   * Looks at `box` (px of the person's upright frame) and writes one vote a keypoint.
   *
   * @param box That of the person, or of the part at which the view looks.
   * @param votes Index into the memory's f32 view: [17][4] = x, y in reference-crop px, confidence, sharpness: see `VOTE`.
   */
  vote(picture: StoredPicture, box: Box, reference: Reference, votes: number): void;
  /** The first half of `vote`: the person's pixels become the runner's input. */
  look(picture: StoredPicture, box: Box, quarter: Quarter): void;
  /** The second half: what the runner's input shows, as votes. */
  answer(box: Box, reference: Reference, votes: number): void;
  /** The end of it, for records that were made elsewhere ([17][`DECODE_RECORD`]): what they say, as votes. */
  report(records: Float32Array, box: Box, reference: Reference, votes: number): void;
}

/** What a squad needs to work. */
export type SquadContext = Pick<SwarmContext, 'kernels' | 'f32' | 'resampleScratch'>;

/** A squad whose working memory begins at byte `base` and is shared with whoever runs before or after it. */
export function createSquad(
  placed: PlacedProgram<SquadProgram>,
  plan: ProgramPlan,
  base: number,
  context: SquadContext,
): Squad {
  const { program } = placed;
  const { input, view } = program;
  const { f32, kernels, resampleScratch } = context;
  const runner = createProgramRunner(placed, plan, base, kernels);
  const decoded = runner.result(program.layers.at(-1)?.id ?? 'input');
  const records = f32.subarray(decoded.pointer / 4, decoded.pointer / 4 + KEYPOINT_COUNT * DECODE_RECORD);
  const cellWidth = input.width / decoded.shape.width;
  const cellHeight = input.height / decoded.shape.height;
  const says = saysOf(view);
  const place: Place = { x: 0, y: 0 };
  const rect = createRect();
  const seen = createRect();
  /** The crop of somebody who is turned, as it lies in the picture: made when there is one. */
  let turned: Float32Array | undefined;

  return {
    id: program.id,
    view,
    input,
    runner,
    vote(picture, box, reference, votes) {
      look(picture, box, reference.quarter);
      answer(box, reference, votes);
    },
    look,
    answer,
    report,
  };

  function answer(box: Box, reference: Reference, votes: number): void {
    runner.run();
    report(records, box, reference, votes);
  }

  function report(from: Float32Array, box: Box, reference: Reference, votes: number): void {
    personCrop(box, view, input, rect);
    const sharpness = pixelArea(reference.rect, reference.input) / pixelArea(rect, input);
    for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
      // What looks like a left wrist in a flipped crop is a right one.
      const record = (view.mirror ? (MIRROR[joint] ?? joint) : joint) * DECODE_RECORD;
      const x = (from[record] ?? 0) * cellWidth;
      const y = (from[record + 1] ?? 0) * cellHeight;
      cropToImage(rect, input, view.mirror, x, y, place);
      imageToCrop(reference.rect, reference.input, false, place.x, place.y, place);
      const vote = votes + joint * VOTE_FLOATS;
      f32[vote] = place.x;
      f32[vote + 1] = place.y;
      f32[vote + 2] = from[record + 2] ?? 0;
      f32[vote + VOTE.sharpness] = sharpness * (says[joint] ?? 0);
    }
  }

  function look({ pointer, width, height, factor, tone }: StoredPicture, box: Box, quarter: Quarter): void {
    personCrop(box, view, input, rect);
    const part = quarter === 0 ? rect : pictureRect(rect, quarter, seen);
    kernels.resample_rgba(
      pointer,
      width,
      height,
      part.x0 / factor,
      part.y0 / factor,
      part.x1 / factor,
      part.y1 / factor,
      runner.input,
      across(quarter) ? input.height : input.width,
      across(quarter) ? input.width : input.height,
      quarter === 0 && view.mirror ? 1 : 0,
      resampleScratch,
    );
    changeTone(kernels, runner.input, input.width * input.height, tone);
    if (quarter !== 0) turnInput(quarter);
  }

  function turnInput(quarter: Quarter): void {
    const first = runner.input / 4;
    const pixels = f32.subarray(first, first + input.width * input.height * 4);
    turned ??= new Float32Array(pixels.length);
    turned.set(pixels);
    turnPixels(turned, pixels, input.width, input.height, quarter, view.mirror);
  }
}

/** Of a pixel of `input`, picture px². */
function pixelArea({ x0, y0, x1, y1 }: CropRect, { width, height }: InputSize): number {
  return ((x1 - x0) * (y1 - y0)) / (width * height);
}

/** What the word of a squad of this view weighs, by joint: 0 about those of which it does not speak. */
function saysOf({ joints }: View): Float32Array {
  return Float32Array.from({ length: KEYPOINT_COUNT }, (_, joint) => {
    if (joints === undefined) return 1;
    return joints.includes(joint) ? (joint < FACE_END ? NEAR_FACE : 1) : 0;
  });
}
