// SPDX-License-Identifier: Apache-2.0
// What a caller may ask of a detector, and of one picture.
import type { BrowserSource } from '../frame/browser-source.ts';
import type { RawImage } from '../frame/frame.ts';
import type { SmoothingConfig } from '../people/smoothing/config.ts';
import type { TrackingConfig } from '../people/tracks/config.ts';
import type { Box, Edges } from '../pose/pose.ts';
import type { ByteSource } from '../runtime/assets.ts';
import type { AssetIntegrity } from '../runtime/integrity/verifier.ts';
import type { LoadProgress } from '../runtime/load-progress.ts';
import type { TierChoice } from '../runtime/tiers.ts';

/** A picture: pixels, or anything of a browser that shows one. */
export type ImageSource = RawImage | BrowserSource;

export interface DetectorOptions {
  /** The swarm's safetensors file; the one that comes along when left out. */
  readonly weights?: ByteSource;
  /**
   * The kernels: a module, or where its bytes are; those that come along when left out. Name their `tier`, too: `wasm-simd` for
   * `kernels.wasm`, `wasm-relaxed-simd` for `kernels.relaxed.wasm`. Not used by tier `js`.
   */
  readonly wasm?: WebAssembly.Module | ByteSource;
  /**
   * What vouches for the `weights` and `wasm` given here, as `swarm.safetensors`, `kernels.wasm` and
   * `kernels.relaxed.wasm`; they are used unchecked when left out. Those that come along are always checked.
   */
  readonly integrity?: AssetIntegrity;
  /** Called as weights and kernels come, the last time when they are complete: at once where they were given as bytes. */
  readonly onProgress?: (progress: LoadProgress) => void;
  /**
   * Which build of the kernels runs; `auto` (default) takes the fastest that works here. `webgpu` has the squads run on the GPU,
   * where there is one that gives the right answers; `auto` never does.
   */
  readonly tier?: TierChoice;
  /** Most people that are reported; default 10. */
  readonly maxPoses?: number;
  /** People below this score are not reported, 0..1; default 0.6. */
  readonly minPoseScore?: number;
  /** Squads that vote; all when left out. Fewer are faster; with fewer than 4 no faulty squad is outvoted. */
  readonly squads?: number;
  /**
   * Threads that work besides the calling one, 0 to 8; `auto` takes one for each processor core but the first, at most
   * 3. Default 0. Where memory cannot be shared (a page that is not cross-origin isolated) they work on copies.
   */
  readonly workers?: number | 'auto';
  /**
   * Where a copy of the package's `dist/` is served (a folder, absolute or relative to the page): weights, kernels, their manifest and
   * the workers' script come from there, and are checked as ever. For bundlers that do not find these files by themselves.
   */
  readonly assetsUrl?: URL | string;
  /**
   * Address of the workers' script, where bundling or a policy moves it; the one that comes along when left out. In Node it may be a
   * path, relative to the working folder.
   */
  readonly workerUrl?: URL | string;
  /** How people are followed through frames with time stamps, or whether; default true. */
  readonly tracking?: boolean | TrackingConfig;
  /** How the keypoints of people who are followed are smoothed, or whether; default true. */
  readonly smoothing?: boolean | SmoothingConfig;
  /** Whether poses get `keypoints3D`; default false. */
  readonly lift?: boolean;
  /** Metres from head to heel of the people whom `keypoints3D` describes, 0.3 to 3: a picture does not tell; default 1.7. */
  readonly personHeight?: number;
  /**
   * Milliseconds that a picture may take: as many squads vote about each person as there is time for, at least one. Frames
   * of a video (calls with a time stamp) that come faster than they are answered give way to the newest one that asks for the same,
   * whose answer they get; calls with `boxes` never do. Infinity: all squads, every frame, and in a video everybody is looked
   * at twice. When left out, a still image gets all squads, a video's frame a quarter of the time between frames.
   */
  readonly budgetMs?: number;
  /** The same as a rate: pictures a second. Give one of the two. */
  readonly targetFps?: number;
}

export interface EstimateConfig {
  /** Most people that are reported; the detector's when left out. */
  readonly maxPoses?: number;
  /** Report places in the picture flipped left to right, as a mirrored camera preview shows it; default false. */
  readonly flipHorizontal?: boolean;
  /**
   * People the caller knows of: the scouts stay at home, and every box gets one pose, in this order, whatever its
   * score. Picture px, not flipped; `maxPoses` does not cut them.
   */
  readonly boxes?: readonly Box[];
  /**
   * Only people whose middle lies in this part of the picture, which the scouts see as large as it can be: somebody too small for the
   * whole picture is found there. Picture px, not flipped; not together with `boxes`. In a video, whoever leaves it is lost.
   */
  readonly region?: Edges;
  /** Calls the picture off: the call is then refused with the signal's reason, and a picture that waits is never looked at. */
  readonly signal?: AbortSignal;
  /** False: no `keypoints3D` this time, where poses are to be changed first and lifted by `lift` then; default true. */
  readonly lift?: boolean;
}

/** What a detector does when nothing else is said. */
export const DETECTOR_DEFAULTS = { maxPoses: 10, minPoseScore: 0.6, personHeight: 1.7 } as const;
/** Every option's name. */
export const OPTION_NAMES: readonly (keyof DetectorOptions)[] = [
  ...([
    'weights',
    'wasm',
    'integrity',
    'onProgress',
    'tier',
    'maxPoses',
    'minPoseScore',
    'squads',
    'tracking',
    'smoothing',
    'lift',
    'personHeight',
    'budgetMs',
    'targetFps',
    'assetsUrl',
    'workers',
    'workerUrl',
  ] as const),
];
