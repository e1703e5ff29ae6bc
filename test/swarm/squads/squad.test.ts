// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { personCrop, type View } from '../../../src/frame/crop.ts';
import { createLightMeter, type Tone } from '../../../src/frame/exposure.ts';
import type { Frame } from '../../../src/frame/frame.ts';
import { uprightBox } from '../../../src/frame/upright.ts';
import { boxOf } from '../../../src/pose/box.ts';
import { MIRROR } from '../../../src/pose/keypoints.ts';
import type { Box } from '../../../src/pose/pose.ts';
import { type Quarter, TURNED } from '../../../src/pose/quarter.ts';
import { groundOf } from '../../../src/runtime/memory-map.ts';
import { storePicture } from '../../../src/runtime/store-picture.ts';
import { placeSwarm } from '../../../src/swarm/agents/place-swarm.ts';
import { planProgram } from '../../../src/swarm/agents/plan-program.ts';
import { createSquad, REFERENCE_VIEW, type Squad } from '../../../src/swarm/squads/squad.ts';
import { noisePicture } from '../../support/detectors.ts';
import { type Draft, draftSwarm } from '../../support/random-swarm.ts';
import { swarmOf, swarmParts } from '../../support/swarm-parts.ts';

const WIDTH = 320;
const HEIGHT = 240;
const BOX = boxOf(90, 40, 170, 200);
const INPUT = { width: 96, height: 128 };

/** Four squads with the same agents, which look at a person in different ways. */
function sameSquads(views: readonly View[]) {
  const draft: Draft = draftSwarm(
    8,
    views.map((one) => ({ ...one })),
  );
  for (const [name, tensor] of draft.tensors) {
    const [program, ...rest] = name.split('/');
    if (program?.startsWith('squad-'))
      draft.tensors.set(name, draft.tensors.get(`squad-0/${rest.join('/')}`) ?? tensor);
  }
  const { memory, context } = swarmParts();
  const { pools } = memory;
  const bytes = new Uint8Array(memory.memory.buffer);
  const placed = placeSwarm(swarmOf(draft), groundOf(memory));
  const plan = planProgram(placed.squads[0]!.program);
  const base = pools.activations.allocate(plan.bytes);
  const squads = placed.squads.map((squad) => createSquad(squad, plan, base, context));
  const votes = pools.shared.allocate(17 * 16) / 4;
  return {
    squads,
    /** [17] of x, y in picture px, confidence, and sharpness. */
    vote(squad: Squad, frame: Frame, box: Box, capacity?: number, quarter: Quarter = 0, tone: Tone = []): number[][] {
      const rect = personCrop(box, REFERENCE_VIEW, INPUT);
      squad.vote(storePicture(frame, bytes, tone, capacity), box, { rect, input: INPUT, quarter }, votes);
      const unit = (rect.x1 - rect.x0) / INPUT.width;
      return Array.from({ length: 17 }, (_, joint) => {
        const [x = 0, y = 0, confidence = 0, sharpness] = context.f32.subarray(votes + joint * 4);
        return [rect.x0 + x * unit, rect.y0 + y * unit, confidence, sharpness ?? Number.NaN];
      });
    },
  };
}

function flipped({ data, width, height }: Frame): Frame {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + width - 1 - x) * 4;
      out.set(data.subarray(from, from + 4), (y * width + x) * 4);
    }
  }
  return { data: out, width, height };
}

/** The picture turned counter-clockwise. */
function turnedBack({ data, width, height }: Frame, quarter: Quarter): Frame {
  if (quarter === 0) return { data, width, height };
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = ((width - 1 - x) * height + y) * 4;
      out.set(data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4), to);
    }
  }
  return turnedBack({ data: out, width: height, height: width }, TURNED[quarter - 2] ?? 0);
}

const view = (over: object = {}) => ({ scale: 1.2, dx: 0, dy: 0, mirror: false, ...over });

