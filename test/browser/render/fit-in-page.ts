// SPDX-License-Identifier: Apache-2.0
// Bundled by the test and run in the page: an element that shows a red dot, and an overlay on it that shows one, too.
import { boxOf } from '../../../src/pose/box.ts';
import { KEYPOINT_NAMES } from '../../../src/pose/keypoints.ts';
import { drawPoses, type FitElement, type FitOptions, fitTo, type Point } from '../../../src/render/index.ts';

const PICTURE = { width: 320, height: 240 };
const DOT = { x: 190, y: 100 };

export interface Laid {
  readonly tag: 'img' | 'video' | 'canvas';
  /** CSS of the element. */
  readonly style: string;
  readonly options?: FitOptions;
}

/** White with a red dot. */
function paintPicture(canvas: HTMLCanvasElement): void {
  Object.assign(canvas, PICTURE);
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, PICTURE.width, PICTURE.height);
  context.fillStyle = '#f00';
  context.beginPath();
  context.arc(DOT.x, DOT.y, 12, 0, 2 * Math.PI);
  context.fill();
}

async function make(tag: Laid['tag']): Promise<FitElement> {
  const canvas = document.createElement('canvas');
  paintPicture(canvas);
  if (tag === 'canvas') return canvas;
  if (tag === 'img') {
    const image = new Image();
    image.src = canvas.toDataURL();
    await image.decode();
    return image;
  }
  const video = document.createElement('video');
  video.srcObject = canvas.captureStream();
  video.muted = true;
  const frame = new Promise((resolve) => video.requestVideoFrameCallback(resolve));
  await video.play();
  paintPicture(canvas); // a stream shows what is painted after it began
  await frame;
  return video;
}

/** Lays an element out alone in the page. The place that `fitTo` tells for the dot, CSS px of the page. */
export async function show({ tag, style, options }: Laid): Promise<Point> {
  const element = await make(tag);
  element.id = 'shown';
  element.style.cssText = `position: absolute; left: 150px; top: 150px; ${style}`;
  document.body.replaceChildren(element);
  const { left, top } = element.getBoundingClientRect();
  const { x, y } = fitTo(element, options).toElement(DOT);
  return { x: left + x, y: top + y };
}

/** Hides the element, and draws with `drawPoses` one joint where the dot was, on a canvas that covers the element. */
export function cover(options?: FitOptions): void {
  const element = document.querySelector<FitElement>('#shown')!;
  const overlay = document.createElement('canvas');
  const { left, top, width, height } = element.getBoundingClientRect();
  overlay.style.cssText = `position: absolute; left: ${left}px; top: ${top}px; width: ${width}px; height: ${height}px`;
  const fit = fitTo(element, options);
  overlay.width = fit.width;
  overlay.height = fit.height;
  const keypoints = KEYPOINT_NAMES.map((name, k) => ({ name, ...DOT, score: k === 5 ? 1 : 0, spread: 1, dissent: 0 }));
  const pose = { keypoints, score: 1, box: boxOf(0, 0, PICTURE.width, PICTURE.height) };
  drawPoses(overlay.getContext('2d')!, [pose], { ...fit, labels: false });
  element.style.visibility = 'hidden';
  document.body.append(overlay);
}
