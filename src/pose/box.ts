// SPDX-License-Identifier: Apache-2.0
import type { Box } from './pose.ts';

/** A box that is written anew, so that a frame makes none. */
export type BoxScratch = { -readonly [Edge in keyof Box]: Box[Edge] };

/** The box with these edges; all in picture px. */
export function boxOf(xMin: number, yMin: number, xMax: number, yMax: number): Box {
  return { xMin, yMin, xMax, yMax, width: xMax - xMin, height: yMax - yMin };
}

/** The place in the middle of a box. */
export function middleOf({ xMin, yMin, xMax, yMax }: Box): { x: number; y: number } {
  return { x: (xMin + xMax) / 2, y: (yMin + yMax) / 2 };
}

/** Whether the middle of a box lies in another one, its edges included. */
export function holdsMiddle({ xMin, yMin, xMax, yMax }: Box, box: Box): boolean {
  const { x, y } = middleOf(box);
  return x >= xMin && x <= xMax && y >= yMin && y <= yMax;
}

/** The part of `box` that lies in a picture of `width` x `height` px; empty (width or height 0) when none does. */
export function clipBox(box: Box, width: number, height: number): Box {
  const xMin = clamp(box.xMin, 0, width);
  const yMin = clamp(box.yMin, 0, height);
  return boxOf(xMin, yMin, clamp(box.xMax, xMin, width), clamp(box.yMax, yMin, height));
}

/** Area of the common part of two boxes, px². */
export function intersectionArea(a: Box, b: Box): number {
  const width = Math.min(a.xMax, b.xMax) - Math.max(a.xMin, b.xMin);
  const height = Math.min(a.yMax, b.yMax) - Math.max(a.yMin, b.yMin);
  return width > 0 && height > 0 ? width * height : 0;
}

/** Intersection over union, 0..1; 0 when both boxes are empty. */
export function iou(a: Box, b: Box): number {
  const common = intersectionArea(a, b);
  const union = a.width * a.height + b.width * b.height - common;
  return union > 0 ? common / union : 0;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