describe('a squad', () => {
  const picture = noisePicture(WIDTH, HEIGHT);
  const team = sameSquads([view(), view({ mirror: true }), view({ dx: 0.1 }), view({ scale: 1.5 })]);
  const [plain, mirrored, moved, wide] = team.squads as [Squad, Squad, Squad, Squad];

  test('that looks through a mirror says of a flipped picture what another says of the picture, sides exchanged', () => {
    const straight = team.vote(plain, picture, BOX);
    const seen = team.vote(mirrored, flipped(picture), boxOf(WIDTH - BOX.xMax, BOX.yMin, WIDTH - BOX.xMin, BOX.yMax));
    for (const [joint, [x = 0, y = 0, confidence = 0]] of straight.entries()) {
      const other = seen[MIRROR[joint] ?? 0] ?? [];
      expect(other[0]).toBeCloseTo(WIDTH - x, 2);
      expect(other[1]).toBeCloseTo(y, 2);
      expect(other[2]).toBeCloseTo(confidence, 5);
    }
  });

  test.each(TURNED)(
    'says of somebody who is turned by %i quarters what it says of the picture turned back',
    (quarter) => {
      const back = turnedBack(picture, quarter);
      // The picture turned about its corner lies beside it: how far, its corners say.
      const frame = uprightBox(boxOf(0, 0, WIDTH, HEIGHT), quarter, boxOf(0, 0, 0, 0));
      const there = uprightBox(BOX, quarter, boxOf(0, 0, 0, 0));
      const here = boxOf(
        ...([there.xMin - frame.xMin, there.yMin - frame.yMin] as const),
        ...([there.xMax - frame.xMin, there.yMax - frame.yMin] as const),
      );
      for (const squad of [plain, mirrored, moved]) {
        const seen = team.vote(squad, picture, there, undefined, quarter);
        const straight = team.vote(squad, back, here);
        expectClose(
          seen,
          straight.map(([x = 0, y = 0, confidence = 0]) => [x + frame.xMin, y + frame.yMin, confidence]),
        );
      }
    },
  );

  test('that looks beside the box says what another says of a box that lies there', () => {
    // The crop is 1.2 * 160 px high and three quarters as wide; a tenth of that is 14.4 px.
    const there = team.vote(plain, picture, boxOf(BOX.xMin + 14.4, BOX.yMin, BOX.xMax + 14.4, BOX.yMax));
    expectClose(team.vote(moved, picture, BOX), there);
  });

  test('sees through haze what it sees without it', () => {
    const haze = { ...picture, data: picture.data.map((value, i) => (i % 4 === 3 ? 255 : 110 + value * 0.4)) };
    const clear = team.vote(plain, picture, BOX);
    const far = (votes: number[][]): number =>
      votes.reduce((most, [x = 0, y = 0], i) => Math.max(most, Math.hypot(x - clear[i]![0]!, y - clear[i]![1]!)), 0);
    expect(far(team.vote(plain, haze, BOX))).toBeGreaterThan(2);
    expect(far(team.vote(plain, haze, BOX, undefined, 0, createLightMeter()(haze)))).toBeLessThan(2);
  });

  test('is heard as it sees: the finer the more, about a face that it sees from near ten times, and not beyond its joints', () => {
    const near = sameSquads([view(), view({ joints: [0, 1, 2, 3, 4, 5, 6] }), view(), view()]);
    const heard = (squad: Squad): (number | undefined)[] =>
      near.vote(squad, picture, BOX).map(([, , , weight]) => weight);
    const [whole, head] = near.squads as [Squad, Squad];
    const sharpness = (REFERENCE_VIEW.scale / 1.2) ** 2;
    for (const weight of heard(whole)) expect(weight).toBeCloseTo(sharpness, 4);
    const of = heard(head);
    for (let joint = 0; joint < 17; joint++) {
      expect(of[joint]).toBeCloseTo(sharpness * (joint < 5 ? 10 : joint < 7 ? 1 : 0), 4);
    }
    for (const [, , , weight] of team.vote(wide, picture, BOX)) {
      expect(weight).toBeCloseTo((REFERENCE_VIEW.scale / 1.5) ** 2, 4);
    }
  });

  test('sees a narrow box stretched: as if the picture were', () => {
    const stretched = sameSquads([view({ stretch: 1.5 }), view(), view(), view()]);
    const [narrow, usual] = stretched.squads as [Squad, Squad];
    const columns = (times: number): Frame => ({
      data: Uint8ClampedArray.from({ length: picture.data.length * times }, (_, i) => {
        const [row, x] = [Math.floor(i / (picture.width * times * 4)), Math.floor(i / 4) % (picture.width * times)];
        return picture.data[(row * picture.width + Math.floor(x / times)) * 4 + (i % 4)]!;
      }),
      width: picture.width * times,
      height: picture.height,
    });
    const seen = stretched.vote(narrow, columns(2), BOX);
    const drawn = stretched.vote(usual, columns(3), boxOf(BOX.xMin * 1.5, BOX.yMin, BOX.xMax * 1.5, BOX.yMax));
    expectClose(
      seen,
      drawn.map(([x = 0, y = 0, ...rest]) => [x / 1.5, y, ...rest]),
    );
    for (const [, , , weight] of stretched.vote(narrow, picture, BOX)) {
      expect(weight).toBeCloseTo(1.5 * (REFERENCE_VIEW.scale / 1.2) ** 2, 4);
    }
  });

  test('that looks wider says what another says of a larger box', () => {
    const grow = (1.5 / 1.2 - 1) / 2;
    const larger = boxOf(BOX.xMin - 80 * grow, BOX.yMin - 160 * grow, BOX.xMax + 80 * grow, BOX.yMax + 160 * grow);
    expectClose(team.vote(wide, picture, BOX), team.vote(plain, picture, larger));
  });

  test('places its votes in the caller’s px when the picture was reduced on its way in', () => {
    // Squares of 2 x 2 equal px: the reduced picture is the small one.
    const large = doubled(picture);
    const box = boxOf(BOX.xMin * 2, BOX.yMin * 2, BOX.xMax * 2, BOX.yMax * 2);
    const reduced = team.vote(plain, large, box, WIDTH * HEIGHT);
    const small = team.vote(plain, picture, BOX);
    expectClose(
      reduced,
      small.map(([x = 0, y = 0, confidence = 0]) => [x * 2, y * 2, confidence]),
    );
  });

  test('votes inside its crop with confidences of 0 to 1', () => {
    for (const squad of team.squads) {
      const rect = personCrop(BOX, squad.view, INPUT);
      for (const [x = 0, y = 0, confidence = 0] of team.vote(squad, picture, BOX)) {
        // A refiner may move a vote by one cell of four crop px, here 8 picture px.
        expect(x).toBeGreaterThan(rect.x0 - 8);
        expect(x).toBeLessThan(rect.x1 + 8);
        expect(y).toBeGreaterThan(rect.y0 - 8);
        expect(y).toBeLessThan(rect.y1 + 8);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1.00001);
      }
    }
  });
});

function expectClose(votes: number[][], expected: number[][]): void {
  for (const [joint, [x = 0, y = 0, confidence = 0]] of expected.entries()) {
    expect(votes[joint]?.[0]).toBeCloseTo(x, 1);
    expect(votes[joint]?.[1]).toBeCloseTo(y, 1);
    expect(votes[joint]?.[2]).toBeCloseTo(confidence, 3);
  }
}

function doubled({ data, width, height }: Frame): Frame {
  const out = new Uint8Array(data.length * 4);
  for (let y = 0; y < height * 2; y++) {
    for (let x = 0; x < width * 2; x++) {
      const from = ((y >> 1) * width + (x >> 1)) * 4;
      out.set(data.subarray(from, from + 4), (y * width * 2 + x) * 4);
    }
  }
  return { data: out, width: width * 2, height: height * 2 };
}
