// SPDX-License-Identifier: Apache-2.0
// The scouts look at the whole picture at a quarter of the level's pixels, then closer where the coordinator says so, and in stills
// once more from near.

import type { CropRect } from '../../frame/crop.ts';
import { type Letterbox, letterbox, letterboxPart, letterboxRect } from '../../frame/letterbox.ts';
import { pictureRect, turnPixels } from '../../frame/upright.ts';
import { boxOf, clipBox, holdsMiddle } from '../../pose/box.ts';
import type { Box } from '../../pose/pose.ts';
import type { Quarter } from '../../pose/quarter.ts';
import { changeTone } from '../agents/change-tone.ts';
import { refuse } from '../agents/check.ts';
import type { ScoutProgram } from '../agents/graph.ts';
import type { PlacedProgram } from '../agents/place-swarm.ts';
import { planProgram } from '../agents/plan-program.ts';
import { createProgramRunner, type ProgramRunner } from '../agents/program-runner.ts';
import type { StoredPicture, SwarmContext } from '../agents/swarm-context.ts';
import { chooseWindows, createWindowChoice, NEAR_GRID, noteWishes, WINDOW_GRID, type WindowChoice } from './focus.ts';
import { createProposals, createRegionSlots, PER_REGION, proposePeople, REGION_GRID } from './propose.ts';

/** Somebody may be here. */
export interface Candidate {
  /** Picture px; may leave the picture. */
  readonly box: Box;
  /** Probability of a person, 0..1. */
  readonly score: number;
}

export interface ScanOptions {
  /** A cell proposes a person above this probability; the swarm's own threshold when left out. */
  readonly threshold?: number;
  /** Most windows that are looked at closer, 0..9; all that the coordinator asks for when left out. */
  readonly windows?: number;
  /** `performance.now()` from which on only a first window is still looked at. */
  readonly deadline?: number | undefined;
  /** Which of the windows, strongest first, begins: in a stream without time for all of them each gets its turn. 0 when left out. */
  readonly turn?: number;
  /**
   * Whether windows of the windows are looked at, too, in which people seem four times as large as in the whole picture; false when
   * left out.
   */
  readonly near?: boolean;
  /** By how many quarters, clockwise, those are turned who are looked for; 0, upright, when left out. */
  readonly quarter?: Quarter;
  /** Only people whose middle lies in this part of the picture, px, which is seen as large as it can be; all of it when left out. */
  readonly region?: Box | undefined;
}

export interface Scouts {
  readonly runner: ProgramRunner;
  /** People of a picture, unsorted, the same person possibly more than once. */
  scan(picture: StoredPicture, options?: ScanOptions): Candidate[];
}

const PIXEL_FLOATS = 4;
/** A box that leaves its window by more than this, input px, is a part of somebody whom another window sees whole. */
const CUT_MARGIN = 8;
/** Boxes of which the picture shows less than this, px, show nobody: the letterbox's bars are black. */
const MIN_SIDE = 4;

