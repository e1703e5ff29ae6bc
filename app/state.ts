// SPDX-License-Identifier: Apache-2.0
// What the page shows, as plain data; components read it by `useStore`, the session writes it.
import type { DetectorInfo, DetectorStats, Pose } from 'poseswarm';
import type { Backend } from 'poseswarm/render';
import { useEffect, useState } from 'preact/hooks';
import type { DetectorClient } from './detector/protocol.ts';
import type { CameraChoice } from './sources/camera.ts';

/** What the page is doing; also an attribute of the body, for styles and tests. */
export type Phase = 'loading' | 'ready' | 'working' | 'camera' | 'screen' | 'video' | 'failed';

/** Whether frames come one after the other. */
export function plays(phase: Phase): boolean {
  return phase === 'camera' || phase === 'screen' || phase === 'video';
}

/** What is on the stage. */
export interface Shown {
  readonly name: string;
  /** Intrinsic size, px. */
  readonly width: number;
  readonly height: number;
  /** Whether it comes from a camera that faces the user. */
  readonly selfie?: boolean;
  /** Missing while the swarm is looking. */
  readonly poses?: readonly Pose[];
}

export interface State {
  readonly phase: Phase;
  readonly status: string;
  readonly problem: string;
  readonly notice: string;
  readonly shown: Shown | undefined;
  readonly stats: DetectorStats | undefined;
  readonly info: DetectorInfo | undefined;
  readonly where: DetectorClient['where'] | undefined;
  readonly backend: Backend | undefined;
  /** Title of the sample that is shown. */
  readonly sample: string | undefined;
  readonly paused: boolean;
  /** Seconds, of a video file. */
  readonly place: { readonly now: number; readonly end: number } | undefined;
  readonly recording: { readonly on: boolean; readonly frames: number; readonly seconds: number } | undefined;
  readonly cameras: readonly CameraChoice[];
  readonly dragging: boolean;
}

const START: State = {
  phase: 'loading',
  status: 'Loading the swarm…',
  problem: '',
  notice: '',
  shown: undefined,
  stats: undefined,
  info: undefined,
  where: undefined,
  backend: undefined,
  sample: undefined,
  paused: false,
  place: undefined,
  recording: undefined,
  cameras: [],
  dragging: false,
};

export interface Store<Data> {
  get(): Data;
  set(change: Partial<Data>): void;
  /** Calls `listener` after every change. Returns a function that stops it. */
  listen(listener: () => void): () => void;
}

export function createStore<Data extends object>(start: Data): Store<Data> {
  const listeners = new Set<() => void>();
  let data = start;
  return {
    get: () => data,
    set(change) {
      data = { ...data, ...change };
      for (const listener of listeners) listener();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function createState(): Store<State> {
  return createStore(START);
}

/** A part of a store's data; the component is drawn anew when it has changed. */
export function useStore<Data, Part>(store: Store<Data>, pick: (data: Data) => Part): Part {
  const [part, setPart] = useState(() => pick(store.get()));
  useEffect(() => {
    const update = () => setPart(() => pick(store.get()));
    update();
    return store.listen(update);
  }, [store]);
  return part;
}
