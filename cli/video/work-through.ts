// SPDX-License-Identifier: Apache-2.0
import type { Detector } from '../../src/index.ts';
import type { Pose } from '../../src/pose/pose.ts';
import type { RecordFrame } from '../../src/record/index.ts';
import { continueIds, type IdBook } from './continue-ids.ts';
import { decodeVideo, type VideoFrame, type VideoInfo, type VideoWriter } from './ffmpeg.ts';
import type { Journal } from './journal.ts';
import type { HeldFrame, LookBack } from './look-back.ts';
import { drawOverlay } from './overlay.ts';

export interface Work {
  readonly file: string;
  readonly info: VideoInfo;
  readonly detector: Detector;
  readonly maxPoses: number;
  /** Whether people are put into space, once it is settled where they were. */
  readonly lift: boolean | undefined;
  /** Holds frames until nobody is added to them any more. */
  readonly lookBack: LookBack;
  /** Takes up every frame, and knows those of a run before. */
  readonly journal: Journal | undefined;
  /** Takes the frames with skeletons on them. */
  readonly writer: VideoWriter | undefined;
}

/** A run that takes up another follows people through so much of what is known, so that it knows them. */
const WARM_UP_MS = 1000;

/**
 * Every frame of a video with its people, in order.
 *
 * Throws what `decodeVideo` throws, after the last frame that could be read.
 */
export async function* workThrough({
  file,
  info,
  detector,
  maxPoses,
  lift,
  lookBack,
  journal,
  writer,
}: Work): AsyncGenerator<RecordFrame> {
  const known = journal?.frames ?? [];
  const warmFrom = (known.at(-1)?.timeMs ?? 0) - WARM_UP_MS;
  let book: IdBook | undefined;
  try {
    for await (const frame of decodeVideo(file, info)) {
      const { index, timeMs } = frame;
      const before = known[index];
      const isWarmUp = before !== undefined && timeMs >= warmFrom;
      const seen = before === undefined || isWarmUp ? await look(frame) : [];
      if (index === known.length - 1) book = continueIds(known, seen);
      const poses = before?.poses ?? book?.rename(seen) ?? seen;
      await lookBack.add({ ...frame, poses, isDone: before !== undefined });
      for (const held of lookBack.release()) yield await finish(held);
    }
  } finally {
    for (const held of lookBack.release(true)) yield await finish(held);
  }

  /** Writes a frame that nobody is added to any more. */
  async function finish({ index, timeMs, data, poses, isDone }: HeldFrame): Promise<RecordFrame> {
    // Also where a run before has done so: it tells how long people's bones are.
    const inSpace = lift ? detector.lift(poses) : poses;
    const done = (isDone ? known[index] : undefined) ?? { index, timeMs, poses: inSpace };
    if (!isDone) await journal?.add(done);
    if (writer) {
      drawOverlay({ data, width: info.width, height: info.height }, poses);
      await writer.write(data);
    }
    return done;
  }

  function look({ data, timeMs }: VideoFrame): Promise<Pose[]> {
    const picture = { data, width: info.width, height: info.height };
    return detector.estimatePoses(picture, { maxPoses, lift: false }, timeMs);
  }
}
