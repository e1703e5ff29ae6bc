// SPDX-License-Identifier: Apache-2.0
// What the user does with the page: pictures, cameras, videos, recordings. Writes the state; components read it.
import { createMonitor, type Monitor } from 'poseswarm/observe';
import type { Recording } from 'poseswarm/record';
import type { DetectorClient, Estimate, FramePicture } from './detector/protocol.ts';
import { createWatcher, type Seen, type Watcher } from './detector/watcher.ts';
import { createOverlayVideo } from './recording/overlay-video.ts';
import { download, encode, type Format, fileName } from './recording/save.ts';
import { createTakes } from './recording/take.ts';
import { cameraSentence, foundSentence, screenSentence, sentence } from './sentences.ts';
import { listCameras, openCamera, openScreen } from './sources/camera.ts';
import { decode, type Picture } from './sources/pictures.ts';
import { openVideoAddress, openVideoFile, STEP, seek, type VideoSource } from './sources/video.ts';
import type { Stage } from './stage/stage.ts';
import type { Phase, State, Store } from './state.ts';

export interface Session {
  readonly monitor: Monitor;
  /** A picture or a video of the user's. */
  open(file: () => File): Promise<void>;
  /** A picture that comes along with the page. */
  sample(title: string, open: () => Promise<Picture>): Promise<void>;
  /** A clip that comes along with the page. */
  clip(address: string, title: string): Promise<void>;
  camera(deviceId?: string): Promise<void>;
  screen(): Promise<void>;
  /** Ends a camera, screen or video. */
  stop(): void;
  pause(): void;
  step(): Promise<void>;
  seekTo(seconds: number): Promise<void>;
  record(): Promise<void>;
  discard(): void;
  /** Why this format cannot be had at the moment; undefined when it can. */
  lacks(format: Format): string | undefined;
  save(format: Format): void;
  /** What would be saved: the recording, else the poses that are shown. */
  recording(): Recording | undefined;
}

/** Milliseconds between two looks at whether the page is seen again. */
const HIDDEN_MS = 250;

