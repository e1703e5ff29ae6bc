// SPDX-License-Identifier: Apache-2.0
import { PoseError } from '../pose/errors.ts';

/** A canvas that nobody sees, and its 2d context. */
export interface PlainCanvas {
  readonly canvas: OffscreenCanvas | HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
}

/** Sizes are px. @throws PoseError `unsupported` when the browser gives no 2d context. */
export function createCanvas(width: number, height: number): PlainCanvas {
  const canvas = emptyCanvas(width, height);
  const context = canvas.getContext('2d') as PlainCanvas['context'] | null; // TypeScript's union of both canvas types loses the overload for '2d'
  if (context) return { canvas, context };
  throw new PoseError('unsupported', 'this browser gives no 2d canvas context, expected one to draw for the GPU');
}

function emptyCanvas(width: number, height: number): PlainCanvas['canvas'] {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height);
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  return canvas;
}
