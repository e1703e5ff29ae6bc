// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KEYPOINT_NAMES } from '../../src/pose/keypoints.ts';
import { runCommand, SLOW_MS, spawnCommand } from '../support/command.ts';
import { hugePng } from '../support/pictures.ts';
import { addLifters, draftSwarm, encodeDraft, randomSwarm } from '../support/random-swarm.ts';

interface Line {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly ms: number;
  readonly poses: readonly {
    readonly annotation_id?: number;
    readonly score: number;
    readonly box: Readonly<Record<string, number>>;
    readonly keypoints: readonly {
      readonly name: string;
      readonly x: number;
      readonly y: number;
      readonly score: number;
    }[];
    readonly keypoints3D?: readonly {
      readonly name: string;
      readonly x: number;
      readonly y: number;
      readonly z: number;
    }[];
  }[];
}

let folder: string;
let weights: string;
const at = (name: string): string => join(folder, name);
const lines = (out: string): Line[] =>
  out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  weights = at('random.safetensors');
  await writeFile(weights, randomSwarm(8));
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const create = { width: 160, height: 120, channels: 3, background: '#888888', noise } as const;
  const jpeg = await sharp({ create }).jpeg().toBuffer();
  await writeFile(at('a.jpg'), jpeg);
  await writeFile(at('b.jpg'), await sharp(jpeg).withMetadata({ orientation: 6 }).jpeg().toBuffer());
  await writeFile(at('cut.jpg'), jpeg.subarray(0, jpeg.length / 2));
  await writeFile(at('empty.png'), '');
  await writeFile(at('text.webp'), 'no picture');
  await writeFile(at('tiny.png'), await sharp(jpeg).resize(1, 1).png().toBuffer());
  await writeFile(at('huge.png'), hugePng(20000, 20000));
  const keypoints = new Array<number>(51).fill(1);
  const person = (id: number, image_id: number, bbox: number[], more: object = {}): object => {
    return { id, image_id, category_id: 1, iscrowd: 0, bbox, area: 900, num_keypoints: 17, keypoints, ...more };
  };
  const annotations = [
    person(31, 1, [20, 10, 40, 90]),
    person(30, 1, [80, 20, 60, 80]),
    person(29, 1, [80, 20, 60, 80]),
    person(28, 1, [0, 0, 160, 120], { iscrowd: 1 }),
  ];
  const images = [1, 2].map((id) => ({ id, file_name: id === 1 ? 'a.jpg' : 'b.jpg' }));
  await writeFile(at('people.json'), JSON.stringify({ images, annotations }));
  await writeFile(at('broken.json'), JSON.stringify({ images, annotations: [{ ...annotations[0], bbox: undefined }] }));
});
afterAll(() => rm(folder, { recursive: true }));

