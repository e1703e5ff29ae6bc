// SPDX-License-Identifier: Apache-2.0
import type { Detector } from '../src/index.ts';
import { boxOf } from '../src/pose/box.ts';
import type { Box } from '../src/pose/pose.ts';
import { type Budget, time } from './timing.ts';

/** RGBA pixels to measure on. */
export interface BenchPicture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** One measured line: a whole frame (scouts and squads), or the squads alone on given boxes. */
export interface WorkTiming {
  readonly work: 'frame' | 'boxes';
  /** People of the frame: found by the scouts, or given as boxes. */
  readonly people: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly fps: number;
}

/** Boxes that stand for 1 and for several people: what one more person costs. */
export const BOX_COUNTS: readonly number[] = [1, 4];

const MAX_POSES = 10;

/** Measures one detector on one picture. Runs in Node and in a page alike. */
export async function measureDetector(
  detector: Detector,
  picture: BenchPicture,
  budget: Budget,
): Promise<WorkTiming[]> {
  const found = await detector.estimatePoses(picture, { maxPoses: MAX_POSES });
  const frame = await time(() => detector.estimatePoses(picture, { maxPoses: MAX_POSES }), budget);
  const lines: WorkTiming[] = [line('frame', found.length, frame.p50Ms, frame.p99Ms)];
  const box = found.map((pose) => pose.box).find(isLookable) ?? middleBox(picture);
  for (const people of BOX_COUNTS) {
    const boxes = Array.from({ length: people }, () => ({ ...box }));
    const { p50Ms, p99Ms } = await time(() => detector.estimatePoses(picture, { boxes }), budget);
    lines.push(line('boxes', people, p50Ms, p99Ms));
  }
  return lines;
}

function line(work: WorkTiming['work'], people: number, p50Ms: number, p99Ms: number): WorkTiming {
  const round = (value: number): number => Number(value.toFixed(3));
  return { work, people, p50Ms: round(p50Ms), p99Ms: round(p99Ms), fps: round(1000 / p50Ms) };
}

/** Whether a person in it could be seen: what is mostly outside the picture is nothing to measure on. */
function isLookable({ width, height }: Box): boolean {
  return width >= 16 && height >= 16;
}

/** Where a person would be: squads cost the same whoever stands there. */
export function middleBox({ width, height }: BenchPicture): Box {
  return boxOf(width * 0.3, height * 0.1, width * 0.7, height * 0.9);
}
