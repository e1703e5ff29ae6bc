// SPDX-License-Identifier: Apache-2.0
import { createCanvas2DRenderer, type Scene } from 'poseswarm/render';

/** A WebM of pictures with their skeletons, in the pictures' own size whatever the window's is. */
export interface OverlayVideo {
  add(scene: Scene): void;
  /** Ends it; undefined when nothing was recorded. */
  stop(): Promise<Blob | undefined>;
}

/** Longest side of the film, px. */
const LONGEST = 1280;
const FRAMES_A_SECOND = 30;
const TYPES = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'];

/** Undefined where the browser records no WebM. */
export function createOverlayVideo(width: number, height: number): OverlayVideo | undefined {
  const type = typeof MediaRecorder === 'undefined' ? undefined : TYPES.find((t) => MediaRecorder.isTypeSupported(t));
  if (!type) return undefined;
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const renderer = createCanvas2DRenderer(canvas);
  const recorder = new MediaRecorder(canvas.captureStream(FRAMES_A_SECOND), { mimeType: type });
  const parts: Blob[] = [];
  recorder.addEventListener('dataavailable', ({ data }) => {
    if (data.size > 0) parts.push(data);
  });
  recorder.start(1000);

  return {
    add(scene) {
      renderer.draw({ ...scene, style: { ...scene.style, pixelRatio: Math.max(1, canvas.height / 480) } });
    },
    stop: () =>
      new Promise((resolve) => {
        recorder.addEventListener('stop', () => {
          renderer.dispose();
          resolve(parts.length > 0 ? new Blob(parts, { type: 'video/webm' }) : undefined);
        });
        for (const track of recorder.stream.getTracks()) track.stop();
        recorder.stop();
      }),
  };
}
