// SPDX-License-Identifier: Apache-2.0
// The trained swarm says the same here as in PyTorch, where it was trained: votes and keypoints on real pictures, within
// a quarter of a crop pixel, and the people whom the scouts find. The fixture is written by training/ with the weights.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { KEYPOINT_FLOATS } from '../../src/people/assemble.ts';
import { boxOf } from '../../src/pose/box.ts';
import { createSwarmRuntime } from '../../src/runtime/swarm-runtime.ts';
import { loadSwarm } from '../../src/swarm/agents/load-swarm.ts';
import { swarmParts } from '../support/swarm-parts.ts';

type Place = [x: number, y: number];

interface ParityPicture {
  /** PNG, from test/fixtures/ on. */
  file: string;
  /** x, y, width, height, picture px. */
  box: [number, number, number, number];
  /** [squad][17], reference-crop px. */
  votes: Place[][];
  /** [17], reference-crop px, after the consensus. */
  keypoints: Place[];
  /** [17], after assessors and validators. */
  scores: number[];
}

interface ParityFinds {
  file: string;
  /** Width of the grey frame round it, px. */
  margin: number;
  /** x, y, width, height, px of the framed picture, and the probability; likeliest first, nobody left out. */
  boxes: [number, number, number, number, number][];
}

const ROOT = new URL('../../', import.meta.url);
const WEIGHTS = new URL('../../weights/swarm.safetensors', import.meta.url);
const GREY = { r: 128, g: 128, b: 128 };
const TOLERANCE_PX = 0.25;
const TOLERANCE_SCORE = 0.02;
/** Of boxes, as a share of the person's height: sides are exponentials of logits. */
const TOLERANCE_BOX = 0.02;

/** Places that differ by more than the tolerance, in words. */
function differences(expected: readonly Place[], actual: Float32Array, stride: number, what: string): string[] {
  return expected.flatMap(([x, y], joint) => {
    const [ax = Number.NaN, ay = Number.NaN] = actual.subarray(joint * stride, joint * stride + 2);
    const apart = Math.hypot(ax - x, ay - y);
    return apart <= TOLERANCE_PX ? [] : [`${what} joint ${joint}: (${ax}, ${ay}) here, (${x}, ${y}) in PyTorch`];
  });
}

describe('the trained swarm', () => {
  const swarm = loadSwarm(readFileSync(WEIGHTS));
  const fixture = new URL('test/fixtures/parity.json', ROOT);
  const { pictures, found }: { pictures: ParityPicture[]; found: ParityFinds[] } = JSON.parse(
    readFileSync(fixture, 'utf8'),
  );

  test('comes with twenty pictures and what PyTorch sees in them', () => {
    expect(pictures.length).toBeGreaterThanOrEqual(20);
    for (const { votes, keypoints } of pictures) {
      expect(votes.length).toBe(swarm.graph.squads.length);
      for (const places of [...votes, keypoints]) expect(places.length).toBe(17);
    }
  });

  test('finds the same people', async () => {
    const { memory, kernels } = swarmParts('wasm-simd');
    const runtime = createSwarmRuntime({ swarm, memory, kernels, tier: 'wasm-simd' });
    for (const { file, margin, boxes } of found) {
      const frame = { top: margin, bottom: margin, left: margin, right: margin, background: GREY };
      const image = sharp(fileURLToPath(new URL(file, ROOT)))
        .extend(frame)
        .ensureAlpha();
      const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
      await runtime.show({ data, width: info.width, height: info.height });
      const candidates = await runtime.scan(100, { near: true });
      expect(candidates.length, file).toBeGreaterThan(0);
      expect(candidates[0]?.score, file).toBeCloseTo(boxes[0]?.[4] ?? Number.NaN, 1);
      for (const { box, score } of candidates) {
        // Two that are as likely may change places, so each is looked for among all.
        const twin = boxes.some(([x, y, width, height, chance]) => {
          const apart = [x - box.xMin, y - box.yMin, width - box.width, height - box.height];
          return Math.abs(chance - score) < TOLERANCE_SCORE && apart.every((d) => Math.abs(d) < TOLERANCE_BOX * height);
        });
        expect(twin, `${file}: ${JSON.stringify(box)} ${score}`).toBe(true);
      }
    }
  });

  test.each(['js', 'wasm-simd'] as const)(
    'sees the same on tier %s',
    async (tier) => {
      const { memory, kernels } = swarmParts(tier);
      const runtime = createSwarmRuntime({ swarm, memory, kernels, tier });
      const complaints: string[] = [];
      for (const { file, box, votes, keypoints, scores } of pictures) {
        const image = sharp(fileURLToPath(new URL(file, ROOT))).ensureAlpha();
        const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
        await runtime.show({ data, width: info.width, height: info.height });
        const [x, y, width, height] = box;
        const [person] = await runtime.vote([boxOf(x, y, x + width, y + height)], { quarters: [0] });
        for (const [squad, places] of votes.entries()) {
          complaints.push(...differences(places, person!.votes.subarray(squad * 17 * 4), 4, `${file} squad ${squad}`));
        }
        complaints.push(...differences(keypoints, person!.results, 8, `${file} consensus`));
        for (const [joint, score] of scores.entries()) {
          const own = person!.keypoints[joint * KEYPOINT_FLOATS + 2] ?? Number.NaN;
          if (Math.abs(own - score) <= TOLERANCE_SCORE) continue;
          complaints.push(`${file} joint ${joint}: score ${own} here, ${score} in PyTorch`);
        }
      }
      expect(complaints).toEqual([]);
    },
    120_000,
  );
});
