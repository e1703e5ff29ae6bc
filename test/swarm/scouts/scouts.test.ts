// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { createLightMeter, type Tone } from '../../../src/frame/exposure.ts';
import type { Frame } from '../../../src/frame/frame.ts';
import { clipBox } from '../../../src/pose/box.ts';
import { groundOf } from '../../../src/runtime/memory-map.ts';
import { storePicture } from '../../../src/runtime/store-picture.ts';
import { placeSwarm } from '../../../src/swarm/agents/place-swarm.ts';
import { type Candidate, createScouts, type ScanOptions } from '../../../src/swarm/scouts/scouts.ts';
import { noisePicture } from '../../support/detectors.ts';
import { type Draft, draftSwarm } from '../../support/random-swarm.ts';
import { swarmOf, swarmParts } from '../../support/swarm-parts.ts';

function scoutsOf(change: (draft: Draft) => void = () => undefined) {
  const draft = draftSwarm(6);
  change(draft);
  const { memory, context } = swarmParts();
  const bytes = new Uint8Array(memory.memory.buffer);
  const placed = placeSwarm(swarmOf(draft), groundOf(memory));
  const scouts = createScouts(placed.scout, context);
  return (frame: Frame, options?: ScanOptions, tone: Tone = []) =>
    scouts.scan(storePicture(frame, bytes, tone), options);
}

/**
 * Makes the scouts see a bright square: their stem's channel 0 is the picture's brightness, every layer after it hands
 * channel 0 on, and the head's centre is its excess over a threshold. Distances are one cell.
 */
function brightnessScout(draft: Draft): void {
  const tensors = [...draft.tensors].filter(([name]) => name.startsWith('scout/'));
  for (const [name, tensor] of tensors) {
    if (name.endsWith('.scale')) tensor.data.fill(1 / 100);
    else tensor.data.fill(0);
  }
  const data = (name: string): Int8Array | Float32Array => draft.tensors.get(`scout/${name}`)!.data;
  // Stem: the mean of the middle tap's three colours into channel 0.
  for (let c = 0; c < 3; c++) data('stem/w')[(4 * 3 + c) * 16] = 33;
  for (const layer of draft.graph.programs.at(-1)!.layers) {
    if (layer.op !== 'mix' && layer.op !== 'focus') continue;
    const agents = Number(layer.agents);
    const reads = Array.from({ length: agents }, () => [0, 0, 0, 0]);
    Object.assign(layer, { reads });
    // Only agent 0 of residual layers would double what it hands on: those stay silent and pass the residual.
    if (layer.residual) continue;
    data(`${layer.id}/dw`)[4 * 16] = 100;
    data(`${layer.id}/pw`)[0] = 100;
  }
  // Brightness arrives twice at the head: over the join from stride 16, and directly.
  data('people/w')[0] = 100;
  draft.tensors.get('scout/people/w.scale')!.data[0] = 0.2;
  data('people/b')[0] = -20;
  data('focus/w')[0] = 100;
  draft.tensors.get('scout/focus/w.scale')!.data[0] = 0.2;
  data('focus/wb')[0] = -20;
}

/** A black picture with a white square of `size` px round (cx, cy). */
function square(width: number, height: number, cx: number, cy: number, size: number): Frame {
  const data = new Uint8Array(width * height * 4);
  for (let y = Math.max(0, cy - size / 2); y < Math.min(height, cy + size / 2); y++) {
    for (let x = Math.max(0, cx - size / 2); x < Math.min(width, cx + size / 2); x++)
      data.fill(255, (y * width + x) * 4, (y * width + x) * 4 + 4);
  }
  return { data, width, height };
}

const centre = ({ box }: { box: { xMin: number; xMax: number; yMin: number; yMax: number } }) => [
  (box.xMin + box.xMax) / 2,
  (box.yMin + box.yMax) / 2,
];

