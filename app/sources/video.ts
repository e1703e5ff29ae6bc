// SPDX-License-Identifier: Apache-2.0

import type { FramePicture } from '../detector/protocol.ts';
import { Problem } from '../sentences.ts';

/** Seconds of a step through a video file whose rate nobody tells. */
export const STEP = 1 / 30;

/** A video that plays: a camera's, a screen's, or a file's. */
export interface VideoSource {
  readonly video: HTMLVideoElement;
  /** A file can be paused, sought and comes to an end; a stream goes on without us. */
  readonly isFile: boolean;
  /** Whether it is a camera that faces the user, who expects a mirror. */
  readonly selfie: boolean;
  /** Called once when a stream ends by itself: the camera was unplugged, the sharing stopped. */
  onEnded: (() => void) | undefined;
  /** A stream's frames for whoever shall have them without the page; undefined where the browser has no such stream. */
  frames?(): ReadableStream<VideoFrame> | undefined;
  stop(): void;
}

/** What is used of `MediaStreamTrackProcessor`, which TypeScript knows in workers alone. */
type TrackProcessor = new (init: { track: MediaStreamTrack }) => { readonly readable: ReadableStream<VideoFrame> };

export interface VideoPicture {
  readonly picture: FramePicture;
  /** Milliseconds on the video's own clock. */
  readonly timestampMs: number;
}

export async function openStream(stream: MediaStream, selfie = false): Promise<VideoSource> {
  const video = createVideo();
  video.srcObject = stream;
  const source: VideoSource = {
    video,
    isFile: false,
    selfie,
    onEnded: undefined,
    frames() {
      const Processor: TrackProcessor | undefined = Reflect.get(globalThis, 'MediaStreamTrackProcessor');
      const [track] = stream.getVideoTracks();
      return Processor && track && new Processor({ track }).readable;
    },
    stop() {
      for (const track of stream.getTracks()) track.stop();
      video.srcObject = null;
    },
  };
  for (const track of stream.getVideoTracks()) track.addEventListener('ended', () => source.onEnded?.());
  return play(source);
}

/** Plays a file over and over. @throws Problem when the browser cannot read it, or there is nothing to see in it. */
export async function openVideoFile(file: Blob, name: string): Promise<VideoSource> {
  const url = URL.createObjectURL(file);
  const source = await openVideoAddress(url, () => URL.revokeObjectURL(url)).catch(() => undefined);
  if (source && source.video.videoWidth > 0) {
    if (source.video.duration === Infinity) await findEnd(source.video);
    return source;
  }
  source?.stop();
  const fault = source ? 'holds sound alone, no picture' : 'is no video that this browser can play';
  throw new Problem(`“${name}” ${file.size === 0 ? 'is empty' : fault}. Choose an MP4 or WebM file.`);
}

/** What a browser has recorded, this page included, does not say how long it is: who goes to its end sees. */
async function findEnd(video: HTMLVideoElement): Promise<void> {
  const found = new Promise((resolve) => video.addEventListener('durationchange', resolve, { once: true }));
  video.currentTime = FAR;
  await Promise.race([found, new Promise((resolve) => setTimeout(resolve, FIND_END_MS))]);
  await seek(video, 0);
}

/** Seconds that no video lasts. */
const FAR = 1e7;
/** Milliseconds after which a video is played without knowing its end. */
const FIND_END_MS = 3000;

export async function openVideoAddress(url: string, release = () => {}): Promise<VideoSource> {
  const video = createVideo();
  video.src = url;
  video.loop = true;
  const stop = () => {
    video.pause();
    video.removeAttribute('src');
    video.load();
    release();
  };
  return play({ video, isFile: true, selfie: false, onEnded: undefined, stop });
}

async function play(source: VideoSource): Promise<VideoSource> {
  try {
    await source.video.play();
    return source;
  } catch (error) {
    source.stop();
    throw error;
  }
}

function createVideo(): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  return video;
}

/**
 * The next frame that the video shows, or undefined if none comes for a while (a hidden page gets none).
 *
 * The time of a file's frame is its place in the file; of a stream's, when the browser took it.
 */
export function nextFrame({ video, isFile }: VideoSource): Promise<VideoPicture | undefined> {
  return new Promise((resolve, reject) => {
    const handle = video.requestVideoFrameCallback((now, { mediaTime, captureTime }) => {
      clearTimeout(late);
      const timestampMs = isFile ? mediaTime * 1000 : (captureTime ?? now);
      grab(video).then((picture) => resolve(picture && { picture, timestampMs }), reject);
    });
    const late = setTimeout(() => {
      video.cancelVideoFrameCallback(handle);
      resolve(undefined);
    }, 500);
  });
}

/** The frame that a paused video shows. */
export async function currentFrame({ video, isFile }: VideoSource): Promise<VideoPicture | undefined> {
  const picture = await grab(video);
  return picture && { picture, timestampMs: isFile ? video.currentTime * 1000 : performance.now() };
}

/** Moves a file to another place and waits until its frame is there. */
export function seek(video: HTMLVideoElement, seconds: number): Promise<void> {
  return new Promise((resolve) => {
    video.addEventListener('seeked', () => resolve(), { once: true });
    video.currentTime = Math.min(Math.max(0, seconds), video.duration || 0);
  });
}

async function grab(video: HTMLVideoElement): Promise<FramePicture | undefined> {
  if (video.readyState < 2 || video.videoWidth === 0) return undefined;
  // A VideoFrame is a reference, a bitmap a copy.
  if (typeof VideoFrame !== 'undefined') return new VideoFrame(video, { timestamp: performance.now() * 1000 });
  return createImageBitmap(video);
}
