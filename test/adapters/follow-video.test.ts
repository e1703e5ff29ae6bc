// SPDX-License-Identifier: Apache-2.0
// What it does with a video is seen in test/browser/adapters.test.ts.
import { expect, test } from 'vitest';
import { followVideo } from '../../src/adapters/follow-video.ts';

const listener = { poses: () => undefined };

test.each([
  [null, /^video is null, expected a <video> element/],
  ['video', /^video is "video", expected/],
  [{ data: [] }, /^video is .*, expected/],
])('what is no video, %o, is refused at once', (video, message) => {
  const refused = expect.objectContaining({ code: 'bad-option', message: expect.stringMatching(message) });
  expect(() => followVideo(video as unknown as HTMLVideoElement, listener)).toThrow(refused);
});

test('a listener that does not listen is refused', () => {
  const video = { readyState: 0, videoWidth: 0 } as HTMLVideoElement;
  const refused = expect.objectContaining({
    code: 'bad-option',
    message: expect.stringMatching(/^listener is .*, expected/),
  });
  expect(() => followVideo(video, {} as typeof listener)).toThrow(refused);
});
