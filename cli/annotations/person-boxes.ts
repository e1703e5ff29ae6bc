// SPDX-License-Identifier: Apache-2.0
import { basename } from 'node:path';
import { boxOf } from '../../src/pose/box.ts';
import type { Box } from '../../src/pose/pose.ts';
import type { CocoPerson } from '../coco/types.ts';
import type { AnnotatedPicture, Annotations } from './annotations.ts';

/** COCO's x, y, width, height as a box. */
export function personBox(person: CocoPerson): Box {
  const [x, y, width, height] = person.bbox;
  return boxOf(x, y, x + width, y + height);
}

/** People by the id of their picture, in the order of the file. */
export function peopleByPicture(annotations: Annotations): ReadonlyMap<number, readonly CocoPerson[]> {
  const byPicture = new Map<number, CocoPerson[]>(annotations.pictures.map((picture) => [picture.id, []]));
  for (const person of annotations.people) byPicture.get(person.imageId)?.push(person);
  return byPicture;
}

/** Whether a squad can look at this annotation: one person, in a box with an area. */
export function hasBox(person: CocoPerson): boolean {
  return !person.isCrowd && person.bbox[2] > 0 && person.bbox[3] > 0;
}

/** The annotated picture of a file: by the end of its path, as annotation files name pictures below a folder. */
export function pictureOfFile(annotations: Annotations, file: string): AnnotatedPicture | undefined {
  const path = file.replaceAll('\\', '/');
  return (
    annotations.pictures.find((picture) => path === picture.fileName || path.endsWith(`/${picture.fileName}`)) ??
    annotations.pictures.find((picture) => basename(path) === basename(picture.fileName))
  );
}
