// SPDX-License-Identifier: Apache-2.0
// Frames of a video on their way to the detector, and back with the poses that were found in them: by the shortest way that
// this browser has.
import { currentFrame, nextFrame, type VideoPicture, type VideoSource } from '../sources/video.ts';
import type { DetectorClient, Estimate } from './protocol.ts';

/** A frame that was looked at; whoever gets it closes its picture. */
export interface Seen extends VideoPicture, Estimate {
  /** Milliseconds from the moment at which the frame was there to its poses. */
  readonly ms: number;
}

export interface Watcher {
  /** The next frame; undefined if none comes for a while. */
  next(): Promise<Seen | undefined>;
  /** The frame that a paused file shows; of a stream, which goes on without us, one more frame. */
  current(): Promise<Seen | undefined>;
}

/**
 * Watches a video. A camera's or a screen's frames go straight from the browser into the detector's worker where it can be given
 * them (`MediaStreamTrackProcessor`); elsewhere, and from files, the page takes each from the `<video>` and hands it over.
 */
export async function createWatcher(source: VideoSource, client: DetectorClient): Promise<Watcher> {
  const lookAt = async (frame: VideoPicture | undefined): Promise<Seen | undefined> => {
    if (frame === undefined) return undefined;
    const start = performance.now();
    const { picture, timestampMs } = frame;
    const copy = 'clone' in picture ? picture.clone() : await createImageBitmap(picture);
    const estimate = await client.ask({ ask: 'estimate', picture: copy, timestampMs });
    return { ...frame, ...estimate, ms: performance.now() - start };
  };
  const fromPage: Watcher = {
    next: async () => lookAt(await nextFrame(source)),
    current: async () => lookAt(await currentFrame(source)),
  };
  const frames = client.where.worker ? source.frames?.() : undefined;
  if (frames === undefined) return fromPage;
  try {
    await client.ask({ ask: 'watch', frames });
  } catch {
    return fromPage; // a browser whose streams cannot be handed over
  }
  // The stream's frames carry a clock of their own, which no frame that the page takes itself can go on. One is asked for
  // after the other: two questions at once would be answered with the same frame.
  let before: Promise<unknown> = Promise.resolve();
  const next = () => {
    const seen = before.then(() => client.ask({ ask: 'next' }));
    before = seen.catch(() => undefined);
    return seen;
  };
  return { next, current: next };
}
