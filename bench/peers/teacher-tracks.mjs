// SPDX-License-Identifier: Apache-2.0
// A stand-in for the truth of a clip that nobody has labelled: people and ids as MoveNet MultiPose and its tracker have them,
// their joints as MoveNet Thunder sees them in those boxes. Written as `synth.clips` writes truth, for bench/video/main.ts.
//
//   npx tsx bench/run-video-peers.ts VIDEO THEIRS.json 512
//   npx tsx bench/peers/teacher-tracks.mjs VIDEO THEIRS.json TRUTH.json
import { readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { decodeVideo, probeVideo } from '../../cli/video/ffmpeg.ts';
import { iou } from '../../src/pose/box.ts';
import { openMoveNet } from './movenet.mjs';

/** As the teacher of the training labels looks. */
const GROWN = 1.1;
/** Thunder's mean score: whom it is less sure of, nobody is asked about. */
const SURE = 0.35;
/** A joint of which it is less sure has no label. */
const SEEN = 0.3;
/** Joints that are nearer on average, in shares of the larger box's diagonal, are one body's: MultiPose sees some people twice. */
const SAME_BODY = 0.1;
/** Boxes of neighbouring frames that overlap by more are one person's, whatever their tracker says. */
const SAME_PERSON = 0.5;

const [, , video, theirs, out] = process.argv;
if (out === undefined) throw new Error('expected VIDEO THEIRS.json TRUTH.json');
const { frames } = JSON.parse(readFileSync(theirs, 'utf8'));
const look = await openMoveNet('movenet-thunder', 256);
const info = await probeVideo(video);
const { width, height } = info;
const annotations = [];
let before = [];
for await (const { index, data } of decodeVideo(video, info)) {
  // A picture of sharp reads its buffer late, and the frame's memory is used again.
  const picture = sharp(Buffer.from(data), { raw: { width, height, channels: 4 } });
  const seen = [];
  for (const { id, box } of frames[index]?.poses ?? []) {
    seen.push({ id, box, joints: await look(picture, [box.xMin, box.yMin, box.width, box.height], GROWN) });
  }
  before = linked(bodies(seen), before);
  for (const person of before) annotations.push(annotation(person, index + 1));
}
const images = frames.map(({ index }) => ({ id: index + 1, file_name: `${index + 1}`, width, height }));
writeFileSync(out, JSON.stringify({ images, annotations, categories: [{ id: 1, name: 'person' }] }));

/** Every body once, in its largest box. */
function bodies(people) {
  const kept = [];
  for (const one of people.toSorted((a, b) => b.box.width * b.box.height - a.box.width * a.box.height)) {
    if (!kept.some((other) => apart(one.joints, other.joints) < SAME_BODY * diagonal(other.box))) kept.push(one);
  }
  return kept;
}

/** Those who stand where somebody stood in the frame before have that one's id. */
function linked(people, earlier) {
  const taken = new Set();
  return people.map((person) => {
    const last = earlier.find(({ id, box }) => !taken.has(id) && iou(box, person.box) > SAME_PERSON);
    const id = last?.id ?? person.id;
    taken.add(id);
    return { ...person, id };
  });
}

function apart(a, b) {
  return a.reduce((sum, [x, y], joint) => sum + Math.hypot(x - b[joint][0], y - b[joint][1]), 0) / a.length;
}

function diagonal({ width: w, height: h }) {
  return Math.hypot(w, h);
}

function annotation({ id, box, joints }, frame) {
  const mean = joints.reduce((sum, [, , score]) => sum + score, 0) / joints.length;
  return {
    ...{ id: annotations.length + 1, image_id: frame, track_id: id, category_id: 1 },
    bbox: [box.xMin, box.yMin, box.width, box.height],
    // A body covers about half of its box (COCO: 0.53 on average).
    area: 0.53 * box.width * box.height,
    keypoints: joints.flatMap(([x, y, score]) => (score >= SEEN ? [x, y, 2] : [0, 0, 0])),
    num_keypoints: joints.filter(([, , score]) => score >= SEEN).length,
    iscrowd: mean < SURE ? 1 : 0,
  };
}
