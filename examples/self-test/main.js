// SPDX-License-Identifier: Apache-2.0
// For browsers that nobody of us has: open it on the device and paste the report into an issue. It lies in the package's dist/, beside
// the library, and needs no bundler; docs/compatibility.md says how to serve it.
import { followVideo } from '../src/adapters/follow-video.js';
import { createDetector } from '../src/index.js';

const RUNS = [
  ['plain JavaScript', { tier: 'js' }],
  ['SIMD', { tier: 'wasm-simd' }],
  ['the fastest', {}],
  ['the fastest, a worker', { workers: 1 }],
  ['WebGPU', { tier: 'webgpu' }],
];
/** Answers of all of them lie so near to each other, px. */
const ALIKE = 2;
const REPEATS = 5;
const CAMERA_MS = 4000;

const report = document.querySelector('textarea');
const say = (line) => {
  report.value += `${line}\n`;
};
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const sentence = (error) => `${error.name ?? 'Error'}${error.code ? ` ${error.code}` : ''}: ${error.message ?? error}`;

async function photo() {
  const image = new Image();
  image.src = './people.jpg';
  await image.decode();
  return image;
}

async function timed(run) {
  const start = performance.now();
  const result = await run();
  return [result, performance.now() - start];
}

/** How far the joints of two poses are apart, px; infinite where there is not one in each. */
function apart(one, other) {
  if (one.length !== 1 || other.length !== 1) return Number.POSITIVE_INFINITY;
  const far = one[0].keypoints.map(({ x, y }, i) =>
    Math.hypot(x - other[0].keypoints[i].x, y - other[0].keypoints[i].y),
  );
  return Math.max(...far);
}

/** Whether a run is right: one person, where the first run saw them. */
async function judge(name, options, picture, first) {
  const [detector, createMs] = await timed(() => createDetector(options));
  try {
    const [poses, firstMs] = await timed(() => detector.estimatePoses(picture));
    const times = [];
    for (let i = 0; i < REPEATS; i++) times.push((await timed(() => detector.estimatePoses(picture)))[1]);
    const off = apart(poses, first ?? poses);
    const { tier, workers, sharedMemory, trust, degraded } = detector.info;
    const score = poses[0]?.score.toFixed(2) ?? '-';
    const ms = [createMs, firstMs, median(times)].map((value) => value.toFixed(0)).join(' + ');
    say(
      `${off <= ALIKE ? 'ok  ' : 'FAIL'} ${name}: ${poses.length} people, score ${score}, ${off.toFixed(2)} px apart`,
    );
    say(
      `     ${tier}, ${workers} workers, shared memory ${sharedMemory}, weights ${trust.weights}, kernels ${trust.kernels ?? '-'}`,
    );
    say(`     create + first + usual picture: ${ms} ms`);
    for (const { code, message } of degraded) say(`     ${code}: ${message}`);
    return { poses, isRight: off <= ALIKE };
  } finally {
    detector.dispose();
  }
}

async function tryCamera() {
  const video = document.querySelector('video');
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'user' } });
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  const seen = { frames: 0, people: 0, errors: new Set() };
  const stop = followVideo(video, {
    poses(poses) {
      seen.frames++;
      seen.people += poses.length > 0 ? 1 : 0;
    },
    error: (error) => seen.errors.add(sentence(error)),
  });
  await new Promise((resolve) => setTimeout(resolve, CAMERA_MS));
  stop();
  for (const track of stream.getTracks()) track.stop();
  video.hidden = true;
  say(
    `camera ${video.videoWidth} x ${video.videoHeight}: ${seen.frames} frames in ${CAMERA_MS / 1000} s, somebody in ${seen.people}`,
  );
  for (const error of seen.errors) say(`     ${error}`);
}

const camera = document.querySelector('#camera');
camera.addEventListener('click', () => {
  camera.disabled = true;
  tryCamera()
    .catch((error) => say(`FAIL camera: ${sentence(error)}`))
    .finally(() => {
      camera.disabled = false;
    });
});
document.querySelector('#copy').addEventListener('click', async () => {
  report.select();
  await navigator.clipboard.writeText(report.value).catch(() => undefined); // what is selected can be copied by hand
});

say(`poseswarm self-test, ${new Date().toISOString()}`);
say(navigator.userAgent);
say(
  `isolated ${globalThis.crossOriginIsolated}, https ${globalThis.isSecureContext}, ${navigator.hardwareConcurrency} cores, ` +
    `SharedArrayBuffer ${typeof SharedArrayBuffer}, WebGPU ${'gpu' in navigator}, requestVideoFrameCallback ` +
    `${'requestVideoFrameCallback' in HTMLVideoElement.prototype}`,
);
const picture = await photo();
let first;
let failures = 0;
for (const [name, options] of RUNS) {
  try {
    const { poses, isRight } = await judge(name, options, picture, first);
    first ??= poses;
    failures += isRight ? 0 : 1;
  } catch (error) {
    failures++;
    say(`FAIL ${name}: ${sentence(error)}`);
  }
}
say(failures === 0 ? 'All is well.' : `${failures} of ${RUNS.length} failed.`);
document.body.dataset.failures = String(failures);
camera.disabled = !navigator.mediaDevices;
document.querySelector('#copy').disabled = false;