export function createSession(state: Store<State>, stage: Stage, client: Promise<DetectorClient>): Session {
  const monitor = createMonitor();
  const takes = createTakes(state, createOverlayVideo);
  /** Counts what the user asked for: work that is no longer the latest does not show its result. */
  let turn = 0;
  let source: VideoSource | undefined;
  /** The source whose frame is on the stage: one that is still starting is not. */
  let showing: VideoSource | undefined;
  let watcher: Watcher | undefined;
  let resume: (() => void) | undefined;

  function begin(phase: Phase, change: Partial<State> = {}): number {
    turn++;
    // A recording is of one source.
    void takes.end();
    source?.stop();
    source = undefined;
    showing = undefined;
    watcher = undefined;
    resume?.();
    stage.clearTrails();
    state.set({ problem: '', notice: '', sample: undefined, paused: false, place: undefined, phase, ...change });
    return turn;
  }

  function fail(words: string): void {
    state.set({ status: '', problem: words, phase: 'ready' });
  }

  async function estimate(frame: FramePicture): Promise<Estimate> {
    return (await client).ask({ ask: 'estimate', picture: frame });
  }

  /** Finds the people of one picture and shows them; the latest call wins. */
  async function analyse(open: () => Promise<Picture>, title?: string): Promise<void> {
    const mine = begin('working', { status: 'Looking for people…', sample: title });
    try {
      const { bitmap, name } = await open();
      if (mine !== turn) return bitmap.close();
      const { width, height } = bitmap;
      // If the swarm refuses this picture, nothing of the one before is left.
      stage.show({ picture: bitmap, width, height, poses: [], selfie: false });
      state.set({ shown: { name, width, height }, stats: undefined });
      const { poses, stats } = await estimate(await createImageBitmap(bitmap));
      if (mine !== turn) return;
      stage.show({ picture: bitmap, width, height, poses, selfie: false });
      const status = foundSentence(poses.length, stats);
      state.set({ shown: { name, width, height, poses }, stats, status, phase: 'ready' });
    } catch (error) {
      if (mine === turn) fail(sentence(error));
    }
  }

  /** Shows a video with its skeletons until something else is asked for. */
  async function watch(
    phase: 'camera' | 'screen' | 'video',
    name: string,
    open: () => Promise<VideoSource>,
    explain: (error: unknown) => string,
    change: Partial<State> = {},
  ): Promise<void> {
    const starting = phase === 'video' ? 'Opening the video…' : `Starting the ${name.toLowerCase()}…`;
    const mine = begin(phase, { status: starting, ...change });
    const isMine = () => mine === turn;
    try {
      const opened = await open();
      if (!isMine()) return opened.stop();
      source = opened;
      opened.onEnded = () => {
        if (!isMine()) return;
        begin('ready', { status: '' });
        state.set({
          problem: `The ${name.toLowerCase()} stopped: it was unplugged, switched off or no longer shared.`,
        });
      };
      if (phase === 'camera') void listCameras().then((cameras) => state.set({ cameras }));
      await (await client).ask({ ask: 'reset' });
      monitor.reset();
      const eyes = await createWatcher(opened, await client);
      if (isMine()) watcher = eyes;
      while (isMine()) {
        if (state.get().paused) {
          await new Promise<void>((done) => {
            resume = done;
          });
          continue;
        }
        // Nobody looks: the camera's frames need not be looked at either, unless they are recorded.
        if (document.hidden && !state.get().recording?.on) {
          await new Promise((done) => setTimeout(done, HIDDEN_MS));
          continue;
        }
        const asked = performance.now();
        const seen = await eyes.next();
        if (seen) showFrame(opened, seen, name, asked, isMine);
      }
    } catch (error) {
      if (isMine()) {
        begin('ready');
        fail(explain(error));
      }
    }
  }

  function showFrame(from: VideoSource, seen: Seen, name: string, asked: number, isMine: () => boolean): void {
    const { picture, timestampMs, poses, stats, ms } = seen;
    const [width, height] =
      'displayWidth' in picture ? [picture.displayWidth, picture.displayHeight] : [picture.width, picture.height];
    if (!isMine()) {
      picture.close();
      return;
    }
    const found = performance.now();
    showing = from;
    const { selfie } = from;
    stage.show({ picture, width, height, poses, timestampMs, selfie });
    takes.add(poses, timestampMs, stage.scene);
    const drawn = performance.now();
    // The status is read aloud: it says what changes, not every frame.
    const status = foundSentence(poses.length, stats, name);
    const { duration, currentTime } = from.video;
    const place = Number.isFinite(duration) ? { place: { now: currentTime, end: duration } } : {};
    state.set({ shown: { name, width, height, selfie, poses }, stats, status, ...place });
    const { storeMs, scoutMs, squadsMs, consensusMs, lastMs } = stats;
    const known = storeMs + scoutMs + squadsMs + consensusMs;
    monitor.frame(found, ms, poses.length, {
      waiting: Math.max(0, found - asked - ms),
      'hand-over': Math.max(0, ms - lastMs),
      reading: Math.max(0, lastMs - known) + storeMs,
      scouts: scoutMs,
      squads: squadsMs,
      consensus: consensusMs,
      drawing: stage.drawMs,
      page: performance.now() - drawn,
    });
  }

  /** What would be saved: the recording, else the poses that are shown. */
  function saved(): Recording | undefined {
    const recording = takes.recording();
    if (recording) return recording;
    const { shown } = state.get();
    if (!shown?.poses) return undefined;
    const { name, width, height, poses } = shown;
    return { file: name, width, height, frames: [{ timeMs: 0, poses }] };
  }

  const session: Session = {
    monitor,
    async open(pick) {
      let file: File;
      try {
        file = pick();
      } catch (error) {
        begin('ready');
        return fail(sentence(error));
      }
      if (file.type.startsWith('video/')) {
        return watch('video', file.name, () => openVideoFile(file, file.name), sentence);
      }
      return analyse(() => decode(file, file.name));
    },
    sample: (title, open) => analyse(open, title),
    clip: (address, title) => watch('video', title, () => openVideoAddress(address), sentence, { sample: title }),
    camera: (deviceId) => watch('camera', 'Webcam', () => openCamera(deviceId), cameraSentence),
    screen: () => watch('screen', 'Screen', openScreen, screenSentence),
    stop() {
      const { phase } = state.get();
      const what = {
        camera: 'The webcam is off.',
        screen: 'The screen is no longer shared.',
        video: 'The video was closed.',
      };
      begin('ready', { status: phase in what ? what[phase as keyof typeof what] : '' });
    },
    pause() {
      if (!source) return;
      const paused = !state.get().paused;
      state.set({ paused });
      const { isFile, video } = source;
      // Who pauses again before it plays is no error.
      if (isFile) paused ? video.pause() : video.play().catch(() => undefined);
      if (!paused) resume?.();
    },
    async step() {
      if (!source) return;
      if (!state.get().paused) session.pause();
      await session.seekTo(source.video.currentTime + STEP);
    },
    async seekTo(seconds) {
      const from = source;
      const mine = turn;
      if (!from) return;
      if (from.isFile) await seek(from.video, seconds);
      if (!state.get().paused) return; // the next frame shows the new place
      const asked = performance.now();
      const seen = await watcher?.current();
      const { shown } = state.get();
      if (seen && shown) showFrame(from, seen, shown.name, asked, () => mine === turn);
      else seen?.picture.close();
    },
    async record() {
      const { recording, shown } = state.get();
      if (recording?.on) return takes.end();
      if (source && source === showing && shown) takes.begin(shown);
    },
    discard: takes.discard,
    lacks(format) {
      const recording = saved();
      if (!recording || recording.frames.length === 0) return 'There are no poses yet.';
      if (format === 'webm') {
        const film = takes.film();
        return typeof film === 'string' ? film : undefined;
      }
      const inSpace = recording.frames.some(({ poses }) => poses.some(({ keypoints3D }) => keypoints3D));
      return format === 'bvh' && !inSpace ? 'These poses have no third dimension.' : undefined;
    },
    recording: saved,
    save(format) {
      const recording = saved();
      if (!recording || session.lacks(format)) return;
      const blob = format === 'webm' ? takes.film() : encode(recording, format);
      if (typeof blob !== 'string') download(blob, fileName(recording.file ?? 'poses', format));
    },
  };
  return session;
}
