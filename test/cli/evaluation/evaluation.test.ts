// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAnnotations } from '../../../cli/annotations/annotations.ts';
import { evaluate, flatKeypoints } from '../../../cli/evaluation/evaluation.ts';
import { boxOf } from '../../../src/pose/box.ts';
import { KEYPOINT_NAMES } from '../../../src/pose/keypoints.ts';
import { randomDetector } from '../../support/detectors.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  await sharp({ create: { width: 160, height: 120, channels: 3, background: '#888', noise } })
    .png()
    .toFile(join(folder, 'a.png'));
});
afterAll(() => rm(folder, { recursive: true }));

const keypoints = KEYPOINT_NAMES.flatMap((_, j) => [40 + 3 * j, 10 + 5 * j, 2]);
const person = (id: number, image_id: number, more: object = {}): object => {
  return { id, image_id, iscrowd: 0, bbox: [40, 10, 60, 100], area: 3000, num_keypoints: 17, keypoints, ...more };
};
const images = [
  { id: 1, file_name: 'a.png' },
  { id: 2, file_name: 'missing.png' },
];

describe('evaluation of a detector', () => {
  it('counts pictures that were read, and people who count wherever they are', async () => {
    const unlabelled = { num_keypoints: 0, keypoints: new Array<number>(51).fill(0) };
    const annotations = [person(1, 1), person(2, 1, unlabelled), person(3, 1, { iscrowd: 1 }), person(4, 2)];
    const detector = await randomDetector();
    const notes: string[] = [];
    const io = { note: (line: string) => void notes.push(line) };
    const result = await evaluate(detector, parseAnnotations({ images, annotations }, 'x'), folder, 'gt', io);
    expect([result.images, result.people, result.failed]).toEqual([1, 2, 1]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/missing\.png: The file does not exist; expected/);
    // The person of the picture that is missing is one of two, and missed.
    expect(result.pck02).toBeLessThanOrEqual(0.5);
    detector.dispose();
  });

  it('has nothing to say about torsos when nobody has one', async () => {
    const head = [40, 10, 2, ...new Array<number>(48).fill(0)];
    const annotations = [person(1, 1, { num_keypoints: 1, keypoints: head })];
    const detector = await randomDetector();
    const only = parseAnnotations({ images: images.slice(0, 1), annotations }, 'x');
    const result = await evaluate(detector, only, folder, 'scouts', { note: () => undefined });
    expect(result.pck02).toBe(-1);
    expect(result.AP).toBeGreaterThanOrEqual(0);
    detector.dispose();
  });
});

describe('flat keypoints', () => {
  it('are x, y, score of every joint, unshifted', () => {
    const pose = {
      keypoints: KEYPOINT_NAMES.map((name, j) => ({ name, x: j, y: 2 * j, score: 0.5, spread: 0, dissent: 0 })),
      score: 1,
      box: boxOf(0, 0, 1, 1),
    };
    expect(flatKeypoints(pose).slice(0, 6)).toEqual([0, 0, 0.5, 1, 2, 0.5]);
    expect(flatKeypoints(pose)).toHaveLength(51);
  });
});
