// SPDX-License-Identifier: Apache-2.0
// The worker's end of a camera's stream of frames: the newest one, when it is asked for.

export interface StreamFrames {
  /** The next frame; undefined if none comes for a while, or the stream has ended. */
  next(): Promise<VideoFrame | undefined>;
  /** Lets the stream go. */
  stop(): void;
}

/** Milliseconds that a frame is waited for: a camera that has gone says nothing. */
const PATIENCE_MS = 500;

export function openStreamFrames(stream: ReadableStream<VideoFrame>): StreamFrames {
  const reader = stream.getReader();
  /** A question that was not answered in time is not asked again: its answer is the next frame. */
  let asked: Promise<ReadableStreamReadResult<VideoFrame>> | undefined;

  return {
    async next() {
      asked ??= reader.read();
      const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), PATIENCE_MS));
      const result = await Promise.race([asked, late]);
      if (result === undefined) return undefined;
      asked = undefined;
      if (!result.done) return result.value;
      // Whoever asks on is answered at the pace of the others.
      return late;
    },
    stop() {
      asked?.then(({ value }) => value?.close()).catch(() => undefined);
      asked = undefined;
      reader.cancel().catch(() => undefined);
    },
  };
}
