// SPDX-License-Identifier: Apache-2.0
import { Problem } from './sentences.ts';

export interface Camera {
  video: HTMLVideoElement;
  stop(): void;
}

/** Opens the webcam, 1280 x 720 if it can. @throws what `getUserMedia` throws, or a Problem without one. */
export async function openCamera(): Promise<Camera> {
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new Problem('This browser gives no webcam here: it must be opened over https or on this machine.');
  }
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: 'user' },
  });
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  try {
    await video.play();
  } catch (error) {
    stop();
    throw error;
  }
  return { video, stop };
}

/** Resolves with the next frame of a video, or after a while if none comes (a hidden page gets none). */
export function nextFrame(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, 500);
    video.requestVideoFrameCallback(() => {
      clearTimeout(late);
      resolve();
    });
  });
}