export function createScouts(placed: PlacedProgram<ScoutProgram>, context: SwarmContext): Scouts {
  const { program } = placed;
  const { kernels, f32, frames, resampleScratch } = context;
  const side = program.input.width;
  const levelSide = side * 2;
  const level = frames.allocate(levelSide * levelSide * PIXEL_FLOATS * 4);
  const plan = planProgram(program);
  const runner = createProgramRunner(placed, plan, frames.allocate(plan.bytes), kernels);
  const people = planesOf('head');
  const focus = planesOf('focus');
  const stride = side / people.width;
  const slots = createRegionSlots();
  const windows = createWindowChoice(WINDOW_GRID);
  const nearWindows = createWindowChoice(NEAR_GRID);
  const seen = createProposals(REGION_GRID * REGION_GRID * PER_REGION);
  const rect = { x0: 0, y0: 0, x1: 0, y1: 0 };

  return {
    runner,
    scan(picture, options = {}) {
      const { threshold = program.threshold, quarter = 0, region, near = false } = options;
      const fit = fitOf(picture, region);
      const found: Candidate[] = [];
      fillLevel(picture, fit);
      if (quarter !== 0) turn(level, levelSide, quarter);
      kernels.reduce_half(level, levelSide, levelSide, runner.input);
      look(threshold);
      collect(picture, fit, quarter, 2, 0, 0, found);
      wish(windows, 0, 0);
      const count = chooseWindows(windows, program.focusThreshold);
      const { windows: most = count, turn: first = 0, deadline = Number.POSITIVE_INFINITY } = options;
      for (let i = 0; i < Math.min(count, most) && (i === 0 || performance.now() < deadline); i++) {
        const window = windows.chosen[(i + first) % count] ?? 0;
        const [row, column] = [Math.floor(window / WINDOW_GRID), window % WINDOW_GRID];
        const [left, top] = [(column * side) / 2, (row * side) / 2];
        copyWindow(left, top);
        look(threshold);
        dropCut(1, left, top);
        collect(picture, fit, quarter, 1, left, top, found);
        if (near) wish(nearWindows, 2 * row, 2 * column);
      }
      const nearCount = chooseWindows(nearWindows, program.focusThreshold);
      for (let i = 0; i < nearCount && performance.now() < deadline; i++) {
        const window = nearWindows.chosen[i] ?? 0;
        const [left, top] = [((window % NEAR_GRID) * side) / 4, (Math.floor(window / NEAR_GRID) * side) / 4];
        fillNear(picture, fit, quarter, left, top);
        look(threshold);
        dropCut(0.5, left, top);
        collect(picture, fit, quarter, 0.5, left, top, found);
      }
      return region ? found.filter(({ box }) => holdsMiddle(region, box)) : found;
    },
  };

  /** How the picture, or its part in the region, fits into the level. */
  function fitOf({ width, height, factor }: StoredPicture, region?: Box): Letterbox {
    if (!region) return letterbox(width, height, levelSide);
    const { xMin, yMin, xMax, yMax } = region;
    return letterboxPart({ x0: xMin / factor, y0: yMin / factor, x1: xMax / factor, y1: yMax / factor }, levelSide);
  }

  function planesOf(op: 'head' | 'focus'): { values: Float32Array; width: number; height: number } {
    const layer = program.layers.find((one) => one.op === op && (one.op !== 'head' || one.role === 'scout'));
    if (layer === undefined) return refuse(`scout "${program.id}" has no ${op} layer, expected one`);
    const { pointer, shape } = runner.result(layer.id);
    const planes = shape.kind === 'planes' ? shape.count : 0;
    const { width, height } = shape;
    return { values: f32.subarray(pointer / 4, pointer / 4 + planes * width * height), width, height };
  }

  function fillLevel({ pointer, width, height, tone }: StoredPicture, fit: Letterbox): void {
    const { x0, y0, x1, y1 } = letterboxRect(fit);
    kernels.resample_rgba(pointer, width, height, x0, y0, x1, y1, level, levelSide, levelSide, 0, resampleScratch);
    changeTone(kernels, level, levelSide * levelSide, tone);
  }

  /** A quarter of the level a side becomes the input, with as many pixels of the picture as it has. */
  function fillNear(picture: StoredPicture, fit: Letterbox, quarter: Quarter, left: number, top: number): void {
    const { pointer, width, height, tone } = picture;
    const upright = levelRect(left, top, left + side / 2, top + side / 2, quarter);
    const { x0, y0, x1, y1 } = letterboxRect(fit, upright);
    kernels.resample_rgba(pointer, width, height, x0, y0, x1, y1, runner.input, side, side, 0, resampleScratch);
    changeTone(kernels, runner.input, side * side, tone);
    if (quarter !== 0) turn(runner.input, side, quarter);
  }

  /** So that those who are turned stand upright. Not for streams: it copies the pixels. */
  function turn(pointer: number, size: number, quarter: Quarter): void {
    const pixels = f32.subarray(pointer / 4, pointer / 4 + size * size * PIXEL_FLOATS);
    turnPixels(pixels.slice(), pixels, size, size, quarter, false);
  }

  /** What a rectangle of the turned level is in the level. */
  function levelRect(x0: number, y0: number, x1: number, y1: number, quarter: Quarter): CropRect {
    pictureRect({ x0, y0, x1, y1 }, quarter, rect);
    // It turns about the corner: what lies outside the level then is back in it a side further.
    const [dx, dy] = [quarter === 1 || quarter === 2 ? levelSide : 0, quarter > 1 ? levelSide : 0];
    rect.x0 += dx;
    rect.x1 += dx;
    rect.y0 += dy;
    rect.y1 += dy;
    return rect;
  }

  function wish(choice: WindowChoice, row: number, column: number): void {
    noteWishes(focus.values, focus.width, focus.height, choice, row, column);
  }

  function look(threshold: number): void {
    runner.run();
    seen.count = 0;
    proposePeople(people.values, people.width, people.height, stride, threshold, slots, seen);
  }

  /** A window of the level becomes the input: its pixels are already there. */
  function copyWindow(left: number, top: number): void {
    const row = side * PIXEL_FLOATS;
    for (let y = 0; y < side; y++) {
      const from = level / 4 + ((top + y) * levelSide + left) * PIXEL_FLOATS;
      f32.copyWithin(runner.input / 4 + y * row, from, from + row);
    }
  }

  /** Keeps what does not cross an edge behind which the picture goes on. */
  function dropCut(zoom: number, left: number, top: number): void {
    const low = -CUT_MARGIN;
    const high = side + CUT_MARGIN;
    let kept = 0;
    for (let i = 0; i < seen.count; i++) {
      const cut =
        (edge(i, 0) < low && left > 0) ||
        (edge(i, 1) < low && top > 0) ||
        (edge(i, 2) > high && left + zoom * side < levelSide) ||
        (edge(i, 3) > high && top + zoom * side < levelSide);
      if (cut) continue;
      seen.box.copyWithin(kept * 4, i * 4, i * 4 + 4);
      seen.score[kept] = seen.score[i] ?? 0;
      kept++;
    }
    seen.count = kept;
  }

  function edge(proposal: number, which: number): number {
    return seen.box[proposal * 4 + which] ?? 0;
  }

  /** Proposals in input px, `zoom` px of the turned level each from (left, top) on, into candidates in picture px. */
  function collect(
    { width, height, factor }: StoredPicture,
    fit: Letterbox,
    quarter: Quarter,
    zoom: number,
    left: number,
    top: number,
    found: Candidate[],
  ): void {
    for (let i = 0; i < seen.count; i++) {
      const across = (n: number): number => edge(i, n) * zoom + left;
      const down = (n: number): number => edge(i, n) * zoom + top;
      const { x0, y0, x1, y1 } = levelRect(across(0), down(1), across(2), down(3), quarter);
      const x = (level: number): number => ((level - fit.dx) / fit.scale) * factor;
      const y = (level: number): number => ((level - fit.dy) / fit.scale) * factor;
      const box = boxOf(x(x0), y(y0), x(x1), y(y1));
      const shown = clipBox(box, width * factor, height * factor);
      if (shown.width >= MIN_SIDE && shown.height >= MIN_SIDE) found.push({ box, score: seen.score[i] ?? 0 });
    }
  }
}
