// SPDX-License-Identifier: Apache-2.0
import type { Pose } from 'poseswarm';
import type { Recording } from 'poseswarm/record';
import type { Scene } from 'poseswarm/render';
import type { Shown, State, Store } from '../state.ts';
import type { OverlayVideo } from './overlay-video.ts';
import { createRecorder, MOST_FRAMES, type Recorder } from './recorder.ts';

/** The one recording that there is: it runs, or waits to be saved or discarded. `State.recording` counts it. */
export interface Takes {
  /** Starts one of what is shown, in the place of the one before. */
  begin(shown: Shown): void;
  /** Takes a frame if one runs; one that is full ends. */
  add(poses: readonly Pose[], timestampMs: number, scene: () => Scene | undefined): void;
  /** Ends the one that runs, if any; settles when its film is there, too. */
  end(): Promise<void>;
  discard(): void;
  /** With the name and the size of what was shown when it began; undefined when there is none. */
  recording(): Recording | undefined;
  /** The film of one that has ended, or why there is none. */
  film(): Blob | string;
}

interface Take {
  readonly of: Shown;
  readonly recorder: Recorder;
  readonly film: OverlayVideo | undefined;
  webm?: Blob;
}

/** @param createFilm Gives nothing where the browser records none. */
export function createTakes(
  state: Store<State>,
  createFilm: (width: number, height: number) => OverlayVideo | undefined,
): Takes {
  let take: Take | undefined;
  let on = false;

  /** Tells the page. */
  function count(): void {
    state.set({ recording: take && { on, frames: take.recorder.frames, seconds: take.recorder.seconds } });
  }

  async function end(): Promise<void> {
    if (!take || !on) return;
    // Another one may have begun before the film of this one is there.
    const mine = take;
    on = false;
    count();
    const webm = await mine.film?.stop();
    if (webm) mine.webm = webm;
    if (take === mine) count();
  }

  return {
    begin(shown) {
      void end();
      take = { of: shown, recorder: createRecorder(), film: createFilm(shown.width, shown.height) };
      on = true;
      count();
    },
    add(poses, timestampMs, scene) {
      if (!take || !on) return;
      if (!take.recorder.add(poses, timestampMs)) {
        void end();
        return state.set({ notice: `The recording is full at ${MOST_FRAMES} frames, and has ended.` });
      }
      const drawn = take.film && scene();
      if (drawn) take.film?.add(drawn);
      count();
    },
    end,
    discard() {
      void end();
      take = undefined;
      count();
    },
    recording: () => take?.recorder.recording(take.of.name, take.of.width, take.of.height),
    film() {
      if (!take) return 'Record first.';
      if (!take.film) return 'This browser records no WebM.';
      return take.webm ?? (on ? 'Stop the recording first.' : 'There is no film yet.');
    },
  };
}
