// SPDX-License-Identifier: Apache-2.0
// Finds the people in what the tab shows. Copy the package's dist/ beside this file as poseswarm/, for an extension may load nothing
// from elsewhere: cp -r node_modules/poseswarm/dist poseswarm (src/, weights/ and assets/ are all that is needed of it).
import { createDetector } from './poseswarm/src/index.js';
import { drawPoses } from './poseswarm/src/render/index.js';

const canvas = document.querySelector('canvas');
const output = document.querySelector('output');

try {
  const tab = new Image();
  tab.src = await chrome.tabs.captureVisibleTab({ format: 'png' });
  const [detector] = await Promise.all([createDetector({ workers: 1 }), tab.decode()]);
  canvas.width = tab.naturalWidth;
  canvas.height = tab.naturalHeight;
  const context = canvas.getContext('2d');
  context.drawImage(tab, 0, 0);
  const poses = await detector.estimatePoses(tab);
  drawPoses(context, poses);
  output.value = `${poses.length} people`;
} catch (error) {
  // Chromium lets nobody see its own pages and its web store.
  output.value = `This tab cannot be looked at: ${error.message}`;
}
