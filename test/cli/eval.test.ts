// SPDX-License-Identifier: Apache-2.0
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand, SLOW_MS } from '../support/command.ts';
import { randomSwarm } from '../support/random-swarm.ts';

const FIELDS = [
  ...['protocol', 'images', 'people', 'AP', 'AP50', 'AP75', 'APm', 'APl', 'AR', 'pck02', 'msPerPerson'],
] as const;
type Report = Readonly<Record<(typeof FIELDS)[number], number>>;

interface Details {
  readonly calibration: { readonly ece: number; readonly bins: readonly unknown[] };
  readonly withLarge: number;
  readonly found: readonly { readonly minPoseScore: number; readonly pictures: number }[];
  readonly negatives: number;
  readonly falsePer100: readonly { readonly minPoseScore: number; readonly people: number }[];
}

let folder: string;
const at = (name: string): string => join(folder, name);
const evaluate = (...argv: readonly string[]) =>
  runCommand('eval', '--images', folder, '--weights', at('w.safetensors'), '--annotations', ...argv);

/** Annotations whose labels are the very poses that the swarm gives for their boxes: a perfect answer by construction. */
async function selfLabelled(): Promise<void> {
  const box = (id: number, bbox: number[]): object => {
    const keypoints = new Array<number>(51).fill(1);
    const [, , width = 0, height = 0] = bbox;
    return { id, image_id: 1, category_id: 1, iscrowd: 0, bbox, area: width * height, num_keypoints: 17, keypoints };
  };
  const file = {
    images: [{ id: 1, file_name: 'a.png' }],
    annotations: [box(7, [20, 20, 100, 200]), box(8, [200, 20, 90, 200])],
  };
  await writeFile(at('boxes.json'), JSON.stringify(file));
  const { out } = await runCommand(
    'detect',
    at('a.png'),
    '--boxes',
    at('boxes.json'),
    '--weights',
    at('w.safetensors'),
  );
  const { poses } = JSON.parse(out) as { poses: { annotation_id: number; keypoints: { x: number; y: number }[] }[] };
  const labelled = file.annotations.map((person) => {
    const pose = poses.find((candidate) => candidate.annotation_id === (person as { id: number }).id);
    return { ...person, keypoints: (pose?.keypoints ?? []).flatMap(({ x, y }) => [x, y, 2]) };
  });
  await writeFile(at('people.json'), JSON.stringify({ ...file, annotations: labelled }));
  const shifted = labelled.map((person) => ({
    ...person,
    keypoints: person.keypoints.map((v, i) => (i % 3 === 0 ? v + 1000 : v)),
  }));
  await writeFile(at('shifted.json'), JSON.stringify({ ...file, annotations: shifted }));
  const images = [...file.images, { id: 2, file_name: 'missing.png' }];
  await writeFile(at('one-missing.json'), JSON.stringify({ ...file, images, annotations: labelled }));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'poseswarm-'));
  await writeFile(at('w.safetensors'), randomSwarm());
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const create = { width: 320, height: 240, channels: 3, background: '#888888', noise } as const;
  await sharp({ create }).png().toFile(at('a.png'));
  await selfLabelled();
}, SLOW_MS);
afterAll(() => rm(folder, { recursive: true }));

