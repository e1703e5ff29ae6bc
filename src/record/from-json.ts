// SPDX-License-Identifier: Apache-2.0
// Reads what `toJson` wrote. Files come from anywhere: whatever the exporters and the renderer lean on is checked.
import { PoseError } from '../pose/errors.ts';
import { KEYPOINT_NAMES } from '../pose/keypoints.ts';
import { RECORDING_VERSION } from './json.ts';
import type { Recording } from './recording.ts';

type Fields = Readonly<Record<string, unknown>>;

const BOX = ['xMin', 'yMin', 'xMax', 'yMax', 'width', 'height'] as const;

/**
 * The recording of a JSON text that `toJson` wrote, in its version or, from before there were versions, without one. Fields that are
 * not known stay where they are.
 *
 * @throws PoseError `bad-option` that names the place of what is not as it should be: `frames[3].poses[0].score is "high"`.
 */
export function fromJson(text: string): Recording {
  const { version = RECORDING_VERSION, ...recording } = fields(parsed(text), 'the recording');
  if (version !== RECORDING_VERSION) wrong('version', version, `${RECORDING_VERSION}`);
  if (recording.file !== undefined && typeof recording.file !== 'string') wrong('file', recording.file, 'a text');
  numbers(recording, ['width', 'height', 'fps'], '', true);
  each(recording.frames, 'frames', checkFrame);
  return recording as object as Recording; // as was just checked
}

function checkFrame(value: unknown, place: string): void {
  const frame = fields(value, place);
  numbers(frame, ['timeMs'], place);
  numbers(frame, ['index'], place, true);
  each(frame.poses, `${place}.poses`, checkPose);
}

function checkPose(value: unknown, place: string): void {
  const pose = fields(value, place);
  numbers(pose, ['score'], place);
  numbers(pose, ['id', 'ageMs', 'lastSeenMs'], place, true);
  const { confirmed, keypoints3D } = pose;
  if (confirmed !== undefined && typeof confirmed !== 'boolean')
    wrong(`${place}.confirmed`, confirmed, 'true or false');
  numbers(fields(pose.box, `${place}.box`), BOX, `${place}.box`);
  checkKeypoints(pose.keypoints, `${place}.keypoints`, ['x', 'y', 'score', 'spread', 'dissent']);
  if (keypoints3D !== undefined) checkKeypoints(keypoints3D, `${place}.keypoints3D`, ['x', 'y', 'z', 'score']);
}

function checkKeypoints(value: unknown, place: string, names: readonly string[]): void {
  let count = 0;
  each(value, place, (one, where) => {
    const keypoint = fields(one, where);
    const name = KEYPOINT_NAMES[count++];
    if (name === undefined || keypoint.name !== name) wrong(`${where}.name`, keypoint.name, `${name ?? 'no more'}`);
    numbers(keypoint, names, where);
  });
  if (count < KEYPOINT_NAMES.length) wrong(`${place}.length`, count, `${KEYPOINT_NAMES.length}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PoseError('bad-option', `the recording is no JSON: ${String(error)}`, { cause: error });
  }
}

function fields(value: unknown, place: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(place, value, 'an object');
  return value as Fields; // what JSON calls an object
}

/** Checks numbers of an object; those that are `optional` may be missing. 1e999 is none. */
function numbers(object: Fields, names: readonly string[], place: string, optional = false): void {
  for (const name of names) {
    const value = object[name];
    if (Number.isFinite(value) || (optional && value === undefined)) continue;
    wrong(place === '' ? name : `${place}.${name}`, value, 'a number');
  }
}

function each(value: unknown, place: string, check: (one: unknown, place: string) => void): void {
  if (!Array.isArray(value)) wrong(place, value, 'a list');
  for (const [i, one] of value.entries()) check(one, `${place}[${i}]`);
}

function wrong(place: string, value: unknown, expected: string): never {
  const shown = value === undefined ? 'missing' : JSON.stringify(value).slice(0, 60);
  throw new PoseError('bad-option', `${place} is ${shown}, expected ${expected}`);
}
