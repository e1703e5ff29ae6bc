// SPDX-License-Identifier: Apache-2.0
// Skeletons and ids on raw pixels: the renderers' own marks, filled here without a canvas.
import type { Pose } from '../../src/pose/pose.ts';
import { personPalette, WHITE } from '../../src/render/colours.ts';
import { addPoses } from '../../src/render/pose-shapes.ts';
import { MARK, MARK_FLOATS, Shapes } from '../../src/render/shapes.ts';
import { fitView } from '../../src/render/view.ts';

export interface RawPicture {
  /** RGBA, drawn upon. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Segments that are lit for each digit: top, upper right, lower right, bottom, lower left, upper left, middle. */
const DIGITS = [
  '1111110',
  '0110000',
  '1101101',
  '1111001',
  '0110011',
  '1011011',
  '1011111',
  '1110000',
  '1111111',
  '1111011',
];
/** Ends of each segment in a digit of one unit's width and two units' height. */
const SEGMENTS: readonly (readonly [x0: number, y0: number, x1: number, y1: number])[] = [
  [0, 0, 1, 0],
  [1, 0, 1, 1],
  [1, 1, 1, 2],
  [0, 2, 1, 2],
  [0, 1, 0, 2],
  [0, 0, 0, 1],
  [0, 1, 1, 1],
];

/** What is left of the scores, and with them of the colour, of those who may be nobody. */
const FAINT = 0.25;

/** Draws people and their ids into a picture; those who are tracked and not confirmed faintly, without their id. */
export function drawOverlay(picture: RawPicture, poses: readonly Pose[], shapes = new Shapes()): void {
  shapes.clear();
  const view = fitView(picture, picture);
  const drawn = poses.map((pose) => (pose.confirmed === false ? fainter(pose) : pose));
  addPoses(shapes, drawn, view, picture, { labels: false, boxes: true }, () => 0);
  const sure = poses.filter(({ confirmed }) => confirmed !== false);
  for (const pose of sure) addId(shapes, pose, Math.max(3, picture.height / 120));
  for (let i = 0; i < shapes.count; i++)
    fillMark(picture, shapes.marks.subarray(i * MARK_FLOATS, (i + 1) * MARK_FLOATS));
}

function fainter(pose: Pose): Pose {
  const keypoints = pose.keypoints.map((keypoint) => ({ ...keypoint, score: keypoint.score * FAINT }));
  return { ...pose, keypoints, score: pose.score * FAINT };
}

/** The id in seven-segment digits over the box: no fonts are needed for it. `unit` is a segment's length, px. */
function addId(shapes: Shapes, { id, box }: Pose, unit: number): void {
  if (id === undefined) return;
  const digits = [...String(id)];
  const [left, top] = [Math.max(0, box.xMin), Math.max(0, box.yMin - 4 * unit)];
  shapes.rectangle(left, top, (digits.length * 2 + 0.6) * unit, 3.6 * unit, personPalette(id).middle, 0.85);
  for (const [place, digit] of digits.entries()) {
    for (const [segment, [x0, y0, x1, y1]] of SEGMENTS.entries()) {
      if (DIGITS[Number(digit)]?.[segment] !== '1') continue;
      const [x, y] = [left + (place * 2 + 0.8) * unit, top + 0.8 * unit];
      const stroke = { colour: WHITE, alpha: 1, width: unit * 0.35 };
      shapes.line(x + x0 * unit, y + y0 * unit, x + x1 * unit, y + y1 * unit, stroke);
    }
  }
}

/** Fills a mark: every pixel by how far its centre lies within the line's edge. */
function fillMark(picture: RawPicture, mark: Float32Array): void {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, radius = 0, ring = 0, flat = 0] = mark;
  const reach = radius + ring / 2 + 1;
  const [dx, dy] = [x1 - x0, y1 - y0];
  const length = Math.hypot(dx, dy);
  const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
  const right = Math.min(picture.width - 1, Math.ceil(Math.max(x0, x1) + reach));
  const bottom = Math.min(picture.height - 1, Math.ceil(Math.max(y0, y1) + reach));
  for (let y = Math.max(0, Math.floor(Math.min(y0, y1) - reach)); y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const [px, py] = [x + 0.5 - x0, y + 0.5 - y0];
      const along = length > 0 ? (px * dx + py * dy) / length : 0;
      const nearest = Math.min(Math.max(along, 0), length);
      const distance =
        length > 0 ? Math.hypot(px - (dx * nearest) / length, py - (dy * nearest) / length) : Math.hypot(px, py);
      const across = length > 0 ? Math.abs(px * dy - py * dx) / length : 0;
      const cover = flat > 0 && length > 0 ? Math.min(radius - across, along, length - along) : radius - distance;
      const at = (y * picture.width + x) * 4;
      blend(picture.data, at, mark, MARK.fill, clamp(cover + 0.5));
      if (ring > 0) blend(picture.data, at, mark, MARK.ringColour, clamp(ring / 2 - Math.abs(cover) + 0.5));
    }
  }
}

function blend(data: Uint8Array, at: number, mark: Float32Array, colour: number, cover: number): void {
  const share = cover * (mark[colour + 3] ?? 0);
  if (share <= 0) return;
  for (let c = 0; c < 3; c++) data[at + c] = (data[at + c] ?? 0) * (1 - share) + (mark[colour + c] ?? 0) * 255 * share;
}

function clamp(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}
