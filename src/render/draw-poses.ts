// SPDX-License-Identifier: Apache-2.0
import { boxOf } from '../pose/box.ts';
import type { Pose } from '../pose/pose.ts';
import type { Point } from './element-fit.ts';
import { measureBy, type PoseContext, paint } from './paint.ts';
import { addPoses, type PoseStyle } from './pose-shapes.ts';
import { Shapes } from './shapes.ts';
import type { Trails } from './trails.ts';

export interface DrawOptions extends PoseStyle {
  /** Canvas px per picture px; default 1. */
  readonly scale?: number;
  /**
   * From picture px to canvas px, instead of `scale`: that of `fitTo`, whose result may be given as a whole. Angles are those
   * of what is shown, also where `object-fit: fill` stretches it.
   */
  readonly toCanvas?: (point: Point) => Point;
}

/**
 * Draws skeletons over whatever a canvas shows: one colour a person, their own left light with filled joints, their
 * right deep with ring joints, low scores thinner and faded. `poses` are in picture px; the context is left as it was
 * found. Over an element of a page it draws with `fitTo(element)` as its options. For pictures, mirrors, videos and GPUs
 * there is `createRenderer`.
 */
export function drawPoses(context: PoseContext, poses: readonly Pose[], options: DrawOptions = {}): void {
  const { scale: even = 1, toCanvas, ...style } = options;
  const scale = toCanvas ? 1 : even;
  const { canvas } = context;
  const view = { scale, left: 0, top: 0, picture: canvas, mirror: false };
  const shapes = new Shapes();
  // Measuring sets the font, so it is inside, too.
  context.save();
  if (toCanvas) {
    const trails = style.trails && moveTrails(style.trails, toCanvas);
    const moved = poses.map((pose) => movePose(pose, toCanvas));
    addPoses(shapes, moved, view, canvas, { ...style, trails }, measureBy(context));
  } else addPoses(shapes, poses, view, canvas, style, measureBy(context));
  paint(context, shapes);
  context.restore();
}

/** Quarter turns and flips leave a box a box: two corners tell where it is. */
function movePose(pose: Pose, toCanvas: (point: Point) => Point): Pose {
  const { xMin, yMin, xMax, yMax } = pose.box;
  const [a, b] = [toCanvas({ x: xMin, y: yMin }), toCanvas({ x: xMax, y: yMax })];
  return {
    ...pose,
    keypoints: pose.keypoints.map((keypoint) => ({ ...keypoint, ...toCanvas(keypoint) })),
    box: boxOf(Math.min(a.x, b.x), Math.min(a.y, b.y), Math.max(a.x, b.x), Math.max(a.y, b.y)),
  };
}

function moveTrails(trails: Trails, toCanvas: (point: Point) => Point): Trails {
  const points: Trails['points'] = (id, joint) =>
    trails.points(id, joint).map((point) => ({ ...point, ...toCanvas(point) }));
  return { ...trails, points };
}