describe('poseswarm eval', { timeout: SLOW_MS }, () => {
  it('prints exactly the fields of the contract', async () => {
    const { code, out } = await evaluate(at('people.json'), '--boxes', 'gt', '--json');
    expect(code).toBe(0);
    expect(Object.keys(JSON.parse(out) as Report)).toEqual([...FIELDS]);
  });

  it('gives full marks when the answers are the labels', async () => {
    const report = JSON.parse((await evaluate(at('people.json'), '--boxes', 'gt', '--json')).out) as Report;
    expect([report.images, report.people, report.AP, report.AR, report.APl, report.pck02]).toEqual([1, 2, 1, 1, 1, 1]);
    expect(report.APm).toBe(-1);
    expect(report.msPerPerson).toBeGreaterThan(0);
    expect(report.protocol).toContain('ground-truth boxes');
    expect(report.protocol).toContain('0.2 torso');
  });

  it('asks as many squads as it is told, and says so', async () => {
    const { code, out } = await evaluate(at('people.json'), '--boxes', 'gt', '--squads', '1', '--json');
    expect(code).toBe(0);
    const report = JSON.parse(out) as Report;
    expect(report.protocol).toContain('squads asked: 1');
    // The labels are what all of them say.
    expect(report.AP).toBeLessThan(1);
    expect(await evaluate(at('people.json'), '--squads', '0')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--squads is "0"; expected a whole number from 1 to/),
    });
  });

  it('gives none when they are elsewhere', async () => {
    const report = JSON.parse((await evaluate(at('shifted.json'), '--boxes', 'gt', '--json')).out) as Report;
    expect([report.AP, report.AR, report.pck02]).toEqual([0, 0, 0]);
  });

  it('lets the scouts search when nothing else is said, and prints a table', async () => {
    const { code, out, err } = await evaluate(at('people.json'));
    expect(code).toBe(0);
    expect(err).toMatch(/^poseswarm: somebody was found in [01] of the 1 pictures with a person/m);
    expect(out).toContain('people found by the scouts');
    expect(out).toMatch(/^AP50 +-?[\d.]+$/m);
  });

  it('adds details when asked: honesty of scores, pictures with somebody found, false people', async () => {
    await mkdir(at('nobody'));
    const create = { width: 64, height: 64, channels: 3, background: '#888888' } as const;
    await sharp({ create }).png().toFile(at('nobody/grey.png'));
    const { out } = await evaluate(at('people.json'), '--json', '--negatives', at('nobody'));
    const { details } = JSON.parse(out) as { details: Details };
    expect(details.calibration.bins).toHaveLength(10);
    expect([details.withLarge, details.negatives]).toEqual([1, 1]);
    const shares = details.falsePer100.map(({ people }) => people);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(details.found.map(({ minPoseScore }) => minPoseScore)).toContain(0.5);
  });

  it('shows the details as tables when they are read', async () => {
    const { code, out } = await evaluate(at('people.json'), '--details', '--negatives', at('nobody'));
    expect(code).toBe(0);
    expect(out).toMatch(/^joint score +joints +mean score +right$/m);
    expect(out).toMatch(/^pose score +found in of 1 +false per 100 of 1$/m);
    expect(out).toMatch(/^ +0\.8 +[01] +[\d.]+$/m);
    const boxed = await evaluate(at('people.json'), '--details', '--boxes', 'gt');
    expect(boxed.out).toMatch(/^ +0\.9( +[\d.]+){3}$/m);
    expect(boxed.out).not.toContain('pose score');
  });

  it('does not praise a folder of nobody that is not there', async () => {
    const { code, out, err } = await evaluate(at('people.json'), '--json', '--negatives', at('nowhere'));
    expect([code, err]).toEqual([1, expect.stringMatching(/nowhere does not exist/)]);
    const { details } = JSON.parse(out) as { details: Details };
    expect([details.negatives, details.falsePer100[0]?.people]).toEqual([0, -1]);
    expect((await evaluate(at('people.json'), '--negatives', at('nowhere'))).err).not.toContain('false people');
  });

  it('goes on without pictures that fail, names them and exits with 1', async () => {
    const { code, out, err } = await evaluate(at('one-missing.json'), '--boxes', 'gt', '--json');
    expect(code).toBe(1);
    expect((JSON.parse(out) as Report).images).toBe(1);
    expect(err).toContain('missing.png');
  });

  it('refuses annotations that are none', async () => {
    const { code, out, err } = await evaluate(at('a.png'));
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('is not JSON');
  });
});
