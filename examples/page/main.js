// SPDX-License-Identifier: Apache-2.0
// Finds the people in a picture and draws them. Copy this folder and a picture named people.jpg; docs/hosting.md says how to
// serve it with Vite, with esbuild, or with no bundler at all.
import { createDetector } from 'poseswarm';
import { drawPoses } from 'poseswarm/render';

const canvas = document.querySelector('canvas');
const output = document.querySelector('output');

/** `globalThis.ASSETS_URL`: where a copy of the package's dist/ is served, where no bundler finds its files. */
const detector = await createDetector({
  workers: 1,
  ...(globalThis.ASSETS_URL && { assetsUrl: globalThis.ASSETS_URL }),
});
const response = await fetch(new URL('people.jpg', document.baseURI));
const picture = await createImageBitmap(await response.blob());
canvas.width = picture.width;
canvas.height = picture.height;
const context = canvas.getContext('2d');
context.drawImage(picture, 0, 0);
const poses = await detector.estimatePoses(picture);
drawPoses(context, poses);
output.value = `${poses.length} people`;
