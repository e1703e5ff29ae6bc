// SPDX-License-Identifier: Apache-2.0
import { DARK, WHITE } from './colours.ts';
import type { Joints, MeasureText } from './pose-shapes.ts';
import type { Shapes } from './shapes.ts';

/** Joints whose angle says something: the joint itself, and the two that the limbs at it lead to. */
export const ANGLE_JOINTS: readonly (readonly [joint: number, one: number, other: number])[] = [
  [7, 5, 9],
  [8, 6, 10],
  [5, 11, 7],
  [6, 12, 8],
  [11, 5, 13],
  [12, 6, 14],
  [13, 11, 15],
  [14, 12, 16],
];

/** px on the screen. */
const ARC_RADIUS = 16;
const TEXT_SIZE = 11;
/** Pieces of an arc of 180 degrees. */
const PIECES = 12;
/** Joints that are fainter say nothing that is worth a number. */
const MIN_ALPHA = 0.6;

/** The angle at `joint` between the directions to two others, radians in [0, pi]; as seen in the picture. */
export function angleAt(
  { x, y }: Pick<Joints, 'x' | 'y'>,
  joint: number,
  one: number,
  other: number,
): { from: number; turn: number } {
  const direction = (to: number) => Math.atan2((y[to] ?? 0) - (y[joint] ?? 0), (x[to] ?? 0) - (x[joint] ?? 0));
  const from = direction(one);
  const turn = direction(other) - from;
  // The way round that is shorter.
  return { from, turn: Math.atan2(Math.sin(turn), Math.cos(turn)) };
}

export function addAngles(shapes: Shapes, joints: Joints, pixelRatio: number, measure: MeasureText): void {
  const radius = ARC_RADIUS * pixelRatio;
  const size = Math.round(TEXT_SIZE * pixelRatio);
  for (const [joint, one, other] of ANGLE_JOINTS) {
    const sure = Math.min(...[joint, one, other].map((k) => joints.alpha[k] ?? 0));
    if (sure < MIN_ALPHA) continue;
    const [x, y] = [joints.x[joint] ?? 0, joints.y[joint] ?? 0];
    const { from, turn } = angleAt(joints, joint, one, other);
    const pieces = Math.max(2, Math.ceil((Math.abs(turn) / Math.PI) * PIECES));
    const at = (k: number): [number, number] => {
      const angle = from + (turn * k) / pieces;
      return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
    };
    for (let k = 0; k < pieces; k++) {
      shapes.line(...at(k), ...at(k + 1), { colour: WHITE, alpha: sure, width: 2 * pixelRatio, flat: true });
    }
    const text = `${Math.round((Math.abs(turn) * 180) / Math.PI)}°`;
    const width = measure(text, size);
    const middle = from + turn / 2;
    const reach = radius + width * 0.75;
    const [left, centre] = [x + reach * Math.cos(middle) - width / 2, y + reach * Math.sin(middle)];
    shapes.rectangle(left - size * 0.3, centre - size * 0.65, width + size * 0.6, size * 1.3, DARK, 0.7);
    shapes.label({ text, x: left, y: centre, size, colour: WHITE });
  }
}
