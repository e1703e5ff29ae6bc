// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { groundOf } from '../../../src/runtime/memory-map.ts';
import { programSlices } from '../../../src/swarm/agents/agent-slices.ts';
import { placeSwarm } from '../../../src/swarm/agents/place-swarm.ts';
import { planProgram } from '../../../src/swarm/agents/plan-program.ts';
import { createProgramRunner } from '../../../src/swarm/agents/program-runner.ts';
import { createProbe } from '../../../src/swarm/squads/probe.ts';
import { draftSwarm } from '../../support/random-swarm.ts';
import { swarmOf, swarmParts } from '../../support/swarm-parts.ts';

test.each(['js', 'wasm-simd'] as const)('on tier %s a squad gives its known answer until a weight changes', (tier) => {
  const { memory, kernels, context } = swarmParts(tier);
  const placed = placeSwarm(swarmOf(draftSwarm(6)), groundOf(memory)).squads[0]!;
  const plan = planProgram(placed.program);
  const runner = createProgramRunner(placed, plan, memory.pools.activations.allocate(plan.bytes), kernels);
  const probe = createProbe(runner, 'refine', context.f32);
  context.f32.fill(3, runner.input / 4, runner.input / 4 + 1000);
  expect(probe.passes()).toBe(true);
  const [slice] = programSlices(placed).get('squad-0/stem/0') ?? [];
  const weight = (slice?.start ?? 0) / 4;
  const before = context.f32[weight] ?? 0;
  context.f32[weight] = before + 0.5;
  expect(probe.passes()).toBe(false);
  context.f32[weight] = before;
  expect(probe.passes()).toBe(true);
  // Who runs the program elsewhere poses the question and compares with the same answer.
  probe.pose();
  runner.run();
  const at = runner.result('refine').pointer / 4;
  expect(context.f32.slice(at, at + 17 * 36)).toEqual(probe.known());
});
