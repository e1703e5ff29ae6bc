// SPDX-License-Identifier: Apache-2.0
import { MAX_DETECTIONS, OKS_THRESHOLDS } from './params.ts';
import { detectionArea, personOks } from './person-oks.ts';
import type { CocoDetection, CocoPerson } from './types.ts';

/** One picture's people, its best detections (best score first) and their OKS, detection-major. */
export interface PictureScores {
  readonly people: readonly CocoPerson[];
  readonly detections: readonly CocoDetection[];
  readonly oks: readonly (readonly number[])[];
}

/** What matching a picture gives for one area range. */
export interface PictureMatches {
  readonly scores: readonly number[];
  /** [threshold][detection]: 1 true positive, 0 false positive, -1 not counted. */
  readonly outcomes: readonly Int8Array[];
  /** People that count in this range. */
  readonly counted: number;
}

/** Sorts best score first (stable, as numpy's mergesort), keeps the first 20 and measures OKS with everybody. */
export function scorePicture(people: readonly CocoPerson[], detections: readonly CocoDetection[]): PictureScores {
  const best = [...detections].sort((a, b) => b.score - a.score).slice(0, MAX_DETECTIONS);
  return { people, detections: best, oks: best.map((d) => people.map((person) => personOks(person, d.keypoints))) };
}

/** People that COCO ignores whatever their size: crowds, and people without a labelled joint. */
export function alwaysIgnored(person: CocoPerson): boolean {
  return person.isCrowd || person.numKeypoints === 0;
}

/** Greedy matching of one picture for one area range, for every OKS threshold (pycocotools `evaluateImg`). */
export function matchPicture(picture: PictureScores, range: readonly [number, number]): PictureMatches {
  const { detections, oks } = picture;
  const outside = (area: number): boolean => area < range[0] || area > range[1];
  // People that count come first: a detection looks at the ignored ones only when no other fits.
  const order = picture.people
    .map((person, index) => ({ person, index, ignored: alwaysIgnored(person) || outside(person.area) }))
    .sort((a, b) => Number(a.ignored) - Number(b.ignored));
  const tooSmallOrLarge = detections.map((d) => outside(detectionArea(d.keypoints)));
  const outcomes = OKS_THRESHOLDS.map((threshold) => {
    const taken = new Array<boolean>(order.length).fill(false);
    return Int8Array.from(detections, (_, d) => {
      const match = bestPerson(order, taken, oks[d] ?? [], threshold);
      if (match === undefined) return tooSmallOrLarge[d] ? -1 : 0;
      taken[match] = true;
      return order[match]?.ignored ? -1 : 1;
    });
  });
  return {
    scores: detections.map((d) => d.score),
    outcomes,
    counted: order.filter((entry) => !entry.ignored).length,
  };
}

interface Candidate {
  readonly person: CocoPerson;
  readonly index: number;
  readonly ignored: boolean;
}

function bestPerson(
  order: readonly Candidate[],
  taken: readonly boolean[],
  oks: readonly number[],
  threshold: number,
): number | undefined {
  let floor = Math.min(threshold, 1 - 1e-10);
  let best: number | undefined;
  for (const [i, { person, index, ignored }] of order.entries()) {
    if (taken[i] && !person.isCrowd) continue;
    if (best !== undefined && !order[best]?.ignored && ignored) break;
    const value = oks[index] ?? 0;
    if (value < floor) continue;
    floor = value;
    best = i;
  }
  return best;
}
