// SPDX-License-Identifier: Apache-2.0
// The people before a phone's camera, drawn; and told to the app whose WebView shows this page, if it listens.
import { drawPoses } from 'poseswarm/render';
import { followVideo } from 'poseswarm/video';

const [video, canvas, button, output] = ['video', 'canvas', 'button', 'output'].map((name) =>
  document.querySelector(name),
);

/** React Native's WebView puts this into its page; Capacitor's page is the whole app and needs nobody else. */
const app = globalThis.ReactNativeWebView;

/**
 * Waits for the button: browsers show no camera without a gesture. An app has asked for the permission itself, and starts at once.
 *
 * @param options Of `createDetector`.
 */
export function start(options = {}) {
  button.addEventListener('click', () => open(options));
  if (app) void open(options);
}

async function open(options) {
  button.hidden = true;
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'user' } });
    await video.play();
    followVideo(video, { poses: show, error: fail }, options);
  } catch (error) {
    // No camera, or nobody may look through it: it can be tried again.
    button.hidden = false;
    fail(error);
  }
}

function show(poses, timestampMs) {
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  drawPoses(canvas.getContext('2d'), poses);
  output.value = `${poses.length} people`;
  tell({ timestampMs, width: video.videoWidth, height: video.videoHeight, people: poses.map(numbersOf) });
}

/** 51 numbers say where somebody is: x and y in pixels of the video, and the score, of 17 keypoints. Pictures stay in the page. */
function numbersOf({ id, score, keypoints }) {
  const numbers = keypoints.flatMap((point) => [rounded(point.x, 1), rounded(point.y, 1), rounded(point.score, 3)]);
  return { id, score: rounded(score, 3), keypoints: numbers };
}

function rounded(value, digits) {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

function fail(error) {
  output.value = `${error.name}: ${error.message}`;
  tell({ error: output.value });
}

function tell(message) {
  app?.postMessage(JSON.stringify(message));
}
