// SPDX-License-Identifier: Apache-2.0
// `poseswarm/tfjs`: the doors of TensorFlow.js' pose-detection 2 (`@tensorflow-models/pose-detection`) with the swarm behind them: a
// page that uses MoveNet or PoseNet changes one import. Nothing of TensorFlow.js is needed.
import { DETECTOR_DEFAULTS, type DetectorOptions, type ImageSource } from '../detector/options.ts';
import type { Detector } from '../detector/types.ts';
import { createDetector as createSwarm } from '../detector.ts';
import { checkNumber, inWords, refuse } from '../pose/check.ts';
import { PoseError } from '../pose/errors.ts';
import { KEYPOINT_NAMES, SKELETON } from '../pose/keypoints.ts';
import type { Pose } from '../pose/pose.ts';

export type { Keypoint, Pose } from '../pose/pose.ts';

/** Their names of models. Whichever is asked for, the swarm answers; BlazePose has other keypoints: see `poseswarm/mediapipe`. */
export const SupportedModels = { MoveNet: 'MoveNet', BlazePose: 'BlazePose', PoseNet: 'PoseNet' } as const;
export type SupportedModels = (typeof SupportedModels)[keyof typeof SupportedModels];

export const movenet = {
  modelType: {
    SINGLEPOSE_LIGHTNING: 'SinglePose.Lightning',
    SINGLEPOSE_THUNDER: 'SinglePose.Thunder',
    MULTIPOSE_LIGHTNING: 'MultiPose.Lightning',
  },
} as const;

export const TrackerType = { Keypoint: 'keypoint', BoundingBox: 'boundingBox' } as const;

/** Of their model options those that mean something here; the others (addresses, sizes and types of networks) are let pass. */
export interface ModelConfig {
  /** `MULTIPOSE_LIGHTNING` finds up to six people, the others one; default `SINGLEPOSE_LIGHTNING`. */
  readonly modelType?: string;
  /** Whether keypoints of videos are smoothed; default true. */
  readonly enableSmoothing?: boolean;
  /** Whether people of videos get ids; default true. */
  readonly enableTracking?: boolean;
  /** 0..1, the swarm's own score: it says how likely a pose is right, theirs does not; default 0.6. */
  readonly minPoseScore?: number;
  /** What only the swarm knows: workers, `assetsUrl`, a budget of time. */
  readonly swarm?: DetectorOptions;
  readonly [theirs: string]: unknown;
}

export interface EstimationConfig {
  readonly maxPoses?: number;
  readonly flipHorizontal?: boolean;
  /** PoseNet's: people below are not reported, 0..1, the swarm's own score. */
  readonly scoreThreshold?: number;
  readonly [theirs: string]: unknown;
}

export interface PoseDetector {
  /**
   * The people of a picture, best first, each with 17 keypoints by COCO's names.
   *
   * @param timestampMs Of a frame of a video; where left out a video element's own time. The same frame of a video element again
   *   has the same people.
   * @throws PoseError as `Detector.estimatePoses`.
   */
  estimatePoses(image: ImageSource, config?: EstimationConfig | null, timestampMs?: number): Promise<Pose[]>;
  reset(): void;
  dispose(): void;
  /** The detector itself: `info`, `stats`, events. */
  readonly swarm: Detector;
}

const MOST_PEOPLE = 6;

/**
 * Opens the swarm as their `createDetector` opens a model.
 *
 * @throws PoseError `unsupported` for BlazePose, `bad-option` for other models and options out of range.
 */
export async function createDetector(model: string, config: ModelConfig = {}): Promise<PoseDetector> {
  if (model === SupportedModels.BlazePose) {
    throw new PoseError(
      'unsupported',
      'model is BlazePose, expected MoveNet or PoseNet: it has 33 landmarks, see poseswarm/mediapipe',
    );
  }
  if (model !== SupportedModels.MoveNet && model !== SupportedModels.PoseNet) {
    refuse(`model is ${inWords(model)}, expected MoveNet or PoseNet`);
  }
  const isSingle = model === SupportedModels.MoveNet && config.modelType !== movenet.modelType.MULTIPOSE_LIGHTNING;
  const swarm = await createSwarm({
    maxPoses: isSingle ? 1 : MOST_PEOPLE,
    minPoseScore: config.minPoseScore ?? DETECTOR_DEFAULTS.minPoseScore,
    smoothing: config.enableSmoothing ?? true,
    tracking: config.enableTracking ?? true,
    ...config.swarm,
  });
  return detectorOf(swarm);
}

/** The frame of a video element that was looked at last, and what was seen. */
interface LastFrame {
  readonly video: ImageSource;
  readonly frame: string;
  readonly poses: Promise<Pose[]>;
}

function detectorOf(swarm: Detector): PoseDetector {
  let last: LastFrame | undefined;

  return {
    swarm,
    async estimatePoses(image, config, timestampMs) {
      const { maxPoses, flipHorizontal, scoreThreshold = 0 } = config ?? {};
      checkNumber(scoreThreshold, 'scoreThreshold', 1);
      const timeMs = timestampMs ?? timeOfVideo(image);
      const call = {
        ...(maxPoses !== undefined && { maxPoses }),
        ...(flipHorizontal !== undefined && { flipHorizontal }),
      };
      // Pages ask more often than a video has frames: nobody moves between two looks at one.
      const frame = timestampMs === undefined && timeMs !== undefined ? JSON.stringify([timeMs, call]) : undefined;
      const isSame = frame !== undefined && last?.video === image && last.frame === frame;
      const poses = isSame && last ? last.poses : swarm.estimatePoses(image, call, timeMs);
      // Pictures that stand alone are not held.
      last = frame === undefined ? undefined : { video: image, frame, poses };
      return (await poses).filter(({ score }) => score >= scoreThreshold);
    },
    reset() {
      last = undefined;
      swarm.reset();
    },
    dispose() {
      last = undefined;
      swarm.dispose();
    },
  };
}

/** A video element's own clock, ms; undefined for other pictures. */
function timeOfVideo(image: ImageSource): number | undefined {
  return 'currentTime' in image ? image.currentTime * 1000 : undefined;
}

export const util = {
  /** Pairs of keypoints that are drawn as limbs. */
  getAdjacentPairs: (): number[][] => SKELETON.map(([from, to]) => [from, to]),
  getKeypointIndexByName: (): Record<string, number> =>
    Object.fromEntries(KEYPOINT_NAMES.map((name, index) => [name, index])),
  getKeypointIndexBySide: (): { left: number[]; right: number[]; middle: number[] } => ({
    left: indices((name) => name.startsWith('left')),
    right: indices((name) => name.startsWith('right')),
    middle: indices((name) => !name.includes('_')),
  }),
};

function indices(belongs: (name: string) => boolean): number[] {
  return KEYPOINT_NAMES.flatMap((name, index) => (belongs(name) ? [index] : []));
}
