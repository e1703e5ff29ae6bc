// SPDX-License-Identifier: Apache-2.0
import { FACE_END, SKELETON } from '../pose/keypoints.ts';
import type { Pose } from '../pose/pose.ts';
import { addAngles } from './angles.ts';
import {
  DARK,
  limbSide,
  OUTLINE,
  OUTLINE_ALPHA,
  type Palette,
  personPalette,
  scoreAlpha,
  sideOf,
  WHITE,
} from './colours.ts';
import type { Shapes } from './shapes.ts';
import { addTrails, type Trails } from './trails.ts';
import { type Size, type View, viewX, viewY } from './view.ts';

/** How poses are drawn. */
export interface PoseStyle {
  /** Canvas px per px on the screen, so that lines and labels have the same size on any screen; default 1. */
  readonly pixelRatio?: number;
  /** Width of a limb in canvas px; by default it follows the person's size, 2 to 8 px on the screen. */
  readonly lineWidth?: number;
  /** Keypoints that score less are not drawn; default 0.1. */
  readonly minScore?: number;
  /** Keypoints that score less are faded and thinner, the more the lower; default 0.5. */
  readonly fullScore?: number;
  /** Limbs and joints; default true. */
  readonly skeletons?: boolean;
  /** Write each person's score (and id, when tracked) over their head; default true. */
  readonly labels?: boolean;
  /** Draw each person's box; default false. */
  readonly boxes?: boolean;
  /** Draw and write the angles of elbows, shoulders, hips and knees; default false. */
  readonly angles?: boolean;
  /** Where wrists and ankles have been; see `createTrails`. */
  readonly trails?: Trails | undefined;
}

/** Width of a text in canvas px. */
export type MeasureText = (text: string, size: number) => number;

/** Nose, eyes and ears lie close together: they are drawn smaller. */
const FACE_SHARE = 0.7;
/** Share of the width that the faintest limb keeps. */
const THINNEST = 0.45;
/** px on the screen. */
const LABEL_SIZE = 12;

/** One person's joints on the canvas. */
export interface Joints {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** 0..1, 0 is not drawn. */
  readonly alpha: readonly number[];
  /** Of a limb that is sure, canvas px. */
  readonly width: number;
}

/** Adds skeletons and what `style` asks for, people in their order; `poses` are in picture px. */
export function addPoses(
  shapes: Shapes,
  poses: readonly Pose[],
  view: View,
  canvas: Size,
  style: PoseStyle,
  measure: MeasureText,
): void {
  const { pixelRatio = 1, minScore = 0.1, fullScore = 0.5 } = style;
  if (style.trails) addTrails(shapes, style.trails, poses, view, pixelRatio);
  for (const [index, pose] of poses.entries()) {
    const palette = personPalette(pose.id ?? index);
    const width = style.lineWidth ?? limbWidth(pose, view.scale, pixelRatio);
    const joints: Joints = {
      x: pose.keypoints.map(({ x }) => viewX(view, x)),
      y: pose.keypoints.map(({ y }) => viewY(view, y)),
      alpha: pose.keypoints.map(({ score }) => scoreAlpha(score, minScore, fullScore)),
      width,
    };
    if (style.skeletons ?? true) {
      addLimbs(shapes, joints, palette);
      addJoints(shapes, joints, palette);
    }
    if (style.boxes) addBox(shapes, pose, palette, width, view);
    if (style.angles) addAngles(shapes, joints, pixelRatio, measure);
  }
  if (style.labels ?? true) {
    for (const [index, pose] of poses.entries()) addLabel(shapes, pose, index, view, canvas, pixelRatio, measure);
  }
}

/** Width of a limb, canvas px: a person's size decides, within what can be seen and does not hide them. */
export function limbWidth({ box }: Pose, scale: number, pixelRatio: number): number {
  const size = Math.sqrt(box.width * box.height) * scale;
  return Math.min(8 * pixelRatio, Math.max(2 * pixelRatio, size * 0.014));
}

export function addLimbs(shapes: Shapes, { x, y, alpha, width }: Joints, palette: Palette): void {
  for (const outline of [true, false]) {
    for (const [from, to] of SKELETON) {
      const sure = Math.min(alpha[from] ?? 0, alpha[to] ?? 0);
      if (sure === 0) continue;
      const size = width * (to < FACE_END ? FACE_SHARE : 1) * (THINNEST + (1 - THINNEST) * sure);
      shapes.line(x[from] ?? 0, y[from] ?? 0, x[to] ?? 0, y[to] ?? 0, {
        colour: outline ? OUTLINE : palette[limbSide(from, to)],
        alpha: outline ? sure * OUTLINE_ALPHA : sure,
        width: outline ? size * 1.6 : size,
      });
    }
  }
}

export function addJoints(shapes: Shapes, { x, y, alpha, width }: Joints, palette: Palette): void {
  for (const [joint, sure] of alpha.entries()) {
    if (sure === 0) continue;
    const side = sideOf(joint);
    const size = joint < FACE_END ? width * FACE_SHARE : width;
    const isRight = side === 'right';
    shapes.dot(x[joint] ?? 0, y[joint] ?? 0, {
      colour: isRight ? DARK : palette[side],
      alpha: sure,
      radius: size * 1.15,
      ring: isRight ? palette.right : OUTLINE,
      ringAlpha: isRight ? sure : sure * OUTLINE_ALPHA,
      ringWidth: size * (isRight ? 0.75 : 0.4),
    });
  }
}

function addBox(shapes: Shapes, { box }: Pose, palette: Palette, width: number, view: View): void {
  const stroke = { colour: palette.middle, alpha: 1, width: Math.max(1, width / 3) };
  const [a, b] = [viewX(view, box.xMin), viewX(view, box.xMax)];
  const [top, bottom] = [viewY(view, box.yMin), viewY(view, box.yMax)];
  shapes.line(a, top, b, top, stroke);
  shapes.line(b, top, b, bottom, stroke);
  shapes.line(b, bottom, a, bottom, stroke);
  shapes.line(a, bottom, a, top, stroke);
}

function addLabel(
  shapes: Shapes,
  pose: Pose,
  index: number,
  view: View,
  canvas: Size,
  pixelRatio: number,
  measure: MeasureText,
): void {
  const size = Math.round(LABEL_SIZE * pixelRatio);
  const percent = `${Math.round(pose.score * 100)} %`;
  const text = pose.id === undefined ? percent : `${pose.id} · ${percent}`;
  const width = measure(text, size) + size * 1.5;
  const height = size * 1.5;
  const leftmost = Math.min(viewX(view, pose.box.xMin), viewX(view, pose.box.xMax));
  const left = Math.round(Math.max(0, Math.min(leftmost, canvas.width - width)));
  const top = Math.round(Math.max(0, Math.min(viewY(view, pose.box.yMin) - height, canvas.height - height)));
  shapes.rectangle(left, top, width, height, DARK, 0.82);
  shapes.rectangle(left, top, size * 0.4, height, personPalette(pose.id ?? index).middle, 1);
  shapes.label({ text, x: left + size * 0.9, y: top + height / 2, size, colour: WHITE });
}
