// SPDX-License-Identifier: Apache-2.0
// People who walk through a flat scene: exact joints, boxes and ids at any time, and who hides whom.
import { boxOf, intersectionArea } from '../../src/pose/box.ts';
import type { Point } from '../../src/pose/oks.ts';
import type { Box } from '../../src/pose/pose.ts';

/** Where a walker's feet are at a time; picture px, ms. In between walkers go straight, before and after they are away. */
export interface Waypoint {
  readonly timeMs: number;
  readonly x: number;
  readonly y: number;
}

export interface Walker {
  readonly id: number;
  /** Height, px. */
  readonly height: number;
  /** At least two, in time's order. */
  readonly path: readonly Waypoint[];
}

export interface Scene {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly durationMs: number;
  readonly walkers: readonly Walker[];
  /** Things in front of everybody. */
  readonly pillars: readonly Box[];
}

/** A person as they really are. */
export interface Truth {
  readonly id: number;
  /** 17 places in COCO's order, picture px. */
  readonly joints: readonly Point[];
  readonly box: Box;
  /** How much of the box can be seen: inside the picture and not behind others or pillars, 0..1. */
  readonly visible: number;
}

/** Steps a second and how far limbs swing, as a share of the height. */
const STRIDE_HZ = 0.9;
const LEG_SWING = 0.13;
const ARM_SWING = 0.09;
/** A body is this wide, as a share of its height. */
const WIDTH = 0.34;

/** Everybody who is at least partly in the picture at `timeMs`. */
export function truthAt({ walkers, pillars, width, height }: Scene, timeMs: number): Truth[] {
  const here = walkers.flatMap((walker) => {
    const feet = feetAt(walker, timeMs);
    return feet === undefined ? [] : [{ walker, feet, box: bodyBox(feet, walker.height) }];
  });
  return here
    .map(({ walker, feet, box }): Truth => {
      // Whoever stands lower in the picture is nearer.
      const nearer = here.filter((other) => other.walker !== walker && other.feet.y > feet.y).map((other) => other.box);
      const visible = visibleShare(box, [...nearer, ...pillars], width, height);
      return { id: walker.id, joints: jointsAt(feet, walker, timeMs), box, visible };
    })
    .filter(({ box }) => intersectionArea(box, boxOf(0, 0, width, height)) > 0);
}

function feetAt({ path }: Walker, timeMs: number): Point | undefined {
  for (let i = 1; i < path.length; i++) {
    const [from, to] = [path[i - 1]!, path[i]!];
    if (timeMs < from.timeMs || timeMs > to.timeMs) continue;
    const share = to.timeMs > from.timeMs ? (timeMs - from.timeMs) / (to.timeMs - from.timeMs) : 0;
    return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
  }
  return undefined;
}

function bodyBox({ x, y }: Point, height: number): Box {
  return boxOf(x - (WIDTH * height) / 2, y - height, x + (WIDTH * height) / 2, y);
}

/** COCO's joints of somebody who walks: shares of the height above the feet, and sideways, person's left at the right. */
function jointsAt(feet: Point, { height, id }: Walker, timeMs: number): Point[] {
  // Everybody is at another point of their stride.
  const phase = 2 * Math.PI * (STRIDE_HZ * (timeMs / 1000) + id * 0.37);
  const swing = Math.sin(phase);
  const bounce = 0.01 * Math.cos(2 * phase);
  const [leg, arm] = [LEG_SWING * swing, ARM_SWING * swing];
  const joint = (side: number, up: number): Point => ({
    x: feet.x + side * height,
    y: feet.y - (up + bounce) * height,
  });
  return [
    joint(0, 0.93),
    joint(0.02, 0.95),
    joint(-0.02, 0.95),
    joint(0.045, 0.94),
    joint(-0.045, 0.94),
    joint(0.1, 0.82),
    joint(-0.1, 0.82),
    joint(0.12 - arm * 0.5, 0.64),
    joint(-0.12 + arm * 0.5, 0.64),
    joint(0.12 - arm, 0.48),
    joint(-0.12 + arm, 0.48),
    joint(0.06, 0.52),
    joint(-0.06, 0.52),
    joint(0.06 + leg * 0.6, 0.29),
    joint(-0.06 - leg * 0.6, 0.29),
    joint(0.06 + leg, 0.05),
    joint(-0.06 - leg, 0.05),
  ];
}

/** The share of a grid of points on `box` that lies in the picture and in none of `covers`. */
function visibleShare(box: Box, covers: readonly Box[], width: number, height: number): number {
  const steps = 8;
  let seen = 0;
  for (let i = 0; i < steps; i++) {
    for (let j = 0; j < steps; j++) {
      const x = box.xMin + ((i + 0.5) / steps) * box.width;
      const y = box.yMin + ((j + 0.5) / steps) * box.height;
      const inPicture = x >= 0 && y >= 0 && x < width && y < height;
      if (inPicture && !covers.some((b) => x >= b.xMin && x < b.xMax && y >= b.yMin && y < b.yMax)) seen++;
    }
  }
  return seen / (steps * steps);
}