describe('scouts that see brightness', () => {
  const scan = scoutsOf(brightnessScout);

  test.each([
    ['wide', 832, 416, 600, 100],
    ['high', 416, 832, 100, 700],
    ['square', 416, 416, 200, 200],
  ])('find a square in a %s picture where it is', (_, width, height, x, y) => {
    const found = scan(square(width, height, x, y, 64), { windows: 0 });
    expect(found.length).toBeGreaterThan(0);
    // A cell is 16 level px, which are 16 or 32 picture px here.
    const cell = (16 * Math.max(width, height)) / 416;
    for (const one of found) {
      const [cx = 0, cy = 0] = centre(one);
      expect(Math.abs(cx - x)).toBeLessThan(32 + cell);
      expect(Math.abs(cy - y)).toBeLessThan(32 + cell);
      // One cell to each side.
      expect(one.box.width).toBeCloseTo(2 * cell, 3);
    }
  });

  test.each([1, 2, 3] as const)('find a square where it is, however the picture is turned for them: %i', (quarter) => {
    for (const options of [{ windows: 0, quarter }, { quarter }, { quarter, near: true }]) {
      const found = scan(square(832, 416, 600, 100, 64), options);
      expect(found.length).toBeGreaterThan(0);
      for (const one of found) {
        const [cx = 0, cy = 0] = centre(one);
        expect(Math.abs(cx - 600)).toBeLessThan(64);
        expect(Math.abs(cy - 100)).toBeLessThan(64);
      }
    }
  });

  test('look closer where the coordinator sends them, and place what they find the same', () => {
    const picture = square(832, 832, 620, 180, 64);
    const coarse = scan(picture, { windows: 0 });
    const fine = scan(picture).slice(coarse.length);
    expect(coarse.length).toBeGreaterThan(0);
    expect(fine.length).toBeGreaterThan(0);
    for (const one of fine) {
      const [cx = 0, cy = 0] = centre(one);
      expect(Math.abs(cx - 620)).toBeLessThan(48);
      expect(Math.abs(cy - 180)).toBeLessThan(48);
      // A cell of the closer look is half as large: 16 picture px.
      expect(one.box.width).toBeCloseTo(32, 3);
    }
  });

  test('look from near where it is wished for from there, and place what they find the same', () => {
    const picture = square(832, 832, 620, 180, 64);
    const far = scan(picture);
    const near = scan(picture, { near: true });
    expect(near.slice(0, far.length)).toEqual(far);
    expect(near.length).toBeGreaterThan(far.length);
    for (const one of near.slice(far.length)) {
      const [cx = 0, cy = 0] = centre(one);
      expect(Math.abs(cx - 620)).toBeLessThan(40);
      expect(Math.abs(cy - 180)).toBeLessThan(40);
      // A cell of such a look is half as large again: 8 picture px.
      expect(one.box.width).toBeCloseTo(16, 3);
    }
    expect(scan(picture)).toEqual(far);
  });

  test('look at one window when the time is over, each in its turn', () => {
    const picture = square(832, 832, 120, 120, 64);
    const { data } = square(832, 832, 700, 700, 64);
    for (const [i, value] of data.entries()) picture.data[i] = Math.max(picture.data[i] ?? 0, value);
    const coarse = scan(picture, { windows: 0 }).length;
    const late = (turn: number) => scan(picture, { deadline: 0, turn }).slice(coarse);
    const [first, second] = [late(0), late(1)];
    expect(first.length).toBeGreaterThan(0);
    expect(second.length).toBeGreaterThan(0);
    expect(centre(first[0] as Candidate)).not.toEqual(centre(second[0] as Candidate));
    expect(late(2)).toEqual(first);
    expect(scan(picture).slice(coarse)).toEqual([...first, ...second]);
  });

  test('find in the dark what they find in the light', () => {
    const { data, ...size } = square(416, 416, 200, 200, 64);
    const light = { ...size, data: data.map((value) => Math.max(value, 20)) };
    const dark = { ...light, data: light.data.map((value) => Math.round(value * 0.3)) };
    const meter = createLightMeter();
    expect(scan(dark, { windows: 0 })).toEqual([]);
    const found = scan(dark, { windows: 0 }, meter(dark)).map(({ box }) => box);
    expect(found).toEqual(scan(light, { windows: 0 }, meter(light)).map(({ box }) => box));
    expect(found.length).toBeGreaterThan(0);
  });

  test('find nobody in the dark', () => {
    expect(scan({ data: new Uint8Array(64 * 64 * 4), width: 64, height: 64 })).toEqual([]);
  });

  test('find nobody with a threshold of 1', () => {
    expect(scan(square(416, 416, 200, 200, 64), { threshold: 1 })).toEqual([]);
  });
});

describe('scouts with random agents', () => {
  const scan = scoutsOf();

  test('give finite boxes with probabilities, the same ones twice', () => {
    const picture = noisePicture(500, 300);
    const found = scan(picture, { threshold: 0 });
    expect(found.length).toBeGreaterThan(0);
    for (const { box, score } of found) {
      expect(Object.values(box).every(Number.isFinite)).toBe(true);
      expect(box.xMax).toBeGreaterThan(box.xMin);
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThanOrEqual(1);
    }
    expect(scan(picture, { threshold: 0 })).toEqual(found);
  });

  test('find nobody in the bars beside a picture', () => {
    const found = scan(noisePicture(500, 60), { threshold: 0 });
    expect(found.length).toBeGreaterThan(0);
    for (const { box } of found) {
      const seen = clipBox(box, 500, 60);
      expect(Math.min(seen.width, seen.height)).toBeGreaterThanOrEqual(4);
    }
  });

  test.each([
    [8, 8],
    [8, 16384],
    [16384, 8],
    [4000, 3000],
  ])('scan a picture of %i x %i', (width, height) => {
    const data = new Uint8Array(width * height * 4).fill(90);
    for (const { box } of scan({ data, width, height }, { threshold: 0 })) {
      expect(Object.values(box).every(Number.isFinite)).toBe(true);
    }
  });
});
