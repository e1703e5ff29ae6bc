// SPDX-License-Identifier: Apache-2.0
import type { Pose } from '../pose/pose.ts';
import { measureBy, type PoseContext, paint } from './paint.ts';
import { addPoses, type PoseStyle } from './pose-shapes.ts';
import { Shapes } from './shapes.ts';

export interface DrawOptions extends PoseStyle {
  /** Canvas px per picture px; default 1. */
  readonly scale?: number;
}

/**
 * Draws skeletons over whatever a canvas shows: one colour a person, their own left light with filled joints, their
 * right deep with ring joints, low scores thinner and faded. `poses` are in picture px; the context is left as it was
 * found. For pictures, mirrors, videos and GPUs there is `createRenderer`.
 */
export function drawPoses(context: PoseContext, poses: readonly Pose[], options: DrawOptions = {}): void {
  const { scale = 1, ...style } = options;
  const { canvas } = context;
  const view = { scale, left: 0, top: 0, picture: canvas, mirror: false };
  const shapes = new Shapes();
  // Measuring sets the font, so it is inside, too.
  context.save();
  addPoses(shapes, poses, view, canvas, style, measureBy(context));
  paint(context, shapes);
  context.restore();
}
