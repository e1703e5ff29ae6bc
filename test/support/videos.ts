// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface Clip {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly frames: number;
}

/** Makes a clip of moving test patterns with the system's ffmpeg, every frame whole, so that it can be cut anywhere. */
export async function makeVideo(file: string, { width, height, fps, frames }: Clip): Promise<void> {
  const source = `testsrc2=size=${width}x${height}:rate=${fps}:duration=${frames / fps}`;
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, '-c:v', 'mjpeg', file]);
}

/** Makes a clip that pans slowly over a picture. */
export async function panOver(picture: string, file: string, { width, height, fps, frames }: Clip): Promise<void> {
  const pan = `scale=${Math.round(width * 1.2)}:-2,crop=${width}:${height}:n*2:0`;
  const input = ['-loop', '1', '-framerate', String(fps), '-i', picture, '-frames:v', String(frames)];
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...input, '-vf', pan, '-c:v', 'mjpeg', '-q:v', '3', file]);
}
