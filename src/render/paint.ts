// SPDX-License-Identifier: Apache-2.0
import { css, type Rgb } from './colours.ts';
import type { MeasureText } from './pose-shapes.ts';
import { MARK, MARK_FLOATS, type Shapes } from './shapes.ts';
import type { Size } from './view.ts';

/** What painting needs of a 2d context; those of a canvas and of an OffscreenCanvas have it. */
export type PoseContext = Pick<
  CanvasRenderingContext2D,
  | 'arc'
  | 'beginPath'
  | 'fill'
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
> & { readonly canvas: Size };

/** The one font of labels, of this height in px. */
export function labelFont(size: number): string {
  return `600 ${size}px system-ui, sans-serif`;
}

export function measureBy(context: Pick<PoseContext, 'font' | 'measureText'>): MeasureText {
  return (text, size) => {
    context.font = labelFont(size);
    return context.measureText(text).width;
  };
}

/** Paints marks and labels with a 2d context, and leaves the context as it was found. */
export function paint(context: PoseContext, { marks, count, labels }: Shapes): void {
  context.save();
  for (let k = 0; k < count; k++) paintMark(context, marks.subarray(k * MARK_FLOATS, (k + 1) * MARK_FLOATS));
  context.globalAlpha = 1;
  context.textBaseline = 'middle';
  for (const { text, x, y, size, colour } of labels) {
    context.font = labelFont(size);
    context.fillStyle = css(colour);
    context.fillText(text, x, y);
  }
  context.restore();
}

function paintMark(context: PoseContext, mark: Float32Array): void {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, radius = 0, ring = 0, flat = 0] = mark;
  context.beginPath();
  if (x0 === x1 && y0 === y1) {
    context.arc(x0, y0, radius, 0, 2 * Math.PI);
    context.globalAlpha = mark[MARK.fill + 3] ?? 0;
    context.fillStyle = colourAt(mark, MARK.fill);
    context.fill();
    if (ring === 0) return;
    context.globalAlpha = mark[MARK.ringColour + 3] ?? 0;
    context.lineWidth = ring;
    context.strokeStyle = colourAt(mark, MARK.ringColour);
  } else {
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.lineCap = flat ? 'butt' : 'round';
    context.globalAlpha = mark[MARK.fill + 3] ?? 0;
    context.lineWidth = radius * 2;
    context.strokeStyle = colourAt(mark, MARK.fill);
  }
  context.stroke();
}

function colourAt(mark: Float32Array, at: number): string {
  const rgb: Rgb = [mark[at] ?? 0, mark[at + 1] ?? 0, mark[at + 2] ?? 0];
  return css(rgb);
}