describe('poseswarm detect', { timeout: SLOW_MS }, () => {
  it('prints one JSON line a picture, sizes upright', async () => {
    const { code, out, err } = await runCommand('detect', at('a.jpg'), at('b.jpg'), '--weights', weights, '--json');
    expect([code, err]).toEqual([0, '']);
    const [a, b] = lines(out);
    expect([a?.file, a?.width, a?.height]).toEqual([at('a.jpg'), 160, 120]);
    expect([b?.file, b?.width, b?.height]).toEqual([at('b.jpg'), 120, 160]);
    expect(a?.ms).toBeGreaterThan(0);
    expect(Array.isArray(a?.poses)).toBe(true);
  });

  it('looks into annotated boxes, one pose for each, best first, crowds left out', async () => {
    const { code, out } = await runCommand('detect', at('a.jpg'), '--boxes', at('people.json'), '--weights', weights);
    expect(code).toBe(0);
    const poses = lines(out)[0]?.poses ?? [];
    expect(poses.map((pose) => pose.annotation_id).sort()).toEqual([29, 30, 31]);
    for (const [i, pose] of poses.entries()) {
      expect(pose.score).toBeLessThanOrEqual(poses[i - 1]?.score ?? 1);
      expect(Object.keys(pose)).toEqual(['annotation_id', 'score', 'box', 'keypoints']);
      expect(Object.keys(pose.box)).toEqual(['xMin', 'yMin', 'xMax', 'yMax', 'width', 'height']);
      expect(pose.keypoints.map((keypoint) => keypoint.name)).toEqual([...KEYPOINT_NAMES]);
      for (const { x, y, score } of pose.keypoints) {
        expect([x, y, score].every(Number.isFinite)).toBe(true);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
      }
    }
    const two = await runCommand(
      'detect',
      at('a.jpg'),
      '--boxes',
      at('people.json'),
      '--weights',
      weights,
      '--max-poses',
      '2',
    );
    expect(lines(two.out)[0]?.poses.map((p) => p.annotation_id)).toEqual(poses.slice(0, 2).map((p) => p.annotation_id));
  });

  it('keeps the people who score as much as is asked for', async () => {
    await writeFile(at('eager.safetensors'), randomSwarm(8));
    const eager = ['detect', at('a.jpg'), '--weights', at('eager.safetensors'), '--min-score'];
    const found = async (score: string) => lines((await runCommand(...eager, score)).out)[0]?.poses ?? [];
    const all = await found('0');
    expect(all.length).toBeGreaterThan(1);
    const bar = (all[0]!.score + all.at(-1)!.score) / 2;
    expect(await found(String(bar))).toEqual(all.filter(({ score }) => score >= bar));
    const both = await runCommand('detect', at('a.jpg'), '--min-score', '0', '--boxes', at('people.json'));
    expect([both.code, both.out]).toEqual([2, '']);
  });

  it('has the people of a part of the picture only', async () => {
    await writeFile(at('eager.safetensors'), randomSwarm(8));
    const eager = ['detect', at('a.jpg'), '--weights', at('eager.safetensors'), '--min-score', '0'];
    const [whole] = lines((await runCommand(...eager)).out);
    const half = (whole?.width ?? 0) / 2;
    const { code, out } = await runCommand(...eager, '--region', `0,0,${half},${whole?.height}`);
    const poses = lines(out)[0]?.poses ?? [];
    expect([code, poses.length > 0]).toEqual([0, true]);
    for (const { box } of poses) expect(((box.xMin ?? 0) + (box.xMax ?? 0)) / 2).toBeLessThanOrEqual(half);
    const both = await runCommand('detect', at('a.jpg'), '--region', '0,0,9,9', '--boxes', at('people.json'));
    expect([both.code, both.out]).toEqual([2, '']);
  });

  it('puts people into space where the weights can, and says so where they cannot', async () => {
    await writeFile(at('lifting.safetensors'), encodeDraft(addLifters(draftSwarm())));
    const lift = ['detect', at('a.jpg'), '--boxes', at('people.json'), '--lift', '--height', '1.2', '--weights'];
    const { code, out, err } = await runCommand(...lift, at('lifting.safetensors'));
    expect([code, err]).toEqual([0, '']);
    const [pose] = lines(out)[0]?.poses ?? [];
    expect(pose?.keypoints3D?.map(({ name }) => name)).toEqual([...KEYPOINT_NAMES]);
    for (const { x, y, z } of pose?.keypoints3D ?? []) expect([x, y, z].every(Number.isFinite)).toBe(true);
    const without = await runCommand(...lift, weights);
    expect([without.code, without.err]).toEqual([0, expect.stringContaining('no lifters')]);
    expect(lines(without.out)[0]?.poses[0]).not.toHaveProperty('keypoints3D');
    const alone = await runCommand('detect', at('a.jpg'), '--height', '1.2');
    expect([alone.code, alone.err]).toEqual([2, expect.stringContaining('--height was given without --lift')]);
  });

  it('needs only boxes of the annotations', async () => {
    await writeFile(
      at('boxes.json'),
      JSON.stringify({
        images: [{ id: 1, file_name: 'a.jpg' }],
        annotations: [{ id: 8, image_id: 1, bbox: [20, 10, 40, 90] }],
      }),
    );
    const { code, out } = await runCommand('detect', at('a.jpg'), '--boxes', at('boxes.json'), '--weights', weights);
    expect([code, lines(out)[0]?.poses.map((pose) => pose.annotation_id)]).toEqual([0, [8]]);
  });

  it('gives each annotation the pose of its own box', async () => {
    const { out } = await runCommand('detect', at('a.jpg'), '--boxes', at('people.json'), '--weights', weights);
    const poses = lines(out)[0]?.poses ?? [];
    const of = (id: number) => poses.find((pose) => pose.annotation_id === id);
    expect(of(29)?.keypoints).toEqual(of(30)?.keypoints);
    const mean = (id: number): number => (of(id)?.keypoints ?? []).reduce((sum, k) => sum + k.x, 0) / 17;
    // Crops are no more than a box and a half: the middle of 17 joints cannot be at the other person.
    expect(Math.abs(mean(31) - 40)).toBeLessThan(Math.abs(mean(31) - 110));
    expect(Math.abs(mean(30) - 110)).toBeLessThan(Math.abs(mean(30) - 40));
  });

  it('goes on after files that fail, names them on stderr and exits with 1', async () => {
    const bad = ['cut.jpg', 'empty.png', 'text.webp', 'tiny.png', 'huge.png', 'missing.jpg'];
    const { code, out, err } = await spawnCommand('detect', ...bad.map(at), at('a.jpg'), '--weights', weights);
    expect(code).toBe(1);
    expect(lines(out).map((line) => line.file)).toEqual([at('a.jpg')]);
    for (const name of bad) {
      expect(err.split('\n').filter((line) => line.includes(at(name)) && line.includes('expected'))).toHaveLength(1);
    }
  });

  it('exits with 0 when every file went well, and its stdout is JSON lines only', async () => {
    const { code, out, err } = await spawnCommand('detect', at('a.jpg'), '--weights', weights);
    expect([code, err]).toEqual([0, '']);
    expect(lines(out)).toHaveLength(1);
  });

  it('exits with 2 for wrong usage', async () => {
    const { code, out, err } = await spawnCommand('detect', '--loud');
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('--loud');
  });

  it('refuses annotations with missing fields, and pictures that they do not name', async () => {
    const broken = await runCommand('detect', at('a.jpg'), '--boxes', at('broken.json'), '--weights', weights);
    expect([broken.code, broken.out]).toEqual([1, '']);
    expect(broken.err).toContain('annotation 31: "bbox" is nothing; expected');
    await writeFile(at('other.jpg'), await sharp(at('a.jpg')).toBuffer());
    const other = await runCommand('detect', at('other.jpg'), '--boxes', at('people.json'), '--weights', weights);
    expect(other.code).toBe(1);
    expect(other.err).toContain('not in the annotation file');
    await rm(at('other.jpg'));
  });

  it('refuses weights that are none', async () => {
    const { code, err } = await runCommand('detect', at('a.jpg'), '--weights', at('text.webp'));
    expect(code).toBe(1);
    expect(err).toMatch(/weights file.*expected/);
  });
});
