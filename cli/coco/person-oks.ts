// SPDX-License-Identifier: Apache-2.0
import { KEYPOINT_COUNT, SIGMAS } from '../../src/pose/keypoints.ts';
import type { CocoPerson } from './types.ts';

/**
 * Object keypoint similarity of a detection with an annotated person, 0..1 (pycocotools `computeOks`):
 * mean over the labelled joints of exp(-d^2 / (2 area (2 sigma)^2)). A person without labelled joints is an ignore
 * region: d is then the distance to the person's box grown to three times its sides, and all 17 joints count.
 *
 * @param keypoints 17 x (x, y, anything) in the picture's px
 */
export function personOks(person: CocoPerson, keypoints: readonly number[]): number {
  const labelled = person.keypoints.some((value, i) => i % 3 === 2 && value > 0);
  const [x, y, width, height] = person.bbox;
  let sum = 0;
  let count = 0;
  for (let joint = 0; joint < KEYPOINT_COUNT; joint++) {
    const px = keypoints[3 * joint] ?? Number.NaN;
    const py = keypoints[3 * joint + 1] ?? Number.NaN;
    let dx: number;
    let dy: number;
    if (labelled) {
      if (!((person.keypoints[3 * joint + 2] ?? 0) > 0)) continue;
      dx = px - (person.keypoints[3 * joint] ?? 0);
      dy = py - (person.keypoints[3 * joint + 1] ?? 0);
    } else {
      dx = Math.max(0, x - width - px) + Math.max(0, px - (x + 2 * width));
      dy = Math.max(0, y - height - py) + Math.max(0, py - (y + 2 * height));
    }
    const variance = (2 * (SIGMAS[joint] ?? 0)) ** 2;
    // Number.EPSILON is numpy's spacing(1): it keeps an area of 0 from dividing by 0.
    sum += Math.exp(-(dx * dx + dy * dy) / variance / (person.area + Number.EPSILON) / 2);
    count += 1;
  }
  return sum / count;
}

/** Area of the box round the keypoints, px^2: what COCO takes for the area of a detection. */
export function detectionArea(keypoints: readonly number[]): number {
  const xs = keypoints.filter((_, i) => i % 3 === 0);
  const ys = keypoints.filter((_, i) => i % 3 === 1);
  return (Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys));
}
