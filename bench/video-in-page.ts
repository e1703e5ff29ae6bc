// SPDX-License-Identifier: Apache-2.0
// Runs inside the browser, loaded as a module from the bench's own server; knows nothing of Node.
import { createDetector } from '../src/index.ts';
import { measureVideo, type VideoReport } from './video.ts';

/** Measures on the picture that the server holds, for so many seconds a line. */
export async function measureVideoInPage(width: number, height: number, seconds: number): Promise<VideoReport> {
  const data = new Uint8Array(await (await fetch('/picture.rgba')).arrayBuffer());
  return measureVideo(createDetector, { data, width, height }, seconds);
}
