// SPDX-License-Identifier: Apache-2.0
import { MIRROR, SKELETON } from '../pose/keypoints.ts';
import type { Keypoint, Pose } from '../pose/pose.ts';

/** What drawing needs of a 2d context; those of a canvas and of an OffscreenCanvas have it. */
export type PoseContext = Pick<
  CanvasRenderingContext2D,
  | 'arc'
  | 'beginPath'
  | 'canvas'
  | 'fill'
  | 'fillRect'
  | 'fillStyle'
  | 'fillText'
  | 'font'
  | 'globalAlpha'
  | 'lineCap'
  | 'lineTo'
  | 'lineWidth'
  | 'measureText'
  | 'moveTo'
  | 'restore'
  | 'save'
  | 'stroke'
  | 'strokeStyle'
  | 'textBaseline'
>;

export interface DrawOptions {
  /** Canvas px per picture px; default 1. */
  scale?: number;
  /** Canvas px per px on the screen, so that lines and labels have the same size on any screen; default 1. */
  pixelRatio?: number;
  /** Width of a limb in canvas px; by default it follows the person's size, 2 to 8 px on the screen. */
  lineWidth?: number;
  /** Keypoints that score less are not drawn; default 0.1. */
  minScore?: number;
  /** Keypoints that score less are faded, the more the lower; default 0.5. */
  fullScore?: number;
  /** Write each person's score over their head; default true. */
  labels?: boolean;
  /** Draw each person's box too; default false. */
  boxes?: boolean;
}

/** The colours of one person, CSS: the person's own left is light, their right is deep, what is in the middle between. */
export interface PersonColours {
  left: string;
  right: string;
  middle: string;
}

type Side = keyof PersonColours;

const FAINTEST = 0.15;
const GOLDEN_ANGLE = 137.508;
const FIRST_HUE = 190;
/** Nose, eyes and ears come first and lie close together: they are drawn smaller. */
const FACE_END = 5;
const FACE_SHARE = 0.7;
/** px on the screen. */
const LABEL_SIZE = 12;
const OUTLINE = 'rgb(0 0 0 / 0.55)';

/** Colours of the person with this number (index or track id): hues a golden angle apart, so neighbours differ most. */
export function personColours(index: number): PersonColours {
  const hue = Math.round((FIRST_HUE + index * GOLDEN_ANGLE) % 360);
  return {
    left: `hsl(${hue} 100% 76%)`,
    right: `hsl(${(hue + 24) % 360} 95% 50%)`,
    middle: `hsl(${hue} 85% 64%)`,
  };
}

/** How opaque a keypoint of this score is drawn: 0 below `minScore`, then from faint up to 1 at `fullScore`. */
export function scoreAlpha(score: number, minScore: number, fullScore: number): number {
  if (!(score >= minScore)) return 0; // NaN is not drawn either
  if (score >= fullScore) return 1;
  return FAINTEST + ((1 - FAINTEST) * (score - minScore)) / (fullScore - minScore);
}

/**
 * Draws skeletons: one colour a person, their own left light with filled joints, their right deep with ring joints, low
 * scores faded. `poses` are in picture px; the context is left as it was found.
 */
export function drawPoses(context: PoseContext, poses: readonly Pose[], options: DrawOptions = {}): void {
  const { scale = 1, pixelRatio = 1, minScore = 0.1, fullScore = 0.5, labels = true, boxes = false } = options;
  context.save();
  context.lineCap = 'round';
  poses.forEach((pose, index) => {
    const colours = personColours(pose.id ?? index);
    const width = options.lineWidth ?? defaultLineWidth(pose, scale, pixelRatio);
    const alphas = pose.keypoints.map(({ score }) => scoreAlpha(score, minScore, fullScore));
    drawLimbs(context, pose.keypoints, alphas, colours, width, scale);
    drawJoints(context, pose.keypoints, alphas, colours, width, scale);
    context.globalAlpha = 1;
    if (boxes) drawBox(context, pose, colours, width, scale);
    if (labels) drawLabel(context, pose, colours, scale, pixelRatio);
  });
  context.restore();
}

