// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { MOST_FRAMES } from '../../../app/recording/recorder.ts';
import { createTakes } from '../../../app/recording/take.ts';
import { createState, type State, type Store } from '../../../app/state.ts';

const WEBCAM = { name: 'Webcam', width: 640, height: 480 };
const nothing = () => undefined;

/** Films that end when they are told to: what was asked of them, and how to end the k-th. */
function filmStudio() {
  const asked: string[] = [];
  const ends: ((webm: Blob | undefined) => void)[] = [];
  const create = (width: number, height: number) => {
    const k = asked.push(`${width} x ${height}`) - 1;
    return {
      add() {},
      stop: () => {
        asked.push(`stop ${k}`);
        return new Promise<Blob | undefined>((resolve) => {
          ends[k] = resolve;
        });
      },
    };
  };
  return { asked, ends, create };
}

const counted = (state: Store<State>) => state.get().recording;

test('a recording keeps the name and size of what it is of, whatever is shown later', async () => {
  const state = createState();
  const takes = createTakes(state, nothing);
  takes.add([], 0, nothing); // nobody records
  expect(takes.recording()).toBeUndefined();
  takes.begin(WEBCAM);
  for (const ms of [100, 140]) takes.add([], ms, nothing);
  expect(counted(state)).toEqual({ on: true, frames: 2, seconds: 0.04 });
  await takes.end();
  expect(counted(state)).toEqual({ on: false, frames: 2, seconds: 0.04 });
  state.set({ shown: { name: 'Waving in a room', width: 960, height: 720 } });
  takes.add([], 180, nothing);
  const { file, width, height, frames } = takes.recording()!;
  expect([file, width, height, frames.length]).toEqual(['Webcam', 640, 480, 2]);
  takes.discard();
  expect([takes.recording(), counted(state)]).toEqual([undefined, undefined]);
});

test('a film that ends late is its own recording’s, and leaves the next one running', async () => {
  const { create, ends } = filmStudio();
  const state = createState();
  const takes = createTakes(state, create);
  takes.begin(WEBCAM);
  takes.add([], 0, nothing);
  const ended = takes.end();
  takes.begin(WEBCAM);
  ends[0]?.(new Blob(['old']));
  await ended;
  expect(counted(state)?.on).toBe(true);
  const last = takes.end();
  ends[2]?.(new Blob(['new film']));
  await last;
  expect(takes.film()).toMatchObject({ size: 8 });
});

test('who asks for the film is told why there is none', async () => {
  const { create, ends } = filmStudio();
  const state = createState();
  const takes = createTakes(state, create);
  expect(takes.film()).toBe('Record first.');
  takes.begin(WEBCAM);
  expect(takes.film()).toBe('Stop the recording first.');
  const ended = takes.end();
  expect(takes.film()).toBe('There is no film yet.');
  ends[0]?.(new Blob(['film']));
  await ended;
  expect(takes.film()).toBeInstanceOf(Blob);
  const without = createTakes(createState(), nothing);
  without.begin(WEBCAM);
  expect(without.film()).toBe('This browser records no WebM.');
});

test('a recording that is full ends, its film too, and it is said', () => {
  const { create, asked } = filmStudio();
  const state = createState();
  const takes = createTakes(state, create);
  takes.begin(WEBCAM);
  for (let k = 0; k <= MOST_FRAMES; k++) takes.add([], k * 33, nothing);
  expect(counted(state)).toMatchObject({ on: false, frames: MOST_FRAMES });
  expect(asked).toEqual(['640 x 480', 'stop 0']);
  expect(state.get().notice).toBe('The recording is full at 36000 frames, and has ended.');
});

test('a recording that is discarded while it runs ends', () => {
  const { create, asked } = filmStudio();
  const state = createState();
  const takes = createTakes(state, create);
  takes.begin(WEBCAM);
  takes.discard();
  expect([asked.at(-1), counted(state)]).toEqual(['stop 0', undefined]);
  takes.discard();
  expect(asked.filter((word) => word.startsWith('stop'))).toEqual(['stop 0']);
});
