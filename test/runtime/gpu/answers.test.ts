// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { areAnswers, isKnownAnswer } from '../../../src/runtime/gpu/answers.ts';
import { groundOf } from '../../../src/runtime/memory-map.ts';
import { loadSwarm } from '../../../src/swarm/agents/load-swarm.ts';
import { placeSwarm } from '../../../src/swarm/agents/place-swarm.ts';
import { planProgram } from '../../../src/swarm/agents/plan-program.ts';
import { createProgramRunner } from '../../../src/swarm/agents/program-runner.ts';
import { createProbe } from '../../../src/swarm/squads/probe.ts';
import { swarmParts } from '../../support/swarm-parts.ts';

/** Records of joints at (5, 6) with half their mass in the window. */
function answer(): Float32Array {
  const records = new Float32Array(17 * 36);
  for (let at = 0; at < records.length; at += 36) {
    records.set([5, 6, 0.5], at);
    records[at + 35] = 1;
  }
  return records;
}

const changed = (index: number, value: number): Float32Array => {
  const records = answer();
  records[index] = value;
  return records;
};

describe('an answer', () => {
  test('is right when it is as near as another order of adding makes it', () => {
    expect(isKnownAnswer(answer(), answer())).toBe(true);
    expect(isKnownAnswer(changed(36, 5.01), answer())).toBe(true);
  });

  test.each([
    ['another place', changed(36, 5.1)],
    ['another height', changed(37, 5.9)],
    ['another mass', changed(38, 0.6)],
    ['no number', changed(0, Number.NaN)],
    ['nothing', new Float32Array(17 * 36)],
    ['one joint less', answer().subarray(36)],
    ['no joint', new Float32Array()],
  ])('is wrong with %s', (_, records) => {
    expect(isKnownAnswer(records, answer())).toBe(false);
  });

  test('was written when every record ends as records end', () => {
    expect(areAnswers(answer())).toBe(true);
    expect(areAnswers(changed(71, 0))).toBe(false);
    expect(areAnswers(new Float32Array())).toBe(false);
  });
});

test('the question has one answer: no squad that comes along sees two peaks that other rounding could exchange', () => {
  const swarm = loadSwarm(readFileSync(new URL('../../../weights/swarm.safetensors', import.meta.url)));
  const { memory, kernels, context } = swarmParts();
  for (const placed of placeSwarm(swarm, groundOf(memory)).squads) {
    const plan = planProgram(placed.program);
    const runner = createProgramRunner(placed, plan, memory.pools.activations.allocate(plan.bytes), kernels);
    createProbe(runner, 'refine', context.f32).passes();
    const { pointer, shape } = runner.result('attend');
    const cells = shape.width * shape.height;
    for (let joint = 0; joint < 17; joint++) {
      const plane = context.f32.slice(pointer / 4 + joint * cells, pointer / 4 + (joint + 1) * cells).sort();
      // Rounding moves logits of this size by some 1e-5.
      expect((plane.at(-1) ?? 0) - (plane.at(-2) ?? 0)).toBeGreaterThan(1e-3);
    }
  }
});
