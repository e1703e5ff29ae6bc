// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAnnotations, readAnnotations } from '../../../cli/annotations/annotations.ts';
import { PoseError } from '../../../src/pose/errors.ts';

const keypoints = Array.from({ length: 17 }, (_, j) => [j, 2 * j, 2]).flat();
const GOOD_PERSON = {
  ...{ id: 77, image_id: 5, category_id: 1, iscrowd: 0, bbox: [1, 2, 30, 40], area: 600, num_keypoints: 17, keypoints },
};

function file(person: object, more: object = {}): unknown {
  const categories = [{ id: 1, name: 'person' }];
  return { images: [{ id: 5, file_name: '5.jpg' }], annotations: [person], categories, ...more };
}

function refusal(json: unknown): string {
  try {
    parseAnnotations(json, 'people.json');
  } catch (error) {
    expect(error).toBeInstanceOf(PoseError);
    expect((error as PoseError).code).toBe('bad-annotations');
    return (error as PoseError).message;
  }
  throw new Error('expected a refusal');
}

describe('annotation files', () => {
  it('keeps people as they are written', () => {
    const { pictures, people } = parseAnnotations(file(GOOD_PERSON), 'people.json');
    expect(pictures).toEqual([{ id: 5, fileName: '5.jpg' }]);
    expect(people).toEqual([
      { id: 77, imageId: 5, bbox: [1, 2, 30, 40], area: 600, keypoints, numKeypoints: 17, isCrowd: false },
    ]);
  });

  it.each(['id', 'image_id', 'bbox', 'area', 'num_keypoints', 'keypoints'])(
    'names the annotation and the field when "%s" is missing',
    (field) => {
      const message = refusal(file({ ...GOOD_PERSON, [field]: undefined }));
      expect(message).toContain(`"${field}" is nothing; expected`);
      expect(message).toContain(field === 'id' ? 'annotation number 1 in the list' : 'annotation 77');
    },
  );

  it.each([
    ['bbox', [1, 2, 3], 'a list of 3'],
    ['bbox', [1, 2, -3, 4], '[1,2,-3,4]'],
    ['bbox', ['1', 2, 3, 4], '["1",2,3,4]'],
    ['keypoints', [1, 2, 2], 'a list of 3'],
    ['keypoints', [...keypoints.slice(0, 50), 7], '7'],
    ['num_keypoints', 18, '18'],
    ['area', 'big', '"big"'],
    ['area', -1, '-1'],
    ['image_id', 6, '6'],
    ['iscrowd', 2, '2'],
  ])('quotes a wrong "%s"', (field, value, quoted) => {
    const message = refusal(file({ ...GOOD_PERSON, [field]: value }));
    expect(message).toContain(`annotation 77: "${field}" is ${quoted}; expected`);
  });

  it('refuses what is no annotation file at all', () => {
    expect(refusal([])).toContain('people.json is []; expected an object');
    expect(refusal({})).toContain('"images" is nothing; expected a list');
    expect(refusal(file(GOOD_PERSON, { images: [{ id: 5 }] }))).toContain('images[0]: "file_name" is nothing');
    expect(refusal(file(GOOD_PERSON, { annotations: 'none' }))).toContain('"annotations" is "none"');
  });

  it('refuses an id that comes twice', () => {
    expect(refusal(file(GOOD_PERSON, { annotations: [GOOD_PERSON, GOOD_PERSON] }))).toContain('"id" is 77');
    const images = [5, 5].map((id) => ({ id, file_name: `${id}.jpg` }));
    expect(refusal(file(GOOD_PERSON, { images }))).toContain('images: "id" is 5');
  });

  it('takes people only when the file has other categories too', () => {
    const annotations = [GOOD_PERSON, { id: 78, category_id: 18, bbox: 'a dog' }];
    const categories = [18, 1].map((id) => ({ id, name: id === 1 ? 'person' : 'dog' }));
    expect(parseAnnotations(file({}, { annotations, categories }), 'people.json').people).toHaveLength(1);
    expect(
      refusal(
        file(
          {},
          {
            annotations,
            categories: [
              { id: 2, name: 'cat' },
              { id: 3, name: 'cow' },
            ],
          },
        ),
      ),
    ).toContain('expected one with the name "person"');
  });

  it('needs no list of joints of a person who has none labelled', () => {
    const { people } = parseAnnotations(
      file({ ...GOOD_PERSON, num_keypoints: 0, keypoints: undefined }),
      'people.json',
    );
    expect(people[0]?.keypoints).toEqual(new Array(51).fill(0));
  });
});

describe('annotation files for boxes', () => {
  const box = { id: 77, image_id: 5, bbox: [1, 2, 30, 40] };

  it('need nothing but boxes', () => {
    const { people } = parseAnnotations(file(box), 'people.json', 'boxes');
    const nothing = { area: 0, keypoints: new Array(51).fill(0), numKeypoints: 0, isCrowd: false };
    expect(people).toEqual([{ id: 77, imageId: 5, bbox: [1, 2, 30, 40], ...nothing }]);
    expect(refusal(file(box))).toContain('"num_keypoints" is nothing');
  });

  it('keep what they tell of joints, which must be right', () => {
    expect(parseAnnotations(file(GOOD_PERSON), 'people.json', 'boxes')).toEqual(
      parseAnnotations(file(GOOD_PERSON), 'people.json'),
    );
    expect(() => parseAnnotations(file({ ...box, area: 'big' }), 'people.json', 'boxes')).toThrow('"area" is "big"');
    expect(() => parseAnnotations(file({ ...box, bbox: undefined }), 'people.json', 'boxes')).toThrow('"bbox"');
  });
});

describe('annotation files on disk', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are refused with a sentence when they are missing or no JSON', async () => {
    const broken = join(folder, 'broken.json');
    await writeFile(broken, '{"images": [');
    await expect(readAnnotations(broken)).rejects.toMatchObject({ code: 'bad-annotations', message: /is not JSON/ });
    await expect(readAnnotations(join(folder, 'none.json'))).rejects.toMatchObject({
      code: 'bad-annotations',
      message: /cannot be read/,
    });
  });
});
