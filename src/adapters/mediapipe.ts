// SPDX-License-Identifier: Apache-2.0
// `poseswarm/mediapipe`: the doors and the result of MediaPipe's PoseLandmarker (`@mediapipe/tasks-vision`) with the swarm behind
// them. Calls are awaited, for the swarm answers later; nothing else of a page changes but the import.
import { DETECTOR_DEFAULTS, type DetectorOptions } from '../detector/options.ts';
import type { Detector } from '../detector/types.ts';
import { createDetector } from '../detector.ts';
import { type DrawableSource, intrinsicSize } from '../frame/browser-source.ts';
import type { RawImage } from '../frame/frame.ts';
import { inWords, refuse } from '../pose/check.ts';
import { SKELETON } from '../pose/keypoints.ts';
import { LIMITS } from '../pose/limits.ts';
import type { Keypoint3D, Pose } from '../pose/pose.ts';
import { checkCount } from '../runtime/options.ts';

/** A place in shares of the picture's width and height; z in the measure of x, smaller is nearer, 0 at the hips. */
export interface NormalizedLandmark {
  x: number;
  y: number;
  z: number;
  /** How likely it is right, 0..1; 0 of those that the swarm does not look for. */
  visibility: number;
}

/** Metres from the middle of the hips: x to the right, y down, z away from the camera. */
export interface Landmark extends NormalizedLandmark {}

export interface PoseLandmarkerResult {
  /** Of every person, best first, the 33 of BlazePose. */
  landmarks: NormalizedLandmark[][];
  /** The same in space; nobody's where too little is seen. */
  worldLandmarks: Landmark[][];
  /** The swarm's own answer. */
  poses: Pose[];
  close(): void;
}

/** Of their options those that mean something here; the others (models, delegates, the other confidences) are let pass. */
export interface PoseLandmarkerOptions {
  readonly runningMode?: 'IMAGE' | 'VIDEO';
  /** Most people; default 1. */
  readonly numPoses?: number;
  /** 0..1, the swarm's own score of a person; default 0.6. */
  readonly minPoseDetectionConfidence?: number;
  /** The swarm gives none: true is refused. */
  readonly outputSegmentationMasks?: boolean;
  /** What only the swarm knows: workers, `assetsUrl`, a budget of time. */
  readonly swarm?: DetectorOptions;
  readonly [theirs: string]: unknown;
}

/**
 * Which keypoint of ours stands at each of their 33 landmarks: itself, or where there is none the next one to it (the corners of eyes
 * and mouth, fingers, feet).
 */
const SOURCES = [
  ...[0, 1, 1, 1, 2, 2, 2, 3, 4, 0, 0],
  ...[5, 6, 7, 8, 9, 10, 9, 10, 9, 10, 9, 10],
  ...[11, 12, 13, 14, 15, 16, 15, 16, 15, 16],
] as const;
/** Where our 17 are among them. */
const LANDMARK_OF = [0, 2, 5, 7, 8, 11, 12, 13, 14, 15, 16, 23, 24, 25, 26, 27, 28] as const;
const OWN: ReadonlySet<number> = new Set(LANDMARK_OF);
const [LEFT_HIP, RIGHT_HIP] = [11, 12];

/** The pictures they take. */
export type LandmarkerImage = RawImage | DrawableSource;

export class PoseLandmarker {
  /** The detector itself: `info`, `stats`, events. */
  readonly swarm: Detector;
  readonly #runningMode: 'IMAGE' | 'VIDEO';

  private constructor(swarm: Detector, runningMode: 'IMAGE' | 'VIDEO') {
    this.swarm = swarm;
    this.#runningMode = runningMode;
  }

  /** Limbs between landmarks, those that the swarm sees. */
  static readonly POSE_CONNECTIONS: readonly { readonly start: number; readonly end: number }[] = SKELETON.map(
    ([from, to]) => ({ start: LANDMARK_OF[from] ?? 0, end: LANDMARK_OF[to] ?? 0 }),
  );

