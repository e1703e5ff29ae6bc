// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { planBatch, wordsOf } from '../../../src/runtime/gpu/batch-plan.ts';
import { LAYER_WORDS } from '../../../src/runtime/gpu/shaders.ts';
import { groundOf } from '../../../src/runtime/memory-map.ts';
import { placeSwarm } from '../../../src/swarm/agents/place-swarm.ts';
import { addFocus, draftSwarm } from '../../support/random-swarm.ts';
import { swarmOf, swarmParts } from '../../support/swarm-parts.ts';

const placed = placeSwarm(swarmOf(draftSwarm(3)), groundOf(swarmParts().memory)).squads;

test('squads that are built alike are told the same numbers, wherever their weights lie', () => {
  const plans = placed.map((squad) => planBatch(squad));
  const layers = placed[0]?.program.layers ?? [];
  const ops = layers.flatMap((layer) => (layer.op === 'mix' && layer.gate ? ['mix', 'means', 'gate'] : [layer.op]));
  expect(plans[0]?.passes.map(({ op }) => op)).toEqual(ops);
  for (const plan of plans) expect(plan).toEqual(plans[0]);
});

test('what is read and written lies within the rooms', () => {
  for (const squad of placed) {
    const { passes, records, planeBytes, tileBytes, input, inputBytes, weightBytes, tableBytes } = planBatch(squad)!;
    expect(records + 17 * 36 * 4).toBeLessThanOrEqual(planeBytes);
    expect(input + inputBytes).toBeLessThanOrEqual(tileBytes);
    for (const { op, numbers, groups } of passes) {
      const { outWidth, outHeight, result } = numbers;
      const gated = op === 'means' || op === 'gate';
      const tiled = op === 'stem' || op === 'mix' || op === 'join' || gated;
      if (gated) expect(numbers.other + groups[1] * 4).toBeLessThanOrEqual(tileBytes / 16);
      if (gated) expect(numbers.other).toBeGreaterThanOrEqual(result + groups[1] * outWidth * outHeight * 4);
      const room = tiled ? tileBytes / 16 : planeBytes / 4;
      const each = tiled ? outWidth * outHeight * 4 : op === 'head' || op === 'attend' ? outWidth * outHeight : 36;
      const count = op === 'refine' ? numbers.joints : groups[1];
      expect(result + count * each).toBeLessThanOrEqual(room);
      if (op === 'stem' || op === 'mix' || op === 'gate' || op === 'head' || op === 'refine') {
        expect(numbers.weights * 16).toBeLessThan(weightBytes);
      }
      if (op === 'mix' || op === 'gate' || op === 'join' || op === 'attend')
        expect(numbers.table * 4).toBeLessThan(tableBytes);
    }
  }
});

test('what is changed in place stays in its place, and planes that are still read are not written over', () => {
  const byOp = new Map(planBatch(placed[0]!)!.passes.map(({ op, numbers }) => [op, numbers]));
  expect(byOp.get('attend')?.result).toBe(byOp.get('attend')?.source);
  expect(byOp.get('refine')?.result).toBe(byOp.get('refine')?.source);
  expect(byOp.get('attend')?.other).not.toBe(byOp.get('attend')?.source);
  expect(byOp.get('decode')?.source).toBe(byOp.get('attend')?.result);
});

test('numbers are whole, and as many as the shaders read', () => {
  for (const { numbers } of planBatch(placed[0]!)!.passes) {
    expect(wordsOf(numbers)).toHaveLength(LAYER_WORDS.length);
    expect(Object.values(numbers).every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
  }
});

test('a program with a layer that has no shader has no plan', () => {
  const draft = draftSwarm(3);
  addFocus(draft, 'squad-0');
  const [first, second] = placeSwarm(swarmOf(draft), groundOf(swarmParts().memory)).squads;
  expect(planBatch(first!)).toBeUndefined();
  expect(planBatch(second!)).toBeDefined();
});
