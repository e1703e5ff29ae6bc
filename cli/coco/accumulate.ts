// SPDX-License-Identifier: Apache-2.0
import type { PictureMatches } from './match.ts';
import { OKS_THRESHOLDS, RECALL_POINTS } from './params.ts';

/** Per OKS threshold: mean precision over the 101 recall points, and the highest recall. */
export interface AreaResult {
  readonly precision: readonly number[];
  readonly recall: readonly number[];
}

/** All pictures of one area range together (pycocotools `accumulate`); undefined when nobody counts in this range. */
export function accumulate(pictures: readonly PictureMatches[]): AreaResult | undefined {
  const people = pictures.reduce((sum, picture) => sum + picture.counted, 0);
  if (people === 0) return undefined;
  const order = pictures
    .flatMap((picture, p) => picture.scores.map((score, d) => ({ score, p, d })))
    .sort((a, b) => b.score - a.score);
  const curves = OKS_THRESHOLDS.map((_, t) =>
    curve(
      order.map(({ p, d }) => pictures[p]?.outcomes[t]?.[d] ?? -1),
      people,
    ),
  );
  return { precision: curves.map((c) => c.precision), recall: curves.map((c) => c.recall) };
}

/** Outcomes best score first -> mean interpolated precision and the last recall. */
function curve(outcomes: readonly number[], people: number): { precision: number; recall: number } {
  const recall: number[] = [];
  const precision: number[] = [];
  let hits = 0;
  let misses = 0;
  for (const outcome of outcomes) {
    if (outcome === 1) hits += 1;
    else if (outcome === 0) misses += 1;
    recall.push(hits / people);
    precision.push(hits / (hits + misses + Number.EPSILON));
  }
  // Interpolated precision: the best one at this recall or beyond.
  for (let i = precision.length - 1; i > 0; i--) {
    precision[i - 1] = Math.max(precision[i - 1] ?? 0, precision[i] ?? 0);
  }
  let sum = 0;
  let at = 0;
  for (const point of RECALL_POINTS) {
    while (at < recall.length && (recall[at] ?? 0) < point) at += 1;
    sum += precision[at] ?? 0;
  }
  return { precision: sum / RECALL_POINTS.length, recall: recall.at(-1) ?? 0 };
}
