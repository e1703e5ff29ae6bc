// SPDX-License-Identifier: Apache-2.0
// In the page: ours and theirs on the same frames, in turns, so that whatever else the machine does hits all alike.

import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as poseDetection from '@tensorflow-models/pose-detection';

/** Who is measured, and how many frames a second the time stamps say: ours takes the time of a frame from them. */
const PEERS = [
  { name: 'poseswarm', rate: 60 },
  { name: 'poseswarm at 240 a second', rate: 240 },
  { name: 'MoveNet Lightning', rate: 60 },
  { name: 'BlazePose Lite', rate: 60 },
];

/** @returns {Promise<{name: string, initMs: number, p50Ms: number, p99Ms: number, frames: number, found: number}[]>} */
export async function measurePeers(seconds) {
  const { swingingFrames } = await import(/* @vite-ignore */ new URL('/bench/video-frames.js', location.href).href);
  // Theirs is part of this bundle: no side's clock runs while code is loaded.
  const ours = await import(/* @vite-ignore */ new URL('/src/index.js', location.href).href);
  const bytes = new Uint8Array(await (await fetch('/picture.rgba')).arrayBuffer());
  const frames = swingingFrames({ data: bytes, width: 512, height: 512 }, 16).map(
    ({ data, width, height }) => new ImageData(new Uint8ClampedArray(data.buffer), width, height),
  );
  setWasmPaths('/wasm/');
  // On two cores tfjs takes one thread all the same, and its threads do not outlive bundling.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  await tf.setBackend('wasm');
  await tf.ready();
  const peers = [];
  for (const { name, rate } of PEERS) {
    const start = performance.now();
    const look = await open(name, ours);
    const poses = await look(frames[0], 0);
    peers.push({
      name,
      rate,
      look,
      initMs: performance.now() - start,
      ms: [],
      found: 0,
      frame: 1,
      first: poses.length,
    });
  }
  for (const peer of peers) for (let i = 0; i < 10; i++) await once(peer, frames);
  for (const peer of peers) Object.assign(peer, { ms: [], found: 0 });
  const end = performance.now() + 1000 * seconds * peers.length;
  // Rounds of half a second each.
  while (performance.now() < end) {
    for (const peer of peers) {
      for (const until = performance.now() + 500; performance.now() < until; ) await once(peer, frames);
    }
  }
  return peers.map(({ name, initMs, ms, found }) => {
    ms.sort((a, b) => a - b);
    const at = (share) => Number((ms[Math.ceil(share * ms.length) - 1] ?? 0).toFixed(3));
    return { name, initMs: Math.round(initMs), p50Ms: at(0.5), p99Ms: at(0.99), frames: ms.length, found };
  });
}

async function once(peer, frames) {
  const frame = frames[peer.frame % frames.length];
  const start = performance.now();
  const poses = await peer.look(frame, (peer.frame * 1000) / peer.rate);
  peer.ms.push(performance.now() - start);
  peer.found += poses.length > 0 ? 1 : 0;
  peer.frame++;
}

async function open(name, { createDetector }) {
  if (name.startsWith('poseswarm')) {
    const detector = await createDetector({ maxPoses: 1 });
    return (frame, ms) => detector.estimatePoses(frame, {}, ms);
  }
  if (name === 'MoveNet Lightning') {
    const detector = await poseDetection.createDetector(poseDetection.SupportedModels.MoveNet, {
      modelType: poseDetection.movenet.modelType.SINGLEPOSE_LIGHTNING,
      modelUrl: '/models/movenet-lightning.json',
      enableSmoothing: true,
    });
    return (frame, ms) => detector.estimatePoses(frame, {}, ms);
  }
  const detector = await poseDetection.createDetector(poseDetection.SupportedModels.BlazePose, {
    runtime: 'tfjs',
    modelType: 'lite',
    detectorModelUrl: '/models/blazepose-detector.json',
    landmarkModelUrl: '/models/blazepose-lite.json',
    enableSmoothing: true,
  });
  return (frame, ms) => detector.estimatePoses(frame, {}, ms);
}
