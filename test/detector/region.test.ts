// SPDX-License-Identifier: Apache-2.0
// People of a part of the picture, and pictures that are called off.
import { afterAll, describe, expect, test } from 'vitest';
import { CAST, cutOut, paste, plainRoom } from '../../bench/accuracy/cut-outs.ts';
import { samplePicture } from '../../bench/accuracy/samples.ts';
import type { Pose } from '../../src/index.ts';
import { createDetector } from '../../src/node/index.ts';

const detector = await createDetector();
afterAll(() => detector.dispose());
const street = await samplePicture('street.jpg');
const everybody = await detector.estimatePoses(street);
const middle = ({ box }: Pose): number => (box.xMin + box.xMax) / 2;
const nose = ({ keypoints }: Pose): number[] => [keypoints[0]?.x ?? 0, keypoints[0]?.y ?? 0];

/** The left part of the street with the first two of its people. */
const byX = everybody.toSorted((a, b) => middle(a) - middle(b));
const edge = (middle(byX[1] as Pose) + middle(byX[2] as Pose)) / 2;
const left = { xMin: 0, yMin: 0, xMax: edge, yMax: street.height };

describe('region', () => {
  test('has those people only whose middle lies in it, where they are in the picture', async () => {
    expect(everybody).toHaveLength(4);
    const found = await detector.estimatePoses(street, { region: left });
    expect(found).toHaveLength(2);
    for (const pose of found) {
      expect(middle(pose)).toBeLessThan(edge);
      const same = byX
        .slice(0, 2)
        .map((other) => Math.hypot(nose(pose)[0]! - nose(other)[0]!, nose(pose)[1]! - nose(other)[1]!));
      expect(Math.min(...same)).toBeLessThan(12);
    }
    const right = await detector.estimatePoses(street, { region: { ...left, xMin: edge, xMax: street.width } });
    expect(right).toHaveLength(2);
  });

  test('somebody 60 px high in a large picture is found there', async () => {
    const room = plainRoom(1920, 1080);
    const [file, person] = CAST[0] ?? ['', 0];
    paste(room, await cutOut(file, person, 60), 1500, 900);
    const region = { xMin: 1380, yMin: 780, xMax: 1620, yMax: 960 };
    const [pose] = await detector.estimatePoses(room, { region });
    expect(pose?.score).toBeGreaterThan(0.6);
    expect(Math.abs((pose ? middle(pose) : 0) - 1500)).toBeLessThan(20);
  });

  test('in a video, whoever leaves it is lost, and is somebody again who comes in', async () => {
    const stream = await createDetector({ budgetMs: Number.POSITIVE_INFINITY });
    const ids = async (region: typeof left, from: number): Promise<(number | undefined)[]> => {
      let poses: Pose[] = [];
      for (let t = 0; t < 160; t += 40) poses = await stream.estimatePoses(street, { region }, from + t);
      return poses.map(({ id }) => id);
    };
    const first = await ids(left, 0);
    const second = await ids({ ...left, xMin: edge, xMax: street.width }, 1000);
    stream.dispose();
    expect(first).toHaveLength(2);
    expect(second).toHaveLength(2);
    expect(second.filter((id) => first.includes(id))).toEqual([]);
  });

  test.each([
    [{ xMin: 10, yMin: 0, xMax: 10, yMax: 50 }, /region is \[10, 0, 10, 50\], expected finite edges/],
    [{ xMin: 5000, yMin: 0, xMax: 6000, yMax: 50 }, /region is \[5000, 0, 6000, 50\], 0 x 50 px of a picture/],
    [7, /region is 7, expected a box/],
  ])('%o is refused', async (region, message) => {
    const refused = expect.objectContaining({ code: 'bad-option', message: expect.stringMatching(message) });
    await expect(detector.estimatePoses(street, { region: region as typeof left })).rejects.toEqual(refused);
  });

  test('not together with boxes', async () => {
    const boxes = [{ ...left, width: edge, height: street.height }];
    await expect(detector.estimatePoses(street, { region: left, boxes })).rejects.toMatchObject({ code: 'bad-option' });
  });
});

describe('signal', () => {
  test('a picture that waits is never looked at, the others are', async () => {
    const controller = new AbortController();
    const before = detector.stats.frames;
    const first = detector.estimatePoses(street);
    const second = detector.estimatePoses(street, { signal: controller.signal });
    const third = detector.estimatePoses(street);
    controller.abort();
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    expect(await first).toHaveLength(4);
    expect(await third).toHaveLength(4);
    expect(detector.stats.frames).toBe(before + 2);
  });

  test('the reason is the one that was given, also where it was given before', async () => {
    const reason = new Error('the user went on');
    const signal = AbortSignal.abort(reason);
    await expect(detector.estimatePoses(street, { signal })).rejects.toBe(reason);
  });

  test('the picture at hand ends, and the next one is as ever', async () => {
    const controller = new AbortController();
    const call = detector.estimatePoses(street, { signal: controller.signal });
    queueMicrotask(() => controller.abort());
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(await detector.estimatePoses(street)).toEqual(everybody);
  });

  test('a frame that may give way takes nobody along', async () => {
    const stream = await createDetector({ targetFps: 30 });
    const controller = new AbortController();
    const calls = [0, 33, 66, 99].map((t) =>
      stream.estimatePoses(street, t === 66 ? { signal: controller.signal } : {}, t),
    );
    controller.abort();
    const ends = await Promise.allSettled(calls);
    stream.dispose();
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  });

  test('something else is refused', async () => {
    const signal = { aborted: false } as unknown as AbortSignal;
    const refused = expect.objectContaining({ code: 'bad-option', message: expect.stringMatching(/signal is/) });
    await expect(detector.estimatePoses(street, { signal })).rejects.toEqual(refused);
  });
});
