// SPDX-License-Identifier: Apache-2.0
import type { Box } from '../pose/pose.ts';

/** A rectangle of the picture, px, continuous; it may leave the picture, where everything is black. */
export interface CropRect {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/** A rectangle that is written anew, so that a frame makes none. */
export type RectScratch = { -readonly [Edge in keyof CropRect]: CropRect[Edge] };

export function createRect(): RectScratch {
  return { x0: 0, y0: 0, x1: 0, y1: 0 };
}

/** Size of a network's input, px. */
export interface InputSize {
  readonly width: number;
  readonly height: number;
}

/** How one squad looks at a person. */
export interface View {
  /** Size of the crop relative to the person's box grown to the input's aspect. */
  readonly scale: number;
  /** How far the crop's centre lies right of the box's, as a share of the crop's width; in the picture, not flipped. */
  readonly dx: number;
  /** How far the crop's centre lies below the box's, as a share of the crop's height. */
  readonly dy: number;
  /** Whether the crop is written flipped left to right. */
  readonly mirror: boolean;
  /**
   * By how much the crop is stretched at most along one side, 1 (as without it) or more, to be filled by a box that is narrower or
   * flatter than the input: whoever stands fills half of it otherwise.
   */
  readonly stretch?: number;
  /**
   * Keypoints, by index: the squad looks not at the person's box but at that of these joints, as those see them who look at
   * the whole person, and speaks about no others.
   */
  readonly joints?: readonly number[];
}

export interface Place {
  x: number;
  y: number;
}

/**
 * The part of the picture that a squad sees of the person in `box`: the box's short side is grown to the aspect of
 * `input`, or less as far as the crop may be stretched, both sides are multiplied by `view.scale`, and the centre is moved by the
 * view's share of the result.
 *
 * @param out Written and returned when given.
 */
export function personCrop(box: Box, view: View, input: InputSize, out: RectScratch = createRect()): CropRect {
  const aspect = input.width / input.height;
  const { scale, stretch = 1 } = view;
  const height = Math.max(box.height, box.width / aspect / stretch) * scale;
  const width = Math.max(box.width, (box.height * aspect) / stretch) * scale;
  const cx = (box.xMin + box.xMax) / 2 + view.dx * width;
  const cy = (box.yMin + box.yMax) / 2 + view.dy * height;
  out.x0 = cx - width / 2;
  out.y0 = cy - height / 2;
  out.x1 = cx + width / 2;
  out.y1 = cy + height / 2;
  return out;
}

/**
 * Where a place of the crop lies in the picture.
 *
 * @param x Crop px, continuous: pixel `i` of the input spans [i, i + 1).
 * @param y Crop px.
 * @param out Written and returned when given.
 * @returns Picture px.
 */
export function cropToImage(
  rect: CropRect,
  input: InputSize,
  mirror: boolean,
  x: number,
  y: number,
  out: Place = { x: 0, y: 0 },
): Place {
  const seen = mirror ? input.width - x : x;
  out.x = rect.x0 + (seen * (rect.x1 - rect.x0)) / input.width;
  out.y = rect.y0 + (y * (rect.y1 - rect.y0)) / input.height;
  return out;
}

/** The inverse of `cropToImage`: picture px in, crop px out. */
export function imageToCrop(
  rect: CropRect,
  input: InputSize,
  mirror: boolean,
  x: number,
  y: number,
  out: Place = { x: 0, y: 0 },
): Place {
  const seen = ((x - rect.x0) * input.width) / (rect.x1 - rect.x0);
  out.x = mirror ? input.width - seen : seen;
  out.y = ((y - rect.y0) * input.height) / (rect.y1 - rect.y0);
  return out;
}
