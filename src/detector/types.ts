// SPDX-License-Identifier: Apache-2.0
// What a detector is to those who use it.
// Whoever imports this knows of Symbol.dispose, also with a `lib` that does not.
/// <reference lib="esnext.disposable" preserve="true" />
import type { StreamReset } from '../people/follow.ts';
import type { Pose } from '../pose/pose.ts';
import type { SwarmAgents } from '../runtime/agents.ts';
import type { Degradation } from '../runtime/degradation.ts';
import type { FaultEvent, RecoveryEvent, WorkerEvent } from '../runtime/faults.ts';
import type { Trust } from '../runtime/integrity/verifier.ts';
import type { RuntimeInfo } from '../runtime/runtime.ts';
import type { DetectorStats } from '../runtime/stats.ts';
import type { EstimateConfig, ImageSource } from './options.ts';

export interface DetectorInfo extends RuntimeInfo {
  /** The swarm's name, and where its weights come from. */
  readonly name: string;
  readonly trained: string;
  /** Size of the weights file, bytes. */
  readonly weightsBytes: number;
  /** How far weights and kernels were checked before they were used; no kernels are loaded on tier `js`. */
  readonly trust: { readonly weights: Trust; readonly kernels: Trust | undefined };
  readonly degraded: readonly Degradation[];
}

export interface DetectorEvents {
  /** Also told to those who listen later. */
  degraded: Degradation;
  /** People of later frames are strangers to those before: time did not go on, or the picture's shape changed. */
  reset: StreamReset;
  /** A squad was found faulty; it does not vote until it is mended. */
  fault: FaultEvent;
  /** What became of a faulty squad. */
  recovery: RecoveryEvent;
  /** A worker was replaced. */
  worker: WorkerEvent;
}

export interface Detector {
  /** What runs, and what could not be had. */
  readonly info: DetectorInfo;
  /** Times and counts of the last picture, and over all. */
  readonly stats: DetectorStats;
  /** Agents and squads: how they do, and switches for drills. */
  readonly agents: SwarmAgents;
  /**
   * The people of a picture, best first. Places are in the source's own pixels (`naturalWidth`, `videoWidth`), not in CSS pixels.
   *
   * @param timestampMs When the picture was taken, in milliseconds by any clock: it makes the picture a frame of a video, whose people are
   *   followed and smoothed (see `tracking` and `smoothing`; not with `boxes`). A time that is not later than the frame's
   *   before, or a picture of another shape, starts anew and is told by a `reset` event. Without it a picture stands alone.
   * @throws PoseError `bad-image`, `bad-size` or `decode-failed` for the picture, `bad-option` for the configuration,
   *   `unsupported` for a source that this runtime cannot read, `disposed` after `dispose()` or when that comes in between. What
   *   `config.signal` was aborted with, when it was.
   */
  estimatePoses(image: ImageSource, config?: EstimateConfig, timestampMs?: number): Promise<Pose[]>;
  /**
   * The same poses with `keypoints3D`, which are made anew from their keypoints: for poses that were recorded, edited or smoothed. Frames of
   * a video in their order: who has an `id` keeps the length of their bones, as with `estimatePoses`. Poses with fewer than five
   * keypoints in sight lose theirs, and with weights without lifters (`no-lift` in `info.degraded`) all stay as they are.
   *
   * @param poses As `estimatePoses` gives them, not flipped: 17 keypoints in COCO's order.
   * @throws PoseError `bad-option` for something else than such poses, `unsupported` on a detector without `lift: true`,
   *   `disposed` after `dispose()`.
   */
  lift(poses: readonly Pose[]): Pose[];
  /**
   * Forgets earlier pictures, those included that were handed over before and are not answered yet.
   *
   * @throws PoseError `disposed` after `dispose()`.
   */
  reset(): void;
  /** Gives the memory back; the detector cannot be used any more. */
  dispose(): void;
  /** The same as `dispose()`, for `using detector = await createDetector()`, where the runtime or the bundler knows it. */
  [Symbol.dispose](): void;
  /**
   * Calls `listener` for every event of that name. What a listener throws is reported as uncaught, and disturbs nobody else.
   *
   * @returns A function that stops it.
   * @throws PoseError `bad-option` for a name that is no event's, or a listener that is no function.
   */
  on<Name extends keyof DetectorEvents>(name: Name, listener: (event: DetectorEvents[Name]) => void): () => void;
}
