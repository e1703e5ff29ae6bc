// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { PoseError } from '../../src/pose/errors.ts';
import { KEYPOINT_COUNT } from '../../src/pose/keypoints.ts';
import type { CocoPerson } from '../coco/types.ts';
import { badField, type JsonObject, listField, numberField, numbersField, objectAt, textField } from './check.ts';

/** One picture of an annotation file. */
export interface AnnotatedPicture {
  readonly id: number;
  readonly fileName: string;
}

/** A validated COCO keypoint annotation file. */
export interface Annotations {
  readonly pictures: readonly AnnotatedPicture[];
  readonly people: readonly CocoPerson[];
}

/** What a file must tell of people: where they are, or their joints as well. What it tells beyond that must be right. */
export type Need = 'boxes' | 'keypoints';

/** Reads a COCO annotation file. Throws PoseError 'bad-annotations' that names the file, the entry and the field. */
export async function readAnnotations(path: string, need: Need = 'keypoints'): Promise<Annotations> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new PoseError('bad-annotations', `The annotation file ${path} cannot be read: ${reason(error)}.`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new PoseError('bad-annotations', `The annotation file ${path} is not JSON: ${reason(error)}.`);
  }
  return parseAnnotations(json, path, need);
}

/** Validates the content of an annotation file; `where` names it in errors. */
export function parseAnnotations(json: unknown, where: string, need: Need = 'keypoints'): Annotations {
  const root = objectAt(json, where);
  const pictures = listField(root, 'images', where).map((value, i) => parsePicture(value, `${where}: images[${i}]`));
  const pictureIds = new Set(pictures.map((picture) => picture.id));
  if (pictureIds.size < pictures.length) throw duplicate(where, 'images', pictures);
  const category = personCategory(root, where);
  const people = listField(root, 'annotations', where)
    .map((value, i) => objectAt(value, `${where}: annotations[${i}]`))
    .filter((entry) => category === undefined || entry.category_id === undefined || entry.category_id === category)
    .map((entry) => (need === 'boxes' ? { ...WITHOUT_JOINTS, ...entry } : entry))
    .map((entry, i) => parsePerson(entry, i, where, pictureIds));
  if (new Set(people.map((person) => person.id)).size < people.length) throw duplicate(where, 'annotations', people);
  return { pictures, people };
}

/** Stands for what a file of boxes need not tell. */
const WITHOUT_JOINTS: JsonObject = { num_keypoints: 0, area: 0 };

/** Only people count; undefined when the file does not tell categories apart. */
function personCategory(root: JsonObject, where: string): number | undefined {
  if (root.categories === undefined) return undefined;
  const categories = listField(root, 'categories', where).map((value, i) => {
    const at = `${where}: categories[${i}]`;
    const entry = objectAt(value, at);
    return { id: numberField(entry, 'id', at), name: entry.name };
  });
  if (categories.length < 2) return categories[0]?.id;
  const person = categories.find((entry) => entry.name === 'person');
  if (person === undefined) throw badField(where, 'categories', root.categories, 'one with the name "person"');
  return person.id;
}

function parsePicture(value: unknown, where: string): AnnotatedPicture {
  const entry = objectAt(value, where);
  return { id: numberField(entry, 'id', where), fileName: textField(entry, 'file_name', where) };
}

function parsePerson(entry: JsonObject, index: number, file: string, pictureIds: ReadonlySet<number>): CocoPerson {
  const where = `${file}: annotation ${typeof entry.id === 'number' ? entry.id : `number ${index + 1} in the list`}`;
  const imageId = numberField(entry, 'image_id', where);
  if (!pictureIds.has(imageId)) throw badField(where, 'image_id', imageId, 'the id of one of the images');
  const [x = 0, y = 0, width = 0, height = 0] = numbersField(entry, 'bbox', where, 4, 'x, y, width, height');
  if (width < 0 || height < 0) throw badField(where, 'bbox', entry.bbox, 'a width and a height of 0 or more');
  const numKeypoints = numberField(entry, 'num_keypoints', where, 'the number of labelled joints');
  if (!Number.isInteger(numKeypoints) || numKeypoints < 0 || numKeypoints > KEYPOINT_COUNT) {
    throw badField(where, 'num_keypoints', numKeypoints, `a whole number from 0 to ${KEYPOINT_COUNT}`);
  }
  const area = numberField(entry, 'area', where);
  if (area < 0) throw badField(where, 'area', area, '0 or more');
  return {
    id: numberField(entry, 'id', where),
    imageId,
    bbox: [x, y, width, height],
    area,
    keypoints: parseKeypoints(entry, where, numKeypoints),
    numKeypoints,
    isCrowd: parseCrowd(entry, where),
  };
}

function parseKeypoints(entry: JsonObject, where: string, numKeypoints: number): readonly number[] {
  const count = 3 * KEYPOINT_COUNT;
  // A person said to have no labelled joint may come without the list: nothing is missing then.
  if (entry.keypoints === undefined && numKeypoints === 0) return new Array<number>(count).fill(0);
  const keypoints = numbersField(entry, 'keypoints', where, count, 'x, y, v of 17 joints');
  const flag = keypoints.find((value, i) => i % 3 === 2 && value !== 0 && value !== 1 && value !== 2);
  if (flag !== undefined) throw badField(where, 'keypoints', flag, '0, 1 or 2 as every third number (v)');
  return keypoints;
}

/** COCO writes 0 or 1; a missing flag can only mean that it is no crowd. */
function parseCrowd(entry: JsonObject, where: string): boolean {
  const value = entry.iscrowd ?? 0;
  if (value === 0 || value === 1 || typeof value === 'boolean') return Boolean(value);
  throw badField(where, 'iscrowd', value, '0 or 1');
}

function duplicate(where: string, list: string, entries: readonly { readonly id: number }[]): PoseError {
  const seen = new Set<number>();
  const twice = entries.find((entry) => seen.size === seen.add(entry.id).size);
  return badField(`${where}: ${list}`, 'id', twice?.id, 'every id once');
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
