// SPDX-License-Identifier: Apache-2.0
// The same people in different tones, side by side: what a swarm loses with one of them.
import { join } from 'node:path';
import { readAnnotations } from '../../cli/annotations/annotations.ts';
import { openDetector } from '../../cli/detector.ts';
import { type BoxSource, evaluate } from '../../cli/evaluation/evaluation.ts';

export interface ToneLine {
  readonly tone: string;
  readonly people: number;
  /** COCO's AP with given boxes, and behind the scouts. */
  readonly AP: Readonly<Record<BoxSource, number>>;
}

/** Judges one folder of `training/synth/tones.py`. @param weights A file; the swarm that comes along when left out. */
export async function judgeTone(
  folder: string,
  tone: string,
  note: (line: string) => void,
  weights?: string,
): Promise<ToneLine> {
  const annotations = await readAnnotations(join(folder, tone, 'people.json'));
  const detector = await openDetector({ minPoseScore: 0, weights });
  try {
    const judge = (source: BoxSource) => evaluate(detector, annotations, join(folder, tone), source, { note });
    const [gt, scouts] = [await judge('gt'), await judge('scouts')];
    return { tone, people: gt.people, AP: { gt: gt.AP, scouts: scouts.AP } };
  } finally {
    detector.dispose();
  }
}

/** How far the worst of some tones lies behind the best, by where the boxes come from. */
export function gapOf(lines: readonly ToneLine[]): Record<BoxSource, number> {
  const gap = (source: BoxSource): number => {
    const each = lines.map(({ AP }) => AP[source]);
    return Math.max(...each) - Math.min(...each);
  };
  return { gt: gap('gt'), scouts: gap('scouts') };
}
