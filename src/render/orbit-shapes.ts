// SPDX-License-Identifier: Apache-2.0
import { FACE_END, SKELETON } from '../pose/keypoints.ts';
import type { Pose } from '../pose/pose.ts';
import {
  DARK,
  limbSide,
  OUTLINE,
  OUTLINE_ALPHA,
  personPalette,
  type Rgb,
  scoreAlpha,
  sideOf,
  WHITE,
} from './colours.ts';
import { createProjection, type OrbitView, type Point3D, type Projected } from './orbit.ts';
import type { MeasureText, PoseStyle } from './pose-shapes.ts';
import type { Shapes } from './shapes.ts';
import { type Standing, standTogether } from './stand.ts';
import type { Size } from './view.ts';

/** Metres. */
const LIMB_WIDTH = 0.05;
const JOINT_RADIUS = 0.035;
const HEAD_SHARE = 0.5;
const GROUP_ROOM = 1.6;
const GRID_REACH = 3;
const GRID_STEP = 0.5;
/** A grey that is seen on light and dark grounds. */
const GRID: Rgb = [0.5, 0.55, 0.58];
const LABEL_SIZE = 12;

/** Something that stands nearer or farther away than others. */
interface Piece {
  readonly depth: number;
  add(): void;
}

/** Adds a floor and the people who have `keypoints3D`, the farthest first. */
export function addOrbit(
  shapes: Shapes,
  poses: readonly Pose[],
  orbit: OrbitView,
  picture: Size,
  canvas: Size,
  style: PoseStyle,
  measure: MeasureText,
): void {
  const { people, floor } = standTogether(poses, picture);
  // A group needs more room than one person: the camera steps back by as far as they stand apart.
  const reach = Math.max(0, ...people.map(({ offset }) => Math.hypot(offset.x, offset.z)));
  const project = createProjection({ ...orbit, distance: orbit.distance + GROUP_ROOM * reach }, canvas);
  const { pixelRatio = 1 } = style;
  addFloor(shapes, floor, project, pixelRatio);
  const pieces = people.flatMap((person) => piecesOf(shapes, person, project, style));
  for (const { add } of pieces.sort((a, b) => b.depth - a.depth)) add();
  if (style.labels ?? true) {
    for (const person of people) addName(shapes, person, project, pixelRatio, measure);
  }
}

type Project = (point: Point3D) => Projected | undefined;

function addFloor(shapes: Shapes, y: number, project: Project, pixelRatio: number): void {
  const line = (from: Point3D, to: Point3D, alpha: number) => {
    const [a, b] = [project(from), project(to)];
    if (a && b) shapes.line(a.x, a.y, b.x, b.y, { colour: GRID, alpha, width: pixelRatio, flat: true });
  };
  for (let at = -GRID_REACH; at <= GRID_REACH; at += GRID_STEP) {
    const alpha = 0.55 * (1 - Math.abs(at) / (GRID_REACH * 1.3));
    line({ x: at, y, z: -GRID_REACH }, { x: at, y, z: GRID_REACH }, alpha);
    line({ x: -GRID_REACH, y, z: at }, { x: GRID_REACH, y, z: at }, alpha);
  }
}

function piecesOf(shapes: Shapes, person: Standing, project: Project, style: PoseStyle): Piece[] {
  const { minScore = 0.1, fullScore = 0.5 } = style;
  const palette = personPalette(person.pose.id ?? person.index);
  const points = person.keypoints.map((point) => project(moved(point, person.offset)));
  const alpha = person.keypoints.map(({ score }) => scoreAlpha(score, minScore, fullScore));
  const share = (joint: number) => (joint < FACE_END ? HEAD_SHARE : 1);
  const limbs = SKELETON.flatMap(([from, to]): Piece[] => {
    const [a, b] = [points[from], points[to]];
    const sure = Math.min(alpha[from] ?? 0, alpha[to] ?? 0);
    if (!a || !b || sure === 0) return [];
    const width = LIMB_WIDTH * share(to) * ((a.scale + b.scale) / 2);
    const add = () => {
      shapes.line(a.x, a.y, b.x, b.y, { colour: OUTLINE, alpha: sure * OUTLINE_ALPHA, width: width * 1.3 });
      shapes.line(a.x, a.y, b.x, b.y, { colour: palette[limbSide(from, to)], alpha: sure, width });
    };
    return [{ depth: (a.depth + b.depth) / 2, add }];
  });
  const joints = points.flatMap((point, joint): Piece[] => {
    const sure = alpha[joint] ?? 0;
    if (!point || sure === 0) return [];
    const side = sideOf(joint);
    const radius = JOINT_RADIUS * share(joint) * point.scale;
    const isRight = side === 'right';
    const add = () =>
      shapes.dot(point.x, point.y, {
        colour: isRight ? DARK : palette[side],
        alpha: sure,
        radius,
        ring: isRight ? palette.right : OUTLINE,
        ringAlpha: isRight ? sure : sure * OUTLINE_ALPHA,
        ringWidth: radius * (isRight ? 0.6 : 0.3),
      });
    // A joint lies over the limbs that end in it.
    return [{ depth: point.depth - LIMB_WIDTH, add }];
  });
  return [...limbs, ...joints];
}

function addName(
  shapes: Shapes,
  { pose, keypoints, offset }: Standing,
  project: Project,
  pixelRatio: number,
  measure: MeasureText,
): void {
  const [nose] = keypoints;
  const above = nose && project(moved({ x: nose.x, y: nose.y - 0.25, z: nose.z }, offset));
  if (!above || pose.id === undefined) return;
  const size = Math.round(LABEL_SIZE * pixelRatio);
  const text = String(pose.id);
  const width = measure(text, size);
  shapes.rectangle(above.x - width / 2 - size * 0.5, above.y - size * 0.75, width + size, size * 1.5, DARK, 0.82);
  shapes.label({ text, x: above.x - width / 2, y: above.y, size, colour: WHITE });
}

function moved({ x, y, z }: Point3D, by: Point3D): Point3D {
  return { x: x + by.x, y: y + by.y, z: z + by.z };
}
