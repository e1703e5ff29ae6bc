// SPDX-License-Identifier: Apache-2.0
// Pictures of as many people as are wanted, where they are wanted: the samples' rendered people, cut out and pasted.
import sharp from 'sharp';
import type { Point } from '../../src/pose/oks.ts';
import { samplePath, samplePeople } from './samples.ts';

/** Pixels that are painted on; RGBA. */
export interface Canvas {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Somebody without most of what is around them: alpha is how much of a pixel is theirs. */
export interface CutOut extends Canvas {
  /** 17 places in the cut-out, px. */
  readonly joints: readonly Point[];
  /** From shoulder to shoulder as the picture shows them, px. */
  readonly shoulders: number;
  /** From head to heel, px. */
  readonly size: number;
}

/** Those of the samples who stand: file, and which of its people. */
export const CAST: readonly (readonly [file: string, person: number])[] = [
  ['waving.jpg', 0],
  ['park.jpg', 0],
  ['park.jpg', 1],
  ['stretching.jpg', 0],
  ['street.jpg', 0],
  ['waiting.jpg', 2],
  ['street.jpg', 1],
  ['street.jpg', 3],
];

/** Lines that are somebody, with half their width as a share of the height; joints by number. */
const LIMBS: readonly (readonly [from: number, to: number, radius: number])[] = [
  [5, 7, 0.04],
  [7, 9, 0.04],
  [6, 8, 0.04],
  [8, 10, 0.04],
  [11, 13, 0.06],
  [12, 14, 0.06],
  [13, 15, 0.05],
  [14, 16, 0.05],
  [5, 6, 0.06],
  [11, 12, 0.06],
  [5, 11, 0.06],
  [6, 12, 0.06],
  [5, 12, 0.06],
  [6, 11, 0.06],
];
/** Hands and feet go on where forearms and shins end, by so much of their length. */
const ENDS: readonly (readonly [from: number, to: number, share: number])[] = [
  [7, 9, 0.55],
  [8, 10, 0.55],
  [13, 15, 0.25],
  [14, 16, 0.25],
];
const [HEAD, NECK, END] = [0.085, 0.045, 0.05];
/** What is looked at beyond somebody's box, as a share of their height. */
const MARGIN = 0.06;

type Capsule = readonly [from: Point, to: Point, radius: number];

/** Cuts one of a sample's people out along their limbs, so many px high. */
export async function cutOut(file: string, person: number, size: number): Promise<CutOut> {
  const of = samplePeople(file)[person];
  if (of === undefined) throw new Error(`${file} has no person ${person}`);
  const picture = sharp(samplePath(file));
  const whole = await picture.metadata();
  const [x, y, w, h] = of.bbox;
  const [left, top] = [Math.max(0, Math.floor(x - MARGIN * h)), Math.max(0, Math.floor(y - MARGIN * h))];
  const part = {
    width: Math.min(whole.width, Math.ceil(x + w + MARGIN * h)) - left,
    height: Math.min(whole.height, Math.ceil(y + h + MARGIN * h)) - top,
  };
  const factor = size / h;
  const [width, height] = [Math.round(part.width * factor), Math.round(part.height * factor)];
  const scaled = picture.extract({ left, top, ...part }).resize(width, height, { fit: 'fill' });
  const data = new Uint8Array(await scaled.ensureAlpha().raw().toBuffer());
  const joints = of.joints.map((joint) => ({ x: (joint.x - left) * factor, y: (joint.y - top) * factor }));
  const capsules = capsulesOf(joints, size);
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      let inside = Number.NEGATIVE_INFINITY;
      for (const [a, b, radius] of capsules) inside = Math.max(inside, radius - distance({ x: u, y: v }, a, b));
      data[4 * (v * width + u) + 3] = 255 * Math.max(0, Math.min(1, 0.5 + inside / 2));
    }
  }
  const [a, b] = [jointOf(joints, 5), jointOf(joints, 6)];
  return { data, width, height, joints, size, shoulders: Math.hypot(a.x - b.x, a.y - b.y) };
}

function capsulesOf(joints: readonly Point[], size: number): Capsule[] {
  const at = (joint: number): Point => jointOf(joints, joint);
  const head = along(at(3), at(4), 0.5);
  return [
    ...LIMBS.map(([from, to, radius]): Capsule => [at(from), at(to), radius * size]),
    ...ENDS.map(([from, to, share]): Capsule => [at(to), along(at(from), at(to), 1 + share), END * size]),
    [head, along(at(5), at(6), 0.5), NECK * size],
    [head, along(head, at(0), 0.5), HEAD * size],
  ];
}

function jointOf(joints: readonly Point[], joint: number): Point {
  return joints[joint] ?? { x: 0, y: 0 };
}

function along(a: Point, b: Point, share: number): Point {
  return { x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y) };
}

/** How far a place is from the line between two others. */
function distance(place: Point, a: Point, b: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const share = ((place.x - a.x) * dx + (place.y - a.y) * dy) / (dx * dx + dy * dy || 1);
  const near = along(a, b, Math.max(0, Math.min(1, share)));
  return Math.hypot(place.x - near.x, place.y - near.y);
}

/** A plain wall above a plain floor. */
export function plainRoom(width: number, height: number): Canvas {
  const data = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++) {
    const colour = y > 0.75 * height ? [118, 104, 92, 255] : [176, 182, 188, 255];
    for (let x = 0; x < width; x++) data.set(colour, 4 * (y * width + x));
  }
  return { data, width, height };
}

/** Pastes somebody: the middle of their hips at `x`, their lower ankle at `y`. Gives their joints in the picture. */
export function paste(onto: Canvas, somebody: CutOut, x: number, y: number): Point[] {
  const { data, width, height, joints } = somebody;
  const left = Math.round(x - along(jointOf(joints, 11), jointOf(joints, 12), 0.5).x);
  const top = Math.round(y - Math.max(jointOf(joints, 15).y, jointOf(joints, 16).y));
  for (let v = Math.max(0, -top); v < Math.min(height, onto.height - top); v++) {
    for (let u = Math.max(0, -left); u < Math.min(width, onto.width - left); u++) {
      const [from, to] = [4 * (v * width + u), 4 * ((top + v) * onto.width + left + u)];
      const share = (data[from + 3] ?? 0) / 255;
      for (let c = 0; c < 3; c++) {
        onto.data[to + c] = share * (data[from + c] ?? 0) + (1 - share) * (onto.data[to + c] ?? 0);
      }
    }
  }
  return joints.map((joint) => ({ x: joint.x + left, y: joint.y + top }));
}
