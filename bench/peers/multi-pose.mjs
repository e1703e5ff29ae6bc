// SPDX-License-Identifier: Apache-2.0
// In the page: MoveNet MultiPose with its own tracker, frame by frame.

import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as poseDetection from '@tensorflow-models/pose-detection';

const MODEL_SIDE = 32;

/** @returns {Promise<(url: string, width: number, height: number, timeMs: number) => Promise<object[]>>} */
export async function openMultiPose(side) {
  if (side % MODEL_SIDE !== 0) throw new Error(`The side is ${side}; expected a multiple of ${MODEL_SIDE}.`);
  setWasmPaths('/wasm/');
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await tf.setBackend('wasm');
  await tf.ready();
  const detector = await poseDetection.createDetector(poseDetection.SupportedModels.MoveNet, {
    modelType: poseDetection.movenet.modelType.MULTIPOSE_LIGHTNING,
    modelUrl: '/models/movenet-multipose.json',
    multiPoseMaxDimension: side,
    enableSmoothing: true,
    enableTracking: true,
    trackerType: poseDetection.TrackerType.BoundingBox,
    // What the report leaves out is chosen when it is judged.
    minPoseScore: 0.1,
  });
  return async (url, width, height, timeMs) => {
    const bytes = await (await fetch(url)).arrayBuffer();
    const frame = new ImageData(new Uint8ClampedArray(bytes), width, height);
    const poses = await detector.estimatePoses(frame, { maxPoses: 6 }, timeMs);
    return poses.map(({ id, score, box, keypoints }) => ({ id, score, box, keypoints }));
  };
}
