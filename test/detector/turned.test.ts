// SPDX-License-Identifier: Apache-2.0
// The trained swarm sees people whichever way they are turned: lying, and upside down.
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { createDetector } from '../../src/node/index.ts';
import { boxOf } from '../../src/pose/box.ts';
import { TURNED } from '../../src/pose/quarter.ts';

const SAMPLES = new URL('../../samples/', import.meta.url);

interface Listing {
  readonly images: readonly { readonly id: number; readonly file_name: string }[];
  readonly annotations: readonly { readonly image_id: number; readonly bbox: readonly number[] }[];
}

/** Whom the pictures show that are turned. */
const SHOWN = ['waving.jpg', 'street.jpg', 'park.jpg'];
/** Keypoints that score less may be anywhere. */
const SURE = 0.5;

/** The place (x, y) of a picture of w x h px once that is turned clockwise by so many quarters. */
function turned(x: number, y: number, w: number, h: number, quarter: number): [number, number] {
  return quarter === 0 ? [x, y] : turned(h - y, x, h, w, quarter - 1);
}

test('people are found in their boxes however the picture is turned', async () => {
  const listing: Listing = JSON.parse(readFileSync(new URL('people.json', SAMPLES), 'utf8'));
  const detector = await createDetector();
  for (const { id, file_name } of listing.images.filter(({ file_name }) => SHOWN.includes(file_name))) {
    const boxes = listing.annotations.filter(({ image_id }) => image_id === id).map(({ bbox }) => bbox);
    const straight = await look(file_name, 0, boxes);
    for (const quarter of TURNED) {
      const seen = await look(file_name, quarter, boxes);
      for (const [i, pose] of straight.poses.entries()) {
        const height = boxes[i]?.[3] ?? 0;
        const sure = pose.keypoints.flatMap(({ x, y, score }, joint) => {
          const [tx, ty] = turned(x, y, straight.width, straight.height, quarter);
          const other = seen.poses[i]?.keypoints[joint];
          return score > SURE ? [Math.hypot((other?.x ?? 0) - tx, (other?.y ?? 0) - ty) / height] : [];
        });
        expect(sure.length).toBeGreaterThan(8);
        const off = sure.sort((a, b) => a - b)[Math.floor(0.8 * sure.length)];
        expect(off, `${file_name}, person ${i}, ${quarter} quarters`).toBeLessThan(0.05);
      }
    }
  }
  detector.dispose();

  async function look(file: string, quarter: number, boxes: readonly (readonly number[])[]) {
    const raw = sharp(new URL(file, SAMPLES).pathname)
      .ensureAlpha()
      .rotate(90 * quarter)
      .raw();
    const { data, info } = await raw.toBuffer({ resolveWithObject: true });
    const [w, h] = quarter % 2 === 0 ? [info.width, info.height] : [info.height, info.width];
    const there = boxes.map(([x = 0, y = 0, width = 0, height = 0]) => {
      const [ax, ay] = turned(x, y, w, h, quarter);
      const [bx, by] = turned(x + width, y + height, w, h, quarter);
      return boxOf(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by));
    });
    const picture = { data: new Uint8Array(data), width: info.width, height: info.height };
    return { poses: await detector.estimatePoses(picture, { boxes: there }), width: w, height: h };
  }
});

test('whoever lies or hangs upside down is found in a whole picture, too', async () => {
  const detector = await createDetector();
  const file = new URL('waving.jpg', SAMPLES).pathname;
  const noses = [];
  for (const quarter of [0, ...TURNED]) {
    const raw = sharp(file)
      .ensureAlpha()
      .rotate(90 * quarter)
      .raw();
    const { data, info } = await raw.toBuffer({ resolveWithObject: true });
    const [w, h] = quarter % 2 === 0 ? [info.width, info.height] : [info.height, info.width];
    const poses = await detector.estimatePoses({ data: new Uint8Array(data), width: info.width, height: info.height });
    expect(poses, `${quarter} quarters`).toHaveLength(1);
    const { x = 0, y = 0 } = poses[0]?.keypoints[0] ?? {};
    // As the upright picture shows it.
    noses.push(quarter === 0 ? [x, y] : turned(x, y, info.width, info.height, 4 - quarter));
    expect(noses.at(-1)?.[0]).toBeLessThan(w);
    expect(Math.hypot(noses.at(-1)![0]! - noses[0]![0]!, noses.at(-1)![1]! - noses[0]![1]!)).toBeLessThan(0.05 * h);
  }
  detector.dispose();
});
