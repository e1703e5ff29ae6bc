// SPDX-License-Identifier: Apache-2.0
import type { Pose } from '../pose/pose.ts';
import { personPalette, sideOf } from './colours.ts';
import type { Shapes } from './shapes.ts';
import { type View, viewX, viewY } from './view.ts';

/** Where the hands and feet of each person were lately, by the person's id. */
export interface Trails {
  /** Milliseconds that a trail reaches back. */
  readonly lengthMs: number;
  /**
   * Remembers the poses of a video frame. Poses without an id leave no trail: nobody knows whose it would be.
   *
   * @param timestampMs When the frame was taken. An earlier one than the last (the video was wound back) starts anew.
   */
  add(poses: readonly Pose[], timestampMs: number): void;
  clear(): void;
  /** Points of one joint of one person, oldest first: x, y in picture px and milliseconds before the last frame. */
  points(id: number, joint: number): readonly TrailPoint[];
}

export interface TrailPoint {
  readonly x: number;
  readonly y: number;
  readonly ageMs: number;
}

/** Wrists and ankles: what moves most. */
export const TRAIL_JOINTS: readonly number[] = [9, 10, 15, 16];
const MIN_SCORE = 0.3;
/** px on the screen, at the young end of a trail. */
const WIDTH = 4;

interface Entry {
  readonly timestampMs: number;
  readonly poses: readonly Pose[];
}

export function createTrails(lengthMs = 1200): Trails {
  const entries: Entry[] = [];

  return {
    lengthMs,
    add(poses, timestampMs) {
      if (timestampMs < (entries.at(-1)?.timestampMs ?? Number.NEGATIVE_INFINITY)) entries.length = 0;
      entries.push({ poses: poses.filter(({ id }) => id !== undefined), timestampMs });
      while (timestampMs - (entries[0]?.timestampMs ?? timestampMs) > lengthMs) entries.shift();
    },
    clear: () => {
      entries.length = 0;
    },
    points(id, joint) {
      const now = entries.at(-1)?.timestampMs ?? 0;
      return entries.flatMap(({ poses, timestampMs }) => {
        const keypoint = poses.find((pose) => pose.id === id)?.keypoints[joint];
        if (!keypoint || !(keypoint.score >= MIN_SCORE)) return [];
        return [{ x: keypoint.x, y: keypoint.y, ageMs: now - timestampMs }];
      });
    },
  };
}

/** Lines that become thinner and fainter towards the past, for the people that are there now. */
export function addTrails(
  shapes: Shapes,
  trails: Trails,
  poses: readonly Pose[],
  view: View,
  pixelRatio: number,
): void {
  for (const { id } of poses) {
    if (id === undefined) continue;
    const palette = personPalette(id);
    for (const joint of TRAIL_JOINTS) {
      const points = trails.points(id, joint);
      for (const [k, to] of points.entries()) {
        const from = points[k - 1];
        if (!from) continue;
        const young = 1 - from.ageMs / trails.lengthMs;
        shapes.line(viewX(view, from.x), viewY(view, from.y), viewX(view, to.x), viewY(view, to.y), {
          colour: palette[sideOf(joint)],
          alpha: 0.75 * young,
          width: WIDTH * pixelRatio * (0.3 + 0.7 * young),
          flat: true,
        });
      }
    }
  }
}