/** Whose side a keypoint is on; the nose, which is its own mirror image, is in the middle. */
function sideOf(joint: number): Side {
  if (MIRROR[joint] === joint) return 'middle';
  return joint % 2 === 1 ? 'left' : 'right';
}

function limbSide(from: number, to: number): Side {
  const [a, b] = [sideOf(from), sideOf(to)];
  if (a === b) return a;
  return a === 'middle' ? b : b === 'middle' ? a : 'middle';
}

function defaultLineWidth(pose: Pose, scale: number, pixelRatio: number): number {
  const size = Math.sqrt(pose.box.width * pose.box.height) * scale;
  return Math.min(8 * pixelRatio, Math.max(2 * pixelRatio, size * 0.014));
}

function drawLimbs(
  context: PoseContext,
  keypoints: readonly Keypoint[],
  alphas: readonly number[],
  colours: PersonColours,
  width: number,
  scale: number,
): void {
  // A dark line below the coloured one keeps both light and deep colours visible on any picture.
  for (const outline of [true, false]) {
    for (const [from, to] of SKELETON) {
      const a = keypoints[from];
      const b = keypoints[to];
      const alpha = Math.min(alphas[from] ?? 0, alphas[to] ?? 0);
      if (!a || !b || alpha === 0) continue;
      context.globalAlpha = alpha;
      context.strokeStyle = outline ? OUTLINE : colours[limbSide(from, to)];
      const size = to < FACE_END ? width * FACE_SHARE : width;
      context.lineWidth = outline ? size * 1.6 : size;
      context.beginPath();
      context.moveTo(a.x * scale, a.y * scale);
      context.lineTo(b.x * scale, b.y * scale);
      context.stroke();
    }
  }
}

function drawJoints(
  context: PoseContext,
  keypoints: readonly Keypoint[],
  alphas: readonly number[],
  colours: PersonColours,
  width: number,
  scale: number,
): void {
  keypoints.forEach(({ x, y }, joint) => {
    const alpha = alphas[joint] ?? 0;
    if (alpha === 0) return;
    const side = sideOf(joint);
    const size = joint < FACE_END ? width * FACE_SHARE : width;
    context.globalAlpha = alpha;
    context.beginPath();
    context.arc(x * scale, y * scale, size * 1.15, 0, 2 * Math.PI);
    context.fillStyle = side === 'right' ? 'rgb(20 20 24)' : colours[side];
    context.fill();
    context.lineWidth = size * (side === 'right' ? 0.75 : 0.4);
    context.strokeStyle = side === 'right' ? colours.right : OUTLINE;
    context.stroke();
  });
}

function drawBox(context: PoseContext, pose: Pose, colours: PersonColours, width: number, scale: number): void {
  const { xMin, yMin, xMax, yMax } = pose.box;
  context.strokeStyle = colours.middle;
  context.lineWidth = Math.max(1, width / 3);
  context.beginPath();
  context.moveTo(xMin * scale, yMin * scale);
  context.lineTo(xMax * scale, yMin * scale);
  context.lineTo(xMax * scale, yMax * scale);
  context.lineTo(xMin * scale, yMax * scale);
  context.lineTo(xMin * scale, yMin * scale);
  context.stroke();
}

function drawLabel(context: PoseContext, pose: Pose, colours: PersonColours, scale: number, pixelRatio: number): void {
  const size = Math.round(LABEL_SIZE * pixelRatio);
  const text = `${Math.round(pose.score * 100)} %`;
  context.font = `600 ${size}px system-ui, sans-serif`;
  context.textBaseline = 'middle';
  const width = context.measureText(text).width + size * 1.5;
  const height = size * 1.5;
  const left = Math.max(0, Math.min(pose.box.xMin * scale, context.canvas.width - width));
  const top = Math.max(0, Math.min(pose.box.yMin * scale - height, context.canvas.height - height));
  context.fillStyle = 'rgb(20 20 24 / 0.82)';
  context.fillRect(left, top, width, height);
  context.fillStyle = colours.middle;
  context.fillRect(left, top, size * 0.4, height);
  context.fillStyle = '#fff';
  context.fillText(text, left + size * 0.9, top + height / 2);
}
