// SPDX-License-Identifier: Apache-2.0
// MoveNet Lightning beside us on the crops of LSP Extended, in given boxes: PCK@0.2 of the torso, by its first diagonal as
// `poseswarm eval` has it and by the longer one, as published figures seem to.
//
//   npx poseswarm detect DIR --boxes DIR/people.json > ours.jsonl
//   node bench/peers/turned-people.mjs DIR ours.jsonl        (DIR: `lspet` of training/scripts/make_eval_sets.py)
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { openMoveNet } from './movenet.mjs';

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
  const look = await openMoveNet('movenet-lightning', 192);
  const places = new Map();
  for (const { image_id, bbox } of annotations) {
    const name = nameOf.get(image_id);
    places.set(name, await look(sharp(`${folder}/${name}`), bbox, GROWN));
  }
  return places;
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
