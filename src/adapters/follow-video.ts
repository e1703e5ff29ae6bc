// SPDX-License-Identifier: Apache-2.0
// The people of a video element, frame after frame: what a page's frameworks share.
import type { DetectorOptions } from '../detector/options.ts';
import type { Detector } from '../detector/types.ts';
import { createDetector } from '../detector.ts';
import { inWords, refuse } from '../pose/check.ts';
import type { Pose } from '../pose/pose.ts';

/** What whoever follows a video is told. Nothing is told after they have stopped. */
export interface VideoListener {
  /**
   * The people of a frame, best first; places in the video's own pixels, as `estimatePoses` gives them.
   *
   * @param timestampMs When it was shown, by the clock of `performance.now()`.
   */
  poses(poses: readonly Pose[], timestampMs: number): void;
  /** Why there is no detector, or no answer about a frame; later frames are looked at all the same. */
  error?(error: unknown): void;
  /** The detector that is used, once: its `info`, `stats` and events. It goes with the stop, and is not to be disposed before. */
  ready?(detector: Detector): void;
}

/**
 * Looks at every frame that a video element shows, as fast as they are answered: whoever comes while one is looked at gives way to
 * the next. A video that is paused is looked at once. The element may be without a video as yet, and may get another one.
 *
 * @param options As of `createDetector`.
 * @returns A function that stops it, and disposes of the detector.
 * @throws PoseError `bad-option` for something else than a video element, and for a listener without `poses`.
 */
export function followVideo(
  video: HTMLVideoElement,
  listener: VideoListener,
  options: DetectorOptions = {},
): () => void {
  // What comes through the door may be anything, whatever its type says.
  const given: Partial<HTMLVideoElement> | null | undefined = video;
  if (typeof given?.readyState !== 'number' || typeof given.videoWidth !== 'number') {
    refuse(`video is ${inWords(video)}, expected a <video> element`);
  }
  if (typeof listener?.poses !== 'function') refuse(`listener is ${inWords(listener)}, expected { poses }, a function`);
  let detector: Detector | undefined;
  let isOver = false;
  let cancel = (): void => {};

  const open = async (): Promise<void> => {
    const made = await createDetector(options);
    if (isOver) return made.dispose();
    detector = made;
    listener.ready?.(made);
    // No frame is announced that was there before.
    if (video.readyState >= HAVE_CURRENT_DATA) await look(made, performance.now());
    else waitFor(made);
  };
  const look = async (eyes: Detector, timestampMs: number): Promise<void> => {
    try {
      const poses = await eyes.estimatePoses(video, {}, timestampMs);
      if (!isOver) listener.poses(poses, timestampMs);
    } catch (error) {
      fail(error);
    }
    waitFor(eyes);
  };
  const waitFor = (eyes: Detector): void => {
    if (!isOver) cancel = onNextFrame(video, (timestampMs) => void look(eyes, timestampMs));
  };
  const fail = (error: unknown): void => {
    if (!isOver) listener.error?.(error);
  };

  open().catch(fail);
  return () => {
    isOver = true;
    cancel();
    detector?.dispose();
  };
}

/** Of `HTMLMediaElement.readyState`: there is a picture. */
const HAVE_CURRENT_DATA = 2;

/** Calls back once, when the video shows its next frame. @returns What cancels that. */
function onNextFrame(video: HTMLVideoElement, shown: (timestampMs: number) => void): () => void {
  if (typeof video.requestVideoFrameCallback === 'function') {
    // Not when it was captured: that may be before the frame that was there at first was looked at.
    const handle = video.requestVideoFrameCallback((now) => shown(now));
    return () => video.cancelVideoFrameCallback(handle);
  }
  // Firefox before 132: its time tells when there is another one.
  const before = video.currentTime;
  let handle = requestAnimationFrame(function wait(now) {
    if (video.currentTime !== before && video.readyState >= HAVE_CURRENT_DATA) shown(now);
    else handle = requestAnimationFrame(wait);
  });
  return () => cancelAnimationFrame(handle);
}
