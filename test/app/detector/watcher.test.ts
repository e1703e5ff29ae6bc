// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { DetectorClient, Question } from '../../../app/detector/protocol.ts';
import { createWatcher } from '../../../app/detector/watcher.ts';
import type { VideoSource } from '../../../app/sources/video.ts';

const FRAMES = {} as ReadableStream<VideoFrame>; // handed on, and looked into by nobody here

function clientOf(worker: boolean, refuses?: Question['ask']): { client: DetectorClient; asked: string[] } {
  const asked: string[] = [];
  const ask = async ({ ask }: Question) => {
    asked.push(ask);
    if (ask === refuses) throw new Error('could not be cloned');
    return ask === 'next' ? { timestampMs: 5 } : undefined;
  };
  return { client: { where: { worker }, ask: ask as DetectorClient['ask'] }, asked };
}

/** A source whose video has no frame yet. */
function sourceOf(frames?: () => ReadableStream<VideoFrame> | undefined): VideoSource {
  const video = {
    ...{ readyState: 0, videoWidth: 0 },
    requestVideoFrameCallback: () => 1,
    cancelVideoFrameCallback() {},
  } as unknown as HTMLVideoElement; // what is used of one that is still loading
  return { video, isFile: false, selfie: false, onEnded: undefined, ...(frames && { frames }), stop() {} };
}

test('a stream of frames goes to the detector’s worker, which is asked for the next one', async () => {
  const { client, asked } = clientOf(true);
  const watcher = await createWatcher(
    sourceOf(() => FRAMES),
    client,
  );
  expect(await watcher.next()).toEqual({ timestampMs: 5 });
  expect(asked).toEqual(['watch', 'next']);
});

type Frames = () => ReadableStream<VideoFrame> | undefined;
const streams: Frames = () => FRAMES;
const nothing: Frames = () => undefined;

test.each<[where: string, worker: boolean, frames: Frames | undefined, refuses: Question['ask'] | undefined]>([
  ['there is no worker', false, streams, undefined],
  ['the browser has no stream', true, nothing, undefined],
  ['the source is a file', true, undefined, undefined],
  ['the stream cannot be handed over', true, streams, 'watch'],
])('the page takes the frames where %s', async (_, worker, frames, refuses) => {
  const { client, asked } = clientOf(worker, refuses);
  const watcher = await createWatcher(sourceOf(frames), client);
  expect(await watcher.next()).toBeUndefined();
  expect(await watcher.current()).toBeUndefined();
  expect(asked).toEqual(refuses ? [refuses] : []);
});

test('a step is the stream’s next frame, on the stream’s own clock, after the one that is on its way', async () => {
  const asked: string[] = [];
  const answers: ((timestampMs: number) => void)[] = [];
  const ask = ({ ask }: Question) => {
    asked.push(ask);
    if (ask !== 'next') return Promise.resolve();
    return new Promise((resolve) => answers.push((timestampMs) => resolve({ timestampMs })));
  };
  // What is asked here is answered with its time alone.
  const client = { where: { worker: true }, ask: ask as DetectorClient['ask'] };
  const watcher = await createWatcher(sourceOf(streams), client);
  const turn = () => new Promise((resolve) => setTimeout(resolve));
  const [frame, step] = [watcher.next(), watcher.current()];
  await turn();
  expect(asked).toEqual(['watch', 'next']);
  answers[0]?.(7e7);
  expect(await frame).toEqual({ timestampMs: 7e7 });
  await turn();
  answers[1]?.(7e7 + 33);
  expect(await step).toEqual({ timestampMs: 7e7 + 33 });
  expect(asked).toEqual(['watch', 'next', 'next']);
});

test('a frame that could not be looked at does not keep the next one', async () => {
  const { client } = clientOf(true, 'next');
  const watcher = await createWatcher(sourceOf(streams), client);
  await expect(watcher.next()).rejects.toThrow('could not be cloned');
  await expect(watcher.current()).rejects.toThrow('could not be cloned');
});
