// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { groundOf } from '../../../src/runtime/memory-map.ts';
import { placeSwarm } from '../../../src/swarm/agents/place-swarm.ts';
import { planProgram } from '../../../src/swarm/agents/plan-program.ts';
import { createProgramRunner, type LayerResult } from '../../../src/swarm/agents/program-runner.ts';
import { seededRandom } from '../../support/random.ts';
import { type Draft, draftSwarm } from '../../support/random-swarm.ts';
import { type Planes, referenceProgram } from '../../support/reference-program.ts';
import { swarmOf, swarmParts } from '../../support/swarm-parts.ts';

/** A draft with small inputs: every wiring is still exercised, and the oracle's plain loops end soon. */
function smallDraft(): Draft {
  const draft = draftSwarm(11);
  for (const program of draft.graph.programs) {
    program.input = program.id === 'scout' ? { width: 48, height: 48 } : { width: 32, height: 48 };
  }
  return draft;
}

/** Largest difference of a layer in memory from the oracle's planes, as a share of the layer's largest number. */
function difference(f32: Float32Array, { pointer, shape }: LayerResult, { width, height, channels }: Planes): number {
  expect([shape.width, shape.height]).toEqual([width, height]);
  const cells = width * height;
  let most = 0;
  let largest = 1e-6;
  for (const [c, plane] of channels.entries()) {
    for (let i = 0; i < cells; i++) {
      const at = shape.kind === 'tiles' ? ((c >> 4) * cells + i) * 16 + (c & 15) : c * cells + i;
      most = Math.max(most, Math.abs((f32[pointer / 4 + at] ?? Number.NaN) - (plane[i] ?? 0)));
      largest = Math.max(largest, Math.abs(plane[i] ?? 0));
    }
  }
  return most / largest;
}

describe.each(['js', 'wasm-simd'] as const)('on tier %s', (tier) => {
  test('every layer of squad and scout is what the file format says it is', () => {
    const draft = smallDraft();
    const { memory, kernels, context } = swarmParts(tier);
    const placed = placeSwarm(swarmOf(draft), groundOf(memory));
    for (const member of [placed.squads[1]!, placed.scout]) {
      const { program } = member;
      const random = seededRandom(3);
      const pixels = Float32Array.from({ length: program.input.width * program.input.height * 4 }, (_, i) =>
        i % 4 === 3 ? 0 : random(),
      );
      const expected = referenceProgram(draft, draft.graph.programs.find(({ id }) => id === program.id)!, pixels);
      // Each layer is looked at right after it ran: later ones may take its place.
      for (let count = 1; count <= program.layers.length; count++) {
        const layer = program.layers[count - 1]!;
        const oracle = expected.get(layer.id);
        if (oracle === undefined) continue;
        const part = { ...program, layers: program.layers.slice(0, count) };
        const plan = planProgram(part);
        const base = memory.pools.activations.allocate(0);
        const runner = createProgramRunner({ program: part, layers: member.layers }, plan, base, kernels);
        context.f32.set(pixels, runner.input / 4);
        runner.run();
        expect(difference(context.f32, runner.result(layer.id), oracle), `${program.id}/${layer.id}`).toBeLessThan(
          2e-5,
        );
      }
    }
  });
});

test('a run that is timed gives the same answer and a time for every layer', () => {
  const { memory, kernels, context } = swarmParts();
  const { pools } = memory;
  const placed = placeSwarm(swarmOf(draftSwarm(4)), groundOf(memory));
  const squad = placed.squads[0]!;
  const plan = planProgram(squad.program);
  const runner = createProgramRunner(squad, plan, pools.activations.allocate(plan.bytes), kernels);
  const { pointer } = runner.result('refine');
  const pixels = Float32Array.from({ length: 96 * 128 * 4 }, seededRandom(1));
  const answer = (run: () => void): Float32Array => {
    context.f32.set(pixels, runner.input / 4);
    run();
    return context.f32.slice(pointer / 4, pointer / 4 + 17 * 36);
  };
  const ms = new Float64Array(runner.layers.length);
  expect(answer(() => runner.runTimed(ms))).toEqual(answer(() => runner.run()));
  expect(ms.every((time) => time >= 0) && ms.some((time) => time > 0)).toBe(true);
  expect(runner.layers.at(-1)).toBe('refine');
});