  /**
   * @param _fileset Their `FilesetResolver.forVisionTasks()`, or nothing: the swarm brings its own files.
   * @throws PoseError `bad-option` for options out of range, and for segmentation masks.
   */
  static async createFromOptions(_fileset: unknown, options: PoseLandmarkerOptions = {}): Promise<PoseLandmarker> {
    const { runningMode = 'IMAGE', numPoses = 1, minPoseDetectionConfidence, outputSegmentationMasks } = options;
    if (runningMode !== 'IMAGE' && runningMode !== 'VIDEO') {
      refuse(`runningMode is ${inWords(runningMode)}, expected IMAGE or VIDEO`);
    }
    if (outputSegmentationMasks) refuse('outputSegmentationMasks is true, expected false: the swarm sees no outlines');
    const swarm = await createDetector({
      maxPoses: checkCount(numPoses, 'numPoses', 1, LIMITS.maxPeople),
      minPoseScore: minPoseDetectionConfidence ?? DETECTOR_DEFAULTS.minPoseScore,
      lift: true,
      ...options.swarm,
    });
    return new PoseLandmarker(swarm, runningMode);
  }

  /** The people of a still picture. @throws PoseError as `Detector.estimatePoses`; `bad-option` in mode VIDEO. */
  async detect(image: LandmarkerImage): Promise<PoseLandmarkerResult> {
    this.#checkMode('IMAGE', 'detect');
    return resultOf(await this.swarm.estimatePoses(image), sizeOf(image));
  }

  /**
   * The people of a frame of a video.
   *
   * @param timestampMs Later than that of the frame before.
   * @throws PoseError as `Detector.estimatePoses`; `bad-option` in mode IMAGE.
   */
  async detectForVideo(frame: LandmarkerImage, timestampMs: number): Promise<PoseLandmarkerResult> {
    this.#checkMode('VIDEO', 'detectForVideo');
    return resultOf(await this.swarm.estimatePoses(frame, {}, timestampMs), sizeOf(frame));
  }

  close(): void {
    this.swarm.dispose();
  }

  #checkMode(expected: 'IMAGE' | 'VIDEO', call: string): void {
    if (this.#runningMode !== expected) {
      refuse(`${call}() was called with runningMode ${this.#runningMode}, expected ${expected}`);
    }
  }
}

function sizeOf(image: LandmarkerImage): { width: number; height: number } {
  return 'data' in image ? image : intrinsicSize(image);
}

/**
 * Poses as MediaPipe would put them.
 *
 * @param size Of the picture, px.
 */
export function resultOf(
  poses: readonly Pose[],
  { width, height }: { readonly width: number; readonly height: number },
): PoseLandmarkerResult {
  return {
    poses: [...poses],
    landmarks: poses.map((pose) => {
      const depth = pxOfMetre(pose) / width;
      return SOURCES.map((from, at) => {
        const { x = 0, y = 0, score = 0 } = pose.keypoints[from] ?? {};
        const z = (pose.keypoints3D?.[from]?.z ?? 0) * depth;
        return { x: x / width, y: y / height, z, visibility: OWN.has(at) ? score : 0 };
      });
    }),
    worldLandmarks: poses.map(({ keypoints3D }) =>
      SOURCES.flatMap((from, at) => worldLandmark(keypoints3D?.[from], OWN.has(at))),
    ),
    close: () => undefined,
  };
}

function worldLandmark(keypoint: Keypoint3D | undefined, isOwn: boolean): Landmark[] {
  return keypoint ? [{ x: keypoint.x, y: keypoint.y, z: keypoint.z, visibility: isOwn ? keypoint.score : 0 }] : [];
}

/** How many picture px a metre is where the person is: by how far the joints are from the hips, in the picture and in space. */
function pxOfMetre({ keypoints, keypoints3D = [] }: Pose): number {
  const [left, right] = [keypoints[LEFT_HIP], keypoints[RIGHT_HIP]];
  if (!left || !right) return 0;
  const [x, y] = [(left.x + right.x) / 2, (left.y + right.y) / 2];
  let [px, metres] = [0, 0];
  for (const [joint, place] of keypoints3D.entries()) {
    const seen = keypoints[joint];
    if (!seen) continue;
    px += place.score * Math.hypot(seen.x - x, seen.y - y);
    metres += place.score * Math.hypot(place.x, place.y);
  }
  return metres > 0 ? px / metres : 0;
}

/** Their `FilesetResolver`: there is nothing to resolve. */
export const FilesetResolver = { forVisionTasks: async (): Promise<object> => ({}) };
