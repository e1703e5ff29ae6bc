// SPDX-License-Identifier: Apache-2.0
import { kindOf } from '../pose/check.ts';
import { PoseError } from '../pose/errors.ts';
import { asFrame, checkSize, type Frame } from './frame.ts';

/** What can be drawn on a canvas at once. */
export type DrawableSource =
  | HTMLImageElement
  | HTMLVideoElement
  | HTMLCanvasElement
  | OffscreenCanvas
  | ImageBitmap
  | VideoFrame;

/** Every picture source that only a browser has. A `Blob` or `File` is decoded first, its EXIF rotation honoured. */
export type BrowserSource = DrawableSource | Blob;

const BROWSER_SOURCES: ReadonlySet<string> = new Set([
  'HTMLImageElement',
  'HTMLVideoElement',
  'HTMLCanvasElement',
  'OffscreenCanvas',
  'ImageBitmap',
  'VideoFrame',
  'Blob',
  'File',
]);

/** Whether `source` is one of `BrowserSource`; also for objects of another frame, which `instanceof` would miss. */
export function isBrowserSource(source: unknown): source is BrowserSource {
  return BROWSER_SOURCES.has(kindOf(source));
}

export interface BrowserReader {
  /**
   * The pixels of `source` at its intrinsic size; transparent parts are composed on black.
   *
   * @throws PoseError 'bad-size' outside the limits; 'bad-image' when the element has no picture (yet) or is tainted by
   *   another origin; 'decode-failed' when a blob or image element holds no picture; 'unsupported' without a canvas,
   *   or for a blob where nothing decodes it.
   */
  read(source: BrowserSource): Promise<Frame>;
}

/** A reader that keeps one canvas, so that a camera loop does not make one a frame. */
export function createBrowserReader(): BrowserReader {
  let canvas: OffscreenCanvas | HTMLCanvasElement | undefined;

  return {
    async read(source) {
      if (!isBlob(source)) {
        if (isImageElement(source)) await decodeElement(source);
        return draw(source);
      }
      const bitmap = await decodeBlob(source);
      try {
        return draw(bitmap);
      } finally {
        bitmap.close();
      }
    },
  };

  function draw(source: DrawableSource): Frame {
    const { width, height } = intrinsicSize(source);
    checkSize(width, height);
    canvas ??= createCanvas(width, height);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true }) as
      | CanvasRenderingContext2D
      | OffscreenCanvasRenderingContext2D
      | null; // TypeScript's union of both canvas types loses the overload for '2d'
    if (!context) throw new PoseError('unsupported', 'This browser gives no 2d canvas context; expected one.');
    context.globalCompositeOperation = 'copy';
    context.drawImage(source, 0, 0, width, height);
    return asFrame(readPixels(context, width, height));
  }
}

function readPixels(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  width: number,
  height: number,
): ImageData {
  try {
    return context.getImageData(0, 0, width, height);
  } catch (cause) {
    throw new PoseError('bad-image', 'Picture comes from another origin; expected one whose pixels may be read.', {
      cause,
    });
  }
}

function createCanvas(width: number, height: number): OffscreenCanvas | HTMLCanvasElement {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height);
  if (typeof document !== 'undefined') return document.createElement('canvas');
  throw new PoseError('unsupported', 'This runtime has neither OffscreenCanvas nor document; expected one of them.');
}

async function decodeElement(image: HTMLImageElement): Promise<void> {
  if (image.complete && image.naturalWidth > 0) return;
  try {
    await image.decode();
  } catch (cause) {
    throw new PoseError('decode-failed', `Image element shows no picture (${image.src}); expected one that loads.`, {
      cause,
    });
  }
}

async function decodeBlob(blob: Blob): Promise<ImageBitmap> {
  if (typeof createImageBitmap === 'undefined') {
    throw new PoseError('unsupported', 'This runtime decodes no blobs; expected pixels: { data, width, height }.');
  }
  try {
    return await createImageBitmap(blob);
  } catch (cause) {
    throw new PoseError(
      'decode-failed',
      `Blob of ${blob.size} bytes, type '${blob.type}', is no picture that this browser decodes; expected JPEG, PNG or WebP.`,
      { cause },
    );
  }
}

/**
 * The size of a source in its own pixels.
 *
 * @throws PoseError 'bad-image' for a video without a frame.
 */
export function intrinsicSize(source: DrawableSource): { width: number; height: number } {
  if (isImageElement(source)) return { width: source.naturalWidth, height: source.naturalHeight };
  if (isVideoElement(source)) {
    if (source.readyState < 2) {
      throw new PoseError('bad-image', `Video has no frame yet (readyState ${source.readyState}); expected 2 or more.`);
    }
    return { width: source.videoWidth, height: source.videoHeight };
  }
  if (isVideoFrame(source)) return { width: source.displayWidth, height: source.displayHeight };
  return { width: source.width, height: source.height };
}

function isBlob(source: BrowserSource): source is Blob {
  const name = kindOf(source);
  return name === 'Blob' || name === 'File';
}

function isImageElement(source: BrowserSource): source is HTMLImageElement {
  return kindOf(source) === 'HTMLImageElement';
}

function isVideoElement(source: BrowserSource): source is HTMLVideoElement {
  return kindOf(source) === 'HTMLVideoElement';
}

function isVideoFrame(source: BrowserSource): source is VideoFrame {
  return kindOf(source) === 'VideoFrame';
}
