// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { openStreamFrames } from '../../../app/detector/stream-frames.ts';

/** What is asked of a frame here is that it is closed. */
function frame(closed: string[], name: string): VideoFrame {
  return { close: () => closed.push(name) } as unknown as VideoFrame;
}

test('gives frame after frame, and nothing where none comes for a while or the stream has ended', async () => {
  const sent: { controller?: ReadableStreamDefaultController<VideoFrame> } = {};
  const stream = new ReadableStream<VideoFrame>({
    start(controller) {
      sent.controller = controller;
    },
  });
  const frames = openStreamFrames(stream);
  const [first, second] = [frame([], 'first'), frame([], 'second')];
  sent.controller?.enqueue(first);
  expect(await frames.next()).toBe(first);
  expect(await frames.next()).toBeUndefined();
  // The question that was not answered in time is answered by the next frame.
  sent.controller?.enqueue(second);
  expect(await frames.next()).toBe(second);
  sent.controller?.close();
  const before = performance.now();
  expect(await frames.next()).toBeUndefined();
  expect(performance.now() - before).toBeGreaterThan(400);
});

test('a frame that comes after the stream was let go is closed', async () => {
  const closed: string[] = [];
  const sent: { controller?: ReadableStreamDefaultController<VideoFrame> } = {};
  const cancelled: string[] = [];
  const stream = new ReadableStream<VideoFrame>({
    start(controller) {
      sent.controller = controller;
    },
    cancel() {
      cancelled.push('cancelled');
    },
  });
  const frames = openStreamFrames(stream);
  const waiting = frames.next();
  sent.controller?.enqueue(frame(closed, 'late'));
  frames.stop();
  await waiting;
  expect([closed, cancelled]).toEqual([['late'], ['cancelled']]);
});
