// SPDX-License-Identifier: Apache-2.0
// Takes in squads from other weights files while the swarm works: one that is good, and one whose weights are noise.
// Run it in a clone after `npm ci`: node examples/guest-squads.mjs [PICTURE]
import { readFile } from 'node:fs/promises';
import { createDetector } from 'poseswarm/node';
import sharp from 'sharp';

const file = process.argv[2] ?? new URL('../samples/astronaut.jpg', import.meta.url).pathname;
const { data, info } = await sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
const picture = { data: new Uint8Array(data), width: info.width, height: info.height };
const boxes = [{ xMin: 0, yMin: 0, xMax: info.width, yMax: info.height, width: info.width, height: info.height }];

const detector = await createDetector();
detector.on('fault', ({ message }) => console.log(`  fault: ${message}`));
detector.on('recovery', ({ message }) => console.log(`  outcome: ${message}`));
const before = await detector.estimatePoses(picture, { boxes });

const weights = new Uint8Array(await readFile(new URL('../weights/swarm.safetensors', import.meta.url)));
const good = detector.agents.add(weights);
const bad = detector.agents.add(withNoise(weights));
for (let frame = 0; frame <= 40; frame++) {
  const poses = await detector.estimatePoses(picture, { boxes });
  if (frame % 5 > 0) continue;
  const guests = detector.agents.squads().filter(({ id }) => id === good || id === bad);
  const words = guests.map(({ id, state, reputation, weight }) => {
    return `${id} ${state}, reputation ${reputation.toFixed(2)}, weight ${weight.toFixed(2)}`;
  });
  console.log(
    `picture ${frame}: the sure joints moved by ${moved(before[0], poses[0]).toFixed(2)} px; ${words.join('; ')}`,
  );
}
detector.agents.remove(bad);
detector.dispose();

/** The same file with random int8 weights: valid, and wrong. */
function withNoise(original) {
  const bytes = original.slice();
  const headerBytes = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes)));
  for (const { dtype, data_offsets: range } of Object.values(header)) {
    if (dtype !== 'I8') continue;
    for (let i = range[0]; i < range[1]; i++) bytes[8 + headerBytes + i] = Math.random() * 256;
  }
  return bytes;
}

/** Mean way of the keypoints that were sure, picture px. */
function moved(one, other) {
  const sure = one.keypoints.flatMap((keypoint, i) => (keypoint.score > 0.5 ? [[keypoint, other.keypoints[i]]] : []));
  const ways = sure.map(([from, to]) => Math.hypot(from.x - to.x, from.y - to.y));
  return ways.reduce((sum, way) => sum + way, 0) / ways.length;
}
