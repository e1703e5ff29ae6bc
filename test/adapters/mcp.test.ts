// SPDX-License-Identifier: Apache-2.0
// The tools as values; how they are served is seen in test/cli/mcp.test.ts.
import { afterAll, expect, test } from 'vitest';
import { samplePicture } from '../../bench/accuracy/samples.ts';
import { poseTools } from '../../src/adapters/mcp.ts';
import { createDetector } from '../../src/node/index.ts';
import { boxOf, iou } from '../../src/pose/box.ts';
import { KEYPOINT_NAMES } from '../../src/pose/keypoints.ts';

const detector = await createDetector();
afterAll(() => detector.dispose());
const tools = poseTools(detector, samplePicture);

// What a tool answers is read as a caller reads it: as JSON of any shape.
async function ask(name: string, input: Record<string, unknown>) {
  const tool = tools.find((one) => one.name === name);
  return JSON.parse(JSON.stringify(await tool?.run(input)));
}

test('detect_pose names people, boxes and the 17 keypoints', async () => {
  const { width, height, people } = await ask('detect_pose', { image: 'street.jpg' });
  expect([width, height]).toEqual([
    (await samplePicture('street.jpg')).width,
    (await samplePicture('street.jpg')).height,
  ]);
  expect(people).toHaveLength(4);
  expect(Object.keys(people[0].keypoints)).toEqual(KEYPOINT_NAMES);
  expect(people[0].keypoints.nose.x).toBeGreaterThan(people[0].box.xMin);
  // The first two of them, from fewer boxes each: joints of which there are more looks lie a little elsewhere.
  const { people: two } = await ask('detect_pose', { image: 'street.jpg', maxPoses: 2 });
  expect(two).toHaveLength(2);
  const corners = ({ box: { xMin, yMin, xMax, yMax } }: (typeof people)[0]) => boxOf(xMin, yMin, xMax, yMax);
  for (const [i, one] of two.entries()) expect(iou(corners(one), corners(people[i]))).toBeGreaterThan(0.85);
});

test('describe_pose and measure_angles agree', async () => {
  const { people: told } = await ask('describe_pose', { image: 'waving.jpg' });
  const { people: measured } = await ask('measure_angles', { image: 'waving.jpg' });
  expect(told[0].text).toMatch(/^In the .* of the picture, \d+ % of its height: .*hand above the shoulder/);
  for (const [, name, degrees] of told[0].text.matchAll(/(\w+ \w+) bent to (\d+) degrees/g)) {
    expect(measured[0].angles[name.replace(' ', '_')].degrees).toBe(Number(degrees));
  }
});

test('compare_poses: the same is alike, another is less so, nobody is like nothing', async () => {
  const same = await ask('compare_poses', { first: 'waving.jpg', second: 'waving.jpg' });
  expect(same.similarity).toBe(1);
  expect(new Set(Object.values(same.differences))).toEqual(new Set([0]));
  const other = await ask('compare_poses', { first: 'waving.jpg', second: 'stretching.jpg' });
  expect(other.similarity).toBeLessThan(0.9);
  const nobody = poseTools(detector, async () => ({ data: new Uint8Array(64 * 64 * 4), width: 64, height: 64 }));
  const compare = nobody.find(({ name }) => name === 'compare_poses');
  expect(await compare?.run({ first: 'a', second: 'b' })).toMatchObject({
    similarity: null,
    reason: 'nobody is in first',
  });
});

test('benchmark times a picture, as often as it is asked', async () => {
  const { people, runs, p50Ms, slowestMs, tier } = await ask('benchmark', { image: 'waving.jpg', runs: 3 });
  expect([people, runs, tier]).toEqual([1, 3, detector.info.tier]);
  expect(p50Ms).toBeGreaterThan(0);
  expect(slowestMs).toBeGreaterThanOrEqual(p50Ms);
  const refused = { code: 'bad-option', message: expect.stringContaining('runs is 0, expected') };
  await expect(ask('benchmark', { image: 'waving.jpg', runs: 0 })).rejects.toMatchObject(refused);
});

test('inspect_swarm tells what runs', async () => {
  const { tier, squads, degraded } = await ask('inspect_swarm', {});
  expect(tier).toBe(detector.info.tier);
  expect(squads).toHaveLength(4);
  expect(degraded).toEqual(detector.info.degraded.map(({ message }) => message));
});

test.each([
  [{}, 'image is undefined, expected the path of a picture or a data URL'],
  [{ image: 3 }, 'image is 3, expected'],
  [{ image: 'waving.jpg', maxPoses: 0 }, 'maxPoses is 0, expected'],
])('%o is refused', async (input, message) => {
  const refused = { code: 'bad-option', message: expect.stringContaining(message) };
  await expect(ask('detect_pose', input)).rejects.toMatchObject(refused);
});

test('every tool says what it takes', () => {
  for (const { name, title, description, inputSchema } of tools) {
    expect([name, title, description].every((text) => text.length > 0)).toBe(true);
    expect(Object.keys(inputSchema.properties)).toEqual(expect.arrayContaining([...inputSchema.required]));
  }
});
