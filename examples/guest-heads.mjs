// SPDX-License-Identifier: Apache-2.0
// Tries a joint's head from other weights files while the swarm works: one that is a little different from the one that is
// there, and one that looks for the opposite. Run it in a clone after `npm ci`: node examples/guest-heads.mjs [PICTURE]
import { readFile } from 'node:fs/promises';
import { createDetector } from 'poseswarm/node';
import sharp from 'sharp';

const HEAD = 'squad-0/joint/left_shoulder';
const JOINT = 5;

const file = process.argv[2] ?? new URL('../samples/waving.jpg', import.meta.url).pathname;
const { data, info } = await sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
const picture = { data: new Uint8Array(data), width: info.width, height: info.height };

const detector = await createDetector({ maxPoses: 1 });
detector.on('fault', ({ message }) => console.log(`  fault: ${message}`));
detector.on('recovery', ({ message }) => console.log(`  outcome: ${message}`));
const [before] = await detector.estimatePoses(picture);

const weights = new Uint8Array(await readFile(new URL('../weights/swarm.safetensors', import.meta.url)));
const good = detector.agents.addHead(
  changed((weight) => Math.sign(weight) * Math.max(0, Math.abs(weight) - 1)),
  HEAD,
);
detector.agents.addHead(
  changed((weight) => -Math.max(-127, weight)),
  HEAD,
);
for (let frame = 0; frame <= 60; frame++) {
  const [pose] = await detector.estimatePoses(picture);
  if (frame % 10 > 0) continue;
  const guests = detector.agents.squads().filter(({ id }) => id.startsWith('guest'));
  const words = guests.map(({ id, state, reputation }) => `${id} ${state}, reputation ${reputation.toFixed(2)}`);
  const [a, b] = [before.keypoints[JOINT], pose.keypoints[JOINT]];
  console.log(
    `picture ${frame}: the shoulder moved by ${Math.hypot(a.x - b.x, a.y - b.y).toFixed(2)} px; ${words.join('; ')}`,
  );
}
detector.agents.remove(good);
detector.dispose();

/** The weights file with the head's int8 weights changed. */
function changed(change) {
  const bytes = weights.slice();
  const headerBytes = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes)));
  const { shape, data_offsets: range } = header['squad-0/joint/w'];
  const row = new Int8Array(bytes.buffer, 8 + headerBytes + range[0] + JOINT * shape[1], shape[1]);
  for (let i = 0; i < row.length; i++) row[i] = change(row[i]);
  return bytes;
}
