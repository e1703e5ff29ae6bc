// SPDX-License-Identifier: Apache-2.0
import { boxOf } from '../../src/pose/box.ts';
import type { RecordFrame } from '../../src/record/index.ts';
import type { JudgedFrame, TruePerson } from './measures.ts';

/** The first line of a file of hand-made tracks. */
const HEAD = 'frame,id,x,y,w,h,counted';

/** Hand-made tracks: lines `frame,id,x,y,w,h,counted` under that head; frames from 1, px, `counted` 0 is to be ignored. */
export function readTruth(text: string): Map<number, TruePerson[]> {
  const [head, ...lines] = text.trim().split('\n');
  if (head !== HEAD) throw new Error(`The first line is "${head}"; expected "${HEAD}".`);
  const frames = new Map<number, TruePerson[]>();
  for (const line of lines) {
    const [frame = 0, id = 0, x = 0, y = 0, width = 0, height = 0, counted = 0] = line.split(',').map(Number);
    const person = { id, box: boxOf(x, y, x + width, y + height), ignored: counted === 0 };
    frames.set(frame, [...(frames.get(frame) ?? []), person]);
  }
  return frames;
}

/** Confirmed people who score `least` or more against the truth, in the frames of which somebody knows the truth. */
export function againstTruth(
  frames: readonly RecordFrame[],
  truth: ReadonlyMap<number, readonly TruePerson[]>,
  least: number,
): JudgedFrame[] {
  return frames.flatMap(({ index, poses }, place) => {
    const people = truth.get((index ?? place) + 1);
    if (people === undefined) return [];
    const shown = poses.filter(({ confirmed, score }) => confirmed && score >= least);
    return [{ truth: people, tracks: shown.map(({ id = 0, box }) => ({ id, box })) }];
  });
}
