// SPDX-License-Identifier: Apache-2.0
import { type AreaResult, accumulate } from './accumulate.ts';
import { matchPicture, scorePicture } from './match.ts';
import { AREA_RANGES, OKS_THRESHOLDS } from './params.ts';
import type { CocoDetection, CocoPerson, CocoSummary } from './types.ts';

const NOBODY = -1;

/**
 * COCO keypoint evaluation: the numbers pycocotools gives (`COCOeval(..., 'keypoints')`), written anew.
 *
 * @param imageIds the pictures to judge; people and detections of other pictures do not count
 */
export function evaluateCoco(
  imageIds: readonly number[],
  people: readonly CocoPerson[],
  detections: readonly CocoDetection[],
): CocoSummary {
  const peopleOf = group(people);
  const detectionsOf = group(detections);
  // Ties between scores of different pictures are broken by picture id, as pycocotools does.
  const pictures = [...new Set(imageIds)]
    .sort((a, b) => a - b)
    .map((id) => scorePicture(peopleOf.get(id) ?? [], detectionsOf.get(id) ?? []));
  const judge = (range: readonly [number, number]): AreaResult | undefined =>
    accumulate(pictures.map((picture) => matchPicture(picture, range)));
  const all = judge(AREA_RANGES.all);
  const medium = judge(AREA_RANGES.medium);
  const large = judge(AREA_RANGES.large);
  const at50 = 0;
  const at75 = OKS_THRESHOLDS.indexOf(0.75);
  return {
    AP: mean(all?.precision),
    AP50: all?.precision[at50] ?? NOBODY,
    AP75: all?.precision[at75] ?? NOBODY,
    APm: mean(medium?.precision),
    APl: mean(large?.precision),
    AR: mean(all?.recall),
    AR50: all?.recall[at50] ?? NOBODY,
    AR75: all?.recall[at75] ?? NOBODY,
    ARm: mean(medium?.recall),
    ARl: mean(large?.recall),
  };
}

function group<T extends { readonly imageId: number }>(items: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const list = groups.get(item.imageId);
    if (list === undefined) groups.set(item.imageId, [item]);
    else list.push(item);
  }
  return groups;
}

function mean(values: readonly number[] | undefined): number {
  return values === undefined ? NOBODY : values.reduce((sum, value) => sum + value, 0) / values.length;
}
